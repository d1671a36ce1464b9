#include "buckets/alert_context.h"

#include <algorithm>

#include "base/json.h"
#include "buckets/environments.h"
#include "buckets/rule_runner.h"
#include "expr/go_format.h"
#include "model/event_types.h"

namespace vedette::buckets {

namespace {

constexpr std::size_t kMaxContextValueLength = 4000;  // alertcontext: MaxContextValueLen

using Views = std::vector<std::string_view>;

/// Views on what lives as long as the runner's memory.
void keep(Views& values, std::string_view value) {
  if (!value.empty() && std::find(values.begin(), values.end(), value) == values.end()) {
    values.push_back(value);
  }
}

/// reflect.Value.IsZero, for the kinds that get that far.
bool is_zero(const expr::Value& value) {
  using expr::Kind;
  Kind kind = value.kind();
  if (kind == Kind::kFloat32 || kind == Kind::kFloat64) {
    return value.as_float() == 0;
  }
  if (kind == Kind::kBool || (kind >= Kind::kInt && kind <= Kind::kUint64)) {
    return value.as_int() == 0;
  }
  return value.is_null();
}

// alertcontext: EvalAlertContextRules
void keep_value(Views& values, const expr::Value& value, expr::CallContext& call) {
  namespace type_id = expr::type_id;
  if (value.is_string()) {
    keep(values, value.as_string());
  } else if (value.is_int()) {
    keep(values, call.arena.copy(std::to_string(value.as_int())));
  } else if (value.type_id() == type_id::kStringSlice || value.type_id() == type_id::kIntSlice) {
    for (std::uint32_t i = 0; i < value.size(); ++i) {
      keep_value(values, value.slice_data()[i], call);
    }
  } else if (!is_zero(value)) {
    std::string text;
    if (expr::append_go_value(call, text, value)) {
      keep(values, call.arena.copy(text));
    }
  }
}

/// The fields of Meta that a program reads, when it reads nothing else of the event and changes nothing.
std::optional<std::vector<model::FieldId>> only_meta(const expr::Program& program) {
  std::vector<model::FieldId> fields;
  for (const expr::Path& path : program.reads()) {
    if (path.variable != 0 || path.names.size() != 2 || path.names[0] != "Meta") {
      return std::nullopt;
    }
    fields.push_back(model::intern_field(path.names[1]));
  }
  return program.effect() == expr::Effect::kPure && !fields.empty() ? std::optional(std::move(fields)) : std::nullopt;
}

template <class Texts>
void write_json(std::string& out, const Texts& values) {
  out.assign("[");
  for (const auto& value : values) {
    if (out.size() > 1) {
      out += ',';
    }
    append_json_string(out, value);
  }
  out += ']';
}

}  // namespace

// alertcontext: TruncateContext
std::string context_value(std::vector<std::string> values, std::size_t limit) {
  std::string text;
  write_json(text, values);
  while (text.size() > limit && !values.empty()) {
    if (values.size() == 1) {
      std::string shorter = values.front().substr(0, values.front().size() / 2) + "...";
      if (shorter.size() >= values.front().size()) {
        break;  // so short that halving adds to it
      }
      values.front() = std::move(shorter);
    } else {
      values.pop_back();
    }
    write_json(text, values);
  }
  return text;
}

void AlertContext::compile(const std::map<std::string, std::vector<SourceText>>& context, const expr::FunctionTable& functions,
                           Diagnostics& diagnostics) {
  expr::Environment environment = event_rules(functions);
  for (const auto& [name, expressions] : context) {
    Key key{name, {}};
    for (const SourceText& expression : expressions) {
      // alertcontext: `match` and `req` belong to the application firewall; for a log they are empty, and give nothing.
      if (names_variable(expression.text(), "match") || names_variable(expression.text(), "req")) {
        continue;
      }
      Diagnostics own;
      auto program = expr::Program::compile(expression, environment, own);
      for (Diagnostic diagnostic : own.all()) {
        diagnostic.item = "alert context `" + name + "`";
        diagnostics.add(std::move(diagnostic));
      }
      if (program != nullptr) {
        needs_.add(needs_of_expression(expression.text()));
        std::optional<std::vector<model::FieldId>> meta = only_meta(*program);
        key.expressions.push_back({std::move(program), std::move(meta)});
      }
    }
    if (!key.expressions.empty()) {
      keys_.push_back(std::move(key));
    }
  }
}

void AlertContext::evaluate(const Expression& expression, const PouredEvent& event, const RuleAt& at, RuleRunner& runner, Views& values) {
  if (expression.meta && expression.program->is_path()) {
    keep(values, event.meta(expression.meta->front()));
    return;
  }
  model::Event part(runner.arena());
  if (expression.meta) {
    for (model::FieldId field : *expression.meta) {
      if (std::string_view text = event.meta(field); text.data() != nullptr) {
        part.meta.set(field, text, runner.arena());
      }
    }
  }
  const expr::Value variables[] = {model::event_value(expression.meta ? part : event.event())};
  if (expression.program->effect() != expr::Effect::kPure) {
    event.mark_written();
  }
  std::optional<expr::Value> value = runner.run(*expression.program, variables, at);
  if (value && !value->is_nil()) {
    keep_value(values, *value, runner.context(at.order));
  }
}

std::vector<model::MetaItem> AlertContext::evaluate(std::span<const PouredEventRef> events, const OrderKey& order, std::uint32_t scenario,
                                                    RuleRunner& runner) const {
  std::vector<model::MetaItem> items;
  Views values;
  std::string text;
  for (const Key& key : keys_) {
    values.clear();
    for (const PouredEventRef& event : events) {
      for (const Expression& expression : key.expressions) {
        evaluate(expression, *event, {scenario, RulePart::kContext, order}, runner, values);
      }
    }
    if (!values.empty()) {
      write_json(text, values);
      if (text.size() > kMaxContextValueLength) {
        text = context_value({values.begin(), values.end()}, kMaxContextValueLength);
      }
      items.push_back({key.name, runner.arena().copy(text)});
    }
  }
  return items;
}

}  // namespace vedette::buckets

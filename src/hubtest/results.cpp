#include "hubtest/results.h"

#include "model/event_types.h"

namespace vedette::hubtest {
namespace {

using expr::Builtin;
using expr::CallContext;
using expr::type_of;
using expr::Value;
namespace type_id = expr::type_id;

const expr::Type* event_struct() {
  return model::event_type()->element;
}

const expr::Type* parser_result_struct() {
  static const expr::Type* type = [] {
    expr::Type* made = expr::define_struct("dumps.ParserResult");
    made->full_name = "github.com/crowdsecurity/crowdsec/pkg/dumps.ParserResult";
    made->fields = {
        {"Idx", type_of(type_id::kInt), [](const void* o, Arena&) { return Value::integer(static_cast<const ParserResult*>(o)->index); }},
        {"Evt", event_struct(), [](const void* o, Arena&) { return Value::object(static_cast<const ParserResult*>(o)->event, event_struct()->id); }},
        {"Success", type_of(type_id::kBool), [](const void* o, Arena&) { return Value::boolean(static_cast<const ParserResult*>(o)->success); }},
    };
    return made;
  }();
  return type;
}

const expr::Type* parser_result_slice() {
  static const expr::Type* type = expr::slice_of(parser_result_struct());
  return type;
}

const expr::Type* stage_map() {
  static const expr::Type* type = expr::map_of(type_of(type_id::kString), parser_result_slice());
  return type;
}

const expr::Type* parser_results_map() {
  static const expr::Type* type = expr::define_map("dumps.ParserResults", type_of(type_id::kString), stage_map());
  return type;
}

const expr::Type* bucket_results_slice() {
  static const expr::Type* type = expr::slice_of(event_struct());
  return type;
}

// Go's filepath.Base
std::string_view base_name(std::string_view path) {
  if (path.empty()) {
    return ".";
  }
  while (!path.empty() && path.back() == '/') {
    path.remove_suffix(1);
  }
  path.remove_prefix(path.rfind('/') + 1);  // npos + 1 is 0
  return path.empty() ? "/" : path;
}

// hubtest/helpers.go, basename
Value basename_of(CallContext& context, std::span<const Value> arguments) {
  if (arguments.empty() || arguments[0].is_nil()) {
    return context.fail("basename: missing argument");
  }
  if (!arguments[0].is_string()) {
    return context.fail("basename: want string, got " + arguments[0].type()->name);
  }
  return Value::string(base_name(arguments[0].as_string()));
}

const expr::FunctionTable& functions() {
  static const std::vector<Builtin> kRows = [] {
    Builtin row;
    row.name = "basename";
    row.signatures = {{{type_of(type_id::kString)}, false, type_of(type_id::kString)}};
    row.call = basename_of;
    row.description = "The last part of a path.";
    row.example = R"(basename("/var/log/auth.log") == "auth.log")";
    return std::vector<Builtin>{row};
  }();
  static const expr::FunctionTable kTable = [] {
    expr::FunctionTable table = model::content_functions();
    table.add(kRows);
    return table;
  }();
  return kTable;
}

Value map_value(std::vector<std::pair<Value, Value>> entries, const expr::Type* type, Arena& arena) {
  auto* kept = arena.make_array<std::pair<Value, Value>>(entries.size());
  std::copy(entries.begin(), entries.end(), kept);
  return Value::map(arena.make<expr::ArenaMap>(kept, entries.size()), type->id);
}

}  // namespace

const expr::Environment& parser_environment() {
  static const expr::Environment kEnvironment{{{"results", parser_results_map()}}, &functions()};
  return kEnvironment;
}

const expr::Environment& scenario_environment() {
  static const expr::Environment kEnvironment{{{"results", bucket_results_slice()}}, &functions()};
  return kEnvironment;
}

Value parser_results(const Dump& dump) {
  Arena& arena = *dump.arena;
  std::vector<std::pair<Value, Value>> stages;
  for (const auto& [stage, nodes] : dump.parsers) {
    std::vector<std::pair<Value, Value>> entries;
    for (const auto& [name, results] : nodes) {
      Value* values = arena.make_array<Value>(results.size());
      for (std::size_t i = 0; i < results.size(); ++i) {
        values[i] = Value::object(&results[i], parser_result_struct()->id);
      }
      entries.emplace_back(Value::string(name), Value::slice(values, results.size(), parser_result_slice()->id));
    }
    stages.emplace_back(Value::string(stage), map_value(std::move(entries), stage_map(), arena));
  }
  return map_value(std::move(stages), parser_results_map(), arena);
}

Value scenario_results(const Dump& dump) {
  Value* values = dump.arena->make_array<Value>(dump.overflows.size());
  for (std::size_t i = 0; i < dump.overflows.size(); ++i) {
    values[i] = Value::object(dump.overflows[i], event_struct()->id);
  }
  return Value::slice(values, dump.overflows.size(), bucket_results_slice()->id);
}

}  // namespace vedette::hubtest

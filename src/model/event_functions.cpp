#include "model/event_functions.h"

#include <vector>

#include "base/json.h"
#include "expr/builtins/kv.h"
#include "expr/builtins/services.h"
#include "expr/json_value.h"
#include "model/event.h"
#include "model/event_types.h"

namespace vedette::model {

using expr::Builtin;
using expr::CallContext;
using expr::type_of;
using expr::Value;
namespace type_id = expr::type_id;

namespace {

using Arguments = std::span<const Value>;

/// The three arguments: a text, a map[string]any, a key. Go's type assertions panic on others, and a nil map cannot be written.
bool check_arguments(CallContext& context, Arguments arguments) {
  if (!arguments[0].is_string() || arguments[1].type_id() != type_id::kAnyMap || !arguments[2].is_string()) {
    context.fail("takes a string, a map and a string");
    return false;
  }
  if (arguments[1].as_map() == nullptr) {
    context.fail("assignment to entry in nil map");
    return false;
  }
  return true;
}

/// evt.Unmarshaled behind the argument. Any other map (a literal, a decoded object) is a value here and not written: nothing could read it back but
/// the same expression, and none of the content does.
UnmarshaledMap* target_of(const Value& map) {
  // Expressions hold values by const pointers; these functions are declared to write the event, which whoever runs them owns.
  return const_cast<UnmarshaledMap*>(dynamic_cast<const UnmarshaledMap*>(map.as_map()));
}

/// exprhelpers: UnmarshalJSON
Value unmarshal_json(CallContext& context, Arguments arguments) {
  if (!check_arguments(context, arguments)) {
    return Value();
  }
  const auto* services = static_cast<const expr::Services*>(context.services);
  if (services == nullptr || services->json == nullptr) {
    return context.fail("UnmarshalJSON: no reader is at hand");
  }
  std::string_view text = arguments[0].as_string();
  if (!context.charge(text.size() / 64 + 1)) {
    return Value();
  }
  auto view = services->json->parse(text);
  if (!view) {
    return context.fail(std::move(view.error().message));
  }
  if (UnmarshaledMap* target = target_of(arguments[1])) {
    Arena& home = target->home() != nullptr ? *target->home() : context.arena;
    std::string_view key = arguments[2].as_string();
    FieldId known = find_field(key);
    target->set(known != kDynamicKey ? field_name(known) : home.copy(key), expr::value_of(*view, home), home);
  }
  return Value();
}

/// exprhelpers: ParseKV, ParseKVLax. The map that is there already is added to, also when the text then turns out to hold no pair (Lax).
template <expr::KvRules Rules>
Value parse_kv(CallContext& context, Arguments arguments) {
  if (!check_arguments(context, arguments)) {
    return Value();
  }
  std::string_view text = arguments[0].as_string();
  if (!context.charge(text.size() / 16 + 1)) {
    return Value();
  }
  UnmarshaledMap* target = target_of(arguments[1]);
  Arena& home = target != nullptr && target->home() != nullptr ? *target->home() : context.arena;
  thread_local std::vector<expr::KeyValue> pairs;
  pairs.clear();
  std::string_view copied = home.copy(text);  // the pairs are views on it
  bool found = expr::parse_key_values(copied, Rules, home, pairs);
  if (!found && Rules == expr::KvRules::kStrict) {
    return context.fail("invalid input format");
  }
  FieldMap* map = nullptr;
  std::string_view key = arguments[2].as_string();
  Value existing;
  if (arguments[1].as_map()->find(key, context.arena, existing)) {
    map = existing.type_id() == type_id::kStringMap ? const_cast<FieldMap*>(dynamic_cast<const FieldMap*>(existing.as_map())) : nullptr;
    if (map == nullptr) {
      return context.fail("target is not a map[string]string");
    }
  } else if (target != nullptr) {
    map = home.make<FieldMap>();
    target->set(home.copy(key), Value::map(map, type_id::kStringMap), home);
  }
  if (!found) {
    return context.fail("invalid input format");
  }
  if (map != nullptr) {
    for (const auto& [name, value] : pairs) {
      map->set(name, value, home);
    }
  }
  return Value();
}

Builtin row(std::string_view name, expr::NativeFunction call, std::string_view description) {
  Builtin out;
  out.name = name;
  out.signatures = {{{type_of(type_id::kString), type_of(type_id::kAnyMap), type_of(type_id::kString)}, false, type_of(type_id::kError)}};
  out.call = call;
  out.effect = expr::Effect::kWritesEvent;
  out.description = description;
  return out;
}

}  // namespace

std::span<const Builtin> event_functions() {
  static const std::vector<Builtin> kRows = [] {
    std::vector<Builtin> rows = {
        row("UnmarshalJSON", unmarshal_json, "Decodes a JSON text into evt.Unmarshaled under a key; nil, or an error that ends the expression."),
        row("ParseKV", parse_kv<expr::KvRules::kStrict>, "Reads key=value pairs into evt.Unmarshaled under a key."),
        row("ParseKVLax", parse_kv<expr::KvRules::kLax>, "Reads key=value pairs, values with spaces too, into evt.Unmarshaled under a key."),
    };
    rows[0].reads_json_source = true;
    return rows;
  }();
  return kRows;
}

const expr::FunctionTable& content_functions() {
  static const expr::FunctionTable table = [] {
    expr::FunctionTable out = expr::standard_functions();
    out.add(event_functions());
    return out;
  }();
  return table;
}

}  // namespace vedette::model

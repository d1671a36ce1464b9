// models.Source
#include "model/alert.h"
#include "model/type_parts.h"

namespace vedette::model {

using expr::Builtin;
using expr::CallContext;
using expr::type_of;
using expr::Value;
namespace type_id = expr::type_id;

namespace {

using Arguments = std::span<const Value>;

const expr::Type* string_pointer() {
  return expr::pointer_to(type_of(type_id::kString));
}

Value scope(const void* object, Arena& arena) {
  const auto& source = *static_cast<const Source*>(object);
  return source.scope_is_nil ? Value::typed_nil(string_pointer()->id) : pointer_value(Value::string(source.scope), string_pointer(), arena);
}

Value value(const void* object, Arena& arena) {
  const auto& source = *static_cast<const Source*>(object);
  return source.value_is_nil ? Value::typed_nil(string_pointer()->id) : pointer_value(Value::string(source.value), string_pointer(), arena);
}

// pkg/models/helpers.go

Value get_value(CallContext& context, Arguments arguments) {
  const auto* source = receiver<Source>(context, arguments);
  return Value::string(source != nullptr && !source->value_is_nil ? std::string_view(source->value) : std::string_view());
}

Value get_scope(CallContext& context, Arguments arguments) {
  const auto* source = receiver<Source>(context, arguments);
  return Value::string(source != nullptr && !source->scope_is_nil ? std::string_view(source->scope) : std::string_view());
}

Value get_as_number_name(CallContext& context, Arguments arguments) {
  const auto* source = receiver<Source>(context, arguments);
  if (source == nullptr) {
    return Value::string("");
  }
  std::string text;
  if (source->as_number != "0") {
    text += source->as_number;
  }
  if (!source->as_name.empty()) {
    text += ' ';
    text += source->as_name;
  }
  return Value::string(context.arena.copy(text));
}

Value string_method(CallContext& context, Arguments arguments) {
  // Source.String takes a pointer and is content with nil.
  const auto* source = static_cast<const Source*>(arguments[0].as_object());
  if (source != nullptr && !source->scope_is_nil && !source->scope.empty() && source->value_is_nil) {
    return context.fail("runtime error: invalid memory address or nil pointer dereference");
  }
  return Value::string(context.arena.copy(describe(source)));
}

const expr::Type* make_source_struct() {
  expr::Type* type = expr::define_struct("models.Source");
  type->full_name = "github.com/crowdsecurity/crowdsec/pkg/models.Source";
  type->fields = {
      field("AsName", type_id::kString, text_field<&Source::as_name>, "as_name", true),
      field("AsNumber", type_id::kString, text_field<&Source::as_number>, "as_number", true),
      field("Cn", type_id::kString, text_field<&Source::cn>, "cn", true),
      field("IP", type_id::kString, text_field<&Source::ip>, "ip", true),
      field("Latitude", type_id::kFloat32, float32_field<&Source::latitude>, "latitude", true),
      field("Longitude", type_id::kFloat32, float32_field<&Source::longitude>, "longitude", true),
      field("Range", type_id::kString, text_field<&Source::range>, "range", true),
      field("Scope", string_pointer(), scope, "scope"),
      field("Value", string_pointer(), value, "value"),
  };
  const expr::Type* text = type_of(type_id::kString);
  static const std::vector<Builtin> kMethods = {
      method("GetValue", {}, text, get_value, "The value of the source: the address, range or name."),
      method("GetScope", {}, text, get_scope, "The scope of the source: Ip, Range, ..."),
      method("GetAsNumberName", {}, text, get_as_number_name, "The number and name of the source's autonomous system."),
      pointer_method("String", {}, text, string_method, "The source for a person: \"ip 192.0.2.1 (FR/64500)\"."),
  };
  add_methods(*type, kMethods);
  return type;
}

}  // namespace

std::string describe(const Source* source) {
  // helpers.go: Source.String
  if (source == nullptr || source->scope_is_nil || source->scope.empty()) {
    return "empty source";
  }
  std::string place = source->cn;
  if (!source->as_number.empty()) {
    place += "/" + source->as_number;
  }
  if (!place.empty()) {
    place = " (" + place + ")";
  }
  if (source->scope == "Ip") {
    return "ip " + source->value + place;
  }
  if (source->scope == "Range") {
    return "range " + source->value + place;
  }
  return source->scope + " " + source->value;
}

const expr::Type* source_struct() {
  static const expr::Type* type = make_source_struct();
  return type;
}

}  // namespace vedette::model

// pipeline.Event and pipeline.Line
#include "base/ip.h"
#include "model/alert.h"
#include "model/event_types.h"
#include "model/type_parts.h"

namespace vedette::model {

using expr::Builtin;
using expr::CallContext;
using expr::type_of;
using expr::Value;
namespace type_id = expr::type_id;

namespace {

using Arguments = std::span<const Value>;

const Event& event_of(const void* object) {
  return *static_cast<const Event*>(object);
}

expr::Field string_map_field(std::string name, Value (*get)(const void*, Arena&), std::string_view json = {}, bool omit_empty = false) {
  expr::Field out = field(std::move(name), type_id::kStringMap, get, json, omit_empty);
  out.keys = &field_interner();
  return out;
}

// The object of a Line is its Event, whose arena keeps the canonical text of Raw.

const expr::Type* make_line_struct() {
  expr::Type* type = expr::define_struct("pipeline.Line");
  type->full_name = "github.com/crowdsecurity/crowdsec/pkg/pipeline.Line";
  expr::Field raw = field("Raw", type_id::kString, [](const void* o, Arena&) { return Value::string(event_of(o).text_of_raw()); });
  raw.get_json_source = [](const void* o, Arena&) { return Value::string(event_of(o).line.raw); };
  type->fields = {
      raw,
      field("Src", type_id::kString, [](const void* o, Arena&) { return Value::string(event_of(o).line.src); }),
      field("Time", type_id::kTime, [](const void* o, Arena&) { return Value::time(&event_of(o).line.time); }),
      // Every line has its acquisition's labels; an overflow's line has none, not even a map.
      string_map_field("Labels",
                       [](const void* o, Arena&) {
                         const FieldMap& labels = event_of(o).line.labels;
                         return labels.size() != 0 ? Value::map(&labels, type_id::kStringMap) : Value::typed_nil(type_id::kStringMap);
                       }),
      field("Process", type_id::kBool, [](const void* o, Arena&) { return Value::boolean(event_of(o).line.process); }),
      field("Module", type_id::kString, [](const void* o, Arena&) { return Value::string(event_of(o).line.module); }),
  };
  return type;
}

/// SetMeta and SetParsed: what is set is copied into the event's arena.
template <FieldMap Event::*Map>
Value set_entry(CallContext& context, Arguments arguments) {
  const auto* event = receiver<Event>(context, arguments);
  if (event == nullptr) {
    return Value();
  }
  if (!arguments[1].is_string() || !arguments[2].is_string()) {
    return context.fail("SetMeta and SetParsed take two strings");
  }
  // Expressions hold values by const pointers; this method is declared to write its receiver, which whoever runs it owns.
  auto& target = const_cast<Event&>(*event);
  std::string_view key = arguments[1].as_string();
  std::string_view value = target.arena->copy(arguments[2].as_string());
  FieldId id = find_field(key);
  if (id != kDynamicKey) {
    (target.*Map).set(id, value, *target.arena);
  } else {
    (target.*Map).set(target.arena->copy(key), value, *target.arena);
  }
  return Value::boolean(true);
}

Value get_type(CallContext& context, Arguments arguments) {
  const auto* event = receiver<Event>(context, arguments);
  return Value::string(event == nullptr || event->type == EventType::kLog ? "log" : "overflow");
}

Value get_meta(CallContext& context, Arguments arguments) {
  const auto* event = receiver<Event>(context, arguments);
  if (event == nullptr) {
    return Value();
  }
  return arguments[1].is_string() ? Value::string(event->get_meta(arguments[1].as_string())) : context.fail("GetMeta takes a string");
}

const expr::Type* addresses() {
  static const expr::Type* type = expr::slice_of(address_struct());
  return type;
}

Value parse_ip_sources(CallContext& context, Arguments arguments) {
  const auto* event = receiver<Event>(context, arguments);
  if (event == nullptr) {
    return Value();
  }
  std::size_t count = 0;
  Value* values = nullptr;
  auto add = [&](std::string_view text) {
    if (auto address = Ip::parse(text)) {
      values[count++] = Value::object(context.arena.make<Ip>(*address), address_struct()->id);
    }
  };
  if (event->type == EventType::kLog) {
    static const FieldId kSourceIp = intern_field("source_ip");
    std::string_view text = event->meta.get(kSourceIp);
    values = context.arena.make_array<Value>(1);
    add(text);
  } else if (event->overflow != nullptr) {
    values = context.arena.make_array<Value>(event->overflow->sources.size());
    for (const auto& [text, source] : event->overflow->sources) {
      add(text);
    }
  }
  return count != 0 ? Value::slice(values, count, addresses()->id) : Value::typed_nil(addresses()->id);
}

const expr::Type* make_event_struct() {
  expr::Type* type = expr::define_struct("pipeline.Event");
  type->full_name = "github.com/crowdsecurity/crowdsec/pkg/pipeline.Event";
  type->fields = {
      field("Type", type_id::kInt, integer_field<&Event::type>, "Type", true),
      field("ExpectMode", type_id::kInt, integer_field<&Event::expect_mode>, "ExpectMode", true),
      field("Whitelisted", type_id::kBool, bool_field<&Event::whitelisted>, "Whitelisted", true),
      field("WhitelistReason", type_id::kString, text_field<&Event::whitelist_reason>, "whitelist_reason", true),
      field("Stage", type_id::kString, text_field<&Event::stage>, "Stage", true),
      field(
          "Line", line_struct(), [](const void* o, Arena&) { return Value::object(o, line_struct()->id); }, "Line", true),
      string_map_field(
          "Parsed", [](const void* o, Arena&) { return Value::map(&event_of(o).parsed, type_id::kStringMap); }, "Parsed", true),
      string_map_field(
          "Enriched", [](const void* o, Arena&) { return Value::map(&event_of(o).enriched, type_id::kStringMap); }, "Enriched", true),
      field(
          "Unmarshaled", type_id::kAnyMap, [](const void* o, Arena&) { return Value::map(&event_of(o).unmarshaled); }, "Unmarshaled", true),
      // Null on a log: the zero struct.
      field(
          "Overflow", runtime_alert_struct(), [](const void* o, Arena&) { return Value::object(event_of(o).overflow, runtime_alert_struct()->id); },
          "Alert", true),
      field("Time", type_id::kTime, time_field<&Event::time>, "Time", true),
      field("StrTime", type_id::kString, text_field<&Event::str_time>, "StrTime", true),
      field("StrTimeFormat", type_id::kString, text_field<&Event::str_time_format>, "StrTimeFormat", true),
      field("MarshaledTime", type_id::kString, text_field<&Event::marshaled_time>, "MarshaledTime", true),
      field("Process", type_id::kBool, bool_field<&Event::process>, "Process", true),
      field(
          "Appsec", appsec_struct(), [](const void*, Arena&) { return Value::object(nullptr, appsec_struct()->id); }, "Appsec", true),
      string_map_field(
          "Meta", [](const void* o, Arena&) { return Value::map(&event_of(o).meta, type_id::kStringMap); }, "Meta", true),
  };
  const expr::Type* text = type_of(type_id::kString);
  static const std::vector<Builtin> kMethods = [&] {
    std::vector<Builtin> rows = {
        pointer_method("SetMeta", {text, text}, type_of(type_id::kBool), set_entry<&Event::meta>, "Sets a meta; true."),
        pointer_method("SetParsed", {text, text}, type_of(type_id::kBool), set_entry<&Event::parsed>, "Sets a parsed field; true."),
        pointer_method("GetType", {}, text, get_type, "\"log\" or \"overflow\"."),
        pointer_method("GetMeta", {text}, text, get_meta, "A meta of the event, or of an overflow's events: the first that is not empty."),
        pointer_method("ParseIPSources", {}, addresses(), parse_ip_sources, "The addresses of the event's source, or of the overflow's sources."),
    };
    rows[0].effect = expr::Effect::kWritesEvent;
    rows[1].effect = expr::Effect::kWritesEvent;
    return rows;
  }();
  add_methods(*type, kMethods);
  return type;
}

}  // namespace

const expr::Type* line_struct() {
  static const expr::Type* type = make_line_struct();
  return type;
}

const expr::Type* event_struct() {
  static const expr::Type* type = make_event_struct();
  return type;
}

const expr::Type* event_type() {
  static const expr::Type* type = expr::pointer_to(event_struct());
  return type;
}

expr::Value event_value(const Event& event) {
  static const expr::TypeId id = event_type()->id;
  return Value::object(&event, id);
}

const expr::Environment& event_environment() {
  static const expr::Environment environment{{{"evt", event_type()}}, &content_functions()};
  return environment;
}

}  // namespace vedette::model

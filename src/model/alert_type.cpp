// models.Alert and what it holds: events, metas, decisions.
#include <algorithm>
#include <span>

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

const expr::Type* pointer(expr::TypeId target) {
  return expr::pointer_to(type_of(target));
}

/// A slice of objects or of pointers to them, by `element`.
template <class Items>
Value object_slice(const Items& items, const expr::Type* element, const expr::Type* slice, Arena& arena) {
  Value* values = arena.make_array<Value>(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    values[i] = Value::object(&items[i], element->id);
  }
  return Value::slice(values, items.size(), slice->id);
}

// models.MetaItems0 and models.Meta, a slice of pointers to them.

const expr::Type* meta_item_pointer() {
  static const expr::Type* type = [] {
    expr::Type* item = expr::define_struct("models.MetaItems0");
    item->full_name = "github.com/crowdsecurity/crowdsec/pkg/models.MetaItems0";
    item->fields = {
        field("Key", type_id::kString, text_field<&MetaItem::key>, "key", true),
        field("Value", type_id::kString, text_field<&MetaItem::value>, "value", true),
    };
    return expr::pointer_to(item);
  }();
  return type;
}

const expr::Type* meta_slice() {
  static const expr::Type* type = [] {
    expr::Type* slice = expr::define_methods_of(expr::slice_of(meta_item_pointer())->id);
    slice->name = "models.Meta";
    slice->full_name = "github.com/crowdsecurity/crowdsec/pkg/models.Meta";
    slice->named = true;
    return slice;
  }();
  return type;
}

Value key_is_no_string(CallContext& context) {
  return context.fail("GetMeta takes a string");
}

// models.Event

Value event_meta(const void* object, Arena& arena) {
  const auto& event = *static_cast<const AlertEvent*>(object);
  if (event.meta_is_nil) {
    return Value::typed_nil(meta_slice()->id);
  }
  MetaItem* items = arena.make_array<MetaItem>(event.meta.size());
  std::copy(event.meta.begin(), event.meta.end(), items);
  return object_slice(std::span<const MetaItem>(items, event.meta.size()), meta_item_pointer(), meta_slice(), arena);
}

Value event_timestamp(const void* object, Arena& arena) {
  if (static_cast<const AlertEvent*>(object)->timestamp_is_nil) {
    return Value::typed_nil(pointer(type_id::kString)->id);
  }
  return pointer_value(Value::string(static_cast<const AlertEvent*>(object)->timestamp), pointer(type_id::kString), arena);
}

Value event_get_meta(CallContext& context, Arguments arguments) {
  const auto* event = receiver<AlertEvent>(context, arguments);
  if (event == nullptr) {
    return Value::string("");
  }
  if (!arguments[1].is_string()) {
    return key_is_no_string(context);
  }
  std::string_view value = event->get_meta(arguments[1].as_string());
  return Value::string(value.data() != nullptr ? value : "");
}

const expr::Type* alert_event_pointer() {
  static const expr::Type* type = [] {
    expr::Type* event = expr::define_struct("models.Event");
    event->full_name = "github.com/crowdsecurity/crowdsec/pkg/models.Event";
    event->fields = {
        field("Meta", meta_slice(), event_meta, "meta"),
        field("Timestamp", pointer(type_id::kString), event_timestamp, "timestamp"),
    };
    static const std::vector<Builtin> kMethods = {
        pointer_method("GetMeta", {type_of(type_id::kString)}, type_of(type_id::kString), event_get_meta, "A meta of the event, or \"\"."),
    };
    add_methods(*event, kMethods);
    return expr::pointer_to(event);
  }();
  return type;
}

// models.Decision

template <auto Member, DecisionField Nil>
Value decision_text(const void* object, Arena& arena) {
  const expr::Type* type = pointer(type_id::kString);
  return static_cast<const Decision*>(object)->is_nil(Nil) ? Value::typed_nil(type->id)
                                                           : pointer_value(Value::string(part_of<Member>(object)), type, arena);
}

Value decision_simulated(const void* object, Arena& arena) {
  const auto& decision = *static_cast<const Decision*>(object);
  const expr::Type* type = pointer(type_id::kBool);
  return decision.is_nil(DecisionField::kSimulated) ? Value::typed_nil(type->id) : pointer_value(Value::boolean(decision.simulated), type, arena);
}

const expr::Type* decision_pointer() {
  static const expr::Type* type = [] {
    expr::Type* decision = expr::define_struct("models.Decision");
    decision->full_name = "github.com/crowdsecurity/crowdsec/pkg/models.Decision";
    const expr::Type* text = pointer(type_id::kString);
    decision->fields = {
        field("Duration", text, decision_text<&Decision::duration, DecisionField::kDuration>, "duration"),
        field("ID", type_id::kInt64, integer_field<&Decision::id, type_id::kInt64>, "id", true),
        field("Origin", text, decision_text<&Decision::origin, DecisionField::kOrigin>, "origin"),
        field("Scenario", text, decision_text<&Decision::scenario, DecisionField::kScenario>, "scenario"),
        field("Scope", text, decision_text<&Decision::scope, DecisionField::kScope>, "scope"),
        field("Simulated", pointer(type_id::kBool), decision_simulated, "simulated", true),
        field("Type", text, decision_text<&Decision::type, DecisionField::kType>, "type"),
        field("Until", type_id::kString, text_field<&Decision::until>, "until", true),
        field("UUID", type_id::kString, text_field<&Decision::uuid>, "uuid", true),
        field("Value", text, decision_text<&Decision::value, DecisionField::kValue>, "value"),
    };
    return expr::pointer_to(decision);
  }();
  return type;
}

// models.Alert

template <auto Member, AlertField Nil>
Value alert_text(const void* object, Arena& arena) {
  const expr::Type* type = pointer(type_id::kString);
  return static_cast<const Alert*>(object)->is_nil(Nil) ? Value::typed_nil(type->id)
                                                        : pointer_value(Value::string(part_of<Member>(object)), type, arena);
}

template <auto Member, AlertField Nil>
Value alert_count(const void* object, Arena& arena) {
  const expr::Type* type = pointer(type_id::kInt32);
  return static_cast<const Alert*>(object)->is_nil(Nil) ? Value::typed_nil(type->id)
                                                        : pointer_value(Value::integer(part_of<Member>(object), type_id::kInt32), type, arena);
}

Value alert_simulated(const void* object, Arena& arena) {
  const auto& alert = *static_cast<const Alert*>(object);
  const expr::Type* type = pointer(type_id::kBool);
  return alert.is_nil(AlertField::kSimulated) ? Value::typed_nil(type->id) : pointer_value(Value::boolean(alert.simulated), type, arena);
}

Value alert_source(const void* object, Arena& /*arena*/) {
  const auto& alert = *static_cast<const Alert*>(object);
  expr::TypeId type = expr::pointer_to(source_struct())->id;
  return alert.is_nil(AlertField::kSource) ? Value::typed_nil(type) : Value::object(&alert.source, type);
}

Value alert_events(const void* object, Arena& arena) {
  const auto& alert = *static_cast<const Alert*>(object);
  const expr::Type* type = expr::slice_of(alert_event_pointer());
  return alert.is_nil(AlertField::kEvents) ? Value::typed_nil(type->id) : object_slice(alert.events, alert_event_pointer(), type, arena);
}

Value alert_decisions(const void* object, Arena& arena) {
  const auto& alert = *static_cast<const Alert*>(object);
  const expr::Type* type = expr::slice_of(decision_pointer());
  return alert.is_nil(AlertField::kDecisions) ? Value::typed_nil(type->id) : object_slice(alert.decisions, decision_pointer(), type, arena);
}

Value alert_labels(const void* object, Arena& arena) {
  const auto& alert = *static_cast<const Alert*>(object);
  return string_slice(alert.labels, alert.is_nil(AlertField::kLabels), arena);
}

Value alert_meta(const void* object, Arena& arena) {
  const auto& alert = *static_cast<const Alert*>(object);
  return alert.is_nil(AlertField::kMeta) ? Value::typed_nil(meta_slice()->id) : object_slice(alert.meta, meta_item_pointer(), meta_slice(), arena);
}

// pkg/models/helpers.go

/// a.Source.GetX(): a nil source is Go's nil pointer dereference.
template <auto Member, bool Source::*Nil>
Value source_text(CallContext& context, Arguments arguments) {
  const auto* alert = receiver<Alert>(context, arguments);
  if (alert == nullptr) {
    return Value();
  }
  if (alert->is_nil(AlertField::kSource)) {
    return context.fail("runtime error: invalid memory address or nil pointer dereference");
  }
  return Value::string(alert->source.*Nil ? std::string_view() : std::string_view(alert->source.*Member));
}

Value get_scenario(CallContext& context, Arguments arguments) {
  const auto* alert = receiver<Alert>(context, arguments);
  return Value::string(alert != nullptr && !alert->is_nil(AlertField::kScenario) ? std::string_view(alert->scenario) : std::string_view());
}

Value get_events_count(CallContext& context, Arguments arguments) {
  const auto* alert = receiver<Alert>(context, arguments);
  return Value::integer(alert != nullptr && !alert->is_nil(AlertField::kEventsCount) ? alert->events_count : 0, type_id::kInt32);
}

Value alert_get_meta(CallContext& context, Arguments arguments) {
  const auto* alert = receiver<Alert>(context, arguments);
  if (alert == nullptr) {
    return Value::string("");
  }
  if (!arguments[1].is_string()) {
    return key_is_no_string(context);
  }
  const std::string_view key = arguments[1].as_string();
  auto item = std::find_if(alert->meta.begin(), alert->meta.end(), [key](const MetaItem& one) { return one.key == key; });
  return Value::string(item != alert->meta.end() ? item->value : "");
}

Value format_as_strings(CallContext& context, Arguments arguments) {
  const auto* alert = receiver<Alert>(context, arguments);
  if (alert == nullptr) {
    return Value();
  }
  if (!arguments[1].is_string()) {
    return context.fail("FormatAsStrings takes a machine's name and a logger");
  }
  std::vector<std::string> lines = describe(*alert, arguments[1].as_string());
  Value* values = context.arena.make_array<Value>(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    values[i] = Value::string(context.arena.copy(lines[i]));
  }
  return Value::slice(values, lines.size(), type_id::kStringSlice);
}

const expr::Type* make_alert_struct() {
  expr::Type* type = expr::define_struct("models.Alert");
  type->full_name = "github.com/crowdsecurity/crowdsec/pkg/models.Alert";
  const expr::Type* text = pointer(type_id::kString);
  type->fields = {
      field("Capacity", pointer(type_id::kInt32), alert_count<&Alert::capacity, AlertField::kCapacity>, "capacity"),
      field("CreatedAt", type_id::kString, text_field<&Alert::created_at>, "created_at", true),
      field("Decisions", expr::slice_of(decision_pointer()), alert_decisions, "decisions"),
      field("Events", expr::slice_of(alert_event_pointer()), alert_events, "events"),
      field("EventsCount", pointer(type_id::kInt32), alert_count<&Alert::events_count, AlertField::kEventsCount>, "events_count"),
      field("ID", type_id::kInt64, integer_field<&Alert::id, type_id::kInt64>, "id", true),
      field("Kind", type_id::kString, text_field<&Alert::kind>, "kind", true),
      field("Labels", type_id::kStringSlice, alert_labels, "labels"),
      field("Leakspeed", text, alert_text<&Alert::leakspeed, AlertField::kLeakspeed>, "leakspeed"),
      field("MachineID", type_id::kString, text_field<&Alert::machine_id>, "machine_id", true),
      field("Message", text, alert_text<&Alert::message, AlertField::kMessage>, "message"),
      field("Meta", meta_slice(), alert_meta, "meta", true),
      field("Remediation", type_id::kBool, bool_field<&Alert::remediation>, "remediation", true),
      field("Scenario", text, alert_text<&Alert::scenario, AlertField::kScenario>, "scenario"),
      field("ScenarioHash", text, alert_text<&Alert::scenario_hash, AlertField::kScenarioHash>, "scenario_hash"),
      field("ScenarioVersion", text, alert_text<&Alert::scenario_version, AlertField::kScenarioVersion>, "scenario_version"),
      field("Simulated", pointer(type_id::kBool), alert_simulated, "simulated"),
      field("Source", expr::pointer_to(source_struct()), alert_source, "source"),
      field("StartAt", text, alert_text<&Alert::start_at, AlertField::kStartAt>, "start_at"),
      field("StopAt", text, alert_text<&Alert::stop_at, AlertField::kStopAt>, "stop_at"),
      field("UUID", type_id::kString, text_field<&Alert::uuid>, "uuid", true),
  };
  const expr::Type* string = type_of(type_id::kString);
  static const std::vector<Builtin> kMethods = {
      pointer_method("GetScope", {}, string, source_text<&Source::scope, &Source::scope_is_nil>, "The scope of the alert's source."),
      pointer_method("GetValue", {}, string, source_text<&Source::value, &Source::value_is_nil>, "The value of the alert's source."),
      pointer_method("GetScenario", {}, string, get_scenario, "The scenario's name."),
      pointer_method("GetEventsCount", {}, type_of(type_id::kInt32), get_events_count, "How many events were poured."),
      pointer_method("GetMeta", {string}, string, alert_get_meta, "A value of the alert's context, or \"\"."),
      pointer_method("FormatAsStrings", {string, type_of(type_id::kAny)}, type_of(type_id::kStringSlice), format_as_strings,
                     "The alert and its decisions as lines of text."),
  };
  add_methods(*type, kMethods);
  return type;
}

}  // namespace

const expr::Type* alert_struct() {
  static const expr::Type* type = make_alert_struct();
  return type;
}

const expr::Type* alert_type() {
  static const expr::Type* type = expr::pointer_to(alert_struct());
  return type;
}

expr::Value alert_value(const Alert& alert) {
  return Value::object(&alert, alert_type()->id);
}

}  // namespace vedette::model

// json.Marshal of models.Alert: the fields in the order of pkg/models/alert.go, "omitempty" where it says so.
#include <string_view>

#include "base/json.h"
#include "model/alert.h"

namespace vedette::model {

namespace {

class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
  void end() { out_ += '}'; }

  std::string& key(std::string_view name) {
    if (!first_) {
      out_ += ',';
    }
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
    return out_;
  }
  void text(std::string_view name, std::string_view value, bool nil = false) {
    key(name);
    if (nil) {
      out_ += "null";
    } else {
      append_json_string(out_, value);
    }
  }
  void text_unless_empty(std::string_view name, std::string_view value) {
    if (!value.empty()) {
      text(name, value);
    }
  }
  void integer(std::string_view name, std::int64_t value, bool nil = false) { key(name) += nil ? "null" : std::to_string(value); }
  void boolean(std::string_view name, bool value, bool nil = false) { key(name) += nil ? "null" : value ? "true" : "false"; }
  void place_unless_zero(std::string_view name, float value) {
    if (value != 0) {
      append_json_number(key(name), value);
    }
  }

 private:
  std::string& out_;
  bool first_ = true;
};

template <class Items, class Write>
void write_list(std::string& out, const Items& items, Write write) {
  out += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) {
      out += ',';
    }
    write(out, items[i]);
  }
  out += ']';
}

void write_meta_item(std::string& out, const MetaItem& item) {
  ObjectWriter object(out);
  object.text_unless_empty("key", item.key);
  object.text_unless_empty("value", item.value);
  object.end();
}

void write_event(std::string& out, const AlertEvent& event) {
  ObjectWriter object(out);
  write_list(object.key("meta"), event.meta, write_meta_item);
  object.text("timestamp", event.timestamp);
  object.end();
}

void write_decision(std::string& out, const Decision& decision) {
  ObjectWriter object(out);
  object.text("duration", decision.duration);
  if (decision.id != 0) {
    object.integer("id", decision.id);
  }
  object.text("origin", decision.origin);
  object.text("scenario", decision.scenario);
  object.text("scope", decision.scope);
  object.boolean("simulated", decision.simulated);
  object.text("type", decision.type);
  object.text_unless_empty("until", decision.until);
  object.text_unless_empty("uuid", decision.uuid);
  object.text("value", decision.value);
  object.end();
}

void write_source(std::string& out, const Source& source) {
  ObjectWriter object(out);
  object.text_unless_empty("as_name", source.as_name);
  object.text_unless_empty("as_number", source.as_number);
  object.text_unless_empty("cn", source.cn);
  object.text_unless_empty("ip", source.ip);
  object.place_unless_zero("latitude", source.latitude);
  object.place_unless_zero("longitude", source.longitude);
  object.text_unless_empty("range", source.range);
  object.text("scope", source.scope, source.scope_is_nil);
  object.text("value", source.value, source.value_is_nil);
  object.end();
}

}  // namespace

std::string to_json(const Alert& alert) {
  std::string out;
  ObjectWriter object(out);
  object.integer("capacity", alert.capacity, alert.is_nil(AlertField::kCapacity));
  object.text_unless_empty("created_at", alert.created_at);
  if (alert.is_nil(AlertField::kDecisions)) {
    object.key("decisions") += "null";
  } else {
    write_list(object.key("decisions"), alert.decisions, write_decision);
  }
  write_list(object.key("events"), alert.events, write_event);
  object.integer("events_count", alert.events_count, alert.is_nil(AlertField::kEventsCount));
  if (alert.id != 0) {
    object.integer("id", alert.id);
  }
  object.text_unless_empty("kind", alert.kind);
  if (alert.is_nil(AlertField::kLabels)) {
    object.key("labels") += "null";
  } else {
    write_list(object.key("labels"), alert.labels, [](std::string& to, const std::string& label) { append_json_string(to, label); });
  }
  object.text("leakspeed", alert.leakspeed, alert.is_nil(AlertField::kLeakspeed));
  object.text_unless_empty("machine_id", alert.machine_id);
  object.text("message", alert.message, alert.is_nil(AlertField::kMessage));
  if (!alert.meta.empty()) {
    write_list(object.key("meta"), alert.meta, write_meta_item);
  }
  if (alert.remediation) {
    object.boolean("remediation", true);
  }
  object.text("scenario", alert.scenario, alert.is_nil(AlertField::kScenario));
  object.text("scenario_hash", alert.scenario_hash, alert.is_nil(AlertField::kScenarioHash));
  object.text("scenario_version", alert.scenario_version, alert.is_nil(AlertField::kScenarioVersion));
  object.boolean("simulated", alert.simulated, alert.is_nil(AlertField::kSimulated));
  if (alert.is_nil(AlertField::kSource)) {
    object.key("source") += "null";
  } else {
    write_source(object.key("source"), alert.source);
  }
  object.text("start_at", alert.start_at, alert.is_nil(AlertField::kStartAt));
  object.text("stop_at", alert.stop_at, alert.is_nil(AlertField::kStopAt));
  object.text_unless_empty("uuid", alert.uuid);
  object.end();
  return out;
}

}  // namespace vedette::model

// json.Marshal of models.Alert: the fields in the order of pkg/models/alert.go, "omitempty" where it says so.
#include <cstring>
#include <string_view>

#include "base/json.h"
#include "model/alert.h"

namespace vedette::model {

namespace {

class Out {
 public:
  explicit Out(Bytes& bytes) : bytes_(bytes) {}

  void raw(std::string_view text) { bytes_.append(text); }
  void raw(char c) { bytes_.append(c); }
  void string(std::string_view value) {
    if (is_plain_json(value)) [[likely]] {
      char* at = bytes_.extend(value.size() + 2);
      at[0] = '"';
      if (!value.empty()) {
        std::memcpy(at + 1, value.data(), value.size());
      }
      at[value.size() + 1] = '"';
      return;
    }
    escaped_.clear();
    append_json_string(escaped_, value);
    raw(escaped_);
  }
  void number(float value) {
    escaped_.clear();
    append_json_number(escaped_, value);
    raw(escaped_);
  }
  /// {"key":KEY,"value":"VALUE"} in one go: an alert may hold a thousand events with two dozen of these each. False when the value needs escapes.
  [[nodiscard]] bool plain_meta_item(std::string_view json_key, std::string_view value) {
    if (!is_plain_json(value)) [[unlikely]] {
      return false;
    }
    static constexpr std::string_view kBefore = "{\"key\":";
    static constexpr std::string_view kBetween = ",\"value\":\"";
    static constexpr std::string_view kBehind = "\"}";
    char* at = bytes_.extend(kBefore.size() + json_key.size() + kBetween.size() + value.size() + kBehind.size());
    auto put = [&at](std::string_view text) {
      std::memcpy(at, text.data(), text.size());
      at += text.size();
    };
    put(kBefore);
    put(json_key);
    put(kBetween);
    put(value);
    put(kBehind);
    return true;
  }

 private:
  Bytes& bytes_;
  std::string escaped_;
};

class ObjectWriter {
 public:
  explicit ObjectWriter(Out& out) : out_(out) { out_.raw('{'); }
  void end() { out_.raw('}'); }

  Out& key(std::string_view name) {
    out_.raw(first_ ? "\"" : ",\"");
    first_ = false;
    out_.raw(name);
    out_.raw("\":");
    return out_;
  }
  void text(std::string_view name, std::string_view value, bool nil = false) {
    key(name);
    if (nil) {
      out_.raw("null");
    } else {
      out_.string(value);
    }
  }
  void text_unless_empty(std::string_view name, std::string_view value) {
    if (!value.empty()) {
      text(name, value);
    }
  }
  void integer(std::string_view name, std::int64_t value, bool nil = false) { key(name).raw(nil ? "null" : std::to_string(value)); }
  void boolean(std::string_view name, bool value, bool nil = false) { key(name).raw(nil ? "null" : value ? "true" : "false"); }
  void place_unless_zero(std::string_view name, float value) {
    if (value != 0) {
      key(name).number(value);
    }
  }

 private:
  Out& out_;
  bool first_ = true;
};

template <class Items, class Write>
void write_list(Out& out, const Items& items, Write write) {
  out.raw('[');
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) {
      out.raw(',');
    }
    write(out, items[i]);
  }
  out.raw(']');
}

void write_meta_item(Out& out, const MetaItem& item) {
  if (item.key.empty() || item.value.empty()) [[unlikely]] {
    ObjectWriter object(out);
    object.text_unless_empty("key", item.key);
    object.text_unless_empty("value", item.value);
    object.end();
    return;
  }
  out.raw("{\"key\":");
  out.string(item.key);
  out.raw(",\"value\":");
  out.string(item.value);
  out.raw('}');
}

void write_meta(Out& out, const PackedFields& meta) {
  out.raw('[');
  const std::uint32_t count = meta.size();
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i != 0) {
      out.raw(',');
    }
    const PackedFields::Entry entry = meta.entry(i);
    const bool usual = entry.id != kDynamicKey && entry.value_size != 0 && !field_name(entry.id).empty();
    if (!usual || !out.plain_meta_item(field_json(entry.id), meta.value(entry))) [[unlikely]] {
      write_meta_item(out, meta.item(i));
    }
  }
  out.raw(']');
}

void write_event(Out& out, const AlertEvent& event) {
  ObjectWriter object(out);
  if (event.meta_is_nil) [[unlikely]] {
    object.key("meta").raw("null");
  } else {
    write_meta(object.key("meta"), event.meta);
  }
  object.text("timestamp", event.timestamp, event.timestamp_is_nil);
  object.end();
}

void write_decision(Out& out, const Decision& decision) {
  ObjectWriter object(out);
  object.text("duration", decision.duration, decision.is_nil(DecisionField::kDuration));
  if (decision.id != 0) {
    object.integer("id", decision.id);
  }
  object.text("origin", decision.origin, decision.is_nil(DecisionField::kOrigin));
  object.text("scenario", decision.scenario, decision.is_nil(DecisionField::kScenario));
  object.text("scope", decision.scope, decision.is_nil(DecisionField::kScope));
  if (!decision.is_nil(DecisionField::kSimulated)) {
    object.boolean("simulated", decision.simulated);
  }
  object.text("type", decision.type, decision.is_nil(DecisionField::kType));
  object.text_unless_empty("until", decision.until);
  object.text_unless_empty("uuid", decision.uuid);
  object.text("value", decision.value, decision.is_nil(DecisionField::kValue));
  object.end();
}

void write_source(Out& out, const Source& source) {
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

void append_json(Bytes& bytes, const Alert& alert) {
  Out out(bytes);
  ObjectWriter object(out);
  object.integer("capacity", alert.capacity, alert.is_nil(AlertField::kCapacity));
  object.text_unless_empty("created_at", alert.created_at);
  if (alert.is_nil(AlertField::kDecisions)) {
    object.key("decisions").raw("null");
  } else {
    write_list(object.key("decisions"), alert.decisions, write_decision);
  }
  if (alert.is_nil(AlertField::kEvents)) {
    object.key("events").raw("null");
  } else {
    write_list(object.key("events"), alert.events, write_event);
  }
  object.integer("events_count", alert.events_count, alert.is_nil(AlertField::kEventsCount));
  if (alert.id != 0) {
    object.integer("id", alert.id);
  }
  object.text_unless_empty("kind", alert.kind);
  if (alert.is_nil(AlertField::kLabels)) {
    object.key("labels").raw("null");
  } else {
    write_list(object.key("labels"), alert.labels, [](Out& to, const std::string& label) { to.string(label); });
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
    object.key("source").raw("null");
  } else {
    write_source(object.key("source"), alert.source);
  }
  object.text("start_at", alert.start_at, alert.is_nil(AlertField::kStartAt));
  object.text("stop_at", alert.stop_at, alert.is_nil(AlertField::kStopAt));
  object.text_unless_empty("uuid", alert.uuid);
  object.end();
}

std::string to_json(const Alert& alert) {
  Bytes out;
  append_json(out, alert);
  return std::string(out.view());
}

}  // namespace vedette::model

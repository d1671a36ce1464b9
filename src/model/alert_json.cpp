// json.Marshal of models.Alert: the fields in the order of pkg/models/alert.go, "omitempty" where it says so.
#include <cstring>
#include <string_view>

#include "base/json.h"
#include "model/alert.h"

namespace vedette::model {

namespace {

/// Writes straight into a string that is longer than what stands in it: an alert may hold a thousand events, a dozen short texts each.
class Out {
 public:
  explicit Out(std::string& text) : text_(text), at_(text.size()) { text_.resize(at_ + 1024); }
  Out(const Out&) = delete;
  Out& operator=(const Out&) = delete;
  ~Out() { text_.resize(at_); }

  void raw(std::string_view bytes) {
    need(bytes.size());
    put(bytes);
  }
  void raw(char c) {
    need(1);
    text_[at_++] = c;
  }
  void string(std::string_view value) {
    if (is_plain_json(value)) [[likely]] {
      need(value.size() + 2);
      text_[at_++] = '"';
      put(value);
      text_[at_++] = '"';
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

 private:
  void need(std::size_t bytes) {
    if (text_.size() - at_ < bytes) [[unlikely]] {
      text_.resize(2 * text_.size() + bytes);
    }
  }
  void put(std::string_view bytes) {
    if (!bytes.empty()) {
      std::memcpy(text_.data() + at_, bytes.data(), bytes.size());
      at_ += bytes.size();
    }
  }

  std::string& text_;
  std::size_t at_;
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

void write_event(Out& out, const AlertEvent& event) {
  ObjectWriter object(out);
  if (event.meta_is_nil) [[unlikely]] {
    object.key("meta").raw("null");
  } else {
    write_list(object.key("meta"), event.meta, write_meta_item);
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

void append_json(std::string& text, const Alert& alert) {
  Out out(text);
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
  std::string out;
  append_json(out, alert);
  return out;
}

}  // namespace vedette::model

// An event as json.Marshal writes it, read back: json.Unmarshal into pipeline.Event.
#include <cctype>
#include <memory>
#include <optional>

#include "base/json.h"
#include "expr/json_value.h"
#include "model/alert.h"
#include "model/event_types.h"

namespace vedette::model {

/// The event's strings are views on the reader's document.
struct OwnedEvent {
  JsonReader reader;
  Arena arena;
  RuntimeAlert overflow;
  Event event{arena};
};

namespace {

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(a[i])) != std::tolower(static_cast<unsigned char>(b[i]))) {
      return false;
    }
  }
  return true;
}

/// Reads the members of one struct. A member of another type than wanted fails it all, as Go's decoder reports an error; null leaves the zero value.
class StructReader {
 public:
  StructReader(JsonView view, std::string path, std::string& error) : view_(view), path_(std::move(path)), error_(error) {
    if (view.kind() != JsonKind::kObject && view.kind() != JsonKind::kNull) {
      refuse("", "an object");
    }
  }

  /// decode.go: the member whose name is equal, or equal but for case. Null counts as absent.
  [[nodiscard]] std::optional<JsonView> member(std::string_view name) const {
    JsonView found;
    if (view_.find(name, found)) {
      return found.kind() == JsonKind::kNull ? std::nullopt : std::optional(found);
    }
    std::optional<JsonView> out;
    for (auto it = view_.elements(); view_.kind() == JsonKind::kObject && it.next();) {
      if (equal_ignoring_case(it.key(), name) && it.value().kind() != JsonKind::kNull) {
        out = it.value();
      }
    }
    return out;
  }
  [[nodiscard]] std::optional<JsonView> member(std::string_view name, JsonKind kind, std::string_view wanted) {
    auto found = member(name);
    if (found && found->kind() != kind) {
      refuse(name, wanted);
      return std::nullopt;
    }
    return found;
  }
  [[nodiscard]] std::string path_of(std::string_view name) const { return path_.empty() ? std::string(name) : path_ + "." + std::string(name); }

  std::string_view text(std::string_view name) {
    auto found = member(name, JsonKind::kString, "a string");
    return found ? found->as_string() : std::string_view("");
  }
  bool boolean(std::string_view name) {
    auto found = member(name, JsonKind::kBool, "a bool");
    return found && found->as_bool();
  }
  double number(std::string_view name) {
    auto found = member(name, JsonKind::kNumber, "a number");
    return found ? found->as_number() : 0;
  }
  std::int64_t integer(std::string_view name) {
    double value = number(name);
    if (value != static_cast<double>(static_cast<std::int64_t>(std::max(-9e15, std::min(9e15, value))))) {
      refuse(name, "an integer");
      return 0;
    }
    return static_cast<std::int64_t>(value);
  }
  Time time(std::string_view name) {
    auto found = member(name, JsonKind::kString, "a time");
    if (!found) {
      return {};
    }
    auto time = parse_rfc3339(found->as_string());
    if (!time) {
      refuse(name, "a time in RFC 3339");
      return {};
    }
    return *time;
  }
  void fields(std::string_view name, FieldMap& out, Arena& arena) {
    auto found = member(name, JsonKind::kObject, "an object of strings");
    if (!found) {
      return;
    }
    for (auto it = found->elements(); it.next();) {
      if (it.value().kind() != JsonKind::kString && it.value().kind() != JsonKind::kNull) {
        refuse(path_of(name) + "." + std::string(it.key()), "a string");
        return;
      }
      out.set(it.key(), it.value().as_string(), arena);
    }
  }
  void refuse(std::string_view name, std::string_view wanted) {
    if (error_.empty()) {
      error_ = (name.empty() ? (path_.empty() ? "the event" : path_) : path_of(name)) + " is not " + std::string(wanted);
    }
  }
  std::string& error() { return error_; }

 private:
  JsonView view_;
  std::string path_;
  std::string& error_;
};

/// Views on the document, which lives as long as the alert: see OwnedEvent.
void read_meta(StructReader& parent, std::vector<MetaItem>& out, std::string_view name) {
  auto items = parent.member(name, JsonKind::kArray, "a list");
  if (!items) {
    return;
  }
  for (auto it = items->elements(); it.next();) {
    StructReader item(it.value(), parent.path_of(name), parent.error());
    out.push_back({item.text("key"), item.text("value")});
  }
}

Source read_source(JsonView view, std::string path, std::string& error) {
  StructReader in(view, std::move(path), error);
  Source out;
  out.as_name = in.text("as_name");
  out.as_number = in.text("as_number");
  out.cn = in.text("cn");
  out.ip = in.text("ip");
  out.latitude = static_cast<float>(in.number("latitude"));
  out.longitude = static_cast<float>(in.number("longitude"));
  out.range = in.text("range");
  out.scope = in.text("scope");
  out.value = in.text("value");
  out.scope_is_nil = !in.member("scope");
  out.value_is_nil = !in.member("value");
  return out;
}

Decision read_decision(JsonView view, std::string path, std::string& error) {
  StructReader in(view, std::move(path), error);
  Decision out;
  out.duration = in.text("duration");
  out.id = in.integer("id");
  out.origin = in.text("origin");
  out.scenario = in.text("scenario");
  out.scope = in.text("scope");
  out.simulated = in.boolean("simulated");
  out.type = in.text("type");
  out.until = in.text("until");
  out.uuid = in.text("uuid");
  out.value = in.text("value");
  return out;
}

Alert read_alert(JsonView view, std::string path, std::string& error) {
  StructReader in(view, std::move(path), error);
  Alert out;
  out.capacity = static_cast<std::int32_t>(in.integer("capacity"));
  out.created_at = in.text("created_at");
  if (auto decisions = in.member("decisions", JsonKind::kArray, "a list")) {
    for (auto it = decisions->elements(); it.next();) {
      out.decisions.push_back(read_decision(it.value(), in.path_of("decisions"), error));
    }
  }
  if (auto events = in.member("events", JsonKind::kArray, "a list")) {
    for (auto it = events->elements(); it.next();) {
      StructReader event(it.value(), in.path_of("events"), error);
      AlertEvent& added = out.events.emplace_back();
      added.timestamp = event.text("timestamp");
      read_meta(event, added.meta, "meta");
    }
  }
  out.events_count = static_cast<std::int32_t>(in.integer("events_count"));
  out.id = in.integer("id");
  out.kind = in.text("kind");
  if (auto labels = in.member("labels", JsonKind::kArray, "a list")) {
    for (auto it = labels->elements(); it.next();) {
      out.labels.emplace_back(it.value().as_string());
    }
  }
  out.leakspeed = in.text("leakspeed");
  out.machine_id = in.text("machine_id");
  out.message = in.text("message");
  read_meta(in, out.meta, "meta");
  out.remediation = in.boolean("remediation");
  out.scenario = in.text("scenario");
  out.scenario_hash = in.text("scenario_hash");
  out.scenario_version = in.text("scenario_version");
  out.simulated = in.boolean("simulated");
  if (auto source = in.member("source")) {
    out.source = read_source(*source, in.path_of("source"), error);
  }
  out.start_at = in.text("start_at");
  out.stop_at = in.text("stop_at");
  out.uuid = in.text("uuid");
  if (auto start = parse_rfc3339(out.start_at)) {
    out.start = *start;
  }
  if (auto stop = parse_rfc3339(out.stop_at)) {
    out.stop = *stop;
  }
  static constexpr std::pair<std::string_view, AlertField> kNilable[] = {
      {"capacity", AlertField::kCapacity},
      {"events_count", AlertField::kEventsCount},
      {"leakspeed", AlertField::kLeakspeed},
      {"message", AlertField::kMessage},
      {"scenario", AlertField::kScenario},
      {"scenario_hash", AlertField::kScenarioHash},
      {"scenario_version", AlertField::kScenarioVersion},
      {"simulated", AlertField::kSimulated},
      {"source", AlertField::kSource},
      {"start_at", AlertField::kStartAt},
      {"stop_at", AlertField::kStopAt},
      {"labels", AlertField::kLabels},
      {"decisions", AlertField::kDecisions},
  };
  for (const auto& [name, which] : kNilable) {
    out.set_nil(which, !in.member(name));
  }
  return out;
}

void read_overflow(JsonView view, RuntimeAlert& out, std::string& error) {
  StructReader in(view, "Alert", error);
  out.map_key = in.text("MapKey");
  out.bucket_id = in.text("BucketId");
  out.whitelisted = in.boolean("Whitelisted");
  out.reprocess = in.boolean("Reprocess");
  if (auto sources = in.member("Sources", JsonKind::kObject, "an object")) {
    for (auto it = sources->elements(); it.next();) {
      out.sources[std::string(it.key())] = read_source(it.value(), in.path_of("Sources"), error);
    }
  }
  if (auto alerts = in.member("APIAlerts", JsonKind::kArray, "a list")) {
    for (auto it = alerts->elements(); it.next();) {
      out.alerts.push_back(read_alert(it.value(), in.path_of("APIAlerts"), error));
    }
  }
  // Alert is APIAlerts[0]; one that comes without the list is the list.
  if (auto alert = in.member("Alert"); alert && out.alerts.empty()) {
    out.alerts.push_back(read_alert(*alert, in.path_of("Alert"), error));
  }
}

void read_line(JsonView view, Line& out, Arena& arena, std::string& error) {
  StructReader in(view, "Line", error);
  out.raw = in.text("Raw");
  out.src = in.text("Src");
  out.time = in.time("Time");
  in.fields("Labels", out.labels, arena);
  out.process = in.boolean("Process");
  out.module = in.text("Module");
}

}  // namespace

Result<std::shared_ptr<OwnedEvent>> read_event(std::string_view json) {
  auto owned = std::make_shared<OwnedEvent>();
  auto view = owned->reader.parse(json);
  if (!view) {
    return tl::unexpected<Error>(view.error());
  }
  std::string error;
  Event& event = owned->event;
  Arena& arena = owned->arena;
  StructReader in(*view, "", error);
  std::int64_t type = in.integer("Type");
  if (type != 0 && type != 1) {
    in.refuse("Type", "0 (a log) or 1 (an overflow)");
  }
  event.type = type == 1 ? EventType::kOverflow : EventType::kLog;
  event.expect_mode = in.integer("ExpectMode") == 1 ? ExpectMode::kTimeMachine : ExpectMode::kLive;
  event.whitelisted = in.boolean("Whitelisted");
  event.whitelist_reason = in.text("whitelist_reason");
  event.stage = in.text("Stage");
  event.line.process = false;
  if (auto line = in.member("Line")) {
    read_line(*line, event.line, arena, error);
  }
  in.fields("Parsed", event.parsed, arena);
  in.fields("Enriched", event.enriched, arena);
  in.fields("Meta", event.meta, arena);
  if (auto unmarshaled = in.member("Unmarshaled", JsonKind::kObject, "an object")) {
    for (auto it = unmarshaled->elements(); it.next();) {
      event.unmarshaled.set(it.key(), expr::value_of(it.value(), arena), arena);
    }
  }
  event.time = in.time("Time");
  event.str_time = in.text("StrTime");
  event.str_time_format = in.text("StrTimeFormat");
  event.marshaled_time = in.text("MarshaledTime");
  event.process = in.boolean("Process");
  if (auto overflow = in.member("Alert")) {
    read_overflow(*overflow, owned->overflow, error);
  }
  if (event.type == EventType::kOverflow) {
    event.overflow = &owned->overflow;
  }
  if (!error.empty()) {
    return fail(ErrorKind::kInvalid, "not an event: " + error);
  }
  return owned;
}

Event& event_of(OwnedEvent& owned) {
  return owned.event;
}

}  // namespace vedette::model

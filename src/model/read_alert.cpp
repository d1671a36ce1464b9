// An alert as the local API writes it, read back: json.Unmarshal into models.Alert.
#include "model/read_alert.h"

#include <cctype>
#include <memory>

#include "base/time.h"
#include "model/struct_reader.h"

namespace vedette::model {

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

}  // namespace

std::optional<JsonView> StructReader::member(std::string_view name) const {
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

namespace {

/// Views on the document, which lives as long as the alert: see OwnedEvent.
std::vector<MetaItem> read_meta(StructReader& parent) {
  std::vector<MetaItem> out;
  if (auto items = parent.member("meta", JsonKind::kArray, "a list")) {
    for (auto it = items->elements(); it.next();) {
      StructReader item(it.value(), parent.path_of("meta"), parent.error());
      out.push_back({item.text("key"), item.text("value")});
    }
  }
  return out;
}

/// What the alerts of a document point to.
struct AlertTexts {
  std::shared_ptr<const void> document;
  Arena arena;
};

}  // namespace

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

namespace {

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
  static constexpr std::pair<std::string_view, DecisionField> kNilable[] = {
      {"duration", DecisionField::kDuration}, {"origin", DecisionField::kOrigin},       {"scenario", DecisionField::kScenario},
      {"scope", DecisionField::kScope},       {"simulated", DecisionField::kSimulated}, {"type", DecisionField::kType},
      {"value", DecisionField::kValue},
  };
  for (const auto& [name, which] : kNilable) {
    out.set_nil(which, !in.member(name));
  }
  return out;
}

}  // namespace

Alert read_alert(JsonView view, std::string path, Arena& arena, std::string& error) {
  StructReader in(view, std::move(path), error);
  Alert out;
  out.capacity = in.small_integer("capacity");
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
      added.timestamp_is_nil = !event.member("timestamp");
      added.meta_is_nil = !event.member("meta");
      added.meta = PackedFields::pack(read_meta(event), arena);
    }
  }
  out.events_count = in.small_integer("events_count");
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
  out.meta = read_meta(in);
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
      {"events", AlertField::kEvents},
      {"meta", AlertField::kMeta},
  };
  for (const auto& [name, which] : kNilable) {
    out.set_nil(which, !in.member(name));
  }
  return out;
}

Result<std::vector<Alert>> read_alerts(std::string_view json) {
  auto reader = std::make_shared<JsonReader>();
  auto view = reader->parse(json);
  return view ? read_alerts(*view, reader) : tl::unexpected<Error>(view.error());
}

Result<std::vector<Alert>> read_alerts(JsonView view, std::shared_ptr<const void> keeper) {
  auto texts = std::make_shared<AlertTexts>();
  texts->document = std::move(keeper);
  std::string error;
  std::vector<Alert> alerts;
  if (view.kind() == JsonKind::kArray) {
    for (auto it = view.elements(); it.next();) {
      if (it.value().kind() == JsonKind::kNull) {
        return fail(ErrorKind::kInvalid, "not a list of alerts: one of them is null");
      }
      alerts.push_back(read_alert(it.value(), "alert " + std::to_string(alerts.size() + 1), texts->arena, error));
    }
  } else if (view.kind() == JsonKind::kObject) {
    alerts.push_back(read_alert(view, "the alert", texts->arena, error));
  } else if (view.kind() != JsonKind::kNull) {
    error = "it is neither an object nor a list of them";
  }
  if (!error.empty()) {
    return fail(ErrorKind::kInvalid, "not an alert: " + error);
  }
  for (Alert& alert : alerts) {
    alert.texts = texts;
  }
  return alerts;
}

}  // namespace vedette::model

// pkg/parser/runtime.go: SetTargetByName. The reference walks the event by reflection; these are the places where its walk ends in a string or a map.
#include <string>

#include "model/alert.h"
#include "model/event.h"

namespace vedette::model {

namespace {

/// Takes the part up to the next dot off `path`; `more` says whether there was one.
std::string_view take_part(std::string_view& path, bool& more) {
  std::size_t dot = path.find('.');
  more = dot != std::string_view::npos;
  std::string_view part = path.substr(0, dot);
  path = more ? path.substr(dot + 1) : std::string_view();
  return part;
}

bool set_text(std::string_view& field, Event& event, std::string_view value) {
  field = event.arena->copy(value);
  return true;
}

bool set_entry(FieldMap& map, std::string_view key, Event& event, std::string_view value) {
  FieldId id = find_field(key);
  if (id != kDynamicKey) {
    map.set(id, event.arena->copy(value), *event.arena);
  } else {
    map.set(event.arena->copy(key), event.arena->copy(value), *event.arena);
  }
  return true;
}

bool set_in_line(Event& event, std::string_view path, std::string_view value) {
  bool more = false;
  std::string_view part = take_part(path, more);
  if (more) {
    // A map takes the first name after it and ignores the rest; a nil map cannot be written.
    return part == "Labels" && event.line.labels.size() != 0 && set_entry(event.line.labels, take_part(path, more), event, value);
  }
  if (part == "Raw") {
    event.line.raw_is_json_source = false;
    event.line.raw_text = {};
    return set_text(event.line.raw, event, value);
  }
  if (part == "Src") {
    return set_text(event.line.src, event, value);
  }
  return part == "Module" && set_text(event.line.module, event, value);
}

bool set_in_source(Source& source, std::string_view name, std::string_view value) {
  struct Place {
    std::string_view name;
    std::string Source::*text;
  };
  static constexpr Place kPlaces[] = {
      {"AsName", &Source::as_name}, {"AsNumber", &Source::as_number}, {"Cn", &Source::cn},       {"IP", &Source::ip},
      {"Range", &Source::range},    {"Scope", &Source::scope},        {"Value", &Source::value},
  };
  for (const Place& place : kPlaces) {
    if (place.name == name) {
      if ((name == "Scope" && source.scope_is_nil) || (name == "Value" && source.value_is_nil)) {
        return false;
      }
      source.*place.text = value;
      return true;
    }
  }
  return false;
}

bool set_in_alert(Alert& alert, std::string_view path, std::string_view value) {
  struct Place {
    std::string_view name;
    std::string Alert::*text;
    int nil_field;  // -1: not a pointer
  };
  auto pointer = [](AlertField field) { return static_cast<int>(field); };
  static const Place kPlaces[] = {
      {"CreatedAt", &Alert::created_at, -1},
      {"Kind", &Alert::kind, -1},
      {"Leakspeed", &Alert::leakspeed, pointer(AlertField::kLeakspeed)},
      {"MachineID", &Alert::machine_id, -1},
      {"Message", &Alert::message, pointer(AlertField::kMessage)},
      {"Scenario", &Alert::scenario, pointer(AlertField::kScenario)},
      {"ScenarioHash", &Alert::scenario_hash, pointer(AlertField::kScenarioHash)},
      {"ScenarioVersion", &Alert::scenario_version, pointer(AlertField::kScenarioVersion)},
      {"StartAt", &Alert::start_at, pointer(AlertField::kStartAt)},
      {"StopAt", &Alert::stop_at, pointer(AlertField::kStopAt)},
      {"UUID", &Alert::uuid, -1},
  };
  bool more = false;
  std::string_view part = take_part(path, more);
  if (more) {
    return part == "Source" && !alert.is_nil(AlertField::kSource) && set_in_source(alert.source, path, value);
  }
  for (const Place& place : kPlaces) {
    if (place.name == part) {
      if (place.nil_field >= 0 && alert.is_nil(static_cast<AlertField>(place.nil_field))) {
        return false;
      }
      alert.*place.text = value;
      return true;
    }
  }
  return false;
}

/// The reference's Source of an alert and its entry in Sources share what their Scope and Value point to.
void set_in_shared(RuntimeAlert& overflow, const Source& before, std::string_view path, std::string_view value) {
  if (path != "Source.Scope" && path != "Source.Value") {
    return;
  }
  for (auto& [name, source] : overflow.sources) {
    if (source.value == before.value && source.scope == before.scope) {
      (path == "Source.Scope" ? source.scope : source.value) = value;
    }
  }
}

bool set_in_overflow(Event& event, std::string_view path, std::string_view value) {
  // A log has nowhere to keep it: its overflow is a zero struct that nothing reads.
  if (event.overflow == nullptr) {
    return false;
  }
  bool more = false;
  std::string_view part = take_part(path, more);
  if (more) {
    if (part != "Alert" || event.overflow->alerts.empty()) {
      return false;
    }
    Alert& alert = event.overflow->alerts.front();
    const Source before = alert.source;
    if (!set_in_alert(alert, path, value)) {
      return false;
    }
    set_in_shared(*event.overflow, before, path, value);
    return true;
  }
  if (part == "Mapkey") {
    event.overflow->map_key = value;
    return true;
  }
  if (part == "BucketId") {
    event.overflow->bucket_id = value;
    return true;
  }
  return false;
}

}  // namespace

bool set_target_by_name(Event& event, std::string_view target, std::string_view value) {
  if (target.substr(0, 4) == "evt.") {
    target.remove_prefix(4);
  }
  bool more = false;
  std::string_view part = take_part(target, more);
  if (!more) {
    struct Place {
      std::string_view name;
      std::string_view Event::*text;
    };
    static constexpr Place kPlaces[] = {
        {"WhitelistReason", &Event::whitelist_reason},
        {"Stage", &Event::stage},
        {"StrTime", &Event::str_time},
        {"StrTimeFormat", &Event::str_time_format},
        {"MarshaledTime", &Event::marshaled_time},
    };
    for (const Place& place : kPlaces) {
      if (place.name == part) {
        return set_text(event.*place.text, event, value);
      }
    }
    return false;
  }
  if (part == "Line") {
    return set_in_line(event, target, value);
  }
  if (part == "Overflow") {
    return set_in_overflow(event, target, value);
  }
  std::string_view key = take_part(target, more);
  if (part == "Meta") {
    return set_entry(event.meta, key, event, value);
  }
  if (part == "Parsed") {
    return set_entry(event.parsed, key, event, value);
  }
  if (part == "Enriched") {
    return set_entry(event.enriched, key, event, value);
  }
  if (part == "Unmarshaled") {
    event.unmarshaled.set(event.arena->copy(key), expr::Value::string(event.arena->copy(value)), *event.arena);
    return true;
  }
  return false;
}

}  // namespace vedette::model

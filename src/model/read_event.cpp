// An event as json.Marshal writes it, read back: json.Unmarshal into pipeline.Event.
#include <memory>
#include <optional>

#include "base/json.h"
#include "expr/json_value.h"
#include "model/alert.h"
#include "model/event_types.h"
#include "model/struct_reader.h"

namespace vedette::model {

/// The event's strings are views on the reader's document.
struct OwnedEvent {
  JsonReader reader;
  Arena arena;
  RuntimeAlert overflow;
  Event event{arena};
};

namespace {

void read_overflow(JsonView view, RuntimeAlert& out, Arena& arena, std::string& error) {
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
      out.alerts.push_back(read_alert(it.value(), in.path_of("APIAlerts"), arena, error));
    }
  }
  // Alert is APIAlerts[0]; one that comes without the list is the list.
  if (auto alert = in.member("Alert"); alert && out.alerts.empty()) {
    out.alerts.push_back(read_alert(*alert, in.path_of("Alert"), arena, error));
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
    read_overflow(*overflow, owned->overflow, arena, error);
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

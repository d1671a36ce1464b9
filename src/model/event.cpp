#include "model/event.h"

#include <string>

#include "base/json.h"
#include "model/alert.h"

namespace vedette::model {

std::string_view Event::text_of_raw() const {
  if (!line.raw_is_json_source) {
    return line.raw;
  }
  if (line.raw_text.data() == nullptr) {
    // Read rarely (JsonExtract and UnmarshalJSON take the source as it is), so the record is parsed for it alone.
    thread_local JsonReader reader;
    thread_local std::string text;
    text.clear();
    auto record = reader.parse(line.raw);
    if (record) {
      append_canonical_json(text, *record);
    } else {
      text = line.raw;
    }
    line.raw_text = arena->copy(text);
    reader.reset();
  }
  return line.raw_text;
}

std::string_view Event::get_meta(std::string_view key) const {
  if (type == EventType::kLog) {
    return meta.get(key);
  }
  if (overflow == nullptr) {
    return {};
  }
  for (const Alert& alert : overflow->alerts) {
    for (const AlertEvent& event : alert.events) {
      const std::string_view* value = event.get_meta(key);
      if (value != nullptr && !value->empty()) {
        return *value;
      }
    }
  }
  return {};
}

const std::string_view* AlertEvent::get_meta(std::string_view key) const {
  for (const MetaItem& item : meta) {
    if (item.key == key) {
      return &item.value;
    }
  }
  return nullptr;
}

Event* copy_event(const Event& event, const SnapshotNeeds& needs, Arena& arena) {
  auto* copy = arena.make<Event>(arena);
  copy->type = event.type;
  copy->expect_mode = event.expect_mode;
  copy->whitelisted = event.whitelisted;
  copy->process = event.process;
  copy->whitelist_reason = arena.copy(event.whitelist_reason);
  copy->stage = arena.copy(event.stage);
  copy->meta = event.meta.copy(arena);
  copy->time = event.time;
  copy->str_time = arena.copy(event.str_time);
  copy->str_time_format = arena.copy(event.str_time_format);
  copy->marshaled_time = arena.copy(event.marshaled_time);
  copy->overflow = event.overflow;
  if (needs.parsed) {
    copy->parsed = event.parsed.copy(arena);
  }
  if (needs.enriched) {
    copy->enriched = event.enriched.copy(arena);
  }
  if (needs.unmarshaled) {
    copy->unmarshaled = event.unmarshaled.copy(arena);
  }
  if (needs.line) {
    copy->line.raw = arena.copy(event.line.raw);
    copy->line.raw_is_json_source = event.line.raw_is_json_source;
    copy->line.src = arena.copy(event.line.src);
    copy->line.time = event.line.time;
    copy->line.labels = event.line.labels.copy(arena);
    copy->line.process = event.line.process;
    copy->line.module = arena.copy(event.line.module);
  }
  return copy;
}

}  // namespace vedette::model

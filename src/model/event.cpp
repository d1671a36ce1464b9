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
      if (std::string_view value = event.get_meta(key); !value.empty()) {
        return value;
      }
    }
  }
  return {};
}

}  // namespace vedette::model

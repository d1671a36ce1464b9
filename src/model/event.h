// The event: a log line on its way through the stages, or an overflow (the reference's pkg/pipeline/event.go).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/time.h"
#include "expr/value.h"
#include "model/field_map.h"

namespace vedette::model {

struct RuntimeAlert;

enum class EventType : std::uint8_t { kLog = 0, kOverflow = 1 };
/// How buckets see time: the wall clock's, or the log's own.
enum class ExpectMode : std::uint8_t { kLive = 0, kTimeMachine = 1 };

/// pipeline.Line
struct Line {
  std::string_view raw;  // the text as read; see `raw_is_json_source`
  /// The reference would hold ToJsonString(decoded raw) here (the transform of the CloudTrail sources). Made when something reads Line.Raw as text.
  bool raw_is_json_source = false;
  mutable std::string_view raw_text;  // that text once made, in the event's arena; see text_of_raw()
  std::string_view src;               // datasource_path: the file or object
  Time time;                          // of acquisition
  FieldMap labels;                    // never written by parsers
  bool process = true;
  std::string_view module;  // datasource_type: "file", "s3", ..
};

/// evt.Unmarshaled: map[string]any, few keys, values are views on decoded JSON or maps in the arena.
class UnmarshaledMap final : public expr::MapObject {
 public:
  UnmarshaledMap() = default;
  /// `home` is where functions that are handed this map (UnmarshalJSON, ParseKV) put what they write: the arena of its event.
  explicit UnmarshaledMap(Arena& home) : home_(&home) {}
  [[nodiscard]] Arena* home() const { return home_; }

  /// Sets or replaces; key and value are not copied.
  void set(std::string_view key, expr::Value value, Arena& arena);
  void clear() { size_ = 0; }
  [[nodiscard]] std::size_t size() const override { return size_; }
  [[nodiscard]] bool find(std::string_view key, Arena& arena, expr::Value& out) const override;
  [[nodiscard]] expr::Value member(const expr::Name& name, Arena& arena) const override;
  void entries(Arena& arena, std::vector<std::pair<expr::Value, expr::Value>>& out) const override;

 private:
  struct Entry {
    std::string_view key;
    expr::Value value;
  };
  Arena* home_ = nullptr;
  Entry* entries_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

/// A deep copy of any value into `arena`: strings, slices, and maps, which become maps of the same type that own their entries there.
[[nodiscard]] expr::Value copy_value(const expr::Value& value, Arena& arena);

/// Trivially destructible: everything it points to lives in `arena`, in the chunk it was read from, or in the content.
struct Event {
  explicit Event(Arena& arena_in) : arena(&arena_in), unmarshaled(arena_in) {}

  Arena* arena;  // where writes to this event go
  EventType type = EventType::kLog;
  ExpectMode expect_mode = ExpectMode::kTimeMachine;
  bool whitelisted = false;
  bool process = true;
  std::string_view whitelist_reason;
  std::string_view stage;
  Line line;
  FieldMap parsed;
  FieldMap enriched;
  FieldMap meta;
  UnmarshaledMap unmarshaled;
  Time time;
  std::string_view str_time;
  std::string_view str_time_format;
  std::string_view marshaled_time;
  RuntimeAlert* overflow = nullptr;  // null for logs; expr shows a zero RuntimeAlert then

  /// Line.Raw as the reference holds it: canonical JSON when `raw_is_json_source`, made once and kept in `arena`.
  [[nodiscard]] std::string_view text_of_raw() const;
  /// Go's Event.GetMeta: on an overflow, the first non-empty value over the events of all its alerts.
  [[nodiscard]] std::string_view get_meta(std::string_view key) const;
};

/// The reference's SetTargetByName: `target: evt.StrTime`, `MarshaledTime`, `evt.Meta.x`.. False when it cannot be set. Copies what it keeps.
[[nodiscard]] bool set_target_by_name(Event& event, std::string_view target, std::string_view value);

}  // namespace vedette::model

// Time zones: what a clock shows in a place at an instant, as Go's time.Location reads the tz database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"

namespace vedette {

/// Interned and never freed; immutable, so shared between threads. A null `const Zone*` is UTC.
class Zone {
 public:
  /// One stretch of time with the same clock.
  struct Period {
    std::string_view name;           // "CET"; may be empty for a fixed offset
    std::int32_t offset = 0;         // seconds east of UTC
    std::int64_t start = INT64_MIN;  // Unix seconds, [start, end)
    std::int64_t end = INT64_MAX;
    bool daylight_saving = false;
  };

  /// Go's time.LoadLocation: "Europe/Paris". "" and "UTC" are UTC, and so is "Local": the product shows and reads times in UTC.
  [[nodiscard]] static Result<const Zone*> load(std::string_view name);

  /// Go's time.FixedZone. Names come from log lines, so at most a few thousand are kept; a later one loses its name, not its offset.
  [[nodiscard]] static const Zone* fixed(std::string_view name, std::int32_t offset);

  /// As given to `load` or `fixed`.
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] Period lookup(std::int64_t unix_seconds) const;
  /// The offset that the abbreviation `name` stands for in this zone, best at that instant: Go's Location.lookupName.
  [[nodiscard]] std::optional<std::int32_t> offset_of(std::string_view name, std::int64_t unix_seconds) const;

 private:
  friend class ZoneTable;
  struct Kind {
    std::int32_t offset;
    bool daylight_saving;
    std::string name;
  };
  struct Transition {
    std::int64_t when;
    std::uint8_t kind;
  };

  Zone() = default;
  [[nodiscard]] const Kind& first_kind() const;
  [[nodiscard]] Period period_of(const Kind& kind, std::int64_t start, std::int64_t end) const;

  std::string name_;
  std::vector<Kind> kinds_;
  std::vector<Transition> transitions_;
  std::string rule_;  // the TZ string for times after the last transition; may be empty
};

/// The same for a time's own zone, null included.
[[nodiscard]] Zone::Period period_of(const Zone* zone, std::int64_t unix_seconds);
/// "UTC", "Europe/Paris": Go's Location.String.
[[nodiscard]] std::string_view name_of(const Zone* zone);

}  // namespace vedette

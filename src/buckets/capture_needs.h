// What the snapshot of an event must hold so that expressions run on it later find what they read.
#pragma once

#include <string_view>

namespace vedette::buckets {

/// Beside type, mode, times, stage and all Meta, which every snapshot has.
struct CaptureNeeds {
  bool enriched_places = false;  // AS number and name, country, latitude, longitude: what the sources of alerts read
  bool enriched = false;         // all of it
  bool parsed = false;
  bool unmarshaled = false;
  bool line = false;

  void add(const CaptureNeeds& other) {
    enriched_places |= other.enriched_places;
    enriched |= other.enriched;
    parsed |= other.parsed;
    unmarshaled |= other.unmarshaled;
    line |= other.line;
  }
};

/// What an expression may read, judged by its text: it cannot read evt.Parsed, or Parsed of an event in a queue, without naming it, unless it hands
/// whole events to a function; then it needs everything. Errs towards too much.
[[nodiscard]] CaptureNeeds needs_of_expression(std::string_view expression);

/// Whether the expression names the variable `name`.
[[nodiscard]] bool names_variable(std::string_view expression, std::string_view name);

}  // namespace vedette::buckets

// The methods of statics (`method: ParseDate`): what they are called, and what they write.
#pragma once

#include <span>
#include <string_view>

#include "base/time.h"
#include "model/event.h"

namespace vedette::expr {
struct Services;
}

namespace vedette::enrich {

/// What a method may use beside the event.
struct EnrichContext {
  Time reference;  // the present for undated and year-less lines
  /// May be null, and so may its members. Views of its JSON reader are stored in the event: resets belong to whoever resets the event's arena.
  expr::Services* services = nullptr;
};

enum class EnrichResult : unsigned char {
  kWritten,  // evt.Enriched (or evt.Unmarshaled) got something
  kNothing,  // nothing to write
  kFailed,   // the value cannot be read; the event goes on
};

struct Enricher {
  std::string_view name;
  EnrichResult (*apply)(std::string_view value, model::Event& event, const EnrichContext& context);
  /// Runs on an empty value too.
  bool takes_empty = false;
  std::string_view description;
};

/// All of them, by name.
[[nodiscard]] std::span<const Enricher> enrichers();
/// Null when there is no such method.
[[nodiscard]] const Enricher* find_enricher(std::string_view name);

}  // namespace vedette::enrich

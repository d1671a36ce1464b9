// The filter index of scenarios: an event meets only those whose equality tests (`evt.Meta.event_name in [..]`) it can pass.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/text_table.h"
#include "buckets/scenario.h"
#include "model/event.h"

namespace vedette::buckets {

/// Immutable after construction. A scenario is found under the values of one of its tests, the rarest among all scenarios; those without a test are
/// candidates for every event. A filter that writes to the event makes the answer stale for the scenarios after it.
class Dispatch {
 public:
  explicit Dispatch(const Scenarios& scenarios);

  /// Fills `out` with the indexes of scenarios whose filters may hold, in order.
  void candidates(const model::Event& event, std::vector<std::uint32_t>& out) const;
  /// What of the event it looks at: {"Meta", "event_name"}.
  [[nodiscard]] std::vector<std::vector<std::string>> paths() const;

 private:
  enum class Map : std::uint8_t { kMeta, kParsed, kEnriched, kLabels };
  struct Table {
    Map map;
    model::FieldId field;
    WordMap<std::vector<std::uint32_t>> by_value;
    bool has_empty = false;  // "" is among the values: what a missing key reads as
  };
  [[nodiscard]] static std::string_view read(const Table& table, const model::Event& event);

  std::vector<Table> tables_;
  std::vector<std::uint32_t> always_;
};

}  // namespace vedette::buckets

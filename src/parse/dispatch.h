// Which nodes of a stage an event can enter at all, found by the values that their filters compare with: nodes that cannot match cost nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_table.h"
#include "expr/program.h"
#include "model/event.h"

namespace vedette::parse {

/// A text of the event that filters compare: `evt.Meta.log_type`, `evt.Line.Labels.type`.
struct EventText {
  enum class Place : std::uint8_t { kMeta, kParsed, kEnriched, kLabels, kSource, kModule };
  Place place = Place::kMeta;
  model::FieldId field = model::kDynamicKey;  // of the maps

  /// Nothing when the path is not one of these.
  [[nodiscard]] static std::optional<EventText> from(const expr::Path& path);
  /// Empty when absent, as expressions see it.
  [[nodiscard]] std::string_view read(const model::Event& event) const;
  friend bool operator==(const EventText&, const EventText&) = default;
};

/// Sets of nodes are bit sets, a word for 64 nodes.
class Dispatch {
 public:
  using Words = std::vector<std::uint64_t>;

  Dispatch() = default;
  /// `filters` by node; null where there is none.
  explicit Dispatch(std::span<const expr::Program* const> filters);

  /// Marks in `candidates` the nodes whose filter may be true, and remembers in `seen` the values that say so.
  void find(const model::Event& event, Words& candidates, std::vector<std::string_view>& seen) const;
  /// Whether `find` would now give something else.
  [[nodiscard]] bool is_stale(const model::Event& event, const std::vector<std::string_view>& seen) const;

 private:
  struct ByText {
    EventText text;
    WordMap<Words> nodes;
  };
  Words always_;  // nodes without such a test
  std::vector<ByText> tests_;
};

}  // namespace vedette::parse

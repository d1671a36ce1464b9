// Alerts grouped for reading: one row a scenario and source, repeats rolled up.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "buckets/scenario.h"
#include "cli/terminal.h"
#include "engine/back.h"
#include "model/alert.h"

namespace vedette::cli {

/// Gathers alerts as they come. Bounded: past `kMaxRows` sources, further ones of a scenario share one row.
class AlertTable {
 public:
  void add(const engine::EmittedAlert& alert);

  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::uint64_t alerts() const { return alerts_; }
  [[nodiscard]] std::uint64_t allowed() const { return allowed_; }

  /// As wide as `width` at most. `show_allowed`: allow-listed ones too, with their reasons.
  [[nodiscard]] std::string render(std::size_t width, const Style& style, bool show_allowed) const;

  /// What each scenario that raised an alert is about, and its label `what_to_do`: a paragraph each, in the table's order.
  [[nodiscard]] std::string render_guidance(const buckets::Scenarios& scenarios, std::size_t width, const Style& style, bool show_allowed) const;

  static constexpr std::size_t kMaxRows = 50'000;

 private:
  /// A few distinct texts and how many more there were.
  struct Few {
    std::vector<std::string> texts;
    bool more = false;
    void add(std::string_view text);
    [[nodiscard]] std::string joined() const;
  };
  struct Row {
    std::uint32_t scenario = 0;  // index into Scenarios
    std::uint64_t alerts = 0;
    std::uint64_t events = 0;
    bool simulated = false;
    Few who;
    Few from;
    Few reasons;
    Time first;
    Time last;
  };
  struct Key {
    bool allowed;
    std::string scenario;
    std::string source;  // scope and value
    auto operator<=>(const Key&) const = default;
  };
  /// Scenarios by their first alert, within one by first seen; allow-listed ones last.
  [[nodiscard]] std::vector<const std::pair<const Key, Row>*> ordered(bool show_allowed) const;
  void fill(Row& row, const model::Alert& alert, const engine::EmittedAlert& emitted);

  std::map<Key, Row> rows_;
  std::uint64_t alerts_ = 0;
  std::uint64_t allowed_ = 0;
};

}  // namespace vedette::cli

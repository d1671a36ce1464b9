// What a record's way through parsers and filters hung on, worked out from the texts of what was run.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "buckets/pour_builder.h"
#include "engine/record_paths.h"
#include "engine/rules.h"
#include "model/event.h"
#include "parse/runner.h"

namespace vedette::engine {

struct Evidence {
  struct Read {
    RecordPaths::Steps steps;
    bool needs_text = false;
    bool decides = false;        // else it only has to be a text, or nil where that is no failure
    bool only_presence = false;  // that decides, not the text
  };
  std::vector<Read> reads;
  RecordPaths::Steps time;  // where the event's time was taken from
};

/// Keeps what it has found out about expressions. One a thread; `rules` must outlive it.
class EvidenceFinder {
 public:
  explicit EvidenceFinder(const Rules& rules);
  ~EvidenceFinder();

  /// Of an event that was parsed, failed nowhere and poured nowhere. `before` and `after`: the counts of the nodes; `pours` was offered it last.
  /// Nothing when it hung on more than can be told.
  [[nodiscard]] std::optional<Evidence> find(const model::Event& event, std::span<const parse::NodeCounts> before,
                                             std::span<const parse::NodeCounts> after, const buckets::PourBuilder& pours);

 private:
  class Search;
  struct Known;
  std::unique_ptr<Known> known_;
};

}  // namespace vedette::engine

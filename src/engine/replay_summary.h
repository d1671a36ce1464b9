// What a replay says about itself when it is done.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/back.h"
#include "engine/front.h"
#include "engine/rules.h"
#include "parse/runner.h"
#include "sources/archive/problem.h"
#include "sources/archive/recognise.h"

namespace vedette::engine {

/// An expression or static of the content that failed on events.
struct RuleTrouble {
  std::string rule;  // the node's or scenario's name
  std::string part;  // "filter", "groupby", "static .Meta[user]"
  std::uint64_t count = 0;
  std::string message;  // of the first event in order
  std::string place;    // "file:line:column"; empty when unknown
};

struct ReplaySummary {
  std::array<std::uint64_t, sources::kFileKinds> files_by_kind{};
  std::uint64_t files = 0;
  std::uint64_t file_bytes = 0;  // read from disk
  std::uint64_t text_bytes = 0;  // unpacked
  std::uint64_t records = 0;
  std::uint64_t other_objects = 0;  // JSON that is no record
  double seconds = 0;               // from the first look at the paths to the last alert
  unsigned threads = 1;
  bool interrupted = false;

  /// What could not be read, in canonical order: the first `kMaxProblems`, and how many there were.
  std::vector<sources::Problem> problems;
  std::uint64_t problem_count = 0;
  static constexpr std::size_t kMaxProblems = 200;
  /// Why the waiting events could not be kept to the memory budget, or could not be read back; empty when all went well.
  std::string spill_trouble;

  FrontCounts front;
  BackStats back;
  std::vector<RuleTrouble> rule_troubles;  // most frequent first
  expr::AbsenceCounts absent{};            // what expressions and methods asked for in vain
};

/// Rule failures of parsers, scenarios and postoverflows in one list. `postoverflows` may be null.
[[nodiscard]] std::vector<RuleTrouble> rule_troubles(const Rules& rules, const parse::Runner& parsers, const buckets::RuleErrors& scenarios,
                                                     const parse::Runner* postoverflows);

}  // namespace vedette::engine

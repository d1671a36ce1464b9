// An archive from paths to alerts: joins sources, front and back. What owns what, what starts when, and how it stops is in replay.cpp and only there.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/back.h"
#include "engine/replay_summary.h"
#include "engine/rules.h"
#include "engine/transform.h"

namespace vedette::engine {

class FrontObserver;

inline constexpr std::string_view kCloudTrailType = "aws-cloudtrail";

struct ReplayOptions {
  std::vector<std::string> paths;
  /// The label "type". Empty: recognised, which is CloudTrail. With another than aws-cloudtrail each line is one event.
  std::string type;
  std::vector<std::pair<std::string, std::string>> labels;  // further ones
  const Transform* transform = nullptr;                     // as written; null for none
  bool cloudtrail_walk = false;                             // the transform is CloudTrail's own: read documents, whatever the type
  bool keep_duplicates = false;
  std::optional<Time> since;
  std::optional<Time> until;
  Time reference_date;
  unsigned threads = 1;
  std::size_t memory_budget = 256 * 1024 * 1024;  // of waiting events
  expr::Network* network = nullptr;               // null: the network may not be asked
  /// Who watches; null: nobody does. The first is called by all threads of the front, the others by one thread at a time.
  FrontObserver* front_observer = nullptr;
  buckets::BucketObserver* bucket_observer = nullptr;
  parse::ParseObserver* postoverflow_observer = nullptr;
};

/// Written by the replay, read by whoever shows it.
struct ReplayProgress {
  std::atomic<std::uint64_t> total_bytes{0};
  std::atomic<std::uint64_t> total_files{0};
  std::atomic<std::uint64_t> read_bytes{0};
  std::atomic<std::uint64_t> files{0};
  std::atomic<std::uint64_t> records{0};
};

/// Runs to the end of the input, or until `stop` becomes true: then what was read so far is finished as if it were all. `sink` gets alerts in order,
/// on any one thread at a time. Everything that goes wrong is in the summary.
[[nodiscard]] ReplaySummary replay(const Rules& rules, const ReplayOptions& options, AlertSink& sink, ReplayProgress& progress,
                                   const std::atomic<bool>& stop);

}  // namespace vedette::engine

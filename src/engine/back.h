// The ordered half of the engine: pours in the order of (event time, path, record) through de-duplication, buckets and postoverflows to alerts.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "buckets/buckets.h"
#include "buckets/pour.h"
#include "buckets/rule_errors.h"
#include "buckets/scenario.h"

namespace vedette::parse {
class Stages;
class Runner;
class ParseObserver;
}  // namespace vedette::parse

namespace vedette::engine {

/// What a worker of the front hands over for one chunk: the events that pour somewhere, in record order.
struct Batch {
  std::vector<buckets::PouredEventRef> events;
};

struct BackOptions {
  /// Keep CloudTrail records that occur twice.
  bool keep_duplicates = false;
  /// Bytes of waiting events in memory before they are spilled to a file.
  std::size_t memory_budget = 256 * 1024 * 1024;
  /// Where the spill file goes; empty: $TMPDIR, or else /tmp. It has no name there and vanishes with the process.
  std::string spill_folder;
  /// For builtins: data files, and the stash that postoverflows may use. Both may be null.
  const expr::DataFiles* files = nullptr;
  expr::StashAccess* stash = nullptr;
  const expr::GeoDatabases* geo = nullptr;
  /// Null: the network may not be asked. With it, overflows whose postoverflows want the name of an address wait (kMostWaiting of them at most), so
  /// that many names are asked at once; their order stays.
  expr::Network* network = nullptr;
  static constexpr std::size_t kMostWaiting = 256;
  /// The present for postoverflows where nothing has a time.
  Time reference_date;
  /// Watches the postoverflow stages; null: nobody does.
  parse::ParseObserver* observer = nullptr;
  /// Watches the buckets; null: nobody does.
  buckets::BucketObserver* bucket_observer = nullptr;
};

/// An overflow after the postoverflow stages.
struct EmittedAlert {
  std::uint32_t scenario = 0;                        // index into Scenarios
  std::shared_ptr<const model::RuntimeAlert> alert;  // alert->alerts: one a source
  bool allowed = false;                              // allow-listed by a postoverflow: not an incident, kept visible
  std::string allow_reason;
  /// What the postoverflow stages made of it; valid during AlertSink::alert only.
  const model::Event* event = nullptr;
};

/// Takes alerts as they happen, in order, on the thread that runs the back.
class AlertSink {
 public:
  virtual ~AlertSink() = default;
  virtual void alert(EmittedAlert&& alert) = 0;
};

struct BackStats {
  buckets::BucketStats buckets;
  std::vector<std::uint64_t> allowed;  // by scenario index: overflows that a postoverflow allow-listed
  std::uint64_t events = 0;            // taken by add()
  std::uint64_t raised = 0;            // overflows that became alerts
  std::uint64_t duplicates = 0;        // events dropped as duplicates
  std::uint64_t late = 0;              // events that came earlier than the watermark said
  std::uint64_t reprocessed = 0;       // overflows poured again
  std::uint64_t reprocess_cut = 0;     // overflows not poured again because too many in a row were
  std::uint64_t spilled_bytes = 0;
  std::map<std::uint32_t, std::uint64_t> open_buckets;  // by scenario; filled by finish()
  expr::AbsenceCounts absent{};                         // filled by finish()
  buckets::RuleErrors errors;                           // of the back; the front has its own
};

/// What a Back goes over to when the rules were read anew. All of it must outlive the Back, or the next time.
struct NewRules {
  const buckets::Scenarios& scenarios;
  const parse::Stages* postoverflows = nullptr;
  const expr::DataFiles* files = nullptr;
  const expr::GeoDatabases* geo = nullptr;
  std::span<const std::uint32_t> place = {};  // ScenarioChanges::place
};

/// One thread calls it. The result depends on the events alone, not on how they are cut into batches nor on when advance() is called (late events
/// aside).
class Back {
 public:
  /// All arguments must outlive this. `postoverflows` may be null.
  Back(const buckets::Scenarios& scenarios, const parse::Stages* postoverflows, BackOptions options, AlertSink& sink);
  ~Back();

  /// Keeps the batch's events until the watermark passes them. Batches may come in any order. Fails when the spill file cannot be written (a full
  /// disk): the events are still here then and finish() may be called to see what they hold, but the memory budget is no longer kept.
  [[nodiscard]] Result<void> add(Batch&& batch);

  /// Promises that no later batch holds an event earlier than `watermark` (one at that very time may still come): releases those that are earlier.
  [[nodiscard]] Result<void> advance(Time watermark);

  /// Goes over to new rules between two events. What waits was taken by the old rules and is released first, before its watermark if need be;
  /// buckets and blackholes of scenarios that are the same stay. Batches from here on are built with the new ones. Returns how many buckets of
  /// other scenarios were dropped.
  [[nodiscard]] Result<std::size_t> replace_rules(const NewRules& rules);

  /// Releases the rest and fires the deadlines that have passed by `end`: the latest time in the log, poured or not (the latest that was poured, when
  /// that is later). Call once, last. Fails when the spill file cannot be read back.
  [[nodiscard]] Result<void> finish(Time end = {});

  /// Complete after finish().
  [[nodiscard]] const BackStats& stats() const;
  /// What the postoverflow stages counted; null without postoverflows.
  [[nodiscard]] const parse::Runner* postoverflow_runner() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace vedette::engine

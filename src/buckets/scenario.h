// Scenarios ready to run: validated, their expressions compiled, the reference's sizing rules applied.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "buckets/alert_context.h"
#include "buckets/capture_needs.h"
#include "content/spec.h"
#include "expr/program.h"
#include "expr/text_conditions.h"

namespace vedette::buckets {

using ProgramPtr = std::shared_ptr<const expr::Program>;

/// The expressions of a scenario, for counting what fails by rule.
enum class RulePart : std::uint8_t {
  kFilter,
  kGroupby,
  kDistinct,
  kCancelOn,
  kScope,
  kCondition,
  kBayesian,
  kOverflowFilter,
  kContext,
};
inline constexpr std::size_t kRuleParts = 9;
/// As the YAML spells it: "filter", "groupby", ..
[[nodiscard]] std::string_view rule_part_name(RulePart part);

struct BayesianCondition {
  ProgramPtr program;
  float prob_given_evil = 0;
  float prob_given_benign = 0;
  bool guillotine = false;
};

/// leakybucket.BucketFactory. Immutable after loading.
struct Scenario {
  static constexpr std::int64_t kUnboundedQueue = std::numeric_limits<std::int64_t>::max();

  content::ScenarioSpec spec;
  std::uint32_t index = 0;

  ProgramPtr filter;
  std::vector<expr::TextCondition> filter_texts;  // of the filter, see expr/text_conditions.h; empty: nothing is known
  ProgramPtr groupby;                             // null: one bucket for all
  ProgramPtr distinct;
  ProgramPtr cancel_on;
  ProgramPtr scope;  // null for Ip, and for Range without an expression
  ProgramPtr condition;
  ProgramPtr overflow_filter;
  std::vector<BayesianCondition> bayesian;
  bool bayesian_active = false;  // bayesian_threshold is not 0, whatever the type

  std::string scope_type;  // "Ip", "Range" or the scenario's own
  Duration leakspeed = 0;
  Duration lifetime = 0;   // Leaky.Duration: a bucket dies that long after its last event, or (timed) fires after its first
  Duration blackhole = 0;  // with has_blackhole
  bool has_blackhole = false;
  bool timed_overflow = false;        // has `duration`: overflows at its deadline
  bool conditional_overflow = false;  // type conditional: capacity never overflows it
  bool always_full = false;           // capacity -1: the limiter lets everything pass
  double rate = 0;                    // events a second that leak, as rate.Every computes it
  std::int64_t queue_capacity = 0;    // Queue.L: at most one more is kept

  /// Conditions read the queue at every pour, so its events are kept unpacked.
  bool reads_queue = false;
  bool filter_reads_signal = false;  // overflow_filter looks at the alert
  bool writes_queue = false;         // an expression of the bucket may write to its events
  CaptureNeeds needs;

  [[nodiscard]] const std::string& name() const { return spec.name; }
};

/// All scenarios that loaded, in name order: their index is their place here. Immutable, shared by all threads.
class Scenarios {
 public:
  /// `functions`: all that content may call. A scenario that does not compile is reported (diagnostics name it), left out and listed in skipped().
  [[nodiscard]] static Scenarios compile(const content::Content& content, const expr::FunctionTable& functions, Diagnostics& diagnostics);

  [[nodiscard]] std::size_t size() const { return all_.size(); }
  [[nodiscard]] const Scenario& at(std::uint32_t index) const { return *all_[index]; }
  [[nodiscard]] const Scenario* find(std::string_view name) const;
  [[nodiscard]] const AlertContext& context() const { return context_; }
  [[nodiscard]] const std::vector<content::SkippedItem>& skipped() const { return skipped_; }

 private:
  std::vector<std::unique_ptr<const Scenario>> all_;
  AlertContext context_;
  std::vector<content::SkippedItem> skipped_;
};

}  // namespace vedette::buckets

// Profiles (profiles.yaml): which alerts lead to which decisions and notifications.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/time.h"
#include "content/profile_spec.h"
#include "expr/program.h"
#include "model/alert.h"

namespace vedette::expr {
struct Services;
}

namespace vedette::profile {

enum class OnSuccess : std::uint8_t { kContinue, kBreak };
/// What becomes of an alert whose filter failed.
enum class OnError : std::uint8_t {
  kReport,    // "", "report", "error": counted and said; the profile gives what it gave so far, and the next ones are asked
  kContinue,  // the same
  kIgnore,    // the same
  kBreak,     // a profile that has matched already is the last one
  kApply,     // the profile takes the alert all the same, without decisions
};

/// One document of profiles.yaml, compiled. Immutable, shared by threads.
struct Profile {
  content::ProfileSpec spec;
  std::vector<std::shared_ptr<const expr::Program>> filters;
  std::shared_ptr<const expr::Program> duration;  // null: there is no duration_expr
  OnSuccess on_success = OnSuccess::kContinue;
  OnError on_error = OnError::kReport;
};

/// What `Alert` is in filters and durations, and what they may call.
[[nodiscard]] const expr::Environment& profile_environment();

/// In the order in which they are asked. Immutable.
class Profiles {
 public:
  Profiles() = default;
  /// A profile with an expression that does not compile is reported and left out.
  [[nodiscard]] static Profiles compile(std::vector<content::ProfileSpec> specs, Diagnostics& diagnostics);

  [[nodiscard]] const std::vector<Profile>& all() const { return all_; }
  /// Every name that any of them notifies, each once, in order.
  [[nodiscard]] std::vector<std::string> notifications() const;

 private:
  std::vector<Profile> all_;
};

enum class FilterTruth : std::uint8_t { kFalse, kTrue, kFailed };

struct FilterResult {
  FilterTruth truth = FilterTruth::kFalse;
  std::string failure;  // kFailed: why
  Span span;            // kFailed: of the failing part, in the filter's text
};

/// What one profile made of one alert.
struct Evaluation {
  std::uint32_t profile = 0;          // its place in Profiles::all
  std::vector<FilterResult> filters;  // those that were asked: all, up to one that fails
  bool matched = false;               // it takes the alert: its notifications go out
  bool failed = false;                // the last filter asked failed
  bool last = false;                  // the profiles behind it are not asked
  std::string duration_failure;       // why duration_expr gave no duration; empty: it gave one, or there is none
  /// What it decides. They are added to the alert when it has none yet: `decided`.
  std::vector<model::Decision> decisions;
  bool decided = false;
};

/// What the caller lends to expressions.
struct Setting {
  expr::Services* services = nullptr;
  Time now;
};

/// Asks profiles about alerts. One a thread.
class Evaluator {
 public:
  /// `profiles` must outlive this.
  explicit Evaluator(const Profiles& profiles);
  ~Evaluator();
  Evaluator(Evaluator&&) noexcept;

  /// Asks one after the other, as the local API does with a new alert, and adds decisions to `alert`. Decisions and sources get their scopes in the
  /// usual spelling ("ip" -> "Ip"). Gives what each profile said, up to the last that was asked. Decisions have no uuid.
  [[nodiscard]] std::vector<Evaluation> apply(model::Alert& alert, const Setting& setting);

  /// One profile alone; `alert` stays as it is.
  [[nodiscard]] Evaluation evaluate(std::uint32_t profile, const model::Alert& alert, const Setting& setting);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

/// types.NormalizeScope: "ip" -> "Ip", "RANGE" -> "Range", "as" -> "AS", "country" -> "Country"; others stay.
[[nodiscard]] std::string normalize_scope(std::string_view scope);

/// A duration of a decision, read again: what duration_expr gave, or what is written. Never fails on what Evaluator made.
[[nodiscard]] Duration decision_duration(const model::Decision& decision);

}  // namespace vedette::profile

// The parse stages: parsers (and postoverflows, which are the same thing on overflows) compiled, and an event's way through them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "content/spec.h"
#include "expr/program.h"
#include "model/event_types.h"
#include "parse/runner.h"
#include "parse/stash.h"

namespace vedette::parse {

struct Plan;

enum class StagesKind : std::uint8_t {
  kLog,
  /// A stage in which nothing succeeds, or a static that fails, does not keep an overflow from the following stages.
  kPostoverflow,
};

/// What became of an event.
enum class Fate : std::uint8_t {
  kParsed,       // through all stages
  kAllowListed,  // through all stages, and a whitelist let it pass: not for scenarios
  kNotParsed,    // no node of a stage succeeded, or none moved it on
  kFailed,       // a static gave a value that is no text and no number: the reference drops such events
};

struct ParseResult {
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  Fate fate = Fate::kParsed;
  std::uint32_t stage = kNone;  // kNotParsed, kFailed: index into stage_names(): where it ended
  std::uint32_t node = kNone;   // kFailed, kAllowListed: index into nodes()
};

/// A node, nested ones included.
struct NodeInfo {
  std::string name;
  std::string stage;
  std::uint32_t parent = ParseResult::kNone;  // index into nodes(); kNone for a document
};

enum class RulePart : std::uint8_t { kFilter, kWhitelist, kStatic, kMethod, kStashKey, kStashValue, kGrok };

/// Something of a node that can fail on an event; Runner counts by its index.
struct RuleInfo {
  std::uint32_t node = 0;  // index into nodes()
  RulePart part = RulePart::kFilter;
  std::string target;      // statics: ".Meta[user]", as the reference writes it; methods: their name
  const SourceText* text;  // the expression or the value; lives as long as the Stages
};

/// Immutable; shared by all threads, each with a Runner.
class Stages {
 public:
  /// Specs are in stage order, and within a stage in the order in which they run. A document that does not compile is reported, added to `skipped`
  /// and left out; the others go on. `pattern_files`: of the user's pattern folder (Content::pattern_files).
  [[nodiscard]] static std::unique_ptr<Stages> compile(const std::vector<content::NodeSpec>& specs, StagesKind kind, Diagnostics& diagnostics,
                                                       std::vector<content::SkippedItem>& skipped,
                                                       const expr::Environment& environment = model::event_environment(),
                                                       const std::vector<std::shared_ptr<const SourceFile>>& pattern_files = {});
  ~Stages();

  /// Takes the event through the stages, from `event.stage` on (empty: from the first). Strings that it writes live in the event's arena or in here.
  ParseResult run(model::Event& event, Runner& runner) const;

  [[nodiscard]] const std::vector<std::string>& stage_names() const;
  [[nodiscard]] const std::vector<NodeInfo>& nodes() const;
  [[nodiscard]] const std::vector<RuleInfo>& rules() const;
  /// The caches that StashCaches is to be made with.
  [[nodiscard]] const std::vector<StashConfig>& stashes() const;
  /// Whether an event whose line has the label `type` can come to one of them, or may read one.
  [[nodiscard]] bool may_touch_stash(std::string_view type) const;
  /// The fields that the largest grok fills.
  [[nodiscard]] std::size_t most_captures() const;
  /// The strongest effect of all expressions, and at least kFrontState with a stash.
  [[nodiscard]] expr::Effect effect() const;
  /// All of it, for who wants to know what a node does.
  [[nodiscard]] const Plan& plan() const { return *plan_; }
  /// Every compiled expression: for who wants to know what is read.
  [[nodiscard]] const std::vector<std::shared_ptr<const expr::Program>>& programs() const;

 private:
  Stages();
  std::unique_ptr<Plan> plan_;
};

}  // namespace vedette::parse

#include "parse/stages.h"

#include "parse/compile.h"
#include "parse/event_walk.h"
#include "parse/plan.h"
#include "parse/stash_reach.h"

namespace vedette::parse {

Stages::Stages() = default;
Stages::~Stages() = default;

std::unique_ptr<Stages> Stages::compile(const std::vector<content::NodeSpec>& specs, StagesKind kind, Diagnostics& diagnostics,
                                        std::vector<content::SkippedItem>& skipped, const expr::Environment& environment,
                                        const std::vector<std::shared_ptr<const SourceFile>>& pattern_files) {
  std::unique_ptr<Stages> stages(new Stages());
  stages->plan_ = compile_plan(specs, kind, diagnostics, skipped, environment, pattern_files);
  return stages;
}

ParseResult Stages::run(model::Event& event, Runner& runner) const {
  return EventWalk(*plan_, event, runner).run();
}

const std::vector<std::string>& Stages::stage_names() const {
  return plan_->stage_names;
}
const std::vector<NodeInfo>& Stages::nodes() const {
  return plan_->nodes;
}
const std::vector<RuleInfo>& Stages::rules() const {
  return plan_->rules;
}
const std::vector<StashConfig>& Stages::stashes() const {
  return plan_->stashes;
}
bool Stages::may_touch_stash(std::string_view type) const {
  return parse::may_touch_stash(*plan_, type);
}
std::size_t Stages::most_captures() const {
  return plan_->most_captures;
}
expr::Effect Stages::effect() const {
  return plan_->effect;
}
const std::vector<std::shared_ptr<const expr::Program>>& Stages::programs() const {
  return plan_->programs;
}

}  // namespace vedette::parse

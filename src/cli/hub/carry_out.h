// A plan shown, asked about and carried out, as cscli does.
#pragma once

#include <string>

#include "cli/hub/session.h"
#include "content/hub/plan.h"

namespace CLI {
class App;
}

namespace vedette::cli {

struct PlanArguments {
  bool interactive = false;
  bool dry_run = false;
  bool force = false;
  bool ignore = false;  // a step that fails does not end the others, nor counts
};
/// --interactive and --dry-run; the others are of some commands only.
void declare_plan_options(CLI::App& app, PlanArguments& given);

/// In groups by action and type; `each_step`: a line a step, in the order in which they will be done.
[[nodiscard]] std::string plan_text(const content::HubPlan& plan, bool each_step, const Style& style);

/// Gives the exit code.
int carry_out(HubSession& session, const content::HubPlan& plan, const PlanArguments& given);

}  // namespace vedette::cli

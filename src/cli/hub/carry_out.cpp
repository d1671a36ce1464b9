#include "cli/hub/carry_out.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <map>

#include "base/printable.h"
#include "base/time.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "content/hub/operations.h"

namespace vedette::cli {
namespace {

using content::HubAction;
using content::HubItem;
using content::HubPlan;
using content::HubStep;
using content::ItemType;

constexpr std::array kShownOrder = {HubAction::kDownload, HubAction::kEnable, HubAction::kDisable, HubAction::kPurge, HubAction::kRefreshData};

// hubops/colorize.go
std::string action_text(HubAction action, const Style& style) {
  switch (action) {
    case HubAction::kDownload:
      return "📥 " + style.cyan("download");
    case HubAction::kEnable:
      return "✅ " + style.green("enable");
    case HubAction::kDisable:
      return "❌ " + style.red("disable");
    case HubAction::kPurge:
      return "🗑 " + style.red("purge (delete source)");
    case HubAction::kRefreshData:
      return "🔄 check & update data files";
  }
  return {};
}

/// The author plain, the rest bold.
std::string name_text(const std::string& name, const Style& style) {
  const std::string shown = printable(name);
  const std::size_t slash = shown.find('/');
  return slash == std::string::npos ? shown : shown.substr(0, slash + 1) + style.bold(shown.substr(slash + 1));
}

std::string step_text(const HubStep& step, const Style& style) {
  if (step.item == nullptr) {
    return {};
  }
  std::string out = name_text(step.item->name, style);
  if (step.action == HubAction::kDownload) {
    const std::string from = step.item->state.is_downloaded() ? printable(step.from_version) + " -> " : std::string();
    out += fmt::format(" ({}{})", from, style.yellow(printable(step.item->version)));
  }
  return out;
}

/// At the terminal itself, whatever the standard streams are. Without one, and at the end of input, the answer is yes, as in cscli.
bool confirmed() {
  const int descriptor = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
  std::FILE* terminal = descriptor >= 0 ? ::fdopen(descriptor, "r+") : nullptr;
  if (terminal == nullptr) {
    return true;
  }
  bool answer = true;
  for (bool answered = false; !answered;) {
    std::fputs("Do you want to continue? (Y/n) ", terminal);
    std::fflush(terminal);
    std::array<char, 64> line{};
    if (std::fgets(line.data(), static_cast<int>(line.size()), terminal) == nullptr) {
      break;
    }
    std::string text(line.data());
    text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\r' || c == '\n' || c == '\t'; }), text.end());
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; });
    answered = text.empty() || text == "y" || text == "yes" || text == "n" || text == "no";
    answer = !text.starts_with("n");
  }
  std::fclose(terminal);
  return answer;
}

}  // namespace

void declare_plan_options(CLI::App& app, PlanArguments& given) {
  auto* interactive = app.add_flag("-i,--interactive", given.interactive, "Ask before anything is done, where there is a terminal");
  app.add_flag("--dry-run", given.dry_run, "Print what would be done, and do nothing")->excludes(interactive);
}

// hubops/plan.go, Description
std::string plan_text(const HubPlan& plan, bool each_step, const Style& style) {
  std::string out;
  if (each_step) {
    for (const HubStep& step : plan.steps()) {
      const std::string_view type = step.item == nullptr ? std::string_view() : plural_of(step.item->type);
      out += fmt::format("{} {}:{}\n", action_text(step.action, style), type, step_text(step, style));
    }
    return out;
  }
  for (HubAction action : kShownOrder) {
    std::map<ItemType, std::vector<std::string>> by_type;
    bool any = false;
    for (const HubStep& step : plan.steps()) {
      if (step.action == action) {
        any = true;
        if (step.item != nullptr) {
          by_type[step.item->type].push_back(step_text(step, style));
        }
      }
    }
    if (any) {
      out += action_text(action, style) + "\n";
    }
    // Collections first.
    for (auto entry = by_type.rbegin(); entry != by_type.rend(); ++entry) {
      std::sort(entry->second.begin(), entry->second.end());
      out += fmt::format(" {}: {}\n", plural_of(entry->first), fmt::join(entry->second, ", "));
    }
  }
  return out;
}

// hubops/plan.go, Execute
int carry_out(HubSession& session, const HubPlan& plan, const PlanArguments& given) {
  if (plan.steps().empty()) {
    std::puts("Nothing to install or remove.");
    return kDone;
  }
  const bool each_step = session.format() == HubFormat::kRaw;
  if (given.interactive && !given.dry_run) {
    std::printf("The following actions will be performed:\n%s\n", plan_text(plan, false, session.style()).c_str());
    std::fflush(stdout);
    if (!confirmed()) {
      std::puts("operation canceled");
      return kDone;
    }
  } else if (given.dry_run || session.talks()) {
    std::printf("Action plan:\n%s\n", plan_text(plan, each_step, session.style()).c_str());
  }
  if (given.dry_run) {
    std::puts("Dry run, no action taken.");
    return kDone;
  }
  std::fflush(stdout);
  Interrupt interrupt;
  const content::HubSource* source = session.source(&interrupt.flag());
  if (source == nullptr) {
    return kIncomplete;
  }
  content::DataSets::Options options;
  options.folder = session.config().data_dir;
  options.copies = session.given().data_folders;
  options.force = plan.force();
  options.now = wall_clock_now();
  options.before_get = [](const std::string& url) {
    std::printf("downloading %s\n", printable(url).c_str());
    std::fflush(stdout);
  };
  content::DataSets data(std::move(options), session.downloader());
  content::HubOperations operations({plan.hub(), *source, data, session.log(), &interrupt.flag(), [&](std::string_view doing, const HubItem& item) {
                                       std::printf("%s %s\n", std::string(doing).c_str(), name_text(item.full_name(), session.style()).c_str());
                                       std::fflush(stdout);
                                     }});
  using OnFailure = content::HubOperations::OnFailure;
  const content::HubOperations::Outcome outcome = operations.run(plan, given.ignore ? OnFailure::kGoOn : OnFailure::kStop);
  if (outcome.reload_needed) {
    std::puts("\nRun 'sudo systemctl reload crowdsec' for the new configuration to be effective.");
  }
  if (interrupt.by_signal()) {
    return kInterrupted;
  }
  return outcome.failures > 0 && !given.ignore ? kIncomplete : kDone;
}

}  // namespace vedette::cli

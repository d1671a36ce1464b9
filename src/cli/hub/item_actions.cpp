#include "cli/hub/item_actions.h"

#include <fmt/format.h>

#include <cstdio>

#include "base/nearest.h"
#include "base/printable.h"
#include "cli/commands.h"
#include "cli/hub/inspect.h"
#include "cli/hub/unified_diff.h"
#include "cli/interrupt.h"
#include "content/item_file.h"

namespace vedette::cli {
namespace {

using content::Hub;
using content::HubItem;
using content::HubLevel;
using content::HubPlan;
using content::ItemType;

HubPlan::Force force_of(const PlanArguments& given) {
  return given.force ? HubPlan::Force::kYes : HubPlan::Force::kNo;
}

/// The difference between what is installed and the newest version: cliitem/cmdinspect.go, itemDiff.
Result<std::string> difference(const Hub& hub, const HubItem& item, const content::HubSource& source, bool reverse) {
  if (!item.state.is_installed()) {
    return fail(ErrorKind::kNotFound, fmt::format("'{}' is not installed", item.full_name()));
  }
  Result<std::string> newest = source.item_text(item);
  if (!newest) {
    return newest;
  }
  Result<std::shared_ptr<const SourceFile>> present = content::read_source_file(item.state.local_path);
  if (!present) {
    return tl::unexpected(present.error());
  }
  const std::string place = item.content.empty() ? source.place_of(item) : fmt::format("(embedded in {})", hub.folders().index);
  return reverse ? unified_diff(place, item.state.local_path, *newest, (*present)->text())
                 : unified_diff(item.state.local_path, place, (*present)->text(), *newest);
}

// cliitem/cmdinspect.go, whyTainted
std::string why_tainted(Hub& hub, const HubItem& item, const content::HubSource& source, bool reverse) {
  if (!item.state.is_installed()) {
    return fmt::format("# {} is not installed\n", item.full_name());
  }
  if (!item.state.tainted) {
    return fmt::format("# {} is not tainted\n", item.full_name());
  }
  std::string out = fmt::format("# Let's see why {} is tainted.\n", item.full_name());
  for (const std::string& reason : item.state.tainted_by) {
    out += fmt::format("\n-> {}\n\n", reason);
    const std::size_t colon = reason.find(':');
    const HubItem* part = hub.find(*content::find_item_type(reason.substr(0, colon)), reason.substr(colon + 1));
    if (part == nullptr) {
      continue;
    }
    Result<std::string> diff = difference(hub, *part, source, reverse);
    if (!diff) {
      out += diff.error().message + "\n";
    } else if (!diff->empty()) {
      out += *diff;
    } else if (const auto& by = part->state.tainted_by; !by.empty() && !(by.size() == 1 && by.front() == part->full_name())) {
      out += fmt::format("# {} is tainted by {}\n", part->full_name(), fmt::join(by, ", "));
    }
  }
  return out;
}

}  // namespace

std::string not_found(Hub& hub, const NamedItem& item) {
  std::vector<std::string_view> names;
  for (const HubItem* known : hub.items(item.type)) {
    names.push_back(known->name);
  }
  const std::string_view nearest = nearest_name(item.name, names);
  return fmt::format("can't find '{}' in {}{}", item.name, plural_of(item.type),
                     nearest.empty() ? std::string() : fmt::format(", did you mean '{}'?", nearest));
}

// cliitem/cmdinstall.go
int install_items(HubSession& session, Hub& hub, const std::vector<NamedItem>& items, const InstallArguments& given) {
  HubPlan plan(hub, force_of(given.plan), session.log());
  for (const NamedItem& named : items) {
    HubItem* item = hub.find(named.type, named.name);
    if (item == nullptr) {
      (void)hub_failure(not_found(hub, named));
      if (given.plan.ignore) {
        continue;
      }
      return kIncomplete;
    }
    Result<void> planned = plan.download(*item);
    if (planned && !given.download_only) {
      planned = plan.enable(*item);
    }
    if (!planned) {
      return hub_failure(planned.error().message);
    }
  }
  return carry_out(session, plan, given.plan);
}

// cliitem/cmdremove.go
int remove_items(HubSession& session, Hub& hub, const std::vector<NamedItem>& items, const RemoveArguments& given) {
  HubPlan plan(hub, force_of(given.plan), session.log());
  for (const NamedItem& named : items) {
    HubItem* item = hub.find(named.type, named.name);
    if (item == nullptr) {
      return hub_failure(not_found(hub, named));
    }
    std::string parents;
    for (const HubItem* parent : hub.installed_parents(*item)) {
      parents += (parents.empty() ? "" : " ") + parent->name;
    }
    if (!given.plan.force && !parents.empty()) {
      session.log()(HubLevel::kWarning, fmt::format("{} belongs to collections: [{}]", item->name, parents));
      session.log()(HubLevel::kWarning, fmt::format("Run 'vedette {} remove {} --force' if you want to force remove this {}", plural_of(item->type),
                                                    item->name, singular_of(item->type)));
      continue;
    }
    Result<void> planned = plan.disable(*item);
    if (planned && given.purge) {
      planned = plan.purge(*item);
    }
    if (!planned) {
      return hub_failure(planned.error().message);
    }
  }
  return carry_out(session, plan, given.plan);
}

int remove_all(HubSession& session, Hub& hub, const std::vector<ItemType>& types, const RemoveArguments& given) {
  HubPlan plan(hub, force_of(given.plan), session.log());
  for (ItemType type : types) {
    for (HubItem* item : given.purge ? hub.items(type) : hub.installed(type)) {
      Result<void> planned = plan.disable(*item);
      if (planned && given.purge) {
        planned = plan.purge(*item);
      }
      if (!planned) {
        return hub_failure(planned.error().message);
      }
    }
  }
  return carry_out(session, plan, given.plan);
}

// cliitem/cmdupgrade.go
int upgrade_items(HubSession& session, Hub& hub, const std::vector<NamedItem>& items, const PlanArguments& given) {
  HubPlan plan(hub, force_of(given), session.log());
  for (const NamedItem& named : items) {
    HubItem* item = hub.find(named.type, named.name);
    if (item == nullptr) {
      return hub_failure(not_found(hub, named));
    }
    if (Result<void> planned = plan.download(*item); !planned) {
      return hub_failure(planned.error().message);
    }
  }
  return carry_out(session, plan, given);
}

// clihub/hub.go, upgrade
int upgrade_all(HubSession& session, Hub& hub, const std::vector<ItemType>& types, const PlanArguments& given, RefreshData data) {
  HubPlan plan(hub, force_of(given), session.log());
  for (ItemType type : types) {
    for (HubItem* item : hub.installed(type)) {
      if (Result<void> planned = plan.download(*item); !planned) {
        return hub_failure(planned.error().message);
      }
    }
  }
  if (data == RefreshData::kYes) {
    plan.refresh_data();
  }
  return carry_out(session, plan, given);
}

// cliitem/cmdinspect.go
int inspect_items(HubSession& session, Hub& hub, const std::vector<NamedItem>& items, const InspectArguments& given) {
  Interrupt interrupt;
  const content::HubSource* source = given.diff ? session.source(&interrupt.flag()) : nullptr;
  if (given.diff && source == nullptr) {
    return kIncomplete;
  }
  for (const NamedItem& named : items) {
    const HubItem* item = hub.find(named.type, named.name);
    if (item == nullptr) {
      return hub_failure(not_found(hub, named));
    }
    if (given.diff) {
      std::fputs(printable(why_tainted(hub, *item, *source, given.reverse), "\n\t").c_str(), stdout);
    } else if (session.format() == HubFormat::kJson) {
      std::fputs(item_json(hub, *item).c_str(), stdout);
    } else {
      std::fputs(item_yaml(hub, *item).c_str(), stdout);
      if (session.format() == HubFormat::kHuman && item->state.tainted) {
        std::printf("\nThis item is tainted. Use 'vedette %s inspect --diff %s' to see why.\n", std::string(plural_of(item->type)).c_str(),
                    printable(item->name).c_str());
      }
    }
  }
  return kDone;
}

}  // namespace vedette::cli

#include "content/hub/plan.h"

#include <fmt/format.h>

#include <algorithm>

namespace vedette::content {

void HubPlan::add(HubAction action, HubItem* item) {
  HubStep step{action, item, {}};
  if (std::find(steps_.begin(), steps_.end(), step) != steps_.end()) {
    return;
  }
  if (action == HubAction::kDownload && item->state.is_downloaded()) {
    step.from_version = item->state.local_version;
  }
  steps_.push_back(std::move(step));
}

// hubops/download.go, DownloadCommand.Prepare
Result<void> HubPlan::download(HubItem& item) {
  if (!is_new(HubAction::kDownload, item)) {
    return {};
  }
  if (item.state.local) {
    log_(HubLevel::kInfo, fmt::format("{} - not downloading local item", item.full_name()));
    return {};
  }
  if (item.state.tainted && !force_) {
    log_(HubLevel::kWarning, fmt::format("{} is tainted, use '--force' to overwrite", item.full_name()));
    return {};
  }
  std::vector<HubItem*> to_disable;  // parts of the version that is installed, but not of the newest
  if (item.state.is_installed()) {
    to_disable = hub_.parts(hub_.current_dependencies(item));
  }
  for (HubItem* part : hub_.parts(item.dependencies)) {
    if (Result<void> added = download(*part); !added) {
      return added;
    }
    if (item.state.is_installed()) {
      if (Result<void> added = enable(*part); !added) {
        return added;
      }
      std::erase(to_disable, part);
    }
  }
  for (HubItem* part : to_disable) {
    // What another installed collection has among its parts is not this one's to take away.
    const std::vector<HubItem*> owners = hub_.installed_parents(*part);
    const std::vector<HubItem*> above = hub_.ancestors(item);
    const bool needed = std::any_of(owners.begin(), owners.end(),
                                    [&](HubItem* owner) { return owner != &item && std::find(above.begin(), above.end(), owner) == above.end(); });
    if (needed) {
      continue;
    }
    if (Result<void> added = disable(*part); !added) {
      return added;
    }
  }
  if (!item.state.is_downloaded() || !item.state.up_to_date) {
    add(HubAction::kDownload, &item);
  }
  return {};
}

// hubops/enable.go, EnableCommand.Prepare
Result<void> HubPlan::enable(HubItem& item) {
  if (!is_new(HubAction::kEnable, item)) {
    return {};
  }
  for (HubItem* part : hub_.parts(hub_.current_dependencies(item))) {
    if (Result<void> added = enable(*part); !added) {
      return added;
    }
  }
  if (!item.state.is_installed()) {
    add(HubAction::kEnable, &item);
  }
  return {};
}

Result<void> HubPlan::refuse_tainted(const HubItem& item) const {
  if (item.state.tainted && !force_) {
    return fail(ErrorKind::kConflict, fmt::format("{} is tainted, use '--force' to remove", item.name));
  }
  return {};
}

// hubops/disable.go, DisableCommand.Prepare
Result<void> HubPlan::disable(HubItem& item) {
  if (!is_new(HubAction::kDisable, item)) {
    return {};
  }
  if (item.state.local) {
    log_(HubLevel::kWarning, fmt::format("{} is a local item, please delete manually", item.full_name()));
    return {};
  }
  if (Result<void> good = refuse_tainted(item); !good) {
    return good;
  }
  if (!item.state.is_installed()) {
    return {};
  }
  Result<std::vector<HubItem*>> parts = hub_.parts_to_remove(item);
  if (!parts) {
    return tl::unexpected(parts.error());
  }
  for (HubItem* part : *parts) {
    if (part->state.is_installed()) {
      if (Result<void> added = disable(*part); !added) {
        return added;
      }
    }
  }
  add(HubAction::kDisable, &item);
  return {};
}

// hubops/purge.go, PurgeCommand.Prepare
Result<void> HubPlan::purge(HubItem& item) {
  if (!is_new(HubAction::kPurge, item)) {
    return {};
  }
  if (item.state.local) {
    return {};
  }
  if (Result<void> good = refuse_tainted(item); !good) {
    return good;
  }
  Result<std::vector<HubItem*>> parts = hub_.parts_to_remove(item);
  if (!parts) {
    return tl::unexpected(parts.error());
  }
  for (HubItem* part : *parts) {
    if (Result<void> added = purge(*part); !added) {
      return added;
    }
  }
  if (item.state.is_downloaded()) {
    add(HubAction::kPurge, &item);
  }
  return {};
}

void HubPlan::refresh_data() {
  add(HubAction::kRefreshData, nullptr);
}

}  // namespace vedette::content

// What is to be done to the items of a hub, worked out before anything is done: hubops/plan.go and its commands.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "content/hub/hub.h"

namespace vedette::content {

enum class HubAction : std::uint8_t { kDownload, kEnable, kDisable, kPurge, kRefreshData };

struct HubStep {
  HubAction action = HubAction::kDownload;
  HubItem* item = nullptr;   // null for kRefreshData
  std::string from_version;  // kDownload: what is there now, empty when nothing is

  friend bool operator==(const HubStep& a, const HubStep& b) { return a.action == b.action && a.item == b.item; }
};

class HubPlan {
 public:
  enum class Force : bool { kNo, kYes };
  /// `hub` and `log` outlive it. With force, items that were changed are overwritten or removed too.
  HubPlan(Hub& hub, Force force, const HubLog& log) : hub_(hub), force_(force == Force::kYes), log_(log) {}

  /// Each adds the steps that are needed for it, and for the parts of a collection; none when all is as it should be. An item that is local or was
  /// changed is said and passed over where the reference does so, and an error where it is one there.
  [[nodiscard]] Result<void> download(HubItem& item);
  [[nodiscard]] Result<void> enable(HubItem& item);
  [[nodiscard]] Result<void> disable(HubItem& item);
  [[nodiscard]] Result<void> purge(HubItem& item);
  void refresh_data();

  [[nodiscard]] const std::vector<HubStep>& steps() const { return steps_; }
  [[nodiscard]] bool force() const { return force_; }
  [[nodiscard]] Hub& hub() const { return hub_; }

 private:
  void add(HubAction action, HubItem* item);
  /// False when that was asked before: what a collection is made of may be reached in many ways.
  [[nodiscard]] bool is_new(HubAction action, const HubItem& item) { return considered_.emplace(action, &item).second; }
  [[nodiscard]] Result<void> refuse_tainted(const HubItem& item) const;

  Hub& hub_;
  bool force_;
  const HubLog& log_;
  std::vector<HubStep> steps_;
  std::set<std::pair<HubAction, const HubItem*>> considered_;
};

}  // namespace vedette::content

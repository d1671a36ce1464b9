// What may be done to items by name, whatever the command they were named at.
#pragma once

#include <string>
#include <vector>

#include "cli/hub/carry_out.h"
#include "cli/hub/session.h"
#include "content/hub/plan.h"

namespace vedette::cli {

/// An item as it was named at a command.
struct NamedItem {
  content::ItemType type;
  std::string name;
};

struct InstallArguments {
  PlanArguments plan;
  bool download_only = false;
};
struct RemoveArguments {
  PlanArguments plan;
  bool purge = false;
};
struct InspectArguments {
  bool diff = false;
  bool reverse = false;
};

// Each gives the exit code.
int install_items(HubSession& session, content::Hub& hub, const std::vector<NamedItem>& items, const InstallArguments& given);
int remove_items(HubSession& session, content::Hub& hub, const std::vector<NamedItem>& items, const RemoveArguments& given);
/// All of these types: with `purge` also those that are only downloaded.
int remove_all(HubSession& session, content::Hub& hub, const std::vector<content::ItemType>& types, const RemoveArguments& given);
int upgrade_items(HubSession& session, content::Hub& hub, const std::vector<NamedItem>& items, const PlanArguments& given);
enum class RefreshData : bool { kNo, kYes };
int upgrade_all(HubSession& session, content::Hub& hub, const std::vector<content::ItemType>& types, const PlanArguments& given, RefreshData data);
int inspect_items(HubSession& session, content::Hub& hub, const std::vector<NamedItem>& items, const InspectArguments& given);

/// "can't find 'x' in parsers, did you mean 'y'?".
[[nodiscard]] std::string not_found(content::Hub& hub, const NamedItem& item);

}  // namespace vedette::cli

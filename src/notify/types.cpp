#include "notify/types.h"

namespace vedette::notify {
namespace {

const Type* const kTypes[] = {
    &kDiscordType,     &kEmailType,    &kEventBridgeType, &kFileType, &kHttpType,   &kMattermostType, &kOpsgenieType, &kPagerDutyType,
    &kSecurityHubType, &kSentinelType, &kSlackType,       &kSnsType,  &kSplunkType, &kSqsType,        &kTeamsType,    &kTelegramType,
};

}  // namespace

std::span<const Type* const> all_types() {
  return kTypes;
}

const Type* find_type(std::string_view name) {
  for (const Type* type : kTypes) {
    if (type->name == name) {
      return type;
    }
  }
  return nullptr;
}

}  // namespace vedette::notify

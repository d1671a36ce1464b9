// The types of notifiers: one row each. The list reads as a table of contents; `kTypes` is in types.cpp.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "net/http_client.h"
#include "notify/notifier.h"
#include "notify/settings.h"

namespace vedette::notify {

/// What notifiers share.
struct Shared {
  std::shared_ptr<net::HttpClient> client;
};

struct Type {
  std::string_view name;
  /// Keys beside kCommonKeys.
  std::span<const std::string_view> keys;
  /// Null when the settings do not serve: then the report has an error.
  std::unique_ptr<Notifier> (*create)(NotifierConfig config, const Settings& settings, const Shared& shared);
};

// Each in the file of its name.
extern const Type kHttpType;
extern const Type kSlackType;
extern const Type kEmailType;
extern const Type kFileType;
extern const Type kSplunkType;
extern const Type kSentinelType;
// webhooks.cpp
extern const Type kDiscordType;
extern const Type kTeamsType;
extern const Type kMattermostType;
extern const Type kTelegramType;
extern const Type kPagerDutyType;
extern const Type kOpsgenieType;
// AWS: each in the file of its name.
extern const Type kSnsType;
extern const Type kSqsType;
extern const Type kEventBridgeType;
extern const Type kSecurityHubType;

/// By name.
[[nodiscard]] std::span<const Type* const> all_types();
/// Null when none is built in: it may be a plugin's.
[[nodiscard]] const Type* find_type(std::string_view name);

}  // namespace vedette::notify

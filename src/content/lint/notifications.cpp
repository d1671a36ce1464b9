// Notifications that profiles call and nobody has configured.
#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.h"
#include "content/lint/rules.h"

namespace vedette::content::lint {

// crowdsec: pkg/csplugin/broker.go, verifyPluginConfigsWithProfile: it ends the start.
void check_notifications(std::span<const ProfileSpec> profiles, std::span<const std::string> configured, Diagnostics& diagnostics) {
  const std::vector<std::string_view> names(configured.begin(), configured.end());
  for (const ProfileSpec& profile : profiles) {
    for (const SourceText& called : profile.notifications) {
      if (std::find(names.begin(), names.end(), called.text()) != names.end()) {
        continue;
      }
      const std::string_view near = nearest_name(called.text(), names);
      diagnostics.add({Severity::kError, fmt::format("no notification is configured as `{}`", called.text()), called.file(),
                       called.file_span({0, static_cast<std::uint32_t>(called.text().size())}),
                       near.empty() ? "write one in the folder of notifications, with this `name`" : fmt::format("did you mean `{}`?", near),
                       profile.name, "absent-notification"});
    }
  }
}

}  // namespace vedette::content::lint

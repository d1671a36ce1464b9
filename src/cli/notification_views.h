// What `vedette notifications` shows: notifiers with the profiles that call them, and what waits in the outbox.
#pragma once

#include <string>
#include <vector>

#include "cli/delivery_setup.h"
#include "cli/terminal.h"
#include "delivery/backlog.h"
#include "store/outbox.h"

namespace vedette::cli {

/// A notifier as it is configured, who calls it, and how it stands.
struct NotifierView {
  notify::NotifierConfig config;
  std::string target;  // empty: it does not load
  std::vector<const profile::Profile*> profiles;
  delivery::Backlog backlog;
};

/// By name. Names that only the outbox knows come with an empty type.
[[nodiscard]] std::vector<NotifierView> notifier_views(const DeliverySetup& setup, const std::vector<delivery::Backlog>& backlogs);

[[nodiscard]] std::string notifiers_text(const std::vector<NotifierView>& views, const Style& style);
/// cscli's shape: an object by name, with plugin_config and associated_profiles; and what is in the outbox. No secret of the configuration is in it.
[[nodiscard]] std::string notifiers_json(const std::vector<NotifierView>& views);
[[nodiscard]] std::string notifiers_csv(const std::vector<NotifierView>& views);

/// cscli's lines, and below them how it stands. `template_text` says what came of a trial of its template.
[[nodiscard]] std::string inspect_text(const NotifierView& view, const std::string& template_text);
[[nodiscard]] std::string inspect_json(const NotifierView& view, const std::string& template_text);

[[nodiscard]] std::string outbox_text(const std::vector<store::OutboxEntry>& entries, const Style& style);
[[nodiscard]] std::string outbox_json(const std::vector<store::OutboxEntry>& entries);
[[nodiscard]] std::string outbox_csv(const std::vector<store::OutboxEntry>& entries);

}  // namespace vedette::cli

// What chat and incident services take, as their own documentation states it, and how a message that passes it is taken apart.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vedette::notify {

enum class Receiver : std::uint8_t { kAny, kSlack, kDiscord, kTeams, kMattermost, kTelegram, kPagerDuty, kOpsgenie };

/// Who stands behind a URL, by its host: a body for hooks.slack.com is Slack's whatever type of notifier sends it. kAny: nobody known.
[[nodiscard]] Receiver receiver_of(std::string_view url);

/// Whether the service takes the body. kAny takes all.
[[nodiscard]] bool fits(Receiver receiver, std::string_view body);

/// Several bodies that fit. Texts are cut between characters, blocks and embeds stay whole where they can; what has to be left out is said in
/// `notes`. A body that is no JSON object comes back as it is.
[[nodiscard]] std::vector<std::string> split(Receiver receiver, const std::string& body, std::vector<std::string>& notes);

/// Whether a text in a message of the service is taken as it is, or escaped for its markup first.
enum class Markup : bool { kKeep, kEscape };

/// A body that says a text, whatever its length.
[[nodiscard]] std::string text_body(Receiver receiver, std::string_view text, Markup markup);

}  // namespace vedette::notify

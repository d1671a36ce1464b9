// What a person needs to know of an alert, without any template: for the plain message that stands in for one that failed, and for receivers with
// fixed forms (findings, subjects).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/alert.h"

namespace vedette::notify {

/// The distinct values that the events of an alert have under `key`, in their order; at most `most`, empty ones left out.
[[nodiscard]] std::vector<std::string_view> meta_values(const model::Alert& alert, std::string_view key, std::size_t most = 10);
/// The first of them; empty when there is none.
[[nodiscard]] std::string_view meta_value(const model::Alert& alert, std::string_view key);

/// Whether its events come from AWS CloudTrail.
[[nodiscard]] bool is_cloudtrail(const model::Alert& alert);

/// "aws", "aws-cn", "aws-us-gov".
[[nodiscard]] std::string_view partition_of(std::string_view region);

/// The event in the AWS console of its region and partition. Nothing when one of the two is missing or no such thing.
[[nodiscard]] std::optional<std::string> console_link(std::string_view region, std::string_view event_id);

/// The source in a few words: "Ip 192.0.2.1 (FR, AS64500 Example)"; "-" when there is none.
[[nodiscard]] std::string source_text(const model::Alert& alert);

/// Several lines, without markup: scenario, message, source, event, user, account, region, time, decisions, link. Bounded.
[[nodiscard]] std::string plain_text(const model::Alert& alert);
/// The same of each, with an empty line between.
[[nodiscard]] std::string plain_text(std::span<const model::Alert> alerts);

/// One line: the scenario, and whom it is about.
[[nodiscard]] std::string headline(const model::Alert& alert);

}  // namespace vedette::notify

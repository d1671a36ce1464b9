// What makes an alert this alert and no other: the same incident found again, in the same log, has the same key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/alert.h"

namespace vedette::delivery {

/// 32 hexadecimal digits of SHA-256 over: kind, scenario, source (scope and value), start and stop, the number of events, and what identifies each
/// event that the alert carries: CloudTrail's event id where it is known, else its time and all of its meta. What rules say about the incident
/// (message, version and hash of the scenario, context) is not part of it: a scenario that was upgraded finds the same alert again.
[[nodiscard]] std::string alert_key(const model::Alert& alert);

/// The alert's uuid, and one for each of its decisions (by `number`): made of the key, so that they too are the same again (RFC 9562, version 8).
[[nodiscard]] std::string uuid_of(std::string_view key);
[[nodiscard]] std::string uuid_of(std::string_view key, std::size_t number);

/// The idempotency key of a message about several entries of the outbox, by their keys: 32 hexadecimal digits.
[[nodiscard]] std::string combined_key(std::string_view notifier, const std::vector<std::string>& keys);

}  // namespace vedette::delivery

// Amazon EventBridge: what it takes to put events on a bus.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/client.h"

namespace vedette::aws::eventbridge {

/// An entry is at most 256 KiB; a call takes at most ten.
struct Entry {
  std::string source;       // "vedette"
  std::string detail_type;  // "CrowdSec alert"
  std::string detail;       // a JSON object
  std::string bus;          // name or ARN; empty: "default"
  std::optional<Time> time;
  std::vector<std::string> resources;  // ARNs
};
struct EntryResult {
  std::string event_id;
  std::string error_code, error_message;  // empty: it is in. Throttling and InternalFailure are worth sending again
};
/// `client` is one of "events". One result an entry, in the same order.
[[nodiscard]] Call put_events_call(const std::vector<Entry>& entries);
[[nodiscard]] Outcome<std::vector<EntryResult>> put_events(const Client& client, const std::vector<Entry>& entries, const CallControl& control = {});

}  // namespace vedette::aws::eventbridge

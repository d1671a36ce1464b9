// What the engine itself wants to know of a CloudTrail record, whatever the parsers make of it.
#pragma once

#include <string_view>

#include "base/json.h"

namespace vedette::engine {

/// Views into the document; empty where the record has none.
struct RecordIdentity {
  std::string_view account;   // recipientAccountId, or else the caller's
  std::string_view region;    // awsRegion
  std::string_view event_id;  // eventID
};

[[nodiscard]] RecordIdentity identify(const JsonView& record);

}  // namespace vedette::engine

// What AWS puts into the name of an object: whose log it is, where from, and when it was delivered.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace vedette::sources {

/// <account>_CloudTrail_<region>_20260302T0805Z_<random>.json.gz; views into the path given.
struct LogFileName {
  std::string_view account;
  std::string_view trail;  // "CloudTrail", "CloudTrail-Insight", "CloudTrail-Digest"
  std::string_view region;
  std::int64_t delivered = 0;  // Unix seconds, to the minute
};

/// Reads the last part of `path`; nothing when it is not named so.
[[nodiscard]] std::optional<LogFileName> parse_log_file_name(std::string_view path);

}  // namespace vedette::sources

#include "report/actors.h"

#include <array>
#include <span>

namespace vedette::report {
namespace {

/// The first that is there: Vedette's own CloudTrail parser, the Hub's, then what other parsers call it.
constexpr std::array<std::string_view, 8> kWho = {"principal", "user_arn",    "user_name",      "username",
                                                  "user",      "target_user", "target_account", "account_id"};
constexpr std::array<std::string_view, 3> kOrigin = {"source_ip", "src_ip", "source_address"};
/// What AWS writes for a user name that it does not know: nobody.
constexpr std::string_view kHidden = "HIDDEN_DUE_TO_SECURITY_REASONS";

std::string_view first_of(const model::AlertEvent& event, std::span<const std::string_view> keys) {
  for (std::string_view key : keys) {
    const std::string_view value = event.get_meta(key);
    if (!value.empty() && value != kHidden) {
      return value;
    }
  }
  return {};
}

}  // namespace

std::string_view who_of(const model::AlertEvent& event) {
  return first_of(event, kWho);
}

std::string_view origin_of(const model::AlertEvent& event) {
  return first_of(event, kOrigin);
}

}  // namespace vedette::report

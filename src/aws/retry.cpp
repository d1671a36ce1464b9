#include "aws/retry.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <string>

#include "net/http_date.h"

namespace vedette::aws {
namespace {

template <std::size_t size>
bool is_one_of(std::string_view code, const std::array<std::string_view, size>& codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// The SDKs' lists for the standard mode: botocore/retries/standard.py, aws-sdk-go-v2 aws/retry/standard.go
constexpr std::array<std::string_view, 17> kThrottling{
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "RequestThrottled",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "SlowDown",
    "PriorRequestNotComplete",
    "EC2ThrottledException",
    "KMSThrottlingException",
    "OverLimit",
    "KinesisRateExceeded",
};
constexpr std::array<std::string_view, 11> kServer{
    "RequestTimeout",        "RequestTimeoutException",  "InternalError",        "InternalFailure",
    "InternalServerError",   "InternalFailureException", "ServiceUnavailable",   "ServiceUnavailableException",
    "IDPCommunicationError", "InternalException",        "KMSInternalException",
};
constexpr std::array<std::string_view, 6> kClockSkew{
    "RequestTimeTooSkewed", "RequestExpired", "InvalidSignatureException", "RequestInTheFuture", "SignatureDoesNotMatch", "AuthFailure",
};
constexpr std::array<std::string_view, 5> kCredentials{
    "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpiredToken", "ExpiredCredentials",
};
constexpr std::array<std::string_view, 24> kPermission{
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "AuthorizationErrorException",
    "UnauthorizedOperation",
    "UnauthorizedAccess",
    "NotAuthorized",
    "AllAccessDisabled",
    "AccountProblem",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "IncompleteSignature",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "InvalidToken",
    "InvalidIdentityToken",
    "OptInRequired",
    "KMSAccessDeniedException",
    "KMS.AccessDeniedException",
    "InvalidAccessException",
    "RegionDisabledException",
    "SubscriptionRequiredException",
    "NotSignedUp",
};

}  // namespace

FailureKind classify(std::string_view code, int status) {
  if (is_one_of(code, kThrottling)) {
    return FailureKind::kThrottling;
  }
  if (is_one_of(code, kServer)) {
    return FailureKind::kServer;
  }
  if (is_one_of(code, kCredentials)) {
    return FailureKind::kCredentials;
  }
  if (is_one_of(code, kClockSkew)) {
    return FailureKind::kClockSkew;
  }
  if (is_one_of(code, kPermission)) {
    return FailureKind::kPermission;
  }
  if (code == "InvalidObjectState") {
    return FailureKind::kRequest;  // a 403 of S3: the object is archived
  }
  switch (status) {
    case 0:
      return FailureKind::kConnection;
    case 429:
      return FailureKind::kThrottling;
    case 401:
    case 403:
      return FailureKind::kPermission;
    default:
      return status >= 500 ? FailureKind::kServer : FailureKind::kRequest;
  }
}

ErrorClass error_class(FailureKind kind) {
  switch (kind) {
    case FailureKind::kConnection:
    case FailureKind::kThrottling:
    case FailureKind::kServer:
      return ErrorClass::kTransient;
    case FailureKind::kClockSkew:
    case FailureKind::kCredentials:
    case FailureKind::kPermission:
      return ErrorClass::kPermission;
    case FailureKind::kRequest:
      break;
  }
  return ErrorClass::kPermanent;
}

bool RetryTokens::take(int cost) {
  std::lock_guard lock(mutex_);
  if (tokens_ < cost) {
    return false;
  }
  tokens_ -= cost;
  return true;
}

void RetryTokens::give_back(int cost) {
  std::lock_guard lock(mutex_);
  tokens_ = std::min(tokens_ + cost, kCapacity);
}

int RetryTokens::left() const {
  std::lock_guard lock(mutex_);
  return tokens_;
}

std::chrono::milliseconds retry_delay(const RetryOptions& options, int attempt, double random, std::chrono::milliseconds retry_after) {
  std::chrono::milliseconds ceiling = options.first_delay;
  for (int i = 2; i < attempt && ceiling < options.max_delay; ++i) {
    ceiling *= 2;
  }
  ceiling = std::min(ceiling, options.max_delay);
  const std::chrono::milliseconds delay(static_cast<std::int64_t>(static_cast<double>(ceiling.count()) * random));
  return std::max(delay, std::min(retry_after, options.max_retry_after));
}

std::chrono::milliseconds parse_retry_after(std::string_view value, std::int64_t now) {
  constexpr std::int64_t kLongest = 86'400;
  std::int64_t seconds = 0;
  if (!value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos) {
    seconds = value.size() > 6 ? kLongest : std::strtoll(std::string(value).c_str(), nullptr, 10);
  } else if (const std::optional<std::int64_t> date = net::parse_http_date(value)) {
    seconds = *date - now;
  }
  return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, kLongest));
}

}  // namespace vedette::aws

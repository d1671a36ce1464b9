// What a call to AWS failed of, and what is to be done about it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/error.h"

namespace vedette::aws {

/// What the caller does next. The client has repeated a transient failure as often as it may before it gives it.
enum class ErrorClass {
  kTransient,   // throttled, unavailable, nobody answers: later is better
  kPermission,  // credentials are missing, expired or not allowed to, or our own settings are wrong: somebody must change something
  kPermanent,   // this very request will never succeed: no such thing, or not like this
  kForeign,     // what came is not for us; never from the client, but from those who read the content
};

struct ApiError {
  ErrorClass what = ErrorClass::kTransient;
  bool throttled = false;     // a kTransient one: the service asks for fewer calls
  std::string code;           // as the service names it: "AccessDenied", "ThrottlingException"; empty when nobody answered
  std::string message;        // a sentence for a person: "sns:Publish on arn:..: AccessDenied: User: .. is not authorized ..". No secrets
  int status = 0;             // of HTTP; 0 when nobody answered
  std::string request_id;     // what AWS support asks for; empty when there was none
  std::string bucket_region;  // of S3: where the bucket is, when it is not here
  std::chrono::milliseconds retry_after{0};  // the service's wish; zero: none
};

template <class T>
using Outcome = tl::expected<T, ApiError>;

/// The same for those who know only Error: kThrottled, kUnavailable, kDenied, kNotFound (404 and codes that say so), kInvalid.
[[nodiscard]] Error to_error(const ApiError& error);

}  // namespace vedette::aws

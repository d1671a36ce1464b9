#include "aws/retry.h"

#include <gtest/gtest.h>

namespace vedette::aws {
namespace {

using std::chrono::milliseconds;

TEST(Retry, classifies) {
  EXPECT_EQ(classify("", 0), FailureKind::kConnection);
  EXPECT_EQ(classify("ThrottlingException", 400), FailureKind::kThrottling);
  EXPECT_EQ(classify("SlowDown", 503), FailureKind::kThrottling);
  EXPECT_EQ(classify("", 429), FailureKind::kThrottling);
  EXPECT_EQ(classify("InternalFailure", 400), FailureKind::kServer);
  EXPECT_EQ(classify("", 503), FailureKind::kServer);
  EXPECT_EQ(classify("ExpiredToken", 403), FailureKind::kCredentials);
  EXPECT_EQ(classify("RequestTimeTooSkewed", 403), FailureKind::kClockSkew);
  EXPECT_EQ(classify("InvalidSignatureException", 400), FailureKind::kClockSkew);
  EXPECT_EQ(classify("AccessDeniedException", 400), FailureKind::kPermission);
  EXPECT_EQ(classify("", 403), FailureKind::kPermission);
  EXPECT_EQ(classify("InvalidObjectState", 403), FailureKind::kRequest);
  EXPECT_EQ(classify("NoSuchKey", 404), FailureKind::kRequest);
  EXPECT_EQ(error_class(FailureKind::kThrottling), ErrorClass::kTransient);
  EXPECT_EQ(error_class(FailureKind::kClockSkew), ErrorClass::kPermission);
  EXPECT_EQ(error_class(FailureKind::kRequest), ErrorClass::kPermanent);
}

TEST(Retry, maps_to_error_kinds) {
  ApiError error;
  EXPECT_EQ(to_error(error).kind, ErrorKind::kUnavailable);
  error.throttled = true;
  EXPECT_EQ(to_error(error).kind, ErrorKind::kThrottled);
  error.what = ErrorClass::kPermission;
  EXPECT_EQ(to_error(error).kind, ErrorKind::kDenied);
  error.what = ErrorClass::kPermanent;
  EXPECT_EQ(to_error(error).kind, ErrorKind::kInvalid);
  error.code = "NonExistentQueue";
  EXPECT_EQ(to_error(error).kind, ErrorKind::kNotFound);
}

TEST(Retry, waits_longer_each_time) {
  const RetryOptions options;
  EXPECT_EQ(retry_delay(options, 2, 0.5, milliseconds(0)), milliseconds(500));
  EXPECT_EQ(retry_delay(options, 3, 0.5, milliseconds(0)), milliseconds(1000));
  EXPECT_EQ(retry_delay(options, 100, 0.999, milliseconds(0)), milliseconds(19'980));
  EXPECT_EQ(retry_delay(options, 2, 0, milliseconds(7'000)), milliseconds(7'000)) << "never sooner than the service asks for";
  EXPECT_EQ(retry_delay(options, 2, 0, milliseconds(86'400'000)), milliseconds(300'000));
}

TEST(Retry, reads_what_services_wish) {
  EXPECT_EQ(parse_retry_after("120", 0), milliseconds(120'000));
  EXPECT_EQ(parse_retry_after("Tue, 24 Nov 2026 15:12:31 GMT", 1795533141), milliseconds(10'000));
  EXPECT_EQ(parse_retry_after("Tue, 24 Nov 2026 15:12:31 GMT", 1795533999), milliseconds(0));
  EXPECT_EQ(parse_retry_after("99999999999999999999", 0), milliseconds(86'400'000));
  EXPECT_EQ(parse_retry_after("-5", 0), milliseconds(0));
  EXPECT_EQ(parse_retry_after("soon", 0), milliseconds(0));
}

TEST(Retry, spends_tokens) {
  RetryTokens tokens;
  int repetitions = 0;
  while (tokens.take(RetryTokens::kRetryCost)) {
    ++repetitions;
  }
  EXPECT_EQ(repetitions, 100);
  tokens.succeeded();
  EXPECT_FALSE(tokens.take(RetryTokens::kRetryCost));
  tokens.give_back(10'000);
  EXPECT_EQ(tokens.left(), RetryTokens::kCapacity);
}

}  // namespace
}  // namespace vedette::aws

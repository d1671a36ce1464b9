// What the notifiers for AWS services share: a client that is made with the first message, and what its errors mean.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "aws/client.h"
#include "notify/notifier.h"
#include "notify/settings.h"

namespace vedette::notify {

/// A service in a region, with the credentials that the chain of the SDKs finds. Thread safe.
class AwsAccount {
 public:
  static constexpr std::string_view kKeys[] = {"aws_region", "aws_profile", "aws_endpoint"};

  /// Reads these keys. `region` counts when `aws_region` is not given: that of an ARN. Asks nobody.
  [[nodiscard]] static AwsAccount read(const Settings& settings, std::string region, Duration timeout);

  /// The client of "sns", "sqs", .. Made once: the region may have to be asked for.
  [[nodiscard]] Result<const aws::Client*> client(std::string_view service);
  /// For one attempt: no longer than the notifier's timeout, ended by `stop`.
  [[nodiscard]] aws::CallControl control(const std::atomic<bool>* stop) const;

  AwsAccount(AwsAccount&&) = default;

 private:
  AwsAccount() = default;
  std::shared_ptr<aws::Session> session_;
  aws::ClientOptions options_;
  Duration timeout_ = 0;
  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
  std::vector<std::pair<std::string, std::unique_ptr<aws::Client>>> clients_;
};

/// Missing permissions are kRetry: they can be given, and then the alert goes out.
[[nodiscard]] Outcome outcome_of(const aws::ApiError& error, const std::atomic<bool>* stop);
[[nodiscard]] Outcome outcome_of(const Error& error);

/// SNS, SQS and EventBridge take as much in a message.
inline constexpr std::size_t kMostAwsBytes = 256 * 1024;

/// The key in the characters that FIFO topics and queues take, at most 128.
[[nodiscard]] std::string deduplication_id(std::string_view key);

}  // namespace vedette::notify

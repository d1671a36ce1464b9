#include "notify/aws_account.h"

#include "notify/http_attempt.h"

namespace vedette::notify {

AwsAccount AwsAccount::read(const Settings& settings, std::string region, Duration timeout) {
  AwsAccount out;
  out.timeout_ = timeout;
  out.options_.region = settings.text("aws_region", std::move(region));
  out.options_.endpoint = settings.has("aws_endpoint") ? settings.url("aws_endpoint") : std::string();
  out.options_.max_attempts = 1;  // who sends repeats
  out.options_.attempt_timeout = std::chrono::milliseconds(std::max<Duration>(timeout / kMillisecond, 1));
  aws::SessionOptions session;
  session.profile = settings.text("aws_profile");
  Result<std::shared_ptr<aws::Session>> made = aws::Session::create(std::move(session));
  if (made) {
    out.session_ = std::move(*made);
  } else {
    settings.error("aws_profile", made.error().message);
  }
  return out;
}

Result<const aws::Client*> AwsAccount::client(std::string_view service) {
  std::lock_guard lock(*mutex_);
  for (const auto& [name, made] : clients_) {
    if (name == service) {
      return made.get();
    }
  }
  Result<aws::Client> made = aws::Client::create(session_, service, options_);
  if (!made) {
    return tl::unexpected(std::move(made.error()));
  }
  return clients_.emplace_back(std::string(service), std::make_unique<aws::Client>(std::move(*made))).second.get();
}

aws::CallControl AwsAccount::control(const std::atomic<bool>* stop) const {
  return {stop, std::chrono::steady_clock::now() + std::chrono::nanoseconds(timeout_)};
}

Outcome outcome_of(const aws::ApiError& error, const std::atomic<bool>* stop) {
  Outcome out;
  const bool never = error.what == aws::ErrorClass::kPermanent || error.what == aws::ErrorClass::kForeign;
  out.interrupted = stop != nullptr && stop->load() && error.status == 0;
  out.kind = never && !out.interrupted ? OutcomeKind::kRefused : OutcomeKind::kRetry;
  out.after = std::chrono::duration_cast<std::chrono::nanoseconds>(error.retry_after).count();
  out.reason = one_line(error.message);
  return out;
}

Outcome outcome_of(const Error& error) {
  return {OutcomeKind::kRetry, 0, one_line(error.message)};
}

std::string deduplication_id(std::string_view key) {
  constexpr std::size_t kLongest = 128;
  return std::string(key.substr(0, kLongest));
}

}  // namespace vedette::notify

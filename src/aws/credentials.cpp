#include "aws/credentials.h"

#include <algorithm>

namespace vedette::aws {

CredentialChain::CredentialChain(std::vector<std::unique_ptr<CredentialProvider>> providers, std::function<Time()> now)
    : providers_(std::move(providers)), now_(std::move(now)) {}

Result<Credentials> CredentialChain::get(const std::atomic<bool>* stop) {
  const auto is_valid = [&](Time now) { return current_ && (!current_->expires || now < *current_->expires); };
  const auto is_fresh = [&](Time now) { return current_ && (!current_->expires || now < refresh_at_); };
  std::unique_lock loading(loading_, std::defer_lock);
  {
    std::lock_guard lock(mutex_);
    const Time now = now_();
    if (is_fresh(now)) {
      return *current_;
    }
    if (!loading.try_lock() && is_valid(now)) {
      return *current_;  // another thread renews them
    }
  }
  if (!loading.owns_lock()) {
    loading.lock();
    std::lock_guard lock(mutex_);
    if (is_fresh(now_())) {
      return *current_;
    }
  }
  Result<Credentials> loaded = load(stop);
  std::lock_guard lock(mutex_);
  const Time now = now_();
  if (!loaded) {
    if (is_valid(now)) {
      refresh_at_ = add(now, kRetryRefresh);
      return *current_;
    }
    return loaded;
  }
  current_ = *loaded;
  if (current_->expires) {
    const Duration life = subtract(*current_->expires, now);
    refresh_at_ = add(now, std::max(life - kRefreshAhead, life / 2));
  }
  return loaded;
}

Result<Credentials> CredentialChain::load(const std::atomic<bool>* stop) {
  std::string tried;
  for (const std::unique_ptr<CredentialProvider>& provider : providers_) {
    Result<std::optional<Credentials>> found = provider->load(stop);
    if (!found) {
      return fail(found.error().kind, "no AWS credentials: " + found.error().message);
    }
    if (*found) {
      return std::move(**found);
    }
    tried += (tried.empty() ? "" : "; ") + provider->name();
  }
  return fail(ErrorKind::kDenied, "no AWS credentials; tried " + tried);
}

void CredentialChain::refused(const Credentials& credentials) {
  std::lock_guard lock(mutex_);
  if (current_ && current_->access_key_id == credentials.access_key_id && current_->session_token == credentials.session_token) {
    current_.reset();
  }
}

}  // namespace vedette::aws

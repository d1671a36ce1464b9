#include "enrich/online.h"

#include <algorithm>
#include <utility>

namespace vedette::enrich {
namespace {

// crowdsec: pkg/dnscache, maxPTRNames
constexpr std::size_t kMostConfirmed = 3;

std::string host_key(std::string_view host) {
  if (host.ends_with('.')) {
    host.remove_suffix(1);
  }
  std::string out(host);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c); });
  return out;
}

std::span<const std::string_view> copies(const std::vector<std::string>& texts, Arena& arena) {
  auto* out = arena.make_array<std::string_view>(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    out[i] = arena.copy(texts[i]);
  }
  return {out, texts.size()};
}

}  // namespace

Online::Online(ThreatIntelligenceOptions intelligence, std::unique_ptr<net::Resolver> resolver, NameCacheOptions names)
    : name_options_(names), resolver_(std::move(resolver)), cache_(names.size), intelligence_(std::move(intelligence), http_) {}

Online::Texts Online::names(const Ip& address) {
  return cache_.get("name of " + address.to_string(), [&] {
    auto found = std::make_shared<const std::vector<std::string>>(resolver_->names_of(address));
    const auto keep = found->empty() ? name_options_.keep_nothing : name_options_.keep;
    return std::pair<Texts, std::chrono::steady_clock::duration>(std::move(found), keep);
  });
}

Online::Texts Online::addresses(const std::string& host) {
  return cache_.get("address of " + host, [&] {
    std::vector<std::string> texts;
    for (const Ip& ip : resolver_->addresses_of(host)) {
      texts.push_back(ip.to_string());
    }
    const auto keep = texts.empty() ? name_options_.keep_nothing : name_options_.keep;
    return std::pair<Texts, std::chrono::steady_clock::duration>(std::make_shared<const std::vector<std::string>>(std::move(texts)), keep);
  });
}

Online::~Online() {
  {
    std::lock_guard lock(expected_mutex_);
    stop_ = true;
  }
  expected_some_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void Online::expect_names_of(const Ip& address) {
  std::lock_guard lock(expected_mutex_);
  if (expected_.size() >= kMostExpected) {
    return;
  }
  expected_.push_back(address.without_zone());
  if (idle_ >= expected_.size()) {
    expected_some_.notify_one();
  } else if (threads_.size() < kMostAsking) {
    threads_.emplace_back([this] { ask_expected(); });
  }
}

void Online::ask_expected() {
  std::unique_lock lock(expected_mutex_);
  while (true) {
    ++idle_;
    expected_some_.wait(lock, [&] { return stop_ || !expected_.empty(); });
    --idle_;
    if (stop_) {
      return;
    }
    const Ip address = expected_.front();
    expected_.pop_front();
    lock.unlock();
    (void)names(address);
    lock.lock();
  }
}

std::span<const std::string_view> Online::names_of(const Ip& address, Arena& arena) {
  return copies(*names(address), arena);
}

std::span<const std::string_view> Online::confirmed_names_of(const Ip& address, Arena& arena) {
  std::vector<std::string> confirmed;
  const Texts all = names(address);
  const std::string wanted = address.unmapped().to_string();
  for (std::size_t i = 0; i < all->size() && i < kMostConfirmed; ++i) {
    std::string name = host_key((*all)[i]);
    const Texts back = addresses(name);
    const bool leads_back = std::any_of(back->begin(), back->end(), [&](const std::string& text) {
      const std::optional<Ip> ip = Ip::parse(text);
      return ip && ip->unmapped().to_string() == wanted;
    });
    if (leads_back) {
      confirmed.push_back(std::move(name));
    }
  }
  return copies(confirmed, arena);
}

std::span<const std::string_view> Online::addresses_of(std::string_view host, Arena& arena) {
  return copies(*addresses(host_key(host)), arena);
}

Result<expr::HttpAnswer> Online::call(const expr::HttpCall& call, Arena& arena) {
  net::HttpRequest request;
  request.method = call.method;
  request.url = call.url;
  for (const auto& [name, value] : call.headers) {
    request.headers.emplace_back(name, value);
  }
  request.body = call.body;
  Result<net::HttpResponse> response = http_.send(request);
  if (!response) {
    return tl::unexpected<Error>(response.error());
  }
  expr::HttpAnswer answer;
  answer.status = response->status;
  answer.body = arena.copy(response->body);
  using Pair = std::pair<std::string_view, std::string_view>;
  auto* headers = arena.make_array<Pair>(response->headers.size());
  for (std::size_t i = 0; i < response->headers.size(); ++i) {
    headers[i] = {arena.copy(response->headers[i].first), arena.copy(response->headers[i].second)};
  }
  answer.headers = {headers, response->headers.size()};
  return answer;
}

Result<std::string_view> Online::threat_intelligence(std::string_view address, Arena& arena) {
  Result<std::string> answer = intelligence_.ask(address);
  if (!answer) {
    return tl::unexpected<Error>(answer.error());
  }
  return arena.copy(*answer);
}

}  // namespace vedette::enrich

#include "net/http_client.h"

#include <algorithm>
#include <mutex>

#include "net/http_exchange.h"
#include "net/proxy.h"

namespace vedette::net {
namespace {

using Clock = std::chrono::steady_clock;
using Handle = std::unique_ptr<CURL, void (*)(CURL*)>;

std::string_view last_of(const std::vector<std::pair<std::string, std::string>>& headers, std::string_view name) {
  std::string_view found;
  for (const auto& [key, value] : headers) {
    found = key == name ? std::string_view(value) : found;
  }
  return found;
}

bool is_method(std::string_view text) {
  return !text.empty() && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

/// Whether an answer sends the client elsewhere, and what it asks there. net/http: redirectBehavior
bool follow(int status, const HttpRequest& request, Hop& hop) {
  switch (status) {
    case 301:
    case 302:
    case 303:
      hop.method = hop.method == "HEAD" ? "HEAD" : "GET";
      hop.has_body = false;
      return true;
    case 307:
    case 308:
      return !(hop.has_body && request.give_body);  // which cannot be given twice
    default:
      return false;
  }
}

/// net/http: shouldCopyHeaderOnRedirect; and never from TLS to plain text.
bool may_know_credentials(const Url& first, const Url& next) {
  const bool same_domain = next.host == first.host || (next.host.size() > first.host.size() && next.host.ends_with("." + first.host));
  return same_domain && !(first.scheme == "https" && next.scheme == "http");
}

Result<std::string> proxy_of(const HttpRequest& request, const Url& url) {
  if (!request.unix_socket.empty()) {
    return std::string();
  }
  if (request.proxy) {
    return request.proxy->empty() || request.proxy->find("://") != std::string::npos ? *request.proxy : "http://" + *request.proxy;
  }
  return proxy_for(ProxySettings::from_environment(), url.scheme, url.host, url.port);
}

Result<Hop> first_hop(const CurlLibrary& curl, const HttpRequest& request) {
  if (!is_method(request.method)) {
    return fail(ErrorKind::kInvalid, "that is no HTTP method");
  }
  Result<Url> url = Url::parse(curl, request.url);
  if (!url) {
    return tl::unexpected(std::move(url.error()));
  }
  Hop hop;
  hop.url = std::move(*url);
  hop.method = request.method;
  return hop;
}

/// The error's message does not name the receiver.
Result<HttpResponse> walk(const CurlLibrary& curl, CURL* handle, const HttpRequest& request) {
  const Clock::time_point end = Clock::now() + request.timeout;
  Result<Hop> hop = first_hop(curl, request);
  if (!hop) {
    return tl::unexpected(std::move(hop.error()));
  }
  const Url first = hop->url;
  for (int redirects = 0;; ++redirects) {
    if (hop->url.scheme != "http" && hop->url.scheme != "https") {
      return fail(ErrorKind::kInvalid, "`" + hop->url.scheme + "` is neither http nor https");
    }
    Result<std::string> proxy = proxy_of(request, hop->url);
    if (!proxy) {
      return tl::unexpected(std::move(proxy.error()));
    }
    hop->proxy = std::move(*proxy);
    if (request.timeout.count() > 0) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
      hop->timeout = redirects == 0 ? request.timeout : std::max(left, std::chrono::milliseconds(1));
    }
    curl.easy_reset(handle);
    Result<HttpResponse> response = exchange(curl, handle, request, *hop);
    if (!response || request.max_redirects <= 0) {
      return response;
    }
    const std::string location(response->header("Location"));
    if (location.empty() || !follow(response->status, request, *hop)) {
      return response;
    }
    if (redirects == request.max_redirects) {
      return fail(ErrorKind::kUnavailable, "stopped after " + std::to_string(redirects) + " redirects");
    }
    Result<Url> next = hop->url.resolve(curl, location);
    if (!next) {
      return fail(ErrorKind::kUnavailable, "is redirected to what is no URL");
    }
    hop->has_credentials = hop->has_credentials && may_know_credentials(first, *next);
    hop->url = std::move(*next);
  }
}

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const {
  return last_of(headers, name);
}

std::string_view HttpResponse::trailer(std::string_view name) const {
  return last_of(trailers, name);
}

struct HttpClient::Pool {
  std::mutex mutex;
  std::vector<Handle> idle;
};

HttpClient::HttpClient() : pool_(std::make_unique<Pool>()) {}
HttpClient::~HttpClient() = default;

Result<HttpResponse> HttpClient::send(const HttpRequest& request) {
  const auto failed = [&](const Error& error) {
    const std::string method = is_method(request.method) ? request.method + " " : "";
    return fail(error.kind, method + (request.called.empty() ? loggable_url(request.url) : request.called) + ": " + error.message);
  };
  const Result<CurlLibrary>& curl = CurlLibrary::get();
  if (!curl) {
    return failed(curl.error());
  }
  Handle handle(nullptr, curl->easy_cleanup);
  {
    std::lock_guard lock(pool_->mutex);
    if (!pool_->idle.empty()) {
      handle = std::move(pool_->idle.back());
      pool_->idle.pop_back();
    }
  }
  if (handle == nullptr) {
    handle.reset(curl->easy_init());
  }
  if (handle == nullptr) {
    return failed({ErrorKind::kUnavailable, "libcurl cannot start"});
  }
  Result<HttpResponse> response = walk(*curl, handle.get(), request);
  if (!response) {
    return failed(response.error());
  }
  curl->easy_reset(handle.get());  // keeps the connections, forgets passwords and what pointed here
  std::lock_guard lock(pool_->mutex);
  constexpr std::size_t kMostIdle = 16;
  if (pool_->idle.size() < kMostIdle) {
    pool_->idle.push_back(std::move(handle));
  }
  return response;
}

std::string loggable_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::string_view rest = url.substr(begin, url.find_first_of("?#", begin) - begin);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  const std::size_t at = authority.rfind('@');
  std::string out(url.substr(0, begin));
  for (const char c : at == std::string_view::npos ? rest : rest.substr(at + 1)) {
    out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  }
  return out;
}

}  // namespace vedette::net

#include "net/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <string_view>

namespace vedette::net {
namespace {

struct CurlDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, CurlDeleter>;
using HeaderList = std::unique_ptr<curl_slist, CurlDeleter>;

void start_curl() {
  static const CURLcode kStarted = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)kStarted;
}

/// net/textproto: CanonicalMIMEHeaderKey
std::string canonical_name(std::string_view name) {
  std::string out(name);
  bool upper = true;
  for (char& c : out) {
    if (upper && c >= 'a' && c <= 'z') {
      c = static_cast<char>(c - 0x20);
    } else if (!upper && c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c + 0x20);
    }
    upper = c == '-';
  }
  return out;
}

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// An exchange on its way.
struct Exchange {
  const HttpRequest& request;
  HttpResponse response;
  std::size_t body_bytes = 0;
  std::size_t header_bytes = 0;
  bool is_ok = false;  // the status line says 200
};

std::size_t take_body(char* data, std::size_t, std::size_t bytes, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  const std::string_view piece(data, std::min(bytes, exchange.request.max_body - exchange.body_bytes));
  exchange.body_bytes += piece.size();
  exchange.response.cut = piece.size() < bytes;
  if (exchange.is_ok && exchange.request.take_body) {
    exchange.response.cut = !exchange.request.take_body(piece) || exchange.response.cut;
  } else {
    exchange.response.body.append(piece);
  }
  return exchange.response.cut ? 0 : bytes;  // 0 ends the transfer
}

int look_for_stop(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(user)->load() ? 1 : 0;
}

std::size_t take_header(char* data, std::size_t, std::size_t bytes, void* user) {
  constexpr std::size_t kMaxHeaderBytes = std::size_t{1} << 20;
  auto& exchange = *static_cast<Exchange*>(user);
  exchange.header_bytes += bytes;
  if (exchange.header_bytes > kMaxHeaderBytes) {
    return 0;
  }
  const std::string_view line(data, bytes);
  if (line.starts_with("HTTP/")) {
    exchange.response.headers.clear();  // of a redirection
    exchange.is_ok = line.find(" 200") == line.find(' ');
  } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
    exchange.response.headers.emplace_back(canonical_name(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1))));
  }
  return bytes;
}

bool has_line_break(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const {
  std::string_view found;
  for (const auto& [key, value] : headers) {
    found = key == name ? std::string_view(value) : found;
  }
  return found;
}

struct HttpClient::Pool {
  std::mutex mutex;
  std::vector<Handle> idle;
};

HttpClient::HttpClient() : pool_(std::make_unique<Pool>()) {
  start_curl();
}
HttpClient::~HttpClient() = default;

Result<HttpResponse> HttpClient::send(const HttpRequest& request) {
  if (request.method.empty() || request.method.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos) {
    return fail(ErrorKind::kInvalid, "`" + request.method + "` is no HTTP method");
  }
  if (has_line_break(request.url)) {
    return fail(ErrorKind::kInvalid, "a URL has no line breaks");
  }
  Handle handle;
  {
    std::lock_guard lock(pool_->mutex);
    if (!pool_->idle.empty()) {
      handle = std::move(pool_->idle.back());
      pool_->idle.pop_back();
    }
  }
  if (handle == nullptr) {
    handle.reset(curl_easy_init());
  }
  if (handle == nullptr) {
    return fail(ErrorKind::kUnavailable, "libcurl cannot start");
  }
  CURL* curl = handle.get();
  curl_easy_reset(curl);

  HeaderList headers;
  bool has_type = false;
  for (const auto& [name, value] : request.headers) {
    if (name.empty() || has_line_break(name) || has_line_break(value) || name.find(':') != std::string::npos) {
      return fail(ErrorKind::kInvalid, "`" + name + "` is no HTTP header");
    }
    has_type = has_type || canonical_name(name) == "Content-Type";
    const std::string line = value.empty() ? name + ";" : name + ": " + value;
    headers.reset(curl_slist_append(headers.release(), line.c_str()));
  }
  if (!has_type && !request.body.empty()) {
    headers.reset(curl_slist_append(headers.release(), "Content-Type:"));  // curl would add one of its own
  }
  headers.reset(curl_slist_append(headers.release(), "Expect:"));

  Exchange exchange{request, {}, 0, 0, false};
  char message[CURL_ERROR_SIZE] = {};
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, message);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 10L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "vedette");
  curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange);
  if (request.stop != nullptr) {
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_for_stop);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, request.stop);
  }
  if (request.method == "HEAD") {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET" || !request.body.empty()) {
    if (request.method == "POST") {
      curl_easy_setopt(curl, CURLOPT_POST, 1L);
    } else {
      curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    if (request.method == "POST" || !request.body.empty()) {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
      curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
  }
  const CURLcode code = curl_easy_perform(curl);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  exchange.response.status = static_cast<int>(status);
  if (code != CURLE_OK && !(code == CURLE_WRITE_ERROR && exchange.response.cut)) {
    const bool wrong = code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL;
    const bool stopped = code == CURLE_ABORTED_BY_CALLBACK;
    const std::string why = stopped ? "interrupted" : message[0] != '\0' ? message : curl_easy_strerror(code);
    return fail(wrong ? ErrorKind::kInvalid : ErrorKind::kUnavailable, request.method + " " + request.url + ": " + why);
  }
  std::lock_guard lock(pool_->mutex);
  constexpr std::size_t kMostIdle = 16;
  if (pool_->idle.size() < kMostIdle) {
    pool_->idle.push_back(std::move(handle));
  }
  return std::move(exchange.response);
}

}  // namespace vedette::net

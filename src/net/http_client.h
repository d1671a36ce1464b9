// HTTP requests, over libcurl, which is loaded with the first of them.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace vedette::net {

/// What both sides of TLS show each other. Texts are PEM.
struct TlsOptions {
  bool verify = true;            // false takes any certificate, of anybody
  std::string authorities_file;  // certificates trusted besides the system's
  std::string authorities;       // the same as text; then only these are trusted
  std::string certificate_file;  // ours, with its chain
  std::string key_file;          // its private key
  std::string certificate;       // the same two as text
  std::string key;
};

enum class HttpVersion {
  kNegotiated,           // HTTP/2 where TLS negotiates it, else HTTP/1.1
  kHttp11,               // HTTP/1.1 only
  kHttp2PriorKnowledge,  // HTTP/2 from the first byte, without TLS too: gRPC
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // http or https; the path goes out as it is written here
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  /// Instead of `body`, for what is better not held in memory: writes at most `capacity` bytes to `buffer` and gives their number; 0 is the end,
  /// nothing (std::nullopt) ends the exchange. `body_size`, where it is known, becomes Content-Length; else the body goes out in chunks.
  std::function<std::optional<std::size_t>(char* buffer, std::size_t capacity)> give_body;
  std::optional<std::uint64_t> body_size;

  std::chrono::milliseconds timeout{10'000};     // of the whole exchange, redirections included; zero: none
  std::chrono::milliseconds connect_timeout{0};  // zero: that of the exchange
  std::chrono::seconds stall_timeout{0};         // ends an exchange in which nothing moves for so long; zero: none
  std::size_t max_body = std::size_t{10} << 20;  // what is longer is cut off there
  std::size_t max_headers = std::size_t{1} << 20;

  /// For bodies that are better not held in memory: pieces of a 200's or 206's body go here, in order, not into the response. False ends the
  /// exchange.
  std::function<bool(std::string_view piece)> take_body;
  /// Asked once, before the first byte of that body, whether it is wanted: status and headers are there. False ends the exchange.
  std::function<bool(const struct HttpResponse& head)> take_head;
  const std::atomic<bool>* stop = nullptr;  // ends the exchange (within a second) when another thread or a signal sets it

  int max_redirects = 10;      // zero: a redirection is an answer like any other
  bool decode_content = true;  // asks for gzip, and unpacks it; false asks for nothing and hands on what comes
  HttpVersion version = HttpVersion::kNegotiated;
  TlsOptions tls;
  /// "http://user:password@host:3128", "socks5://..."; empty: none. Without a value that of the environment counts, as Go's http.ProxyFromEnvironment
  /// takes it: HTTP_PROXY, HTTPS_PROXY, NO_PROXY, never for this machine itself.
  std::optional<std::string> proxy;
  std::string unix_socket;  // connects there, whatever the URL's host is; then no proxy counts
  /// What errors call the receiver, where the URL's path is a secret ("the Slack webhook"); empty: the URL without user, password and query.
  std::string called;
};

struct HttpResponse {
  int status = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;   // of the last answer; names as Go spells them: "Content-Type"
  std::vector<std::pair<std::string, std::string>> trailers;  // what came behind the body: "Grpc-Status"
  bool cut = false;                                           // the body was longer than max_body, or take_body or take_head wanted no more

  /// The last header of that name, spelled as above; empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  [[nodiscard]] std::string_view trailer(std::string_view name) const;
};

/// Keeps connections open between requests. Thread safe.
class HttpClient {
 public:
  HttpClient();
  ~HttpClient();

  /// Follows redirections as Go's client does: 301, 302 and 303 become a GET, credentials stay with their host. Any status is an answer; an error
  /// (kInvalid: the request is none, or a certificate file cannot be read; kUnavailable: nobody answers, or libcurl is not there) is not. Errors name
  /// the receiver as `called` says, and hold neither credentials nor query.
  [[nodiscard]] Result<HttpResponse> send(const HttpRequest& request);

 private:
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

/// `url` as logs may show it: without user, password, query and fragment.
[[nodiscard]] std::string loggable_url(std::string_view url);

}  // namespace vedette::net

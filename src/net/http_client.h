// HTTP requests, over libcurl.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace vedette::net {

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // http or https
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::chrono::milliseconds timeout{10'000};     // of the whole exchange
  std::size_t max_body = std::size_t{10} << 20;  // what is longer is cut off there

  /// For bodies that are better not held in memory: pieces of a 200's body go here, in order, not into the response. False ends the exchange.
  std::function<bool(std::string_view piece)> take_body;
  const std::atomic<bool>* stop = nullptr;  // ends the exchange when another thread or a signal sets it
};

struct HttpResponse {
  int status = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // of the last answer; names as Go spells them: "Content-Type"
  bool cut = false;                                          // the body was longer than max_body, or take_body wanted no more

  /// The last header of that name, spelled as above; empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// Keeps connections open between requests. Thread safe.
class HttpClient {
 public:
  HttpClient();
  ~HttpClient();

  /// Follows up to ten redirections. Any status is an answer; an error (kInvalid: the request is none; kUnavailable: nobody answers) is not.
  [[nodiscard]] Result<HttpResponse> send(const HttpRequest& request);

 private:
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace vedette::net

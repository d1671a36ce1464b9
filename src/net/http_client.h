// HTTP requests, over libcurl.
#pragma once

#include <chrono>
#include <memory>
#include <string>
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
};

struct HttpResponse {
  int status = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // of the last answer; names as Go spells them: "Content-Type"
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

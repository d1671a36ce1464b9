// One request and its answer on one connection: what HttpClient repeats for each redirection.
#pragma once

#include <string>

#include "net/curl_library.h"
#include "net/http_client.h"
#include "net/url.h"

namespace vedette::net {

/// What one hop of a request differs in from the request.
struct Hop {
  Url url;
  std::string method;
  bool has_body = true;
  bool has_credentials = true;  // the headers Authorization, Cookie and their like go along
  std::string proxy;            // empty: none
  std::chrono::milliseconds timeout{0};
};

/// `handle` has been reset. The message of an error does not name the receiver.
[[nodiscard]] Result<HttpResponse> exchange(const CurlLibrary& curl, CURL* handle, const HttpRequest& request, const Hop& hop);

/// net/textproto: CanonicalMIMEHeaderKey
[[nodiscard]] std::string canonical_header_name(std::string_view name);

}  // namespace vedette::net

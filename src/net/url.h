// A URL taken apart, by libcurl's own parser, so that what is decided about a URL is decided about what libcurl will connect to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "net/curl_library.h"

namespace vedette::net {

struct Url {
  std::string text;  // the whole, as libcurl writes it
  std::string scheme;
  std::string user, password;  // decoded
  std::string host;            // in lower case, without brackets
  std::uint16_t port = 0;      // that of the scheme when none is written
  std::string origin;          // "https://host:port", "http://[::1]"; a port only when one is written

  /// kInvalid says why it is none; it does not repeat the text. Any scheme that libcurl knows.
  [[nodiscard]] static Result<Url> parse(const CurlLibrary& curl, const std::string& text);
  /// Where a Location header of this URL's answer leads.
  [[nodiscard]] Result<Url> resolve(const CurlLibrary& curl, const std::string& location) const;
};

}  // namespace vedette::net

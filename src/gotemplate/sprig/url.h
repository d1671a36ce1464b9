// URLs in their parts: Go's net/url.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vedette::gotemplate {

/// url.URL: the parts without their escapes, and the escapes that were written where they are not the usual ones.
struct Url {
  std::string scheme;
  std::string opaque;
  bool has_user = false;
  std::string user;
  bool has_password = false;
  std::string password;
  std::string host;
  std::string path;
  std::string raw_path;
  bool omits_host = false;
  bool forces_query = false;
  std::string raw_query;
  std::string fragment;
  std::string raw_fragment;

  /// url.Parse; nothing where Go reports an error.
  [[nodiscard]] static std::optional<Url> parse(std::string_view text);
  /// URL.String
  [[nodiscard]] std::string text() const;
  /// URL.Hostname: without port and brackets.
  [[nodiscard]] std::string_view host_name() const;
  /// Userinfo.String
  [[nodiscard]] std::string user_text() const;
};

}  // namespace vedette::gotemplate

#include "gotemplate/sprig/url.h"

#include <algorithm>

#include "expr/builtins/go_url.h"

namespace vedette::gotemplate {

namespace {

using expr::UrlPart;

std::string unescaped(std::string_view text, UrlPart part) {
  std::string out;
  (void)expr::append_url_unescaped(out, text, part);  // it was checked as a whole
  return out;
}

std::string escaped(std::string_view text, UrlPart part) {
  std::string out;
  expr::append_url_escaped(out, text, part);
  return out;
}

// url.go: validEncoded
bool is_valid_encoded(std::string_view text, UrlPart part) {
  return std::all_of(text.begin(), text.end(), [part](char c) {
    return std::string_view("!$&'()*+,;=:@[]%").find(c) != std::string_view::npos || escaped({&c, 1}, part).size() == 1;
  });
}

/// The text as it was written, when that stands for `text`, else with the usual escapes.
std::string encoded(std::string_view raw, std::string_view text, UrlPart part) {
  std::string undone;
  if (!raw.empty() && is_valid_encoded(raw, part) && expr::append_url_unescaped(undone, raw, part) && undone == text) {
    return std::string(raw);
  }
  return escaped(text, part);
}

// url.go: parseHost, of a host that is one
std::string host_of(std::string_view host) {
  const std::size_t zone = host.starts_with('[') ? host.find("%25") : std::string_view::npos;
  const std::size_t close = host.rfind(']');
  if (zone == std::string_view::npos || close == std::string_view::npos || zone > close) {
    return unescaped(host, UrlPart::kHost);
  }
  return unescaped(host.substr(0, zone), UrlPart::kHost) + unescaped(host.substr(zone, close - zone), UrlPart::kZone) +
         unescaped(host.substr(close), UrlPart::kHost);
}

void read_authority(std::string_view authority, Url& out) {
  const std::size_t at = authority.rfind('@');
  out.host = host_of(at == std::string_view::npos ? authority : authority.substr(at + 1));
  if (at == std::string_view::npos) {
    return;
  }
  const std::string_view user = authority.substr(0, at);
  const std::size_t colon = user.find(':');
  out.has_user = true;
  out.user = unescaped(user.substr(0, colon), UrlPart::kUserPassword);
  if (colon != std::string_view::npos) {
    out.has_password = true;
    out.password = unescaped(user.substr(colon + 1), UrlPart::kUserPassword);
  }
}

/// url.go: getScheme
std::string_view take_scheme(std::string_view& rest) {
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const char c = rest[i];
    if (c == ':') {
      const std::string_view scheme = rest.substr(0, i);
      rest.remove_prefix(i + 1);
      return scheme;
    }
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool inner = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    if (!letter && (i == 0 || !inner)) {
      break;
    }
  }
  return {};
}

}  // namespace

std::optional<Url> Url::parse(std::string_view text) {
  std::string_view query;
  if (!expr::parse_url(text, query)) {
    return std::nullopt;
  }
  Url out;
  const std::size_t hash = text.find('#');
  std::string_view rest = text.substr(0, hash);
  if (hash != std::string_view::npos && hash + 1 < text.size()) {
    const std::string_view written = text.substr(hash + 1);
    out.fragment = unescaped(written, UrlPart::kFragment);
    if (escaped(out.fragment, UrlPart::kFragment) != written) {
      out.raw_fragment = written;
    }
  }
  if (rest == "*") {
    out.path = "*";
    return out;
  }
  out.scheme = take_scheme(rest);
  for (char& c : out.scheme) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  }
  if (rest.ends_with('?') && std::count(rest.begin(), rest.end(), '?') == 1) {
    out.forces_query = true;
    rest.remove_suffix(1);
  } else if (const std::size_t question = rest.find('?'); question != std::string_view::npos) {
    out.raw_query = rest.substr(question + 1);
    rest = rest.substr(0, question);
  }
  if (!rest.starts_with('/') && !out.scheme.empty()) {
    out.opaque = rest;
    return out;
  }
  if ((!out.scheme.empty() || !rest.starts_with("///")) && rest.starts_with("//")) {
    const std::string_view authority = rest.substr(2);
    const std::size_t slash = std::min(authority.find('/'), authority.size());
    read_authority(authority.substr(0, slash), out);
    rest = authority.substr(slash);
  } else if (!out.scheme.empty() && rest.starts_with('/')) {
    out.omits_host = true;
  }
  out.path = unescaped(rest, UrlPart::kPath);
  if (escaped(out.path, UrlPart::kPath) != rest) {
    out.raw_path = rest;
  }
  return out;
}

std::string Url::user_text() const {
  if (!has_user) {
    return {};
  }
  std::string out = escaped(user, UrlPart::kUserPassword);
  return has_password ? out + ":" + escaped(password, UrlPart::kUserPassword) : out;
}

std::string_view Url::host_name() const {
  std::string_view out = host;
  const std::size_t colon = out.rfind(':');
  if (colon != std::string_view::npos &&
      std::all_of(out.begin() + static_cast<std::ptrdiff_t>(colon) + 1, out.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    out = out.substr(0, colon);
  }
  return out.starts_with('[') && out.ends_with(']') ? out.substr(1, out.size() - 2) : out;
}

std::string Url::text() const {
  std::string out;
  if (!scheme.empty()) {
    out += scheme + ":";
  }
  if (!opaque.empty()) {
    out += opaque;
  } else {
    if ((!scheme.empty() || !host.empty() || has_user) && !(omits_host && host.empty() && !has_user)) {
      if (!host.empty() || !path.empty() || has_user) {
        out += "//";
      }
      if (has_user) {
        out += user_text() + "@";
      }
      out += escaped(host, UrlPart::kHost);
    }
    const std::string shown = raw_path.empty() && path == "*" ? "*" : encoded(raw_path, path, UrlPart::kPath);
    if (!shown.empty() && shown[0] != '/' && !host.empty()) {
      out += '/';
    }
    if (out.empty() && shown.substr(0, shown.find('/')).find(':') != std::string::npos) {
      out += "./";  // or the first segment would be taken for a scheme
    }
    out += shown;
  }
  if (forces_query || !raw_query.empty()) {
    out += "?" + raw_query;
  }
  if (!fragment.empty()) {
    out += "#" + encoded(raw_fragment, fragment, UrlPart::kFragment);
  }
  return out;
}

}  // namespace vedette::gotemplate

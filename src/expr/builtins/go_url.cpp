#include "expr/builtins/go_url.h"

#include <algorithm>

#include "base/ip.h"

namespace vedette::expr {
namespace {

constexpr std::uint8_t kAllParts = 127;

constexpr std::uint8_t bits(UrlPart part) {
  return static_cast<std::uint8_t>(part);
}

bool is_letter_or_digit(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// The parts in which `c` may stand as it is. Go: encoding_table.go.
std::uint8_t parts_without_escape(unsigned char c) {
  if (is_letter_or_digit(c)) {
    return kAllParts;
  }
  constexpr std::uint8_t kHosts = bits(UrlPart::kHost) | bits(UrlPart::kZone);
  constexpr std::uint8_t kPaths = bits(UrlPart::kPath) | bits(UrlPart::kPathSegment);
  constexpr std::uint8_t kFragment = bits(UrlPart::kFragment);
  constexpr std::uint8_t kUser = bits(UrlPart::kUserPassword);
  switch (c) {
    case '-':
    case '.':
    case '_':
    case '~':
      return kAllParts;
    case '$':
    case '&':
    case '+':
    case '=':
      return kFragment | kUser | kHosts | kPaths;
    case ',':
    case ';':
      return kFragment | kUser | kHosts | bits(UrlPart::kPath);
    case ':':
      return kFragment | kHosts | kPaths;
    case '@':
      return kFragment | kPaths;
    case '/':
      return kFragment | bits(UrlPart::kPath);
    case '?':
      return kFragment;
    case '!':
    case '(':
    case ')':
    case '*':
      return kFragment | kHosts;
    case '"':
    case '\'':
    case '<':
    case '>':
    case '[':
    case ']':
      return kHosts;
    default:
      return 0;
  }
}

bool needs_escape(unsigned char c, UrlPart part) {
  return (parts_without_escape(c) & bits(part)) == 0;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The byte that the escape at the head of `text` stands for; -1 when it is malformed.
int escaped_byte(std::string_view text) {
  if (text.size() < 3 || hex_digit(text[1]) < 0 || hex_digit(text[2]) < 0) {
    return -1;
  }
  return hex_digit(text[1]) * 16 + hex_digit(text[2]);
}

bool unescapes(std::string_view text, UrlPart part) {
  std::string unused;
  return append_url_unescaped(unused, text, part);
}

// Go: getScheme. False: an empty scheme before a colon.
bool split_scheme(std::string_view text, std::string_view& scheme, std::string_view& rest) {
  scheme = {};
  rest = text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == ':') {
      if (i == 0) {
        return false;
      }
      scheme = text.substr(0, i);
      rest = text.substr(i + 1);
      return true;
    }
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    bool inner = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    if (!letter && !(inner && i > 0)) {
      return true;
    }
  }
  return true;
}

bool is_optional_port(std::string_view text) {
  return text.empty() || (text[0] == ':' && std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

bool is_http(std::string_view scheme) {
  std::string lower;
  for (char c : scheme) {
    lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  }
  return lower == "http" || lower == "https";
}

// Go: parseHost.
bool is_host(std::string_view scheme, std::string_view host) {
  std::size_t open = host.rfind('[');
  if (open != std::string_view::npos) {
    std::size_t close = host.rfind(']');
    if (open > 0 || close == std::string_view::npos || !is_optional_port(host.substr(close + 1))) {
      return false;
    }
    std::string_view name = host.substr(1, close - 1);
    std::size_t zone = name.find("%25");
    std::string unescaped;
    if (!append_url_unescaped(unescaped, name.substr(0, zone), UrlPart::kHost) ||
        (zone != std::string_view::npos && !append_url_unescaped(unescaped, name.substr(zone), UrlPart::kZone))) {
      return false;
    }
    std::optional<Ip> address = Ip::parse(unescaped);
    return address && address->is_v6();
  }
  std::size_t colon = is_http(scheme) ? host.find(':') : host.rfind(':');
  if (colon != std::string_view::npos && !is_optional_port(host.substr(colon))) {
    return false;
  }
  return unescapes(host, UrlPart::kHost);
}

// Go: validUserinfo.
bool is_userinfo(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter_or_digit(static_cast<unsigned char>(c)) || std::string_view("-._:~!$&'()*+,;=%@").find(c) != std::string_view::npos;
  });
}

// Go: parseAuthority.
bool is_authority(std::string_view scheme, std::string_view authority) {
  std::size_t at = authority.rfind('@');
  if (!is_host(scheme, at == std::string_view::npos ? authority : authority.substr(at + 1))) {
    return false;
  }
  if (at == std::string_view::npos) {
    return true;
  }
  std::string_view user = authority.substr(0, at);
  // Either side of the colon is unescaped alone, so an escape cannot reach across it.
  std::size_t colon = user.find(':');
  return is_userinfo(user) && unescapes(user.substr(0, colon), UrlPart::kUserPassword) &&
         (colon == std::string_view::npos || unescapes(user.substr(colon + 1), UrlPart::kUserPassword));
}

}  // namespace

bool append_url_unescaped(std::string& out, std::string_view text, UrlPart part) {
  bool host = part == UrlPart::kHost || part == UrlPart::kZone;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      int byte = escaped_byte(text.substr(i));
      if (byte < 0) {
        return false;
      }
      bool percent = text.substr(i, 3) == "%25";
      if (part == UrlPart::kHost && byte < 0x80 && !percent) {
        return false;
      }
      if (part == UrlPart::kZone && !percent && byte != ' ' && needs_escape(static_cast<unsigned char>(byte), UrlPart::kHost)) {
        return false;
      }
      out += static_cast<char>(byte);
      i += 2;
    } else if (c == '+') {
      out += part == UrlPart::kQueryComponent ? ' ' : '+';
    } else {
      auto byte = static_cast<unsigned char>(c);
      if (host && byte < 0x80 && needs_escape(byte, part)) {
        return false;
      }
      out += c;
    }
  }
  return true;
}

void append_url_escaped(std::string& out, std::string_view text, UrlPart part) {
  constexpr char kHex[] = "0123456789ABCDEF";
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == ' ' && part == UrlPart::kQueryComponent) {
      out += '+';
    } else if (needs_escape(byte, part)) {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
}

// Go: Parse and parse.
bool parse_url(std::string_view text, std::string_view& raw_query) {
  raw_query = {};
  std::size_t hash = text.find('#');
  std::string_view fragment = hash == std::string_view::npos ? std::string_view() : text.substr(hash + 1);
  std::string_view rest = text.substr(0, hash);
  if (std::any_of(rest.begin(), rest.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; })) {
    return false;
  }
  if (!unescapes(fragment, UrlPart::kFragment)) {
    return false;
  }
  if (rest == "*") {
    return true;
  }
  std::string_view scheme;
  if (!split_scheme(rest, scheme, rest)) {
    return false;
  }
  std::size_t question = rest.find('?');
  if (question != std::string_view::npos) {
    raw_query = rest.substr(question + 1);
    rest = rest.substr(0, question);
  }
  if (!rest.starts_with('/')) {
    if (!scheme.empty()) {
      return true;
    }
    if (rest.substr(0, rest.find('/')).find(':') != std::string_view::npos) {
      return false;
    }
  }
  if ((!scheme.empty() || !rest.starts_with("///")) && rest.starts_with("//")) {
    std::string_view authority = rest.substr(2);
    std::size_t slash = authority.find('/');
    rest = slash == std::string_view::npos ? std::string_view() : authority.substr(slash);
    if (!is_authority(scheme, authority.substr(0, slash))) {
      return false;
    }
  }
  return unescapes(rest, UrlPart::kPath);
}

bool parse_query(std::string_view query, QueryPairs& out) {
  constexpr std::ptrdiff_t kMaxParameters = 10'000;
  if (std::count(query.begin(), query.end(), '&') + 1 > kMaxParameters) {
    return false;
  }
  bool good = true;
  while (!query.empty()) {
    std::size_t end = query.find('&');
    std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (pair.empty()) {
      continue;
    }
    std::size_t equals = pair.find('=');
    std::string key;
    std::string value;
    if (pair.find(';') != std::string_view::npos || !append_url_unescaped(key, pair.substr(0, equals), UrlPart::kQueryComponent) ||
        (equals != std::string_view::npos && !append_url_unescaped(value, pair.substr(equals + 1), UrlPart::kQueryComponent))) {
      good = false;
      continue;
    }
    out.emplace_back(std::move(key), std::move(value));
  }
  return good;
}

namespace {

// The reference's unescape (waf.go): what is malformed stays.
std::string unescaped_leniently(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    int byte = text[i] == '%' ? escaped_byte(text.substr(i)) : -1;
    if (byte >= 0) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace

void parse_query_leniently(std::string_view query, QueryPairs& out) {
  while (!query.empty()) {
    std::size_t end = query.find('&');
    std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (pair.empty()) {
      continue;
    }
    std::size_t equals = pair.find('=');
    out.emplace_back(unescaped_leniently(pair.substr(0, equals)),
                     equals == std::string_view::npos ? std::string() : unescaped_leniently(pair.substr(equals + 1)));
  }
}

}  // namespace vedette::expr

#include "grok/usual.h"

#include <algorithm>
#include <cstring>

#include "grok/regex_scanner.h"

namespace vedette::grok {
namespace {

constexpr std::size_t kLongestLabel = 63;
constexpr std::string_view kNeverMatches = "[^\\x00-\\x{10FFFF}]";
// HOSTNAME with `*` for `{0,62}`: greedy both, and where no run is longer than a label they end at the same places in the same order.
constexpr std::string_view kAnyLabels = "\\b[0-9A-Za-z][0-9A-Za-z-]*(?:\\.[0-9A-Za-z][0-9A-Za-z-]*)*(?:\\.?|\\b)";

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_label_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/// Each form that IPV6 takes has two colons in a row, or six that follow up to four hexadecimal digits each.
bool may_hold_ipv6(std::string_view text) {
  int groups = 0;
  const char* begin = text.data();
  const char* end = begin + text.size();
  const char* last = nullptr;
  for (const char* at = begin; at < end; ++at) {
    at = static_cast<const char*>(std::memchr(at, ':', static_cast<std::size_t>(end - at)));
    if (at == nullptr) {
      return false;
    }
    const char* digits = at;
    while (digits > begin && at - digits < 4 && is_hex(digits[-1])) {
      --digits;
    }
    if (last != nullptr && at == last + 1) {
      return true;
    }
    if (digits == at) {
      groups = 0;
    } else {
      groups = last != nullptr && digits == last + 1 ? groups + 1 : 1;
    }
    if (groups == 6) {
      return true;
    }
    last = at;
  }
  return false;
}

/// A run that is too long covers one of the places that are a label apart.
bool has_long_run(std::string_view text) {
  for (std::size_t place = kLongestLabel; place < text.size(); place += kLongestLabel + 1) {
    std::size_t begin = place;
    std::size_t end = place;
    while (begin > 0 && is_label_char(text[begin - 1]) && place - begin <= kLongestLabel) {
      --begin;
    }
    while (end < text.size() && is_label_char(text[end]) && end - begin <= kLongestLabel) {
      ++end;
    }
    if (end > place && end - begin > kLongestLabel) {
      return true;
    }
  }
  return false;
}

/// Of a group without a name too. RE2 is to see the others, which it may refuse.
bool has_plain_name(std::string_view open) {
  std::size_t begin = open.find('<');
  if (begin == std::string_view::npos) {
    return true;
  }
  std::string_view name = open.substr(begin + 1);
  bool closed = name.ends_with('>');
  name.remove_suffix(closed ? 1 : 0);
  return closed && !name.empty() && std::all_of(name.begin(), name.end(), is_name_char);
}

}  // namespace

bool is_usual_text(std::string_view text) {
  return !has_long_run(text) && !may_hold_ipv6(text);
}

SlimRegex slim_regex(const Expansion& expansion, const std::vector<bool>& wanted) {
  SlimRegex out;
  std::string_view regex = expansion.regex;
  out.renumbered.assign(wanted.size(), 0);
  bool use_usual = !expansion.costly.empty();
  std::size_t copied = 0;        // of regex into `complete`
  std::size_t copied_usual = 0;  // and into `usual`
  std::size_t group = 0;
  std::size_t stretch = 0;
  auto copy = [&](std::string& to, std::size_t& from, std::size_t until) {
    if (until > from) {
      to.append(regex.substr(from, until - from));
      from = until;
    }
  };
  RegexScanner scanner(regex);
  for (RegexPart part = scanner.next(); part.kind != RegexPart::Kind::kEnd; part = scanner.next()) {
    while (stretch < expansion.costly.size() && part.begin >= expansion.costly[stretch].end) {
      ++stretch;
    }
    bool costly = stretch < expansion.costly.size() && part.begin >= expansion.costly[stretch].begin;
    if (costly && copied_usual < expansion.costly[stretch].end) {
      copy(out.usual, copied_usual, expansion.costly[stretch].begin);
      out.usual += expansion.costly[stretch].kind == CostlyStretch::Kind::kIpv6 ? kNeverMatches : kAnyLabels;
      copied_usual = expansion.costly[stretch].end;
    }
    if (part.kind != RegexPart::Kind::kOpen || ++group >= wanted.size()) {
      continue;
    }
    if (wanted[group] || !has_plain_name(regex.substr(part.begin, part.end - part.begin))) {
      out.renumbered[group] = ++out.groups;
      use_usual &= !costly;
      continue;
    }
    copy(out.complete, copied, part.begin);
    out.complete += "(?:";
    copied = part.end;
    if (!costly) {
      copy(out.usual, copied_usual, part.begin);
      out.usual += "(?:";
      copied_usual = part.end;
    }
  }
  copy(out.complete, copied, regex.size());
  copy(out.usual, copied_usual, regex.size());
  if (!use_usual) {
    out.usual.clear();
  }
  return out;
}

}  // namespace vedette::grok

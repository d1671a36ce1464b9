#include "grok/regex_scanner.h"

#include <algorithm>
#include <cstring>

#include "base/utf8.h"

namespace vedette::grok {

using Kind = RegexPart::Kind;

RegexPart RegexScanner::part(Kind kind, std::size_t width) {
  RegexPart out;
  out.kind = kind;
  out.begin = static_cast<std::uint32_t>(at_);
  at_ = std::min(at_ + width, regex_.size());
  out.end = static_cast<std::uint32_t>(at_);
  return out;
}

RegexPart RegexScanner::literal(std::string_view text, std::size_t width) {
  RegexPart out = part(Kind::kLiteral, width);
  out.width = static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), sizeof out.text));
  std::memcpy(out.text, text.data(), out.width);
  return out;
}

RegexPart RegexScanner::next() {
  while (true) {
    if (at_ >= regex_.size()) {
      return part(Kind::kEnd, 0);
    }
    std::string_view rest = regex_.substr(at_);
    if (quoted_ && rest.starts_with("\\E")) {
      quoted_ = false;
      at_ += 2;
      continue;
    }
    if (!quoted_ && rest.starts_with("\\Q")) {
      quoted_ = true;
      at_ += 2;
      continue;
    }
    if (!quoted_ && rest.starts_with("\\E")) {
      at_ += 2;
      continue;
    }
    if (quoted_) {
      std::size_t width = decode_rune(rest).width;
      return literal(rest.substr(0, width), width);
    }
    switch (rest.front()) {
      case '\\':
        return escape();
      case '[':
        return character_class();
      case '(':
        return open();
      case ')':
        return part(Kind::kClose, 1);
      case '|':
        return part(Kind::kAlternation, 1);
      case '^':
      case '$':
        return part(Kind::kAssertion, 1);
      case '.':
        return part(Kind::kAny, 1);
      case '*':
      case '+':
      case '?':
      case '{':
        return repeat();
      default: {
        std::size_t width = decode_rune(rest).width;
        return literal(rest.substr(0, width), width);
      }
    }
  }
}

RegexPart RegexScanner::escape() {
  std::string_view rest = regex_.substr(at_);
  if (rest.size() < 2) {
    return part(Kind::kAny, 1);
  }
  char c = rest[1];
  switch (c) {
    case 'b':
    case 'B':
    case 'A':
    case 'z':
      return part(Kind::kAssertion, 2);
    case 'n':
      return literal("\n", 2);
    case 't':
      return literal("\t", 2);
    case 'r':
      return literal("\r", 2);
    case 'f':
      return literal("\f", 2);
    case 'v':
      return literal("\v", 2);
    case 'a':
      return literal("\a", 2);
    case 'p':
    case 'P': {
      std::size_t end = rest.size() > 2 && rest[2] == '{' ? rest.find('}') : 2;
      return part(Kind::kAny, end == std::string_view::npos ? 2 : end + 1);
    }
    case 'x': {
      std::size_t end = rest.size() > 2 && rest[2] == '{' ? rest.find('}') : 3;
      return part(Kind::kAny, end == std::string_view::npos ? 2 : end + 1);
    }
    default:
      break;
  }
  if (c >= '0' && c <= '7') {
    std::size_t width = 2;
    while (width < 4 && width < rest.size() && rest[width] >= '0' && rest[width] <= '7') {
      ++width;
    }
    return part(Kind::kAny, width);
  }
  bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
  return is_word ? part(Kind::kAny, 2) : literal(rest.substr(1, 1), 2);
}

RegexPart RegexScanner::character_class() {
  std::string_view rest = regex_.substr(at_);
  std::size_t end = 1;
  end += rest.substr(end).starts_with('^') ? 1 : 0;
  end += rest.substr(end).starts_with(']') ? 1 : 0;  // a bracket that comes first stands for itself
  while (end < rest.size() && rest[end] != ']') {
    if (rest[end] == '\\') {
      end += 2;
    } else if (rest.substr(end).starts_with("[:") && rest.find(":]", end + 2) != std::string_view::npos) {
      end = rest.find(":]", end + 2) + 2;
    } else {
      ++end;
    }
  }
  return part(Kind::kAny, end + 1);
}

RegexPart RegexScanner::open() {
  std::string_view rest = regex_.substr(at_);
  if (!rest.starts_with("(?")) {
    return part(Kind::kOpen, 1);
  }
  if (rest.starts_with("(?P<") || rest.starts_with("(?<")) {
    std::size_t end = rest.find('>');
    return part(Kind::kOpen, end == std::string_view::npos ? rest.size() : end + 1);
  }
  RegexPart flags;
  bool negated = false;
  std::size_t end = 2;
  for (; end < rest.size() && rest[end] != ')' && rest[end] != ':'; ++end) {
    if (rest[end] == '-') {
      negated = true;
    } else if (rest[end] == 'i') {
      flags.has_fold = true;
      flags.fold = !negated;
    }
  }
  bool group = end < rest.size() && rest[end] == ':';
  RegexPart out = part(group ? Kind::kOpenPlain : Kind::kFlags, end + 1);
  out.has_fold = flags.has_fold;
  out.fold = flags.fold;
  return out;
}

std::size_t RegexScanner::counted_repeat(bool& optional) const {
  std::string_view rest = regex_.substr(at_);
  std::size_t end = 1;
  std::size_t digits = 0;
  bool zero = true;
  for (; end < rest.size() && rest[end] >= '0' && rest[end] <= '9'; ++end, ++digits) {
    zero &= rest[end] == '0';
  }
  if (digits == 0) {
    return 0;
  }
  if (end < rest.size() && rest[end] == ',') {
    ++end;
    while (end < rest.size() && rest[end] >= '0' && rest[end] <= '9') {
      ++end;
    }
  }
  optional = zero;
  return end < rest.size() && rest[end] == '}' ? end + 1 : 0;
}

RegexPart RegexScanner::repeat() {
  char c = regex_[at_];
  bool optional = c != '+';
  std::size_t width = 1;
  if (c == '{') {
    width = counted_repeat(optional);
    if (width == 0) {
      return literal("{", 1);
    }
  }
  width += regex_.substr(std::min(at_ + width, regex_.size())).starts_with('?') ? 1 : 0;
  RegexPart out = part(Kind::kRepeat, width);
  out.optional = optional;
  return out;
}

}  // namespace vedette::grok

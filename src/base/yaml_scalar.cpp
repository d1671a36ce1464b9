#include "base/yaml_scalar.h"

#include <absl/strings/charconv.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>

namespace vedette {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view text, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

constexpr std::string_view kTrue[] = {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"};
constexpr std::string_view kFalse[] = {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"};
constexpr std::string_view kNan[] = {".nan", ".NaN", ".NAN"};
constexpr std::string_view kInfinity[] = {".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"};
constexpr std::string_view kMinusInfinity[] = {"-.inf", "-.Inf", "-.INF"};

// strconv.ParseInt and ParseUint with base 0, underscores already taken out.
std::optional<YamlValue> parse_integer(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  bool signed_text = negative;
  int base = 10;
  if (text.size() > 1 && text[0] == '0') {
    char c = static_cast<char>(text[1] | 0x20);
    base = c == 'x' ? 16 : c == 'b' ? 2 : 8;
    text.remove_prefix(c == 'x' || c == 'b' || c == 'o' ? 2 : 1);
  }
  std::uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  YamlValue out;
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (value <= kMost || (negative && value == kMost + 1)) {
    out.type = YamlType::kInteger;
    out.integer = static_cast<std::int64_t>(negative ? 0 - value : value);
    return out;
  }
  if (signed_text) {
    return std::nullopt;
  }
  out.type = YamlType::kUnsigned;
  out.unsigned_integer = value;
  return out;
}

// resolve.go, yamlStyleFloat.
bool looks_like_float(std::string_view text) {
  std::size_t i = 0;
  auto digits = [&] {
    std::size_t from = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') {
      ++i;
    }
    return i - from;
  };
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) {
    ++i;
  }
  if (i < text.size() && text[i] == '.') {
    ++i;
    if (digits() == 0) {
      return false;
    }
  } else {
    if (digits() == 0) {
      return false;
    }
    if (i < text.size() && text[i] == '.') {
      ++i;
      digits();
    }
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) {
      ++i;
    }
    if (digits() == 0) {
      return false;
    }
  }
  return i == text.size();
}

std::optional<double> parse_float(std::string_view text) {
  if (!text.empty() && text[0] == '+') {
    text.remove_prefix(1);
  }
  double value = 0;
  auto [end, error] = absl::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || error != std::errc()) {
    return std::nullopt;
  }
  return value;
}

YamlValue of_float(double number) {
  YamlValue out;
  out.type = YamlType::kFloat;
  out.number = number;
  return out;
}

YamlValue of_bool(bool flag) {
  YamlValue out;
  out.type = YamlType::kBool;
  out.boolean = flag;
  return out;
}

}  // namespace

YamlValue resolve_yaml(const YamlNode& node) {
  YamlValue out;
  if (node.is_null()) {
    out.type = YamlType::kNull;
    return out;
  }
  constexpr std::string_view kCore = "tag:yaml.org,2002:";
  bool written = !node.tag.empty();
  if (!node.is_scalar() || (!written && node.style != YamlStyle::kPlain) ||
      (written && (!std::string_view(node.tag).starts_with(kCore) || node.tag.ends_with(":str") || node.tag.ends_with(":binary")))) {
    return out;
  }
  std::string_view text = node.text;
  if (text.empty()) {
    return out;
  }
  if (is_one_of(text, kTrue)) {
    return of_bool(true);
  }
  if (is_one_of(text, kFalse)) {
    return of_bool(false);
  }
  if (is_one_of(text, kNan)) {
    return of_float(std::numeric_limits<double>::quiet_NaN());
  }
  if (is_one_of(text, kInfinity)) {
    return of_float(std::numeric_limits<double>::infinity());
  }
  if (is_one_of(text, kMinusInfinity)) {
    return of_float(-std::numeric_limits<double>::infinity());
  }
  char first = text[0];
  if (first == '.') {
    if (looks_like_float(text)) {
      if (auto number = parse_float(text)) {
        return of_float(*number);
      }
    }
    return out;
  }
  if (first == '+' || first == '-' || (first >= '0' && first <= '9')) {
    std::string plain(text);
    plain.erase(std::remove(plain.begin(), plain.end(), '_'), plain.end());
    if (auto integer = parse_integer(plain)) {
      if (node.tag.ends_with(":float") && integer->type == YamlType::kInteger) {
        return of_float(static_cast<double>(integer->integer));
      }
      return *integer;
    }
    if (looks_like_float(plain)) {
      if (auto number = parse_float(plain)) {
        return of_float(*number);
      }
    }
  }
  return out;
}

std::optional<bool> yaml_bool(const YamlNode& node) {
  YamlValue value = resolve_yaml(node);
  return node.is_scalar() && value.type == YamlType::kBool ? std::optional(value.boolean) : std::nullopt;
}

std::optional<std::int64_t> yaml_integer(const YamlNode& node) {
  YamlValue value = resolve_yaml(node);
  if (!node.is_scalar()) {
    return std::nullopt;
  }
  if (value.type == YamlType::kInteger) {
    return value.integer;
  }
  if (value.type == YamlType::kFloat && std::abs(value.number) < 9.2e18) {
    return static_cast<std::int64_t>(value.number);  // decode.go: a float is cut, not refused
  }
  return std::nullopt;
}

std::optional<double> yaml_float(const YamlNode& node) {
  YamlValue value = resolve_yaml(node);
  if (!node.is_scalar()) {
    return std::nullopt;
  }
  switch (value.type) {
    case YamlType::kInteger:
      return static_cast<double>(value.integer);
    case YamlType::kUnsigned:
      return static_cast<double>(value.unsigned_integer);
    case YamlType::kFloat:
      return value.number;
    default:
      return std::nullopt;
  }
}

}  // namespace vedette

#include "content/hub/version.h"

#include <charconv>
#include <vector>

namespace vedette::content {
namespace {

constexpr std::size_t kLongest = 256;  // semver: MaxVersionLen

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (!all_digits(text) || error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  for (;;) {
    const std::size_t at = text.find(separator);
    out.push_back(text.substr(0, at));
    if (at == std::string_view::npos) {
      return out;
    }
    text.remove_prefix(at + 1);
  }
}

// semver: validatePrerelease, validateMetadata
bool are_identifiers(std::string_view text, bool leading_zeros) {
  for (std::string_view part : split(text, '.')) {
    const bool known =
        part.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-") == std::string_view::npos && !part.empty();
    if (!known || (!leading_zeros && all_digits(part) && part.size() > 1 && part.front() == '0')) {
      return false;
    }
  }
  return true;
}

// semver: comparePrePart
std::strong_ordering compare_part(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) {
    return b.empty() <=> a.empty();
  }
  const std::optional<std::uint64_t> left = number_in(a);
  const std::optional<std::uint64_t> right = number_in(b);
  if (left && right) {
    return *left <=> *right;
  }
  return left || right ? right.has_value() <=> left.has_value() : a.compare(b) <=> 0;  // a number comes before a word
}

}  // namespace

// semver: coerceNewVersion
std::optional<Version> parse_version(std::string_view text) {
  if (text.size() > kLongest) {
    return std::nullopt;
  }
  Version out;
  if (text.starts_with("v")) {
    text.remove_prefix(1);
  }
  if (const std::size_t plus = text.find('+'); plus != std::string_view::npos) {
    if (!are_identifiers(text.substr(plus + 1), true)) {
      return std::nullopt;
    }
    text = text.substr(0, plus);
  }
  if (const std::size_t dash = text.find('-'); dash != std::string_view::npos) {
    out.pre_release = text.substr(dash + 1);
    if (!are_identifiers(out.pre_release, false)) {
      return std::nullopt;
    }
    text = text.substr(0, dash);
  }
  const std::vector<std::string_view> parts = split(text, '.');
  if (parts.size() > out.numbers.size()) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::optional<std::uint64_t> number = number_in(parts[i]);
    if (!number) {
      return std::nullopt;
    }
    out.numbers[i] = *number;
  }
  return out;
}

std::strong_ordering operator<=>(const Version& a, const Version& b) {
  if (a.numbers != b.numbers) {
    return a.numbers <=> b.numbers;
  }
  if (a.pre_release.empty() || b.pre_release.empty()) {
    return a.pre_release.empty() <=> b.pre_release.empty();  // what is released is newer
  }
  const std::vector<std::string_view> left = split(a.pre_release, '.');
  const std::vector<std::string_view> right = split(b.pre_release, '.');
  for (std::size_t i = 0; i < left.size() || i < right.size(); ++i) {
    const std::strong_ordering order = compare_part(i < left.size() ? left[i] : "", i < right.size() ? right[i] : "");
    if (order != 0) {
      return order;
    }
  }
  return std::strong_ordering::equal;
}

}  // namespace vedette::content

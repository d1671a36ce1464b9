// Expressions from any bytes: the first line is one, the rest a text. Where the matcher decides, RE2 finds the same.
#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/error.h"
#include "grok/matcher.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using vedette::grok::Matcher;
  const std::string input(reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 4096));
  const std::size_t end = std::min(input.find('\n'), input.size());
  const std::string regex = input.substr(0, end);
  const std::string text = end < input.size() ? input.substr(end + 1) : std::string();
  const auto matcher = Matcher::compile(regex);
  if (matcher == nullptr) {
    return 0;
  }
  std::vector<std::uint32_t> slots(matcher->slots());
  const Matcher::Outcome outcome = matcher->match(text, slots);
  const Matcher::Outcome at_once = matcher->match(text, slots, Matcher::Effort::kLittle);
  VEDETTE_CHECK(at_once == outcome || at_once == Matcher::Outcome::kUndecided);
  re2::RE2::Options options;
  options.set_log_errors(false);
  const re2::RE2 plain(regex, options);
  if (!plain.ok() || outcome == Matcher::Outcome::kUndecided) {
    return 0;
  }
  const auto groups = static_cast<std::size_t>(plain.NumberOfCapturingGroups()) + 1;
  VEDETTE_CHECK(slots.size() == 2 * groups);
  std::vector<re2::StringPiece> found(groups);
  const bool expected = plain.Match(text, 0, text.size(), re2::RE2::UNANCHORED, found.data(), static_cast<int>(groups));
  VEDETTE_CHECK(expected == (outcome == Matcher::Outcome::kMatch));
  (void)matcher->match(text, slots);
  for (std::size_t i = 0; expected && i < groups; ++i) {
    const bool set = found[i].data() != nullptr;
    const auto begin = set ? static_cast<std::uint32_t>(found[i].data() - text.data()) : Matcher::kUnset;
    VEDETTE_CHECK(slots[2 * i] == begin);
    VEDETTE_CHECK(slots[2 * i + 1] == (set ? begin + static_cast<std::uint32_t>(found[i].size()) : Matcher::kUnset));
  }
  return 0;
}

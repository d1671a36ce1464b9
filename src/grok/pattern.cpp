#include "grok/pattern.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/regex.h"
#include "grok/expand.h"
#include "grok/regex_scanner.h"
#include "grok/usual.h"

namespace vedette::grok {
namespace {

// What RE2 may take for a program and its states. The reference gives each pattern the largest of these.
constexpr std::int64_t kMemoryBudgets[] = {8 << 20, 32 << 20, 128 << 20};
constexpr std::size_t kMostUntried = 16;

struct Compiled {
  std::unique_ptr<const re2::RE2> regex;
  std::string error;     // in words, with the piece that is wrong; empty when it compiled
  std::string fragment;  // that piece
};

Compiled compile_once(std::string_view regex) {
  Compiled out;
  Result<std::string> translated = translate_go_regex(regex);
  if (!translated) {
    out.error = translated.error().message;
    out.fragment = "\\C";
    return out;
  }
  for (std::int64_t budget : kMemoryBudgets) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(budget);
    out.regex = std::make_unique<const re2::RE2>(*translated, options);
    if (out.regex->error_code() != re2::RE2::ErrorPatternTooLarge) {
      break;
    }
  }
  if (!out.regex->ok()) {
    out.error = out.regex->error();
    out.fragment = out.regex->error_arg();
  }
  return out;
}

/// Null: RE2 has to do it.
std::unique_ptr<const Matcher> matcher_of(std::string_view regex, const re2::RE2& compiled) {
  Result<std::string> translated = translate_go_regex(regex);
  std::unique_ptr<const Matcher> out = translated ? Matcher::compile(*translated) : nullptr;
  const bool same_groups = out != nullptr && out->slots() == 2 * (static_cast<std::uint32_t>(compiled.NumberOfCapturingGroups()) + 1);
  return same_groups ? std::move(out) : nullptr;
}

std::uint32_t unclosed(std::string_view regex) {
  std::vector<std::uint32_t> open;
  RegexScanner scanner(regex);
  for (RegexPart part = scanner.next(); part.kind != RegexPart::Kind::kEnd; part = scanner.next()) {
    if (part.kind == RegexPart::Kind::kOpen || part.kind == RegexPart::Kind::kOpenPlain) {
      open.push_back(part.begin);
    } else if (part.kind == RegexPart::Kind::kClose) {
      if (open.empty()) {
        return part.begin;
      }
      open.pop_back();
    }
  }
  return open.empty() ? 0 : open.back();
}

/// RE2 names the piece but not its place: the first occurrence up to which the expression already fails in the same way.
Span place_of(std::string_view regex, const Compiled& failed) {
  const re2::RE2::ErrorCode code = failed.regex ? failed.regex->error_code() : re2::RE2::ErrorBadEscape;
  if (code == re2::RE2::ErrorMissingParen || code == re2::RE2::ErrorUnexpectedParen) {
    std::uint32_t at = unclosed(regex);
    return {at, at + 1};
  }
  constexpr int kMostTries = 200;
  int tries = 0;
  std::size_t size = failed.fragment.size();
  if (size != 0 && size < regex.size()) {
    for (std::size_t at = regex.find(failed.fragment); at != std::string_view::npos && tries++ < kMostTries;
         at = regex.find(failed.fragment, at + 1)) {
      Compiled prefix = compile_once(regex.substr(0, at + size));
      if (!prefix.error.empty() && prefix.fragment == failed.fragment) {
        return {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + size)};
      }
    }
  }
  return {0, static_cast<std::uint32_t>(regex.size())};
}

/// Some characters around the place, which is marked.
std::string excerpt(std::string_view regex, Span place) {
  constexpr std::size_t kAround = 24;
  std::size_t begin = place.begin > kAround ? place.begin - kAround : 0;
  std::size_t end = std::min(regex.size(), std::max<std::size_t>(place.begin, std::min<std::size_t>(place.end, place.begin + kAround)) + kAround);
  auto inside = [&](std::size_t at) { return at < regex.size() && (static_cast<unsigned char>(regex[at]) & 0xC0) == 0x80; };
  while (begin > 0 && inside(begin)) {
    --begin;
  }
  while (inside(end)) {
    ++end;
  }
  return (begin > 0 ? ".." : "") + std::string(regex.substr(begin, end - begin)) + (end < regex.size() ? ".." : "");
}

void report(const SourceText& text, const Expansion& expansion, Diagnostics& diagnostics) {
  // The expression as it stands, for RE2's words are about what it was given.
  Compiled failed = compile_once(expansion.regex);
  Span place = place_of(expansion.regex, failed);
  Span source{0, static_cast<std::uint32_t>(text.text().size())};
  std::string inside;
  for (const ExpandedPiece& piece : expansion.pieces) {
    if (place.begin < piece.begin || place.begin >= piece.end) {
      continue;
    }
    source = piece.source;
    if (!piece.name.empty()) {
      inside = " in `%{" + piece.name + "}`";
    } else {
      source.begin += place.begin - piece.begin;
      source.end = std::min(source.end, source.begin + (place.end - place.begin));
    }
    break;
  }
  diagnostics.error(text, source,
                    fmt::format("this pattern is no regular expression{}: {}, at {} of the expanded `{}`", inside, failed.error, place.begin + 1,
                                excerpt(expansion.regex, place)));
}

}  // namespace

Pattern::~Pattern() = default;

std::shared_ptr<const Pattern> Pattern::compile(const SourceText& text, const PatternSet& patterns, Diagnostics& diagnostics) {
  RuleScope rule(diagnostics, "invalid-pattern");
  Expansion expansion;
  if (!expand(text, patterns, diagnostics, expansion)) {
    return nullptr;
  }
  std::vector<bool> wanted(expansion.groups + 1, false);
  for (const Capture& capture : expansion.captures) {
    wanted[capture.group] = true;
  }
  std::shared_ptr<Pattern> out(new Pattern());
  SlimRegex slim = slim_regex(expansion, wanted);
  auto good = [&](const Compiled& compiled) {
    return compiled.error.empty() && compiled.regex->NumberOfCapturingGroups() == static_cast<int>(slim.groups);
  };
  Compiled compiled;
  if (!slim.usual.empty()) {
    compiled = compile_once(slim.usual);
    // Many of them might be more than RE2 takes: not to be found out when events flow.
    bool doubtful = expansion.costly.size() > kMostUntried && !good(compile_once(slim.complete));
    if (good(compiled) && !doubtful) {
      out->complete_text_ = std::move(slim.complete);
    } else {
      slim.usual.clear();
    }
  }
  if (slim.usual.empty()) {
    compiled = compile_once(slim.complete);
  }
  std::string_view taken = slim.usual.empty() ? slim.complete : slim.usual;
  if (!good(compiled)) {
    taken = expansion.regex;
    compiled = compile_once(taken);  // parentheses that only RE2 understands
    for (std::uint32_t i = 0; i < slim.renumbered.size(); ++i) {
      slim.renumbered[i] = i;
    }
  }
  if (!compiled.error.empty()) {
    report(text, expansion, diagnostics);
    return nullptr;
  }
  for (const Capture& capture : expansion.captures) {
    std::uint32_t group = slim.renumbered[capture.group];
    out->fields_.push_back(capture.field);
    out->groups_.push_back(group);
    out->group_count_ = std::max(out->group_count_, group + 1);
  }
  out->required_ = RequiredText(expansion.regex);
  out->usual_ = {matcher_of(taken, *compiled.regex), std::move(compiled.regex)};
  out->regex_ = std::move(expansion.regex);
  return out;
}

const Pattern::Engines& Pattern::complete() const {
  std::call_once(complete_once_, [this] {
    complete_.regex = compile_once(complete_text_).regex;
    complete_.matcher = matcher_of(complete_text_, *complete_.regex);
  });
  return complete_;
}

bool Pattern::match(std::string_view text, std::span<std::string_view> values) const {
  // grokky: pattern_re2.go, Parse; crowdsec: pkg/parser/node.go, processGrok: a match that fills nothing is none.
  if (text.data() == nullptr) {
    text = std::string_view("", 0);
  }
  if (fields_.empty() || !required_.may_match(text)) {
    return false;
  }
  return find(complete_text_.empty() || is_usual_text(text) ? usual_ : complete(), text, values);
}

bool Pattern::find(const Engines& engines, std::string_view text, std::span<std::string_view> values) const {
  constexpr std::size_t kUsualSlots = 128;
  std::uint32_t usual[kUsualSlots];
  std::vector<std::uint32_t> many;
  if (engines.matcher == nullptr) {
    return find_with_re2(*engines.regex, text, values);
  }
  std::span<std::uint32_t> slots(usual);
  if (engines.matcher->slots() > kUsualSlots) {
    many.resize(engines.matcher->slots());
    slots = many;
  }
  Matcher::Outcome outcome = engines.matcher->match(text, slots, Matcher::Effort::kLittle);
  if (outcome == Matcher::Outcome::kUndecided) {
    if (!engines.regex->Match({text.data(), text.size()}, 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0)) {
      return false;
    }
    outcome = engines.matcher->match(text, slots);
  }
  if (outcome == Matcher::Outcome::kUndecided) {
    return find_with_re2(*engines.regex, text, values);
  }
  if (outcome == Matcher::Outcome::kNone) {
    return false;
  }
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    const std::uint32_t begin = slots[2 * groups_[i]];
    const std::uint32_t end = slots[2 * groups_[i] + 1];
    values[i] = begin != Matcher::kUnset && end != Matcher::kUnset ? text.substr(begin, end - begin) : std::string_view("", 0);
  }
  return true;
}

bool Pattern::find_with_re2(const re2::RE2& regex, std::string_view text, std::span<std::string_view> values) const {
  constexpr std::size_t kUsual = 64;
  re2::StringPiece usual[kUsual];
  std::vector<re2::StringPiece> many;
  re2::StringPiece* found = usual;
  if (group_count_ > kUsual) {
    many.resize(group_count_);
    found = many.data();
  }
  const re2::StringPiece piece(text.data(), text.size());
  if (!regex.Match(piece, 0, piece.size(), re2::RE2::UNANCHORED, found, static_cast<int>(group_count_))) {
    return false;
  }
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    const re2::StringPiece& group = found[groups_[i]];
    values[i] = group.data() != nullptr ? std::string_view(group.data(), group.size()) : std::string_view("", 0);
  }
  return true;
}

}  // namespace vedette::grok

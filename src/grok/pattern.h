// A grok pattern that is ready to run: expanded, compiled once, with what it fills.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "grok/matcher.h"
#include "grok/pattern_set.h"
#include "grok/required_text.h"

namespace re2 {
class RE2;
}

namespace vedette::grok {

/// Immutable; shared by all threads.
class Pattern {
 public:
  /// Null when the pattern does not load: the diagnostics say why, with the place in `text`.
  [[nodiscard]] static std::shared_ptr<const Pattern> compile(const SourceText& text, const PatternSet& patterns, Diagnostics& diagnostics);
  ~Pattern();

  /// The fields that it fills, each once: those of `%{NAME:field}` alone, a `(?P<x>..)` of the pattern's own is none.
  [[nodiscard]] const std::vector<std::string>& fields() const { return fields_; }
  /// Fills `values` (as many as fields) with views of `text`, or with a text of no length that is not null, where the field took no part. False:
  /// there is no match, or no field to fill. Linear in `text`.
  [[nodiscard]] bool match(std::string_view text, std::span<std::string_view> values) const;

  /// All names written out.
  [[nodiscard]] const std::string& regex() const { return regex_; }
  [[nodiscard]] const RequiredText& required() const { return required_; }

 private:
  Pattern() = default;
  /// An expression as both engines have it.
  struct Engines {
    std::unique_ptr<const Matcher> matcher;  // null where RE2 alone knows it
    std::unique_ptr<const re2::RE2> regex;
  };
  /// For any text; compiled when the first unusual text comes.
  [[nodiscard]] const Engines& complete() const;
  /// With Matcher where it decides.
  [[nodiscard]] bool find(const Engines& engines, std::string_view text, std::span<std::string_view> values) const;
  [[nodiscard]] bool find_with_re2(const re2::RE2& regex, std::string_view text, std::span<std::string_view> values) const;

  std::string regex_;
  std::vector<std::string> fields_;
  std::vector<std::uint32_t> groups_;  // by field, in usual_ and complete_
  std::uint32_t group_count_ = 0;      // that have to be asked for, the whole match included
  RequiredText required_;
  Engines usual_;  // for texts of which is_usual_text() holds; all of them when complete_text_ is empty
  std::string complete_text_;
  mutable std::once_flag complete_once_;
  mutable Engines complete_;
};

}  // namespace vedette::grok

// The named patterns that `%{NAME}` can stand for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"

namespace vedette::grok {

/// Who defined a pattern. Of two definitions the first counts, as in the reference, whose order of loading this is.
enum class Origin : std::uint8_t {
  kBase,      // grokky's own: nobody can define them anew
  kStandard,  // the rest of the standard patterns: stand in for a pattern folder
  kFolder,    // the user's pattern folder, which replaces the standard ones
  kInline,    // `pattern_syntax` of a parser; seen by it and by the parsers after it
};

class PatternSet {
 public:
  struct Entry {
    SourceText text;
    Origin origin;
  };
  enum class Added : std::uint8_t { kYes, kExists };

  /// The standard patterns.
  PatternSet();

  /// kExists: there is one of this name already, which stays.
  Added add(const std::string& name, SourceText text, Origin origin);
  /// A file of lines "NAME pattern"; what is no such line is a comment. Names that are taken are warned of.
  void add_file(const std::shared_ptr<const SourceFile>& file, Origin origin, Diagnostics& diagnostics);

  /// Compiles every pattern of that origin which is not a standard one too: what is wrong with those that no parser uses is said as well.
  void check(Origin origin, Diagnostics& diagnostics) const;

  /// Null when there is none. Valid until the set is changed.
  [[nodiscard]] const Entry* find(std::string_view name) const;
  /// The known name that looks most like it; empty when none does.
  [[nodiscard]] std::string_view nearest(std::string_view name) const;
  /// Sorted.
  [[nodiscard]] std::vector<std::string_view> names() const;
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  explicit PatternSet(std::nullptr_t) {}
  [[nodiscard]] static const PatternSet& standard();

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
  bool has_folder_ = false;
};

/// Letters, digits and _: what names of patterns and fields are made of (Go's \w).
[[nodiscard]] constexpr bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace vedette::grok

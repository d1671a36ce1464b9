// From `%{NAME:field}` to a plain regular expression, with grokky's rules for which group fills which field.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "grok/pattern_set.h"

namespace vedette::grok {

/// A field and its capturing group, counted from 1; 0 is the whole match.
struct Capture {
  std::string field;
  std::uint32_t group = 0;
};

/// Where a piece of the expression came from.
struct ExpandedPiece {
  std::uint32_t begin = 0;  // in Expansion::regex
  std::uint32_t end = 0;
  Span source;       // in the pattern's own text
  std::string name;  // of the named pattern that stands here; empty for the pattern's own text
};

/// Where a standard pattern stands whose expression is large for the sake of texts that are rare (usual.h).
struct CostlyStretch {
  enum class Kind : std::uint8_t { kIpv6, kHostname };
  Kind kind = Kind::kIpv6;
  std::uint32_t begin = 0;  // in Expansion::regex
  std::uint32_t end = 0;
};

struct Expansion {
  std::string regex;
  std::uint32_t groups = 0;
  std::vector<Capture> captures;      // by field
  std::vector<ExpandedPiece> pieces;  // in order
  std::vector<CostlyStretch> costly;  // in order; one does not contain another
};

struct ExpandLimits {
  std::uint32_t depth = 64;
  std::size_t bytes = std::size_t{256} << 10;
};

/// False when a name is unknown, patterns run in a circle, or a limit is passed: the diagnostics say so.
[[nodiscard]] bool expand(const SourceText& text, const PatternSet& patterns, Diagnostics& diagnostics, Expansion& out,
                          const ExpandLimits& limits = {});

/// A reference at the front of `text`: `%{NAME}`, `%{NAME:field}`, `%{NAME:field:type}`.
struct Reference {
  std::string_view name;
  std::string_view field;
  std::size_t width = 0;  // 0: there is none here
};
[[nodiscard]] Reference read_reference(std::string_view text);

}  // namespace vedette::grok

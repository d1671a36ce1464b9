// What yaml-cpp complains about, in words that say what to do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"

namespace vedette {

struct YamlProblem {
  Span span;
  std::string message;
  std::string hint;
  bool tab = false;  // one stands where YAML wants spaces
};

/// `message` is yaml-cpp's text, `at` the byte that it points to. Looks at the lines around to tell a lost indentation from a lost quote.
[[nodiscard]] YamlProblem explain_yaml_problem(const SourceFile& file, std::uint32_t at, std::string_view message);

/// Spaces for the tabs that lines of [begin, end) begin with, to stops of four as most editors show them.
[[nodiscard]] std::vector<Edit> spaces_for_tabs(std::string_view file, std::uint32_t begin, std::uint32_t end);

}  // namespace vedette

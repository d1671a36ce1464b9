// What yaml-cpp complains about, in words that say what to do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/source.h"

namespace vedette {

struct YamlProblem {
  Span span;
  std::string message;
  std::string hint;
};

/// `message` is yaml-cpp's text, `at` the byte that it points to. Looks at the lines around to tell a lost indentation from a lost quote.
[[nodiscard]] YamlProblem explain_yaml_problem(const SourceFile& file, std::uint32_t at, std::string_view message);

}  // namespace vedette

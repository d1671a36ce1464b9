// Letters and words: strings.Title, goutils' SwapCase and Uncapitalize, xstrings' snake, kebab and Pascal case.
#include <array>

#include "base/utf8.h"
#include "expr/builtins/go_strings.h"
#include "expr/unicode.h"
#include "gotemplate/function.h"
#include "gotemplate/sprig/words.h"

namespace vedette::gotemplate {

namespace {

/// Every rune of `text` through `change`, as Go's []rune and string(runes) take it: bad bytes become U+FFFD.
template <class Change>
Value map_runes(Runtime& runtime, std::string_view text, Change change) {
  std::string out;
  while (!text.empty()) {
    const Rune rune = decode_rune(text);
    append_rune(out, change(rune.code));
    text.remove_prefix(rune.width);
  }
  return runtime.text(out);
}

Value upper(Runtime& runtime, Arguments arguments) {
  return expr::upper_text(runtime.context, arguments[0].as_string());
}

Value lower(Runtime& runtime, Arguments arguments) {
  return expr::lower_text(runtime.context, arguments[0].as_string());
}

// strings.go: isSeparator
bool is_separator(char32_t rune) {
  if (rune < 0x80) {
    return !expr::is_letter(rune) && !expr::is_digit(rune) && rune != '_';
  }
  return !expr::is_letter(rune) && !expr::is_digit(rune) && expr::is_space(rune);
}

Value title(Runtime& runtime, Arguments arguments) {
  char32_t last = ' ';
  return map_runes(runtime, arguments[0].as_string(), [&last](char32_t rune) {
    const char32_t before = std::exchange(last, rune);
    return is_separator(before) ? expr::to_title(rune) : rune;
  });
}

Value untitle(Runtime& runtime, Arguments arguments) {
  bool first = true;
  return map_runes(runtime, arguments[0].as_string(), [&first](char32_t rune) {
    if (expr::is_space(rune)) {
      first = true;
      return rune;
    }
    return std::exchange(first, false) ? expr::to_lower(rune) : rune;
  });
}

Value swapcase(Runtime& runtime, Arguments arguments) {
  bool at_start = true;
  return map_runes(runtime, arguments[0].as_string(), [&at_start](char32_t rune) {
    if (expr::is_upper(rune) || expr::is_title(rune)) {
      at_start = false;
      return expr::to_lower(rune);
    }
    if (expr::is_lower(rune)) {
      return std::exchange(at_start, false) ? expr::to_title(rune) : expr::to_upper(rune);
    }
    at_start = expr::is_space(rune);
    return rune;
  });
}

Value snakecase(Runtime& runtime, Arguments arguments) {
  return runtime.text(separate_words(arguments[0].as_string(), '_'));
}

Value kebabcase(Runtime& runtime, Arguments arguments) {
  return runtime.text(separate_words(arguments[0].as_string(), '-'));
}

Value camelcase(Runtime& runtime, Arguments arguments) {
  return runtime.text(pascal_case(arguments[0].as_string()));
}

}  // namespace

std::span<const Row> case_functions() {
  static constexpr std::array kRows = {
      Row{"camelcase", "(string) string", camelcase}, Row{"kebabcase", "(string) string", kebabcase}, Row{"lower", "(string) string", lower},
      Row{"snakecase", "(string) string", snakecase}, Row{"swapcase", "(string) string", swapcase},   Row{"title", "(string) string", title},
      Row{"untitle", "(string) string", untitle},     Row{"upper", "(string) string", upper},
  };
  return kRows;
}

}  // namespace vedette::gotemplate

#include "gotemplate/sprig/words.h"

#include "base/utf8.h"
#include "expr/unicode.h"

namespace vedette::gotemplate {

namespace {

enum class WordKind { kInvalid, kNumber, kUpper, kAlphabet, kConnector, kPunctuation, kOther };

struct Word {
  WordKind kind = WordKind::kInvalid;
  std::string_view text;
};

bool is_connector(char32_t rune) {
  return rune == '-' || rune == '_' || expr::is_space(rune);
}

// count.go: isAlphabet
bool is_alphabet(char32_t rune) {
  if (!expr::is_letter(rune)) {
    return false;
  }
  const bool ideograph = (rune >= 0x4E00 && rune <= 0x9FCC) || (rune >= 0x3400 && rune <= 0x4D85) || (rune >= 0x20000 && rune <= 0x2B81D);
  return !ideograph;
}

/// The next rune that is not bad, with the bytes that lie before it; `previous` and all bytes when there is none.
Rune next_valid(std::string_view text, char32_t previous) {
  std::uint32_t width = 0;
  while (!text.empty()) {
    const Rune rune = decode_rune(text);
    width += rune.width;
    if (rune.code != kReplacementRune) {
      return {rune.code, width};
    }
    text.remove_prefix(rune.width);
  }
  return {previous, width};
}

/// Takes the first word off `left`.
Word next_word(std::string_view& left) {
  if (left.empty()) {
    return {};
  }
  const std::string_view all = left;
  Rune rune = next_valid(left, kReplacementRune);
  std::size_t size = rune.width;
  if (rune.code == kReplacementRune) {
    left.remove_prefix(size);
    return {WordKind::kInvalid, all.substr(0, size)};
  }
  left.remove_prefix(rune.width);
  const auto take_while = [&](auto belongs) {
    while (!left.empty()) {
      rune = next_valid(left, rune.code);
      if (!belongs(rune)) {
        break;
      }
      size += rune.width;
      left.remove_prefix(rune.width);
    }
  };
  const auto lower_letter = [](const Rune& each) { return is_alphabet(each.code) && !expr::is_upper(each.code); };
  WordKind kind = WordKind::kOther;
  if (is_connector(rune.code)) {
    kind = WordKind::kConnector;
    take_while([](const Rune& each) { return is_connector(each.code); });
  } else if (expr::is_punctuation(rune.code)) {
    kind = WordKind::kPunctuation;
    take_while([](const Rune& each) { return expr::is_punctuation(each.code); });
  } else if (expr::is_upper(rune.code)) {
    kind = WordKind::kUpper;
    if (!left.empty()) {
      rune = next_valid(left, rune.code);
      if (expr::is_upper(rune.code)) {
        std::size_t last = rune.width;
        size += rune.width;
        left.remove_prefix(rune.width);
        take_while([&](const Rune& each) {
          if (!expr::is_upper(each.code)) {
            return false;
          }
          last = each.width;
          return true;
        });
        // "HTTPStatus" is "HTTP" and "Status".
        if (!left.empty() && is_alphabet(rune.code)) {
          size -= last;
          left = all.substr(size);
        }
      } else if (is_alphabet(rune.code)) {
        size += rune.width;
        left.remove_prefix(rune.width);
        take_while(lower_letter);
      }
    }
  } else if (is_alphabet(rune.code)) {
    kind = WordKind::kAlphabet;
    take_while(lower_letter);
  } else if (expr::is_number_rune(rune.code)) {
    kind = WordKind::kNumber;
    take_while([](const Rune& each) { return expr::is_number_rune(each.code); });
  } else {
    take_while([](const Rune& each) {
      return each.width != 0 && !is_connector(each.code) && !is_alphabet(each.code) && !expr::is_number_rune(each.code) &&
             !expr::is_punctuation(each.code);
    });
  }
  return {kind, all.substr(0, size)};
}

void append_lower(std::string& out, WordKind kind, std::string_view text, char connector) {
  if (kind != WordKind::kUpper && kind != WordKind::kConnector) {
    out += text;
    return;
  }
  while (!text.empty()) {
    const Rune rune = decode_rune(text);
    text.remove_prefix(rune.width);
    if (is_connector(rune.code)) {
      out += connector;
    } else {
      append_rune(out, expr::is_upper(rune.code) ? expr::to_lower(rune.code) : rune.code);
    }
  }
}

}  // namespace

// convert.go: camelCaseToLowerCase
std::string separate_words(std::string_view text, char connector) {
  std::string out;
  if (text.empty()) {
    return out;
  }
  const auto is_letters = [](WordKind kind) { return kind == WordKind::kAlphabet || kind == WordKind::kNumber; };
  const auto parts = [](WordKind kind) { return kind != WordKind::kConnector && kind != WordKind::kPunctuation; };
  std::string_view left = text;
  Word word = next_word(left);
  while (!left.empty()) {
    if (word.kind != WordKind::kConnector) {
      append_lower(out, word.kind, word.text, connector);
    }
    const Word previous = word;
    word = next_word(left);
    switch (previous.kind) {
      case WordKind::kNumber:
        while (is_letters(word.kind)) {
          append_lower(out, word.kind, word.text, connector);
          word = next_word(left);
        }
        if (word.kind != WordKind::kInvalid && parts(word.kind)) {
          out += connector;
        }
        break;
      case WordKind::kConnector:
        append_lower(out, previous.kind, previous.text, connector);
        break;
      case WordKind::kPunctuation:
        break;
      default: {
        if (word.kind != WordKind::kNumber) {
          if (parts(word.kind)) {
            out += connector;
          }
          break;
        }
        if (left.empty()) {
          break;
        }
        const Word number = word;
        word = next_word(left);
        if (word.kind != WordKind::kAlphabet) {
          // A number belongs to the word before it: "Bld4Floor" is "bld4_floor".
          append_lower(out, WordKind::kNumber, number.text, connector);
          if (parts(word.kind)) {
            out += connector;
          }
          break;
        }
        // Unless small letters follow: "HTTP2xx" is "http_2xx".
        out += connector;
        append_lower(out, WordKind::kNumber, number.text, connector);
        while (is_letters(word.kind)) {
          append_lower(out, word.kind, word.text, connector);
          word = next_word(left);
        }
        if (word.kind != WordKind::kInvalid && parts(word.kind)) {
          out += connector;
        }
      }
    }
  }
  append_lower(out, word.kind, word.text, connector);
  return out;
}

// convert.go: toCamelCase(str, true)
std::string pascal_case(std::string_view text) {
  std::string out;
  bool first_is_upper = false;
  char32_t rune = 0;
  std::uint32_t width = 0;
  const auto next = [&] {
    const Rune read = decode_rune(text);
    rune = read.code;
    width = read.width;
    text.remove_prefix(read.width);
  };
  // Connectors at the front stay.
  while (!text.empty()) {
    next();
    if (!is_connector(rune)) {
      first_is_upper = expr::is_upper(rune);
      rune = expr::to_upper(rune);
      break;
    }
    append_rune(out, rune);
  }
  if (text.empty()) {
    if (width != 0) {
      append_rune(out, rune);
    }
    return out;
  }
  while (!text.empty()) {
    const char32_t before = rune;
    next();
    if (is_connector(rune) && is_connector(before)) {
      append_rune(out, before);
      continue;
    }
    if (is_connector(before)) {
      first_is_upper = expr::is_upper(rune);
      rune = expr::to_upper(rune);
      continue;
    }
    if (first_is_upper) {
      if (expr::is_upper(rune)) {
        rune = expr::to_lower(rune);
      } else {
        first_is_upper = false;
      }
    }
    append_rune(out, before);
  }
  append_rune(out, rune);
  return out;
}

}  // namespace vedette::gotemplate

#include "base/regex.h"

#include <re2/re2.h>

#include <algorithm>
#include <iterator>
#include <string>

#include "base/utf8.h"

namespace vedette {

namespace {

struct CategoryAlias {
  std::string_view name;  // lower case, without spaces, "_" and "-"
  std::string_view category;
};

// Unicode's long names of categories, which Go takes since 1.25 and RE2 does not know.
constexpr CategoryAlias kCategories[] = {
    {"casedletter", "LC"},
    {"closepunctuation", "Pe"},
    {"combiningmark", "M"},
    {"connectorpunctuation", "Pc"},
    {"control", "Cc"},
    {"currencysymbol", "Sc"},
    {"dashpunctuation", "Pd"},
    {"decimalnumber", "Nd"},
    {"digit", "Nd"},
    {"enclosingmark", "Me"},
    {"finalpunctuation", "Pf"},
    {"format", "Cf"},
    {"initialpunctuation", "Pi"},
    {"letter", "L"},
    {"letternumber", "Nl"},
    {"lineseparator", "Zl"},
    {"lowercaseletter", "Ll"},
    {"mark", "M"},
    {"mathsymbol", "Sm"},
    {"modifierletter", "Lm"},
    {"modifiersymbol", "Sk"},
    {"nonspacingmark", "Mn"},
    {"number", "N"},
    {"openpunctuation", "Ps"},
    {"other", "C"},
    {"otherletter", "Lo"},
    {"othernumber", "No"},
    {"otherpunctuation", "Po"},
    {"othersymbol", "So"},
    {"paragraphseparator", "Zp"},
    {"privateuse", "Co"},
    {"punct", "P"},
    {"punctuation", "P"},
    {"separator", "Z"},
    {"spaceseparator", "Zs"},
    {"spacingmark", "Mc"},
    {"symbol", "S"},
    {"titlecaseletter", "Lt"},
    {"uppercaseletter", "Lu"},
};

std::string_view category_of(std::string_view name) {
  std::string folded;
  for (char c : name) {
    if (c != ' ' && c != '_' && c != '-') {
      folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  const auto* found = std::find_if(std::begin(kCategories), std::end(kCategories), [&](const CategoryAlias& alias) { return alias.name == folded; });
  return found != std::end(kCategories) ? found->category : std::string_view();
}

std::string title_case(std::string_view name) {
  std::string out;
  bool first = true;
  for (char c : name) {
    if (c == ' ' || c == '_' || c == '-') {
      out += '_';
      first = true;
      continue;
    }
    if (first && c >= 'a' && c <= 'z') {
      c = static_cast<char>(c - 'a' + 'A');
    } else if (!first && c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
    out += c;
    first = false;
  }
  return out;
}

/// Rewrites the few spellings that Go has and RE2 lacks.
class Translator {
 public:
  explicit Translator(std::string_view pattern) : pattern_(pattern) {}

  Result<std::string> run() {
    while (at_ < pattern_.size()) {
      const char c = pattern_[at_];
      if (c == '\\') {
        if (starts("\\C")) {
          return fail(ErrorKind::kInvalid, "error parsing regexp: invalid escape sequence: `\\C`");
        }
        if (starts("\\Q") && !in_class_) {
          copy_to(pattern_.find("\\E", at_ + 2), 2);
        } else if (!copy_category()) {
          copy(2);
        }
      } else if (in_class_) {
        copy_in_class();
      } else if (c == '[') {
        open_class();
      } else if (starts("(?<") && !starts("(?<=") && !starts("(?<!")) {
        out_ += "(?P<";  // Go 1.22
        at_ += 3;
      } else {
        copy(1);
      }
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool starts(std::string_view prefix) const { return pattern_.substr(at_).starts_with(prefix); }

  void copy(std::size_t count) {
    out_.append(pattern_.substr(at_, count));
    at_ = std::min(at_ + count, pattern_.size());
  }
  void copy_to(std::size_t end, std::size_t more) { copy(end == std::string_view::npos ? pattern_.size() - at_ : end + more - at_); }

  void open_class() {
    in_class_ = true;
    copy(1);
    if (starts("^")) {
      copy(1);
    }
    if (starts("]")) {
      copy(1);  // a bracket that comes first stands for itself
    }
  }

  void copy_in_class() {
    if (starts("[:")) {
      const std::size_t end = pattern_.find(":]", at_ + 2);
      if (end != std::string_view::npos) {
        copy_to(end, 2);
        return;
      }
    }
    in_class_ = pattern_[at_] != ']';
    copy(1);
  }

  // \pN and \p{Name}: Go takes names in any case, with spaces or hyphens for underscores.
  bool copy_category() {
    if (!starts("\\p") && !starts("\\P")) {
      return false;
    }
    const bool braces = at_ + 2 < pattern_.size() && pattern_[at_ + 2] == '{';
    const std::size_t end = braces ? pattern_.find('}', at_) : at_ + 3;
    if (end == std::string_view::npos || end > pattern_.size()) {
      return false;
    }
    std::string_view name = braces ? pattern_.substr(at_ + 3, end - at_ - 3) : pattern_.substr(at_ + 2, 1);
    const bool negated = name.starts_with('^');
    name.remove_prefix(negated ? 1 : 0);
    const std::string_view category = category_of(name);
    out_.append(pattern_.substr(at_, 2));
    out_.append(negated ? "{^" : "{");
    out_.append(category.empty() ? title_case(name) : std::string(category));
    out_ += '}';
    at_ = braces ? end + 1 : end;
    return true;
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  bool in_class_ = false;
  std::string out_;
};

std::string replace_bad_bytes(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  while (!text.empty()) {
    const Rune rune = decode_rune(text);
    append_rune(out, rune.code);
    text.remove_prefix(rune.width);
  }
  return out;
}

}  // namespace

Result<std::string> translate_go_regex(std::string_view pattern) {
  return Translator(pattern).run();
}

Result<std::shared_ptr<const re2::RE2>> compile_regex(std::string_view pattern) {
  Result<std::string> translated = translate_go_regex(pattern);
  if (!translated) {
    return tl::unexpected(translated.error());
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  auto regex = std::make_shared<const re2::RE2>(*translated, options);
  if (regex->error_code() == re2::RE2::ErrorPatternTooLarge) {
    options.set_max_mem(128 << 20);  // about what Go allows itself
    regex = std::make_shared<const re2::RE2>(*translated, options);
  }
  if (!regex->ok()) {
    return fail(ErrorKind::kInvalid, "error parsing regexp: " + regex->error());
  }
  return regex;
}

bool regex_matches(const re2::RE2& regex, std::string_view text) {
  const re2::StringPiece piece(text.data(), text.size());
  if (regex.Match(piece, 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0)) {
    return true;
  }
  // RE2 matches a bad byte with nothing at all, so only a miss can be wrong.
  if (is_valid_utf8(text)) {
    return false;
  }
  const std::string repaired = replace_bad_bytes(text);
  return regex.Match(repaired, 0, repaired.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

}  // namespace vedette

#include "buckets/capture_needs.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace vedette::buckets {

namespace {

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
}

/// Whether `word` stands in `text` as a whole identifier.
bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    bool begins = at == 0 || !is_name_character(text[at - 1]);
    bool ends = at + word.size() == text.size() || !is_name_character(text[at + word.size()]);
    if (begins && ends) {
      return true;
    }
  }
  return false;
}

/// Whether `word` stands in `text` without a member access behind it: the whole event as a value.
bool stands_alone(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    if (at != 0 && (is_name_character(text[at - 1]) || text[at - 1] == '.')) {
      continue;
    }
    std::size_t next = at + word.size();
    if (next < text.size() && is_name_character(text[next])) {
      continue;  // #acc, evtx
    }
    while (next < text.size() && std::isspace(static_cast<unsigned char>(text[next])) != 0) {
      ++next;
    }
    bool member = next < text.size() && (text[next] == '.' || text.substr(next, 2) == "?.");
    if (!member) {
      return true;
    }
  }
  return false;
}

bool has_ignoring_case(std::string_view text, std::string_view lower) {
  auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
  return std::search(text.begin(), text.end(), lower.begin(), lower.end(), same) != text.end();
}

/// The text with the insides of its string literals blanked.
std::string without_strings(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const char quote = out[i];
    if (quote != '\'' && quote != '"' && quote != '`') {
      continue;
    }
    for (++i; i < out.size() && out[i] != quote; ++i) {
      if (out[i] == '\\' && quote != '`' && i + 1 < out.size()) {
        out[i++] = ' ';
      }
      out[i] = ' ';
    }
  }
  return out;
}

/// Whether something other than a member (`x.y[..]`) is indexed by more than a number: `x['a' + 'b']` may name any field of an event.
bool indexes_by_name(std::string_view code) {
  for (std::size_t at = code.find('['); at != std::string_view::npos; at = code.find('[', at + 1)) {
    std::size_t begin = at;
    while (begin > 0 && is_name_character(code[begin - 1])) {
      --begin;
    }
    bool indexed = begin < at || (at > 0 && (code[at - 1] == ']' || code[at - 1] == ')'));
    bool member = begin < at && begin > 0 && code[begin - 1] == '.';
    bool operation = code.substr(begin, at - begin) == "in";  // `x in['a']`
    bool number = at + 1 < code.size() && (std::isdigit(static_cast<unsigned char>(code[at + 1])) != 0 || code[at + 1] == '-');
    if (indexed && !member && !number && !operation) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool names_variable(std::string_view expression, std::string_view name) {
  const std::string code = without_strings(expression);
  for (std::size_t at = code.find(name); at != std::string::npos; at = code.find(name, at + 1)) {
    bool begins = at == 0 || (!is_name_character(code[at - 1]) && code[at - 1] != '.');
    bool ends = at + name.size() == code.size() || !is_name_character(code[at + name.size()]);
    if (begins && ends) {
      return true;
    }
  }
  return false;
}

CaptureNeeds needs_of_expression(std::string_view expression) {
  CaptureNeeds needs;
  const std::string code = without_strings(expression);
  bool dumps = has_ignoring_case(code, "json") || has_word(code, "string") || has_word(code, "ToString") || has_word(code, "Sprintf") ||
               has_word(code, "$env") || stands_alone(code, "evt") || stands_alone(code, "#") || indexes_by_name(code);
  // A literal index (evt["Parsed"]) names its field, too.
  needs.enriched = dumps || has_word(expression, "Enriched");
  needs.parsed = dumps || has_word(expression, "Parsed");
  needs.unmarshaled = dumps || has_word(expression, "Unmarshaled");
  needs.line = dumps || has_word(expression, "Line");
  return needs;
}

}  // namespace vedette::buckets

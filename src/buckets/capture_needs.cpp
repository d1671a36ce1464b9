#include "buckets/capture_needs.h"

#include <algorithm>
#include <cctype>

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

}  // namespace

CaptureNeeds needs_of_expression(std::string_view expression) {
  CaptureNeeds needs;
  bool dumps = has_ignoring_case(expression, "json") || has_word(expression, "string") || has_word(expression, "ToString") ||
               has_word(expression, "Sprintf") || has_word(expression, "$env") || stands_alone(expression, "evt") || stands_alone(expression, "#") ||
               expression.find('\\') != std::string_view::npos;
  needs.enriched = dumps || has_word(expression, "Enriched");
  needs.parsed = dumps || has_word(expression, "Parsed");
  needs.unmarshaled = dumps || has_word(expression, "Unmarshaled");
  needs.line = dumps || has_word(expression, "Line");
  return needs;
}

}  // namespace vedette::buckets

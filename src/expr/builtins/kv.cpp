#include "expr/builtins/kv.h"

#include <string>

#include "expr/unicode.h"

namespace vedette::expr {
namespace {

// RE2's \s.
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}
bool is_key_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_key_part(char c) {
  return is_key_start(c) || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

/// The end of a quoted value that begins at `start` (past its quote), at its closing quote; npos when it does not close. A backslash takes the next
/// character with it, but not a newline.
std::size_t quoted_end(std::string_view text, std::size_t start) {
  for (std::size_t i = start; i < text.size(); ++i) {
    if (text[i] == '"') {
      return i;
    }
    if (text[i] == '\\' && (++i == text.size() || text[i] == '\n')) {
      break;
    }
  }
  return std::string_view::npos;
}

// The reference's keyValuePattern: ([^=\s]+)=(?:"([^"\\]*(?:\\.[^"\\]*)*)"|([^=\s]+)|\s*)
bool parse_strict(std::string_view text, std::vector<KeyValue>& out) {
  bool found = false;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '=' || is_blank(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && text[end] != '=' && !is_blank(text[end])) {
      ++end;
    }
    if (end == text.size() || text[end] != '=') {
      at = end;
      continue;
    }
    std::string_view key = text.substr(at, end - at);
    std::string_view value;
    at = end + 1;
    std::size_t close = at < text.size() && text[at] == '"' ? quoted_end(text, at + 1) : std::string_view::npos;
    if (close != std::string_view::npos) {
      value = text.substr(at + 1, close - at - 1);
      at = close + 1;
    } else {
      end = at;
      while (end < text.size() && text[end] != '=' && !is_blank(text[end])) {
        ++end;
      }
      value = text.substr(at, end - at);
      at = end;
    }
    out.emplace_back(key, value);
    found = true;
  }
  return found;
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  for (std::size_t at = text.find(from); at != std::string_view::npos; at = text.find(from)) {
    out.append(text.substr(0, at)).append(to);
    text.remove_prefix(at + from.size());
  }
  return out.append(text);
}

// The reference's parseValueLax.
std::string_view lax_value(std::string_view text, Arena& arena) {
  if (text.empty() || text[0] != '"') {
    return text;
  }
  if (text.size() < 2 || text.back() != '"') {
    return text.substr(1);
  }
  std::string_view body = text.substr(1, text.size() - 2);
  if (body.find('\\') == std::string_view::npos) {
    return body;
  }
  return arena.copy(replaced(replaced(body, "\\\\", "\\"), "\\\"", "\""));
}

bool parse_lax(std::string_view text, Arena& arena, std::vector<KeyValue>& out) {
  struct Key {
    std::size_t start;
    std::size_t end;  // at the "="
  };
  std::vector<Key> keys;
  bool in_quotes = false;
  std::size_t backslashes = 0;
  std::size_t seen = 0;  // quotes before this offset are in `in_quotes`
  auto read_quotes_through = [&](std::size_t last) {
    for (; seen <= last; ++seen) {
      if (text[seen] == '"' && backslashes % 2 == 0) {
        in_quotes = !in_quotes;
      }
      backslashes = text[seen] == '\\' ? backslashes + 1 : 0;
    }
  };
  for (std::size_t at = 0; at < text.size();) {
    if (!is_key_start(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_key_part(text[end])) {
      ++end;
    }
    if (end == text.size() || text[end] != '=') {
      at = end;
      continue;
    }
    read_quotes_through(at);
    if (!in_quotes) {
      keys.push_back({at, end});
    }
    at = end + 1;
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    std::size_t value_start = keys[i].end + 1;
    std::size_t value_end = i + 1 < keys.size() ? keys[i + 1].start : text.size();
    std::string_view raw = trim_space(text.substr(value_start, value_end - value_start));
    out.emplace_back(text.substr(keys[i].start, keys[i].end - keys[i].start), lax_value(raw, arena));
  }
  return !keys.empty();
}

}  // namespace

bool parse_key_values(std::string_view text, KvRules rules, Arena& arena, std::vector<KeyValue>& out) {
  return rules == KvRules::kStrict ? parse_strict(text, out) : parse_lax(text, arena, out);
}

}  // namespace vedette::expr

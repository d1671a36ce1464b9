#include "expr/builtins/json_path.h"

#include "base/utf8.h"
#include "expr/go_number.h"

namespace vedette::expr {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

bool is_json_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// jsonparser: nextToken.
std::size_t next_token(std::string_view data) {
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (!is_json_space(data[i])) {
      return i;
    }
  }
  return kNone;
}

// jsonparser: stringEnd; `data` begins behind the opening quote, the result lies behind the closing one.
std::size_t string_end(std::string_view data, bool& escaped) {
  escaped = false;
  std::size_t backslashes = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (data[i] == '"' && backslashes % 2 == 0) {
      return i + 1;
    }
    if (data[i] == '\\') {
      escaped = true;
      ++backslashes;
    } else {
      backslashes = 0;
    }
  }
  return kNone;
}

std::size_t string_end(std::string_view data) {
  bool escaped = false;
  return string_end(data, escaped);
}

// jsonparser: blockEnd.
std::size_t block_end(std::string_view data, char open, char close) {
  std::int64_t level = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (data[i] == '"') {
      std::size_t end = string_end(data.substr(i + 1));
      if (end == kNone) {
        return kNone;
      }
      i += end;
    } else if (data[i] == open) {
      ++level;
    } else if (data[i] == close && --level == 0) {
      return i + 1;
    }
  }
  return kNone;
}

/// A value, or why there is none: `error` with `end` where reading stopped.
struct Found {
  bool error = true;
  bool is_string = false;  // as far as it was recognised
  RawJson value;
  std::size_t end = 0;
};

// jsonparser: getType.
Found read_value(std::string_view data, std::size_t offset) {
  Found found;
  found.end = offset;
  char first = data[offset];
  std::string_view rest = data.substr(offset);
  std::size_t size = kNone;
  if (first == '"') {
    found.is_string = true;
    std::size_t end = string_end(rest.substr(1));
    size = end == kNone ? kNone : end + 1;
    found.value.kind = RawJsonKind::kString;
  } else if (first == '[') {
    size = block_end(rest, '[', ']');
    found.value.kind = RawJsonKind::kArray;
  } else if (first == '{') {
    size = block_end(rest, '{', '}');
    found.value.kind = RawJsonKind::kObject;
  } else {
    std::string_view token = rest.substr(0, rest.find_first_of(" \n\r\t,}]"));
    if (token == "true" || token == "false") {
      found.value.kind = RawJsonKind::kBoolean;
      size = token.size();
    } else if (token == "null") {
      found.value.kind = RawJsonKind::kNull;
      size = token.size();
    } else if (first == '-' || (first >= '0' && first <= '9')) {
      found.value.kind = RawJsonKind::kNumber;
      size = token.size();
    }
  }
  if (size == kNone) {
    return found;
  }
  found.error = false;
  found.value.text = rest.substr(0, size);
  found.end = offset + size;
  return found;
}

class Search {
 public:
  std::size_t find(std::string_view data, std::span<const std::string_view> path);
  [[nodiscard]] bool crashed() const { return crashed_; }

 private:
  std::size_t find_in_array(std::string_view data, std::size_t at, std::span<const std::string_view> path);

  bool crashed_ = false;
};

/// The value nearest to `data`'s beginning. A string's text comes without quotes.
Found get(std::string_view data) {
  std::size_t skipped = next_token(data);
  if (skipped == kNone) {
    Found found;
    found.end = kNone;
    return found;
  }
  Found found = read_value(data, skipped);
  if (!found.error && found.is_string) {
    found.value.text = found.value.text.substr(1, found.value.text.size() - 2);
  }
  return found;
}

// jsonparser: searchKeys, case '['; ArrayEach inlined. The result is an offset in `data`.
std::size_t Search::find_in_array(std::string_view data, std::size_t at, std::span<const std::string_view> path) {
  std::string_view key = path[0];
  std::int64_t wanted = 0;
  if (key.size() < 3 || key.back() != ']' || parse_go_integer(key.substr(1, key.size() - 2), wanted) != NumberError::kNone) {
    return kNone;
  }
  std::string_view array = data.substr(at);
  std::size_t offset = 1;
  std::size_t skipped = next_token(array.substr(offset));
  if (skipped == kNone) {
    return kNone;
  }
  offset += skipped;
  std::string_view value;
  bool found_value = false;
  std::size_t value_offset = 0;
  for (std::int64_t index = 0; array[offset] != ']' || index > 0; ++index) {
    Found found = get(array.substr(offset));
    if (found.end == 0 || found.end == kNone) {
      break;
    }
    if (index == wanted && !found.error) {
      // A string is looked at with its quotes on, as a value of its own.
      std::size_t quote = found.is_string ? 1 : 0;
      value_offset = offset + found.end - found.value.text.size() - 2 * quote;
      value = array.substr(value_offset, found.value.text.size() + 2 * quote);
      found_value = true;
    }
    if (found.error) {
      break;
    }
    offset += found.end;
    skipped = next_token(array.substr(offset));
    if (skipped == kNone) {
      break;
    }
    offset += skipped;
    if (array[offset] != ',') {
      break;
    }
    ++offset;
    if (offset == array.size()) {
      break;
    }
  }
  if (!found_value) {
    return kNone;
  }
  std::size_t inner = find(value, path.subspan(1));
  return inner == kNone ? kNone : at + value_offset + inner;
}

// jsonparser: searchKeys. The offset behind the last key's colon, or of the element.
std::size_t Search::find(std::string_view data, std::span<const std::string_view> path) {
  if (path.empty()) {
    return 0;
  }
  std::int64_t matched = 0;  // keyLevel
  std::int64_t level = 0;
  bool last_matched = true;
  std::string unescaped;
  for (std::size_t i = 0; i < data.size(); ++i) {
    switch (data[i]) {
      case '"': {
        ++i;
        std::size_t key_begin = i;
        bool escaped = false;
        std::size_t end = string_end(data.substr(i), escaped);
        if (end == kNone) {
          return kNone;
        }
        i += end;
        std::string_view key = data.substr(key_begin, end - 1);
        std::size_t skipped = next_token(data.substr(i));
        if (skipped == kNone) {
          return kNone;
        }
        i += skipped;
        if (data[i] != ':') {
          --i;
          break;
        }
        if (level < 1 || level > static_cast<std::int64_t>(path.size())) {
          return kNone;
        }
        if (escaped) {
          unescaped.clear();
          if (!append_json_unescaped(unescaped, key)) {
            return kNone;
          }
          key = unescaped;
        }
        last_matched = key == path[static_cast<std::size_t>(level - 1)];
        if (last_matched && matched == level - 1 && ++matched == static_cast<std::int64_t>(path.size())) {
          return i + 1;
        }
        break;
      }
      case '{':
        if (last_matched) {
          ++level;
        } else {
          std::size_t end = block_end(data.substr(i), '{', '}');
          if (end == kNone) {
            return kNone;
          }
          i += end - 1;
        }
        break;
      case '}':
        --level;
        if (level == matched) {
          --matched;
        }
        break;
      case '[':
        if (matched == level) {
          std::string_view key = path[static_cast<std::size_t>(level)];
          if (key.empty()) {
            crashed_ = true;  // the reference reads the first byte of an empty key
            return kNone;
          }
          if (key[0] == '[') {
            return find_in_array(data, i, path.subspan(static_cast<std::size_t>(level)));
          }
        }
        {
          std::size_t end = block_end(data.substr(i), '[', ']');
          if (end == kNone) {
            return kNone;
          }
          i += end - 1;
        }
        break;
      case ':':
        return kNone;
      default:
        break;
    }
  }
  return kNone;
}

int hex_value(std::string_view digits) {
  int value = 0;
  for (char c : digits) {
    char lower = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9') {
      value = value * 16 + (c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      value = value * 16 + (lower - 'a' + 10);
    } else {
      return -1;
    }
  }
  return value;
}

/// The number in an escape "\uXXXX" at the head of `text`; -1 when it is none. The first two bytes are not looked at, as in the reference.
int unicode_escape(std::string_view text) {
  return text.size() < 6 ? -1 : hex_value(text.substr(2, 4));
}

}  // namespace

std::optional<RawJson> find_raw_json(std::string_view json, std::span<const std::string_view> path, bool& crashed) {
  Search search;
  std::size_t offset = search.find(json, path);
  crashed = search.crashed();
  if (offset == kNone) {
    return std::nullopt;
  }
  Found found = get(json.substr(offset));
  return found.error ? std::nullopt : std::optional<RawJson>(found.value);
}

bool append_json_unescaped(std::string& out, std::string_view text) {
  while (true) {
    std::size_t backslash = text.find('\\');
    out += text.substr(0, backslash);
    if (backslash == kNone) {
      return true;
    }
    text.remove_prefix(backslash);
    if (text.size() < 2) {
      return false;
    }
    std::size_t width = 2;
    switch (text[1]) {
      case '"':
      case '\\':
      case '/':
        out += text[1];
        break;
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'u': {
        int high = unicode_escape(text);
        if (high < 0) {
          return false;
        }
        width = 6;
        auto rune = static_cast<char32_t>(high);
        if (high >= 0xD800 && high <= 0xDFFF) {
          int low = unicode_escape(text.substr(6));
          if (low < 0xDC00) {
            return false;
          }
          width = 12;
          rune = static_cast<char32_t>(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
        }
        append_rune(out, rune);
        break;
      }
      default:
        return false;
    }
    text.remove_prefix(width);
  }
}

}  // namespace vedette::expr

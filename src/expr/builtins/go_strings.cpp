#include "expr/builtins/go_strings.h"

#include <cstring>

#include "base/utf8.h"
#include "expr/builtins/arguments.h"
#include "expr/unicode.h"

namespace vedette::expr {
namespace {

bool charge_text(CallContext& context, std::string_view text) {
  return context.charge(text.size() / 64 + 1);
}

// Go: strings.Count.
std::size_t count_parts(std::string_view text, std::string_view part) {
  if (part.empty()) {
    return count_runes(text) + 1;
  }
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

bool contains_rune(std::string_view runes, char32_t code) {
  while (!runes.empty()) {
    Rune rune = decode_rune(runes);
    if (rune.code == code) {
      return true;
    }
    runes.remove_prefix(rune.width);
  }
  return false;
}

// Go: strings.explode.
Value split_runes(CallContext& context, std::string_view text, std::int64_t limit) {
  std::size_t count = count_runes(text);
  if (limit >= 0 && static_cast<std::size_t>(limit) < count) {
    count = static_cast<std::size_t>(limit);
  }
  if (count == 0) {
    return Value::slice(nullptr, 0, type_id::kStringSlice);
  }
  Value* parts = allocate_values(context, count);
  if (parts == nullptr) {
    return {};
  }
  for (std::size_t i = 0; i + 1 < count; ++i) {
    std::size_t width = decode_rune(text).width;
    parts[i] = Value::string(text.substr(0, width));
    text.remove_prefix(width);
  }
  parts[count - 1] = Value::string(text);
  return Value::slice(parts, count, type_id::kStringSlice);
}

/// strings.Map with a mapping from rune to rune; a bad byte becomes U+FFFD.
Value map_runes(CallContext& context, std::string_view text, char32_t (*map)(char32_t)) {
  std::size_t size = 0;
  bool same = true;
  for (std::string_view left = text; !left.empty();) {
    Rune rune = decode_rune(left);
    char32_t mapped = map(rune.code);
    same = same && mapped == rune.code && !rune.bad();
    size += rune_width(mapped);
    left.remove_prefix(rune.width);
  }
  if (same) {
    return Value::string(text);
  }
  char* data = allocate_text(context, size);
  if (data == nullptr) {
    return {};
  }
  char* end = data;
  for (std::string_view left = text; !left.empty();) {
    Rune rune = decode_rune(left);
    end += encode_rune(end, map(rune.code));
    left.remove_prefix(rune.width);
  }
  return Value::string({data, static_cast<std::size_t>(end - data)});
}

/// map_runes for to_upper and to_lower. ASCII, which most texts are, needs no runes: letters from `first` on change by one bit.
Value map_case(CallContext& context, std::string_view text, char first, char32_t (*map)(char32_t)) {
  const auto changes = [first](char c) { return static_cast<unsigned char>(c - first) < 26U; };
  bool wide = false;
  bool any = false;
  for (char c : text) {
    wide |= static_cast<signed char>(c) < 0;
    any |= changes(c);
  }
  if (wide) {
    return map_runes(context, text, map);
  }
  if (!any) {
    return Value::string(text);
  }
  char* data = allocate_text(context, text.size());
  if (data == nullptr) {
    return {};
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    data[i] = static_cast<char>(text[i] ^ (changes(text[i]) ? 0x20 : 0));
  }
  return Value::string({data, text.size()});
}

}  // namespace

Value split_text(CallContext& context, std::string_view text, std::string_view separator, Separator keep, std::int64_t limit) {
  if (!charge_text(context, text)) {
    return {};
  }
  if (limit == 0) {
    return Value::typed_nil(type_id::kStringSlice);
  }
  if (separator.empty()) {
    return split_runes(context, text, limit);
  }
  std::size_t count = count_parts(text, separator) + 1;
  if (limit > 0 && static_cast<std::size_t>(limit) < count) {
    count = static_cast<std::size_t>(limit);
  }
  Value* parts = allocate_values(context, count);
  if (parts == nullptr) {
    return {};
  }
  std::size_t kept = keep == Separator::kKeep ? separator.size() : 0;
  for (std::size_t i = 0; i + 1 < count; ++i) {
    std::size_t at = text.find(separator);
    parts[i] = Value::string(text.substr(0, at + kept));
    text.remove_prefix(at + separator.size());
  }
  parts[count - 1] = Value::string(text);
  return Value::slice(parts, count, type_id::kStringSlice);
}

Value split_fields(CallContext& context, std::string_view text) {
  if (!charge_text(context, text)) {
    return {};
  }
  auto next_field = [](std::string_view& left) {
    while (!left.empty()) {
      Rune rune = decode_rune(left);
      if (!is_space(rune.code)) {
        break;
      }
      left.remove_prefix(rune.width);
    }
    std::size_t end = 0;
    while (end < left.size()) {
      Rune rune = decode_rune(left.substr(end));
      if (is_space(rune.code)) {
        break;
      }
      end += rune.width;
    }
    std::string_view field = left.substr(0, end);
    left.remove_prefix(end);
    return field;
  };
  std::size_t count = 0;
  for (std::string_view left = text; !next_field(left).empty();) {
    ++count;
  }
  if (count == 0) {
    return Value::slice(nullptr, 0, type_id::kStringSlice);
  }
  Value* fields = allocate_values(context, count);
  if (fields == nullptr) {
    return {};
  }
  for (std::size_t i = 0; i < count; ++i) {
    fields[i] = Value::string(next_field(text));
  }
  return Value::slice(fields, count, type_id::kStringSlice);
}

Value replace_text(CallContext& context, std::string_view text, std::string_view old_text, std::string_view new_text, std::int64_t limit) {
  if (!charge_text(context, text)) {
    return {};
  }
  if (old_text == new_text || limit == 0) {
    return Value::string(text);
  }
  std::size_t count = count_parts(text, old_text);
  if (count == 0) {
    return Value::string(text);
  }
  if (limit > 0 && static_cast<std::size_t>(limit) < count) {
    count = static_cast<std::size_t>(limit);
  }
  if (new_text.size() > old_text.size() && count > kMaxResultBytes / (new_text.size() - old_text.size())) {
    return context.fail("memory budget exceeded");
  }
  std::size_t size = text.size() + count * new_text.size() - count * old_text.size();
  if (size == 0) {
    return Value::string("");
  }
  char* data = allocate_text(context, size);
  if (data == nullptr) {
    return {};
  }
  char* end = data;
  auto put = [&end](std::string_view part) {
    std::memcpy(end, part.data(), part.size());
    end += part.size();
  };
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t at = 0;
    if (!old_text.empty()) {
      at = text.find(old_text);
    } else if (i > 0) {
      at = decode_rune(text).width;
    }
    put(text.substr(0, at));
    put(new_text);
    text.remove_prefix(at + old_text.size());
  }
  put(text);
  return Value::string({data, size});
}

Value upper_text(CallContext& context, std::string_view text) {
  return charge_text(context, text) ? map_case(context, text, 'a', to_upper) : Value();
}

Value lower_text(CallContext& context, std::string_view text) {
  return charge_text(context, text) ? map_case(context, text, 'A', to_lower) : Value();
}

Value join_texts(CallContext& context, const Value& list, std::string_view glue) {
  if (list.size() == 0) {
    return Value::string("");
  }
  const Value* texts = list.slice_data();
  if (list.size() == 1) {
    return texts[0];
  }
  std::size_t size = 0;
  for (std::uint32_t i = 0; i < list.size() && size <= kMaxResultBytes; ++i) {
    size += texts[i].size() + (i > 0 ? glue.size() : 0);
  }
  if (size == 0) {
    return Value::string("");
  }
  if (!context.charge(list.size())) {
    return {};
  }
  char* data = allocate_text(context, size);
  if (data == nullptr) {
    return {};
  }
  char* end = data;
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    if (i > 0) {
      std::memcpy(end, glue.data(), glue.size());
      end += glue.size();
    }
    std::string_view text = texts[i].as_string();
    std::memcpy(end, text.data(), text.size());
    end += text.size();
  }
  return Value::string({data, size});
}

std::string_view trim_left(std::string_view text, std::string_view cutset) {
  while (!text.empty()) {
    Rune rune = decode_rune(text);
    if (!contains_rune(cutset, rune.code)) {
      break;
    }
    text.remove_prefix(rune.width);
  }
  return text;
}

std::string_view trim_right(std::string_view text, std::string_view cutset) {
  while (!text.empty()) {
    Rune rune = decode_last_rune(text);
    if (!contains_rune(cutset, rune.code)) {
      break;
    }
    text.remove_suffix(rune.width);
  }
  return text;
}

std::string_view trim_prefix(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

std::string_view trim_suffix(std::string_view text, std::string_view suffix) {
  return text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text;
}

std::int64_t index_of(std::string_view text, std::string_view part) {
  std::size_t at = text.find(part);
  return at == std::string_view::npos ? -1 : static_cast<std::int64_t>(at);
}

std::int64_t last_index_of(std::string_view text, std::string_view part) {
  std::size_t at = text.rfind(part);
  return at == std::string_view::npos ? -1 : static_cast<std::int64_t>(at);
}

std::int64_t index_of_any(std::string_view text, std::string_view runes) {
  for (std::size_t at = 0; at < text.size();) {
    Rune rune = decode_rune(text.substr(at));
    if (contains_rune(runes, rune.code)) {
      return static_cast<std::int64_t>(at);
    }
    at += rune.width;
  }
  return -1;
}

}  // namespace vedette::expr

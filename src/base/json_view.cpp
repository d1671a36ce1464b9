#include <algorithm>
#include <array>
#include <vector>

#include "base/json.h"
#include "base/json_tape.h"

namespace vedette {

using json_tape::tag;

bool JsonView::as_bool() const {
  return document_ != nullptr && tag(document_->tape[index_]) == 't';
}

bool JsonView::as_integer(std::int64_t& out) const {
  if (document_ == nullptr) {
    return false;
  }
  const char kind = tag(document_->tape[index_]);
  const std::uint64_t bits = kind == 'l' || kind == 'u' ? document_->tape[index_ + 1] : 0;
  if (kind != 'l' && (kind != 'u' || bits > INT64_MAX)) {
    return false;
  }
  out = static_cast<std::int64_t>(bits);
  return true;
}

double JsonView::as_number() const {
  if (document_ == nullptr) {
    return 0;
  }
  std::uint64_t bits = document_->tape[index_ + 1];
  switch (tag(document_->tape[index_])) {
    case 'l':
      return static_cast<double>(static_cast<std::int64_t>(bits));
    case 'u':
      return static_cast<double>(bits);
    case 'd': {
      double number;
      std::memcpy(&number, &bits, sizeof number);
      return number;
    }
    default:
      return 0;
  }
}

namespace {

/// Distinct keys of an object with `pairs` pairs.
std::size_t distinct_keys(JsonView::Iterator it, std::size_t pairs) {
  constexpr std::size_t kSmall = 48;
  if (pairs <= kSmall) {
    std::array<std::string_view, kSmall> seen;
    std::size_t count = 0;
    while (it.next()) {
      std::string_view key = it.key();
      if (std::find(seen.begin(), seen.begin() + count, key) == seen.begin() + count) {
        seen[count++] = key;
      }
    }
    return count;
  }
  std::vector<std::string_view> keys;
  keys.reserve(pairs);
  while (it.next()) {
    keys.push_back(it.key());
  }
  std::sort(keys.begin(), keys.end());
  return static_cast<std::size_t>(std::unique(keys.begin(), keys.end()) - keys.begin());
}

}  // namespace

std::size_t JsonView::size() const {
  if (document_ == nullptr) {
    return 0;
  }
  std::uint64_t word = document_->tape[index_];
  bool object = tag(word) == '{';
  if (!object && tag(word) != '[') {
    return 0;
  }
  std::size_t count = (word >> 32) & json_tape::kMaxCount;
  if (count == json_tape::kMaxCount) {
    count = 0;
    for (Iterator it = elements(); it.next();) {
      ++count;
    }
  }
  return object && count > 1 ? distinct_keys(elements(), count) : count;
}

bool JsonView::find(std::string_view key, JsonView& out) const {
  if (document_ == nullptr || tag(document_->tape[index_]) != '{') {
    return false;
  }
  const std::uint64_t* tape = document_->tape;
  const std::uint8_t* strings = document_->strings;
  std::uint32_t end = static_cast<std::uint32_t>(tape[index_]) - 1;
  std::uint32_t found = 0;
  if (key.size() > 0xFFFFFFFF) {
    return false;
  }
  // A string begins with its length and its bytes: eight bytes of it tell nearly all keys apart in one compare. They may run past a short string,
  // into the next one or the padding behind the last.
  std::uint64_t head = key.size();
  std::uint64_t mask = 0xFFFFFFFF;
  for (std::size_t i = 0; i < std::min<std::size_t>(key.size(), 4); ++i) {
    head |= std::uint64_t{static_cast<std::uint8_t>(key[i])} << (32 + 8 * i);
    mask |= std::uint64_t{0xFF} << (32 + 8 * i);
  }
  // Go keeps the last of equal keys, so the whole object is looked at.
  for (std::uint32_t at = index_ + 1; at < end;) {
    const std::uint8_t* string = strings + (tape[at] & json_tape::kPayload);
    if ((json_tape::head_of_string(string) & mask) == head && (key.size() <= 4 || std::memcmp(string + 8, key.data() + 4, key.size() - 4) == 0)) {
      found = at + 1;
    }
    char value = tag(tape[at + 1]);
    if (value == '{' || value == '[') {
      at = static_cast<std::uint32_t>(tape[at + 1]);
    } else {
      at += value == 'd' || value == 'l' || value == 'u' ? 3 : 2;
    }
  }
  if (found == 0) {
    return false;
  }
  out = JsonView(document_, found);
  return true;
}

}  // namespace vedette

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/json.h"
#include "base/utf8.h"

namespace vedette {

namespace {

/// Characters that do not stand for themselves in a string (encode.go: appendString).
struct PlainTable {
  std::array<bool, 256> html{};
  std::array<bool, 256> text{};
  constexpr PlainTable() {
    for (int c = 0x20; c < 0x80; ++c) {
      text[c] = c != '"' && c != '\\';
      html[c] = text[c] && c != '<' && c != '>' && c != '&';
    }
  }
};
constexpr PlainTable kPlain;

void append_escape(std::string& out, unsigned char c) {
  constexpr char kHex[] = "0123456789abcdef";
  switch (c) {
    case '"':
    case '\\':
      out += '\\';
      out += static_cast<char>(c);
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += kHex[c >> 4];
      out += kHex[c & 15];
  }
}

}  // namespace

#if defined(__SSE2__)
namespace {

inline bool all_plain(__m128i bytes, bool escape_html) {
  auto is = [&bytes](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
  // Compared as signed bytes: what is not ASCII is below a space, too.
  __m128i other = _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)), _mm_or_si128(is('"'), is('\\')));
  if (escape_html) {
    other = _mm_or_si128(other, _mm_or_si128(is('&'), _mm_or_si128(is('<'), is('>'))));
  }
  return _mm_movemask_epi8(other) == 0;
}

template <class Word>
Word load(const char* at) {
  Word word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

}  // namespace

bool is_plain_json(std::string_view text, bool escape_html) {
  const char* at = text.data();
  std::size_t size = text.size();
  if (size >= 16) {
    // The last block may overlap the one before.
    for (std::size_t i = 0; i + 16 < size; i += 16) {
      if (!all_plain(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i)), escape_html)) {
        return false;
      }
    }
    return all_plain(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at + size - 16)), escape_html);
  }
  if (size >= 8) {
    return all_plain(_mm_set_epi64x(load<long long>(at), load<long long>(at + size - 8)), escape_html);
  }
  if (size >= 4) {
    int first = load<int>(at);
    int last = load<int>(at + size - 4);
    return all_plain(_mm_set_epi32(first, last, first, last), escape_html);
  }
  const auto& plain = escape_html ? kPlain.html : kPlain.text;
  for (char c : text) {
    if (!plain[static_cast<unsigned char>(c)]) {
      return false;
    }
  }
  return true;
}
#else
bool is_plain_json(std::string_view text, bool escape_html) {
  const auto& plain = escape_html ? kPlain.html : kPlain.text;
  return std::all_of(text.begin(), text.end(), [&plain](char c) { return plain[static_cast<unsigned char>(c)]; });
}
#endif

void append_json_string(std::string& out, std::string_view text, bool escape_html) {
  if (is_plain_json(text, escape_html)) {
    out += '"';
    out += text;
    out += '"';
    return;
  }
  const auto& plain = escape_html ? kPlain.html : kPlain.text;
  out += '"';
  std::size_t start = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    auto c = static_cast<unsigned char>(text[i]);
    if (plain[c]) {
      ++i;
      continue;
    }
    if (c < 0x80) {
      out.append(text, start, i - start);
      append_escape(out, c);
      start = ++i;
      continue;
    }
    Rune rune = decode_rune(text.substr(i, 4));
    if (rune.bad() || rune.code == 0x2028 || rune.code == 0x2029) {
      out.append(text, start, i - start);
      out += rune.bad() ? "\\ufffd" : rune.code == 0x2028 ? "\\u2028" : "\\u2029";
      start = i + rune.width;
    }
    i += rune.width;
  }
  out.append(text, start, text.size() - start);
  out += '"';
}

std::string json_string(std::string_view text, bool escape_html) {
  std::string out;
  append_json_string(out, text, escape_html);
  return out;
}

namespace {

/// The digits of a finite number as Go writes them: in full between 1e-6 and 1e21, with an exponent outside.
template <class Float>
void append_float(std::string& out, Float number, bool in_full) {
  // Shortest digits that read back the same; std::chars_format::fixed would spell out every digit of a large number instead.
  std::array<char, 64> buffer;
  auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::scientific);
  (void)error;  // 64 bytes always do
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  if (text.front() == '-') {
    out += '-';
    text.remove_prefix(1);
  }
  std::size_t e = text.find('e');
  std::string_view mantissa = text.substr(0, e);
  int exponent = 0;
  const char* exponent_at = text.data() + e + 1;
  std::from_chars(exponent_at + (*exponent_at == '+' ? 1 : 0), text.data() + text.size(), exponent);
  if (!in_full) {
    out += mantissa;
    out += exponent < 0 ? "e-" : "e+";
    // encode.go: e-09 is cleaned to e-9, while e+21 always has two digits.
    std::array<char, 8> digits;
    auto [digits_end, digits_error] = std::to_chars(digits.data(), digits.data() + digits.size(), std::abs(exponent));
    (void)digits_error;
    out.append(digits.data(), digits_end);
    return;
  }
  std::array<char, 24> digits;
  std::size_t count = 0;
  for (char c : mantissa) {
    if (c != '.') {
      digits[count++] = c;
    }
  }
  std::string_view all(digits.data(), count);
  if (exponent < 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-exponent - 1), '0');
    out += all;
    return;
  }
  auto whole = static_cast<std::size_t>(exponent) + 1;
  if (count <= whole) {
    out += all;
    out.append(whole - count, '0');
    return;
  }
  out += all.substr(0, whole);
  out += '.';
  out += all.substr(whole);
}

}  // namespace

void append_json_number(std::string& out, double number) {
  double size = std::fabs(number);
  if (size < 9007199254740992.0 && number == std::trunc(number) && !(number == 0 && std::signbit(number))) {
    std::array<char, 24> digits;
    auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), static_cast<std::int64_t>(number));
    (void)error;
    out.append(digits.data(), end);
    return;
  }
  append_float(out, number, size == 0 || (size >= 1e-6 && size < 1e21));
}

void append_json_number(std::string& out, float number) {
  float size = std::fabs(number);
  append_float(out, number, size == 0 || (size >= 1e-6F && size < 1e21F));
}

namespace {

struct Pair {
  std::string_view key;
  JsonView value;
};

/// A container being written: an object's pairs lie in `pairs` from `at` on, an array is walked.
struct Level {
  bool object;
  std::size_t first, at, end;
  JsonView::Iterator elements;
};

/// Kept from call to call, so that writing allocates nothing once warm.
struct Scratch {
  std::vector<Pair> pairs;
  std::vector<Level> levels;
};

/// Adds the object's pairs, sorted bytewise, the last of equal keys only.
void push_pairs(std::vector<Pair>& pairs, JsonView object) {
  std::size_t first = pairs.size();
  bool sorted = true;
  for (auto it = object.elements(); it.next();) {
    sorted = sorted && (pairs.size() == first || pairs.back().key < it.key());
    pairs.push_back({it.key(), it.value()});
  }
  if (sorted) {
    return;
  }
  // Equal keys stay in the document's order, which is the order of their bytes in memory (std::stable_sort would allocate).
  std::sort(pairs.begin() + static_cast<std::ptrdiff_t>(first), pairs.end(), [](const Pair& a, const Pair& b) {
    int order = a.key.compare(b.key);
    return order != 0 ? order < 0 : a.key.data() < b.key.data();
  });
  std::size_t kept = first;
  for (std::size_t i = first; i < pairs.size(); ++i) {
    if (i + 1 < pairs.size() && pairs[i].key == pairs[i + 1].key) {
      continue;
    }
    pairs[kept++] = pairs[i];
  }
  pairs.resize(kept);
}

/// Writes a scalar, or opens a container: then true.
bool write_or_open(std::string& out, JsonView view, Scratch& scratch) {
  switch (view.kind()) {
    case JsonKind::kNull:
      out += "null";
      return false;
    case JsonKind::kBool:
      out += view.as_bool() ? "true" : "false";
      return false;
    case JsonKind::kNumber:
      append_json_number(out, view.as_number());
      return false;
    case JsonKind::kString:
      append_json_string(out, view.as_string());
      return false;
    case JsonKind::kArray:
      out += '[';
      scratch.levels.push_back({false, 0, 0, 0, view.elements()});
      return true;
    case JsonKind::kObject: {
      out += '{';
      std::size_t first = scratch.pairs.size();
      push_pairs(scratch.pairs, view);
      scratch.levels.push_back({true, first, first, scratch.pairs.size(), {}});
      return true;
    }
  }
  return false;
}

}  // namespace

void append_canonical_json(std::string& out, JsonView view) {
  thread_local Scratch scratch;
  scratch.pairs.clear();
  scratch.levels.clear();
  if (!write_or_open(out, view, scratch)) {
    return;
  }
  bool fresh = true;  // nothing written yet in the innermost container
  while (!scratch.levels.empty()) {
    Level& level = scratch.levels.back();
    JsonView next;
    if (level.object) {
      if (level.at == level.end) {
        scratch.pairs.resize(level.first);
        scratch.levels.pop_back();
        out += '}';
        fresh = false;
        continue;
      }
      if (!fresh) {
        out += ',';
      }
      const Pair& pair = scratch.pairs[level.at++];
      append_json_string(out, pair.key);
      out += ':';
      next = pair.value;
    } else {
      if (!level.elements.next()) {
        scratch.levels.pop_back();
        out += ']';
        fresh = false;
        continue;
      }
      if (!fresh) {
        out += ',';
      }
      next = level.elements.value();
    }
    fresh = write_or_open(out, next, scratch);
  }
}

}  // namespace vedette

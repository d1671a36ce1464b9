#include "sources/archive/structure.h"

#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

namespace vedette::sources {
namespace {

constexpr std::size_t kBlock = 64;

/// One bit a byte.
struct Masks {
  std::uint64_t quote = 0;
  std::uint64_t backslash = 0;
  std::uint64_t open = 0;   // { and [
  std::uint64_t close = 0;  // } and ]
  std::uint64_t newline = 0;
};

#if defined(__SSE2__)
inline Masks masks_of(const char* block) {
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i newline = _mm_set1_epi8('\n');
  const __m128i open = _mm_set1_epi8('{');
  const __m128i close = _mm_set1_epi8('}');
  const __m128i fold = _mm_set1_epi8(0x20);  // '[' becomes '{', ']' becomes '}', and nothing else does
  Masks masks;
  for (unsigned part = 0; part < 4; ++part) {
    __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + part * 16));
    __m128i folded = _mm_or_si128(bytes, fold);
    auto bits = [&](__m128i equal) { return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(equal))) << (part * 16); };
    masks.quote |= bits(_mm_cmpeq_epi8(bytes, quote));
    masks.backslash |= bits(_mm_cmpeq_epi8(bytes, backslash));
    masks.newline |= bits(_mm_cmpeq_epi8(bytes, newline));
    masks.open |= bits(_mm_cmpeq_epi8(folded, open));
    masks.close |= bits(_mm_cmpeq_epi8(folded, close));
  }
  return masks;
}
#else
inline Masks masks_of(const char* block) {
  Masks masks;
  for (unsigned i = 0; i < kBlock; ++i) {
    std::uint64_t bit = std::uint64_t{1} << i;
    char c = block[i];
    masks.quote |= c == '"' ? bit : 0;
    masks.backslash |= c == '\\' ? bit : 0;
    masks.newline |= c == '\n' ? bit : 0;
    masks.open |= c == '{' || c == '[' ? bit : 0;
    masks.close |= c == '}' || c == ']' ? bit : 0;
  }
  return masks;
}
#endif

/// Bits of the characters that a backslash escapes (simdjson's find_escaped).
[[gnu::always_inline]] inline std::uint64_t escaped_bits(std::uint64_t backslash, bool& carry) {
  if (backslash == 0) {
    std::uint64_t escaped = carry ? 1 : 0;
    carry = false;
    return escaped;
  }
  constexpr std::uint64_t kEven = 0x5555555555555555ULL;
  std::uint64_t previous = carry ? 1 : 0;
  backslash &= ~previous;
  std::uint64_t follows = (backslash << 1) | previous;
  std::uint64_t odd_starts = backslash & ~kEven & ~follows;
  std::uint64_t even_sum = odd_starts + backslash;
  carry = even_sum < backslash;
  return (kEven ^ (even_sum << 1)) & follows;
}

/// Bit i is the parity of bits 0..i.
[[gnu::always_inline]] inline std::uint64_t prefix_xor(std::uint64_t bits) {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  bits ^= bits << 32;
  return bits;
}

/// The offset one past the closing bracket, -1 to go on, or -2 - (offset of the newline that stops).
[[gnu::always_inline]] inline int scan_block(const Masks& masks, ScanState& state, Newlines newlines) {
  std::uint64_t quotes = masks.quote & ~escaped_bits(masks.backslash, state.escaped);
  std::uint64_t inside = prefix_xor(quotes) ^ (state.in_string ? ~std::uint64_t{0} : 0);
  state.in_string = (inside >> 63) != 0;
  std::uint64_t open = masks.open & ~inside;
  std::uint64_t close = masks.close & ~inside;
  int newline = -1;
  if (newlines != Newlines::kPass && masks.newline != 0) {
    std::uint64_t stops = newlines == Newlines::kStop ? masks.newline : masks.newline & inside;
    newline = stops != 0 ? std::countr_zero(stops) : -1;
  }
  if (newline >= 0) {
    std::uint64_t before = (std::uint64_t{1} << newline) - 1;
    open &= before;
    close &= before;
  }
  auto closing = static_cast<std::uint64_t>(std::popcount(close));
  if (state.depth > closing) [[likely]] {
    state.depth += static_cast<std::uint64_t>(std::popcount(open)) - closing;
  } else {
    std::uint64_t both = open | close;
    while (both != 0) {
      int at = std::countr_zero(both);
      if ((open >> at & 1) != 0) {
        ++state.depth;
      } else if (state.depth <= 1) {
        state.depth = 0;
        return at + 1;
      } else {
        --state.depth;
      }
      both &= both - 1;
    }
  }
  return newline < 0 ? -1 : -2 - newline;
}

#if defined(__x86_64__) && defined(__GNUC__)
// Distributions build for any x86-64, which has neither these nor a count of bits.
#define VEDETTE_AVX2 [[gnu::target("avx2,bmi,popcnt")]]

VEDETTE_AVX2 inline Masks wide_masks_of(const char* block) {
  const __m256i quote = _mm256_set1_epi8('"');
  const __m256i backslash = _mm256_set1_epi8('\\');
  const __m256i newline = _mm256_set1_epi8('\n');
  const __m256i open = _mm256_set1_epi8('{');
  const __m256i close = _mm256_set1_epi8('}');
  const __m256i fold = _mm256_set1_epi8(0x20);
  Masks masks;
  for (unsigned part = 0; part < 2; ++part) {
    __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(block + part * 32));
    __m256i folded = _mm256_or_si256(bytes, fold);
    masks.quote |= std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, quote)))} << (part * 32);
    masks.backslash |= std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, backslash)))} << (part * 32);
    masks.newline |= std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, newline)))} << (part * 32);
    masks.open |= std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(folded, open)))} << (part * 32);
    masks.close |= std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(folded, close)))} << (part * 32);
  }
  return masks;
}
#endif

/// Blocks of 64 bytes, one after the other; inline in one function for each kind of processor.
template <Masks (*MasksOf)(const char*)>
[[gnu::always_inline]] inline ScanResult scan(const char* begin, const char* end, ScanState& state, Newlines newlines) {
  const char* at = begin;
  while (at < end) {
    auto left = static_cast<std::size_t>(end - at);
    Masks masks;
    if (left >= kBlock) [[likely]] {
      masks = MasksOf(at);
    } else {
      char padded[kBlock];
      std::memset(padded, ' ', kBlock);
      std::memcpy(padded, at, left);
      masks = MasksOf(padded);
    }
    const bool escaped_before = state.escaped;
    int found = scan_block(masks, state, newlines);
    if (found >= 0) {
      return {ScanEnd::kClosed, at + found};
    }
    if (found <= -2) {
      return {ScanEnd::kNewline, at + (-2 - found)};
    }
    if (left < kBlock) {
      // The padding swallowed a backslash at the very end: work out whether the next real byte is escaped.
      std::size_t run = 0;
      while (run < left && at[left - 1 - run] == '\\') {
        ++run;
      }
      bool odd = (run & 1) != 0;
      state.escaped = run == left ? odd != escaped_before : odd;
      break;
    }
    at += kBlock;
  }
  return {ScanEnd::kMore, end};
}

#if defined(VEDETTE_AVX2)
VEDETTE_AVX2 ScanResult scan_wide(const char* begin, const char* end, ScanState& state, Newlines newlines) {
  return scan<wide_masks_of>(begin, end, state, newlines);
}
#endif

}  // namespace

ScanResult scan_to_close(const char* begin, const char* end, ScanState& state, Newlines newlines) {
#if defined(VEDETTE_AVX2)
  static const bool wide = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
  if (wide) {
    return scan_wide(begin, end, state, newlines);
  }
#endif
  return scan<masks_of>(begin, end, state, newlines);
}

const char* string_end(const char* begin, const char* end) {
  const char* at = begin + 1;
  while (at < end) {
    const char* quote = static_cast<const char*>(std::memchr(at, '"', static_cast<std::size_t>(end - at)));
    if (quote == nullptr) {
      return nullptr;
    }
    const char* slash = quote;
    while (slash > begin + 1 && slash[-1] == '\\') {
      --slash;
    }
    if (((quote - slash) & 1) == 0) {
      return quote + 1;
    }
    at = quote + 1;
  }
  return nullptr;
}

const char* value_end(const char* begin, const char* end) {
  if (begin >= end) {
    return nullptr;
  }
  if (*begin == '"') {
    return string_end(begin, end);
  }
  if (*begin == '{' || *begin == '[') {
    ScanState state;
    ScanResult result = scan_to_close(begin, end, state, Newlines::kPass);
    return result.end == ScanEnd::kClosed ? result.at : nullptr;
  }
  for (const char* at = begin; at < end; ++at) {
    if (*at == ',' || *at == '}' || *at == ']' || is_json_space(*at)) {
      return at;
    }
  }
  return nullptr;
}

}  // namespace vedette::sources

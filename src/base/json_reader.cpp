#include <fmt/format.h>
#include <simdjson.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <new>

#include "base/json.h"
#include "base/json_slow.h"
#include "base/json_tape.h"

namespace vedette {

static_assert(JsonReader::kPadding >= simdjson::SIMDJSON_PADDING);

namespace {

constexpr std::size_t kMaxText = 0xFFFFFFFF - 64;  // tape indices are 32 bits wide
constexpr std::size_t kKeptCapacity = 16 << 20;    // what a reader may stay grown to: some 5 bytes of memory each
constexpr std::size_t kFastDepth = 1024;           // simdjson keeps 8 bytes a level; deeper goes to the slower reader

/// simdjson writes `-0` as the integer 0, Go decodes it to a negative zero. True when an integer 0 stands on the tape; may say so wrongly.
bool has_integer_zero(const std::uint64_t* tape) {
  const std::uint64_t* end = tape + static_cast<std::uint32_t>(tape[0]);
  std::uint64_t found = 0;
#ifdef __SSE2__
  // Any integer at all? Most records have none, and this is all the work.
  const __m128i wanted = _mm_set1_epi64x(static_cast<long long>(json_tape::word('l', 0)));
  __m128i any = _mm_setzero_si128();
  const std::uint64_t* at = tape + 1;
  for (; at + 2 <= end; at += 2) {
    __m128i equal = _mm_cmpeq_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)), wanted);
    any = _mm_or_si128(any, _mm_and_si128(equal, _mm_shuffle_epi32(equal, _MM_SHUFFLE(2, 3, 0, 1))));
  }
  if (_mm_movemask_epi8(any) == 0 && (at == end || *at != json_tape::word('l', 0))) {
    return false;
  }
#endif
  for (const std::uint64_t* word = tape + 1; word + 1 < end; ++word) {
    found |= static_cast<std::uint64_t>(word[0] == json_tape::word('l', 0)) & static_cast<std::uint64_t>(word[1] == 0);
  }
  return found != 0;
}

}  // namespace

struct JsonReader::Implementation {
  json_tape::Store store;
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
  std::unique_ptr<char[]> padded;
  std::size_t padded_capacity = 0;
  std::string_view kept;  // the text of parse_kept
  JsonView kept_view;

  /// Null when simdjson refuses the text or cannot be had; then the slower reader decides.
  const JsonDocument* read_fast(std::string_view text, bool has_padding);
  bool grow(std::size_t size);
  const char* with_padding(std::string_view text);
  /// A number written -0.
  [[nodiscard]] bool has_minus_zero(const char* text, std::size_t size) const;
};

bool JsonReader::Implementation::grow(std::size_t size) {
  if (parser != nullptr && parser->capacity() >= size) {
    return true;
  }
  std::size_t capacity = std::max<std::size_t>(size + size / 4, 4096);
  capacity = std::min<std::size_t>(capacity, simdjson::SIMDJSON_MAXSIZE_BYTES);
  parser.reset();
  return simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, kFastDepth, parser) == simdjson::SUCCESS;
}

const char* JsonReader::Implementation::with_padding(std::string_view text) {
  if (padded_capacity < text.size()) {
    padded_capacity = std::max<std::size_t>(text.size() + text.size() / 4, 4096);
    padded.reset(new (std::nothrow) char[padded_capacity + kPadding]);
    if (padded == nullptr) {
      padded_capacity = 0;
      return nullptr;
    }
  }
  std::memcpy(padded.get(), text.data(), text.size());
  std::memset(padded.get() + text.size(), ' ', kPadding);
  return padded.get();
}

bool JsonReader::Implementation::has_minus_zero(const char* text, std::size_t size) const {
  for (std::uint32_t i = 0; i < parser->n_structural_indexes; ++i) {
    std::size_t at = parser->structural_indexes[i];
    if (text[at] == '-' && at + 1 < size && text[at + 1] == '0') {
      char next = at + 2 < size ? text[at + 2] : ' ';
      if (next != '.' && next != 'e' && next != 'E') {
        return true;
      }
    }
  }
  return false;
}

const JsonDocument* JsonReader::Implementation::read_fast(std::string_view text, bool has_padding) {
  if (text.empty() || !grow(text.size())) {
    return nullptr;
  }
  const char* input = has_padding ? text.data() : with_padding(text);
  // As simdjson's document::allocate sizes them.
  std::size_t strings_bytes = (text.size() * 5 / 3 + simdjson::SIMDJSON_PADDING + 63) & ~std::size_t{63};
  std::size_t tape_words = text.size() + 3 + 64;
  std::uint8_t* memory = store.reserve(sizeof(JsonDocument) + strings_bytes + tape_words * sizeof(std::uint64_t));
  if (input == nullptr || memory == nullptr) {
    return nullptr;
  }
  std::uint8_t* strings = memory + sizeof(JsonDocument);
  auto* tape = reinterpret_cast<std::uint64_t*>(strings + strings_bytes);
  // simdjson writes where these point and asks for nothing else of a document; the memory stays the store's.
  simdjson::dom::document borrowed;
  borrowed.tape.reset(tape);
  borrowed.string_buf.reset(strings);
  auto error = parser->parse(reinterpret_cast<const std::uint8_t*>(input), text.size(), borrowed);
  (void)borrowed.tape.release();
  (void)borrowed.string_buf.release();
  if (error != simdjson::SUCCESS || (has_integer_zero(tape) && has_minus_zero(input, text.size()))) {
    return nullptr;
  }
  store.keep(sizeof(JsonDocument) + strings_bytes + static_cast<std::uint32_t>(tape[0]) * sizeof(std::uint64_t));
  return new (memory) JsonDocument{tape, strings};
}

JsonReader::JsonReader() : implementation_(std::make_unique<Implementation>()) {}
JsonReader::~JsonReader() = default;
JsonReader::JsonReader(JsonReader&&) noexcept = default;
JsonReader& JsonReader::operator=(JsonReader&&) noexcept = default;

Result<JsonView> JsonReader::parse(std::string_view text, bool padded) {
  if (text.size() > kMaxText) {
    return fail(ErrorKind::kInvalid, fmt::format("a JSON document of {} bytes; 4 GiB is the most", text.size()));
  }
  if (!text.empty() && text.data() == implementation_->kept.data() && text.size() == implementation_->kept.size()) {
    return implementation_->kept_view;
  }
  if (const JsonDocument* document = implementation_->read_fast(text, padded)) {
    return JsonView(document, 1);
  }
  return parse_slowly(text);
}

Result<JsonView> JsonReader::parse_kept(std::string_view text, bool padded) {
  Result<JsonView> view = parse(text, padded);
  if (view) {
    implementation_->kept = text;
    implementation_->kept_view = *view;
  }
  return view;
}

Result<JsonView> JsonReader::parse_slowly(std::string_view text) {
  if (text.size() > kMaxText) {
    return fail(ErrorKind::kInvalid, fmt::format("a JSON document of {} bytes; 4 GiB is the most", text.size()));
  }
  auto document = json_tape::read_slowly(text, implementation_->store);
  if (!document) {
    return tl::unexpected<Error>(document.error());
  }
  return JsonView(*document, 1);
}

void JsonReader::reset() {
  Implementation& it = *implementation_;
  it.store.reset();
  it.kept = {};
  if (it.parser != nullptr && it.parser->capacity() > kKeptCapacity) {
    it.parser.reset();
  }
  if (it.padded_capacity > kKeptCapacity) {
    it.padded.reset();
    it.padded_capacity = 0;
  }
}

}  // namespace vedette

#include "base/json_slow.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string>

#include "base/json.h"
#include "base/utf8.h"

namespace vedette::json_tape {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// -1 for anything else.
int hex_digit(char c) {
  if (is_digit(c)) {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// How Go's scanner.go quotes the character it stumbled over.
std::string quoted(unsigned char c) {
  switch (c) {
    case '\'':
      return R"('\'')";
    case '"':
      return R"('"')";
    case '\\':
      return R"('\\')";
    case '\a':
      return R"('\a')";
    case '\b':
      return R"('\b')";
    case '\f':
      return R"('\f')";
    case '\n':
      return R"('\n')";
    case '\r':
      return R"('\r')";
    case '\t':
      return R"('\t')";
    case '\v':
      return R"('\v')";
    default:
      break;
  }
  if (c < 0x20 || c == 0x7F) {
    return fmt::format("'\\x{:02x}'", c);
  }
  if (c < 0x80) {
    return fmt::format("'{}'", static_cast<char>(c));
  }
  if (c < 0xA0 || c == 0xAD) {
    return fmt::format("'\\u{:04x}'", c);
  }
  std::string text = "'";
  append_rune(text, c);  // strconv.Quote(string(c)): the byte taken as a code point
  return text + "'";
}

/// strconv.ParseFloat on a literal of JSON's grammar; nothing when it is too large for a float64.
std::optional<double> to_double(std::string_view literal) {
  double number = 0;
  auto [end, error] = std::from_chars(literal.data(), literal.data() + literal.size(), number);
  if (error == std::errc()) {
    return number;
  }
  // Out of range says nothing of the direction: find the decimal exponent of the first digit that is not zero.
  bool negative = literal.front() == '-';
  std::size_t mantissa_end = std::min(literal.find_first_of("eE"), literal.size());
  std::string_view mantissa = literal.substr(negative ? 1 : 0, mantissa_end - (negative ? 1 : 0));
  std::int64_t point = static_cast<std::int64_t>(std::min(mantissa.find('.'), mantissa.size()));
  std::size_t first = mantissa.find_first_not_of("0.");
  if (first == std::string_view::npos) {
    return negative ? -0.0 : 0.0;
  }
  auto place = static_cast<std::int64_t>(first);
  std::int64_t magnitude = place < point ? point - place - 1 : point - place;
  constexpr std::int64_t kBeyond = 1'000'000'000'000;  // no text is long enough to make up for such an exponent
  std::int64_t exponent = 0;
  if (mantissa_end < literal.size()) {
    std::string_view digits = literal.substr(mantissa_end + 1);
    bool down = digits.front() == '-';
    if (digits.front() == '-' || digits.front() == '+') {
      digits.remove_prefix(1);
    }
    for (char c : digits) {
      exponent = std::min(kBeyond, exponent * 10 + (c - '0'));
    }
    exponent = down ? -exponent : exponent;
  }
  if (magnitude + exponent > 0) {
    return std::nullopt;
  }
  return negative ? -0.0 : 0.0;
}

class SlowReader {
 public:
  SlowReader(std::string_view text, std::uint64_t* tape, std::uint8_t* strings) : text_(text), tape_(tape), strings_(strings) {}

  /// False: `message()` says why.
  bool read();
  [[nodiscard]] const std::string& message() const { return message_; }
  [[nodiscard]] std::size_t tape_size() const { return tape_size_; }

 private:
  bool read_value();
  bool read_key();
  bool open(char tag);
  bool close(char tag);
  bool after_value();
  bool read_literal(std::string_view word, char tag);
  bool read_number();
  bool read_string();
  /// scanner.go: "invalid character 'x' looking for beginning of value", or the end of the text.
  bool refuse(std::string_view context);
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }
  [[nodiscard]] bool more() const { return at_ < text_.size(); }
  /// The four hexadecimal digits of an escape at `position`, which starts at its backslash; -1 when it is none.
  [[nodiscard]] std::int32_t hex_escape(std::size_t position) const;
  void push(std::uint64_t word) { tape_[tape_size_++] = word; }

  struct Level {
    std::uint32_t start;  // on the tape
    std::uint32_t count;
    bool object;
  };

  std::string_view text_;
  std::uint64_t* tape_;
  std::uint8_t* strings_;
  std::size_t at_ = 0;
  std::size_t tape_size_ = 0;
  std::size_t strings_size_ = 0;
  std::vector<Level> levels_;
  bool done_ = false;
  std::string message_;
  std::string range_error_;  // Go checks the whole syntax first, so a number out of range is told only when the rest is sound
};

bool SlowReader::refuse(std::string_view context) {
  if (!more()) {
    message_ = fmt::format("unexpected end of JSON input at offset {}", text_.size());
  } else {
    message_ = fmt::format("invalid character {} {} at offset {}", quoted(static_cast<unsigned char>(text_[at_])), context, at_);
  }
  return false;
}

bool SlowReader::read() {
  push(0);
  skip_space();
  if (!read_value()) {
    return false;
  }
  while (!done_) {
    skip_space();
    Level& level = levels_.back();
    if (level.object ? !read_key() : !read_value()) {
      return false;
    }
  }
  skip_space();
  if (more()) {
    return refuse("after top-level value");
  }
  tape_[0] = word('r', tape_size_ + 1);
  push(word('r', 0));
  if (!range_error_.empty()) {
    message_ = range_error_;
    return false;
  }
  return true;
}

bool SlowReader::read_key() {
  if (!more() || text_[at_] != '"') {
    return refuse("looking for beginning of object key string");
  }
  if (!read_string()) {
    return false;
  }
  skip_space();
  if (!more() || text_[at_] != ':') {
    return refuse("after object key");
  }
  ++at_;
  skip_space();
  return read_value();
}

bool SlowReader::open(char tag) {
  // scanner.go: pushParseState refuses the 10,001st level.
  if (levels_.size() == JsonReader::kMaxDepth) {
    return refuse("exceeded max depth");
  }
  levels_.push_back({static_cast<std::uint32_t>(tape_size_), 0, tag == '{'});
  push(0);
  ++at_;
  skip_space();
  if (more() && text_[at_] == (tag == '{' ? '}' : ']')) {
    return close(text_[at_]);
  }
  return true;
}

bool SlowReader::close(char tag) {
  ++at_;
  Level level = levels_.back();
  levels_.pop_back();
  push(word(tag, level.start));
  std::uint64_t count = std::min<std::uint64_t>(level.count, kMaxCount);
  tape_[level.start] = word(level.object ? '{' : '[', (count << 32) | tape_size_);
  return after_value();
}

/// Behind a value: the comma that leads to the next one, or the ends of what holds it.
bool SlowReader::after_value() {
  while (true) {
    if (levels_.empty()) {
      done_ = true;
      return true;
    }
    Level& level = levels_.back();
    ++level.count;
    skip_space();
    if (more() && text_[at_] == ',') {
      ++at_;
      return true;
    }
    if (!more() || text_[at_] != (level.object ? '}' : ']')) {
      return refuse(level.object ? "after object key:value pair" : "after array element");
    }
    ++at_;
    push(word(level.object ? '}' : ']', level.start));
    std::uint64_t count = std::min<std::uint64_t>(level.count, kMaxCount);
    tape_[level.start] = word(level.object ? '{' : '[', (count << 32) | tape_size_);
    levels_.pop_back();
  }
}

bool SlowReader::read_value() {
  if (!more()) {
    return refuse("looking for beginning of value");
  }
  switch (text_[at_]) {
    case '{':
    case '[':
      return open(text_[at_]);
    case '"':
      return read_string() && after_value();
    case 't':
      return read_literal("true", 't') && after_value();
    case 'f':
      return read_literal("false", 'f') && after_value();
    case 'n':
      return read_literal("null", 'n') && after_value();
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return read_number() && after_value();
    default:
      return refuse("looking for beginning of value");
  }
}

bool SlowReader::read_literal(std::string_view name, char tag) {
  for (char expected : name) {
    if (!more() || text_[at_] != expected) {
      return refuse(fmt::format("in literal {} (expecting '{}')", name, expected));
    }
    ++at_;
  }
  push(word(tag, 0));
  return true;
}

bool SlowReader::read_number() {
  std::size_t start = at_;
  if (text_[at_] == '-') {
    ++at_;
    if (!more() || !is_digit(text_[at_])) {
      return refuse("in numeric literal");
    }
  }
  if (text_[at_] == '0') {
    ++at_;
  } else {
    while (more() && is_digit(text_[at_])) {
      ++at_;
    }
  }
  if (more() && text_[at_] == '.') {
    ++at_;
    if (!more() || !is_digit(text_[at_])) {
      return refuse("after decimal point in numeric literal");
    }
    while (more() && is_digit(text_[at_])) {
      ++at_;
    }
  }
  if (more() && (text_[at_] == 'e' || text_[at_] == 'E')) {
    ++at_;
    if (more() && (text_[at_] == '+' || text_[at_] == '-')) {
      ++at_;
    }
    if (!more() || !is_digit(text_[at_])) {
      return refuse("in exponent of numeric literal");
    }
    while (more() && is_digit(text_[at_])) {
      ++at_;
    }
  }
  std::string_view literal = text_.substr(start, at_ - start);
  // A whole number stays one, as with the fast reader; but for -0, which is none.
  std::int64_t integer = 0;
  const auto parsed = std::from_chars(literal.data(), literal.data() + literal.size(), integer);
  if (parsed.ec == std::errc() && parsed.ptr == literal.data() + literal.size() && literal != "-0") {
    push(word('l', 0));
    push(static_cast<std::uint64_t>(integer));
    return true;
  }
  std::optional<double> number = to_double(literal);
  if (!number && range_error_.empty()) {
    range_error_ = fmt::format("cannot read number {} into a float64 at offset {}", literal.substr(0, 64), start);
  }
  double value = number.value_or(0);
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  push(word('d', 0));
  push(bits);
  return true;
}

std::int32_t SlowReader::hex_escape(std::size_t position) const {
  if (position + 6 > text_.size() || text_[position] != '\\' || text_[position + 1] != 'u') {
    return -1;
  }
  std::int32_t code = 0;
  for (std::size_t i = position + 2; i < position + 6; ++i) {
    int digit = hex_digit(text_[i]);
    if (digit < 0) {
      return -1;
    }
    code = code * 16 + digit;
  }
  return code;
}

bool SlowReader::read_string() {
  ++at_;
  push(word('"', strings_size_));
  std::uint8_t* start = strings_ + strings_size_ + sizeof(std::uint32_t);
  std::uint8_t* out = start;
  while (true) {
    if (!more()) {
      return refuse("in string literal");
    }
    auto c = static_cast<unsigned char>(text_[at_]);
    if (c == '"') {
      ++at_;
      break;
    }
    if (c < 0x20) {
      return refuse("in string literal");
    }
    if (c >= 0x80) {
      Rune rune = decode_rune(text_.substr(at_, 4));
      at_ += rune.width;
      out += encode_rune(reinterpret_cast<char*>(out), rune.code);
      continue;
    }
    if (c != '\\') {
      *out++ = c;
      ++at_;
      continue;
    }
    ++at_;
    if (!more()) {
      return refuse("in string escape code");
    }
    switch (text_[at_]) {
      case '"':
      case '\\':
      case '/':
        *out++ = static_cast<std::uint8_t>(text_[at_]);
        break;
      case 'b':
        *out++ = '\b';
        break;
      case 'f':
        *out++ = '\f';
        break;
      case 'n':
        *out++ = '\n';
        break;
      case 'r':
        *out++ = '\r';
        break;
      case 't':
        *out++ = '\t';
        break;
      case 'u': {
        std::int32_t code = hex_escape(at_ - 1);
        if (code < 0) {
          ++at_;
          while (more() && hex_digit(text_[at_]) >= 0) {
            ++at_;
          }
          return refuse("in \\u hexadecimal character escape");
        }
        at_ += 4;
        // decode.go: unquoteBytes. A surrogate that has no partner becomes U+FFFD, and what follows it is read anew.
        if (code >= 0xD800 && code < 0xE000) {
          std::int32_t low = hex_escape(at_ + 1);
          if (code < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            at_ += 6;
          } else {
            code = kReplacementRune;
          }
        }
        out += encode_rune(reinterpret_cast<char*>(out), static_cast<char32_t>(code));
        break;
      }
      default:
        return refuse("in string escape code");
    }
    ++at_;
  }
  auto length = static_cast<std::uint32_t>(out - start);
  if (length != static_cast<std::size_t>(out - start)) {
    message_ = fmt::format("string of more than 4 GiB ends at offset {}", at_);
    return false;
  }
  std::memcpy(strings_ + strings_size_, &length, sizeof length);
  *out = 0;
  strings_size_ += sizeof length + length + 1;
  return true;
}

}  // namespace

Result<const JsonDocument*> read_slowly(std::string_view text, Store& store) {
  // A bad byte grows to three; a string costs five bytes beside its own and needs at least three of text ("",).
  std::size_t strings_bytes = (text.size() * 3 + text.size() / 3 * 5 + 64 + 7) & ~std::size_t{7};
  std::size_t tape_words = text.size() + 4;  // a number takes two words, but its comma none
  std::uint8_t* memory = store.reserve(sizeof(JsonDocument) + strings_bytes + tape_words * sizeof(std::uint64_t));
  if (memory == nullptr) {
    return fail(ErrorKind::kUnavailable, fmt::format("no memory for a JSON document of {} bytes", text.size()));
  }
  std::uint8_t* strings = memory + sizeof(JsonDocument);
  auto* tape = reinterpret_cast<std::uint64_t*>(strings + strings_bytes);
  SlowReader reader(text, tape, strings);
  if (!reader.read()) {
    return fail(ErrorKind::kInvalid, reader.message());
  }
  store.keep(sizeof(JsonDocument) + strings_bytes + reader.tape_size() * sizeof(std::uint64_t));
  return new (memory) JsonDocument{tape, strings};
}

}  // namespace vedette::json_tape

#include "expr/escape.h"

#include <cstdint>

#include "base/utf8.h"

namespace vedette::expr {

namespace {

constexpr char32_t kMaxRune = 0x10FFFF;

int hex_value(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  if (c >= 'A' && c <= 'F') {
    return c - 'A' + 10;
  }
  return -1;
}

// Reads escapes one by one. expr checks a literal twice, first the lexer (lexer.go, scanEscape), then lexer/utils.go; what passes here passes both.
class Unescaper {
 public:
  Unescaper(std::string_view body, char quote, bool bytes, std::string& value) : body_(body), quote_(quote), bytes_(bytes), value_(value) {}

  bool run() {
    while (at_ < body_.size()) {
      if (body_[at_] == '\\') {
        if (!escape()) {
          return false;
        }
      } else {
        plain();
      }
    }
    return true;
  }

  std::string error;
  [[nodiscard]] std::size_t at() const { return escape_at_; }

 private:
  void plain() {
    if (body_[at_] == '\r') {  // a lone CR is a newline (utils.go, newlineNormalizer); CR LF never gets here
      value_ += '\n';
      ++at_;
      return;
    }
    Rune rune = decode_rune(body_.substr(at_));
    append_rune(value_, rune.code);
    at_ += rune.width;
  }

  bool escape() {
    escape_at_ = at_;
    ++at_;
    if (at_ >= body_.size()) {
      return refuse("unable to unescape string, found '\\' as last character");
    }
    char c = body_[at_++];
    switch (c) {
      case 'a':
        value_ += '\a';
        return true;
      case 'b':
        value_ += '\b';
        return true;
      case 'f':
        value_ += '\f';
        return true;
      case 'n':
        value_ += '\n';
        return true;
      case 'r':
        value_ += '\r';
        return true;
      case 't':
        value_ += '\t';
        return true;
      case 'v':
        value_ += '\v';
        return true;
      case '\\':
        value_ += '\\';
        return true;
      case 'x':
        return hex(2);
      case 'u':
        if (bytes_) {
          return refuse("a bytes literal has no \\u escapes");
        }
        return at_ < body_.size() && body_[at_] == '{' ? braced() : hex(4);
      case 'U':
        if (bytes_) {
          return refuse("a bytes literal has no \\U escapes");
        }
        return hex(8);
      case '0':
      case '1':
      case '2':
      case '3':
        return octal(c);
      default:
        if (c == quote_) {
          value_ += c;
          return true;
        }
        return refuse(std::string(kInvalidEscape));
    }
  }

  bool hex(int digits) {
    std::uint64_t code = 0;
    for (int i = 0; i < digits; ++i) {
      int digit = at_ < body_.size() ? hex_value(body_[at_]) : -1;
      if (digit < 0) {
        return refuse(std::string(kInvalidEscape));
      }
      code = code << 4 | static_cast<std::uint64_t>(digit);
      ++at_;
    }
    return code_point(code);
  }

  bool braced() {
    ++at_;
    std::uint64_t code = 0;
    int digits = 0;
    for (; at_ < body_.size() && body_[at_] != '}'; ++at_, ++digits) {
      int digit = hex_value(body_[at_]);
      if (digit < 0 || digits >= 6) {
        return refuse(std::string(kInvalidEscape));
      }
      code = code << 4 | static_cast<std::uint64_t>(digit);
    }
    if (at_ >= body_.size() || digits == 0) {
      return refuse(std::string(kInvalidEscape));
    }
    ++at_;
    return code_point(code);
  }

  bool octal(char first) {
    std::uint64_t code = static_cast<std::uint64_t>(first - '0');
    for (int i = 0; i < 2; ++i, ++at_) {
      if (at_ >= body_.size() || body_[at_] < '0' || body_[at_] > '7') {
        return refuse(std::string(kInvalidEscape));
      }
      code = code * 8 + static_cast<std::uint64_t>(body_[at_] - '0');
    }
    return code_point(code);
  }

  bool code_point(std::uint64_t code) {
    if (code > kMaxRune) {
      return refuse("an escape beyond U+10FFFF");
    }
    if (bytes_) {
      value_ += static_cast<char>(static_cast<unsigned char>(code));
    } else {
      append_rune(value_, static_cast<char32_t>(code));
    }
    return true;
  }

  bool refuse(std::string why) {
    error = std::move(why);
    return false;
  }

  std::string_view body_;
  char quote_;
  bool bytes_;
  std::string& value_;
  std::size_t at_ = 0;
  std::size_t escape_at_ = 0;
};

}  // namespace

bool unescape(std::string_view body, char quote, bool bytes, std::string& value, std::string& error, std::size_t& error_at) {
  Unescaper unescaper(body, quote, bytes, value);
  if (unescaper.run()) {
    return true;
  }
  error = std::move(unescaper.error);
  error_at = unescaper.at();
  return false;
}

}  // namespace vedette::expr

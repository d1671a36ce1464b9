// fmt/format.go: padding, integers, floats, texts, hexadecimal.
#include "expr/go_printer.h"

#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "expr/go_format.h"
#include "expr/go_number.h"
#include "expr/unicode.h"

namespace vedette::expr {

namespace {

// Go: strconv.CanBackquote.
bool can_backquote(std::string_view text) {
  while (!text.empty()) {
    Rune rune = decode_rune(text);
    text.remove_prefix(rune.width);
    if (rune.width > 1) {
      if (rune.code == 0xFEFF) {
        return false;
      }
      continue;
    }
    if (rune.code == kReplacementRune || (rune.code < ' ' && rune.code != '\t') || rune.code == '`' || rune.code == 0x7F) {
      return false;
    }
  }
  return true;
}

}  // namespace

void GoPrinter::write_padding(std::int64_t count) {
  if (count <= 0) {
    return;
  }
  out_.append(static_cast<std::size_t>(count), flags_.zero && !flags_.minus ? '0' : ' ');
}

void GoPrinter::pad(std::string_view text) {
  if (!flags_.has_width || flags_.width == 0) {
    out_ += text;
    return;
  }
  std::int64_t padding = flags_.width - static_cast<std::int64_t>(count_runes(text));
  if (!flags_.minus) {
    write_padding(padding);
    out_ += text;
  } else {
    out_ += text;
    write_padding(padding);
  }
}

void GoPrinter::pad_without_zeros(std::string_view text) {
  bool zero = flags_.zero;
  flags_.zero = false;
  pad(text);
  flags_.zero = zero;
}

std::string_view GoPrinter::truncate(std::string_view text) const {
  if (!flags_.has_precision) {
    return text;
  }
  std::size_t at = 0;
  for (std::int64_t left = flags_.precision; at < text.size(); --left) {
    if (left <= 0) {
      return text.substr(0, at);
    }
    at += decode_rune(text.substr(at)).width;
  }
  return text;
}

// Go: fmt.fmtInteger.
void GoPrinter::write_integer(std::uint64_t value, unsigned base, bool is_signed, char32_t verb, const char* digits) {
  bool negative = is_signed && static_cast<std::int64_t>(value) < 0;
  if (negative) {
    value = 0 - value;
  }
  std::int64_t precision = 0;
  if (flags_.has_precision) {
    precision = flags_.precision;
    if (precision == 0 && value == 0) {
      bool zero = flags_.zero;
      flags_.zero = false;
      write_padding(flags_.has_width ? flags_.width : 0);
      flags_.zero = zero;
      return;
    }
  } else if (flags_.zero && !flags_.minus && flags_.has_width) {
    precision = flags_.width;
    if (negative || flags_.plus || flags_.space) {
      --precision;
    }
  }
  std::string reversed;
  do {
    reversed += digits[value % base];
    value /= base;
  } while (value != 0);
  if (static_cast<std::int64_t>(reversed.size()) < precision) {
    reversed.resize(static_cast<std::size_t>(precision), '0');
  }
  if (flags_.sharp) {
    if (base == 2) {
      reversed += "b0";
    } else if (base == 8 && reversed.back() != '0') {
      reversed += '0';
    } else if (base == 16) {
      reversed += digits[16];
      reversed += '0';
    }
  }
  if (verb == 'O') {
    reversed += "o0";
  }
  if (negative) {
    reversed += '-';
  } else if (flags_.plus) {
    reversed += '+';
  } else if (flags_.space) {
    reversed += ' ';
  }
  std::reverse(reversed.begin(), reversed.end());
  pad_without_zeros(reversed);
}

// Go: fmt.fmtUnicode.
void GoPrinter::write_unicode(std::uint64_t value) {
  std::size_t precision = flags_.has_precision && flags_.precision > 4 ? static_cast<std::size_t>(flags_.precision) : 4;
  std::string reversed;
  for (std::uint64_t left = value; left != 0 || reversed.empty(); left /= 16) {
    reversed += kUpperDigits[left % 16];
  }
  if (reversed.size() < precision) {
    reversed.resize(precision, '0');
  }
  reversed += "+U";
  std::string text(reversed.rbegin(), reversed.rend());
  if (flags_.sharp && value <= 0x10FFFF && is_print(static_cast<char32_t>(value))) {
    text += " '";
    append_rune(text, static_cast<char32_t>(value));
    text += '\'';
  }
  pad_without_zeros(text);
}

// Go: fmt.fmtFloat.
void GoPrinter::write_float(double value, int bits, char verb, std::int64_t precision) {
  if (flags_.has_precision) {
    precision = flags_.precision;
  }
  std::string number = "+";
  append_go_float(number, value, verb, static_cast<int>(precision), bits);
  if (number[1] == '-' || number[1] == '+') {
    number.erase(0, 1);
  }
  if (flags_.space && number[0] == '+' && !flags_.plus) {
    number[0] = ' ';
  }
  if (number[1] == 'I' || number[1] == 'N') {
    std::string_view text = number;
    if (number[1] == 'N' && !flags_.space && !flags_.plus) {
      text.remove_prefix(1);
    }
    pad_without_zeros(text);
    return;
  }
  if (flags_.sharp && verb != 'b') {
    std::int64_t digits = 0;
    if (verb == 'g' || verb == 'G' || verb == 'x') {
      digits = precision == -1 ? 6 : precision;
    }
    std::string tail;
    bool has_point = false;
    bool saw_nonzero = false;
    for (std::size_t i = 1; i < number.size(); ++i) {
      char c = number[i];
      if (c == '.') {
        has_point = true;
        continue;
      }
      if (c == 'p' || c == 'P' || ((c == 'e' || c == 'E') && verb != 'x' && verb != 'X')) {
        tail = number.substr(i);
        number.resize(i);
        break;
      }
      saw_nonzero = saw_nonzero || c != '0';
      if (saw_nonzero) {
        --digits;
      }
    }
    if (!has_point) {
      if (number.size() == 2 && number[1] == '0') {
        --digits;
      }
      number += '.';
    }
    if (digits > 0) {
      number.append(static_cast<std::size_t>(digits), '0');
    }
    number += tail;
  }
  if (flags_.plus || number[0] != '+') {
    if (flags_.zero && !flags_.minus && flags_.has_width && flags_.width > static_cast<std::int64_t>(number.size())) {
      out_ += number[0];
      write_padding(flags_.width - static_cast<std::int64_t>(number.size()));
      out_.append(number, 1);
      return;
    }
    pad(number);
    return;
  }
  pad(std::string_view(number).substr(1));
}

// Go: fmt.fmtSbx.
void GoPrinter::write_hex(std::string_view bytes, const char* digits) {
  if (flags_.has_precision && static_cast<std::size_t>(flags_.precision) < bytes.size()) {
    bytes = bytes.substr(0, static_cast<std::size_t>(flags_.precision));
  }
  auto width = static_cast<std::int64_t>(bytes.size()) * 2;
  if (width == 0) {
    if (flags_.has_width) {
      write_padding(flags_.width);
    }
    return;
  }
  if (flags_.space) {
    if (flags_.sharp) {
      width *= 2;
    }
    width += static_cast<std::int64_t>(bytes.size()) - 1;
  } else if (flags_.sharp) {
    width += 2;
  }
  if (flags_.has_width && flags_.width > width && !flags_.minus) {
    write_padding(flags_.width - width);
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (flags_.space && i > 0) {
      out_ += ' ';
    }
    if (flags_.sharp && (i == 0 || flags_.space)) {
      out_ += '0';
      out_ += digits[16];
    }
    auto byte = static_cast<unsigned char>(bytes[i]);
    out_ += digits[byte >> 4];
    out_ += digits[byte & 0xF];
  }
  if (flags_.has_width && flags_.width > width && flags_.minus) {
    write_padding(flags_.width - width);
  }
}

void GoPrinter::write_quoted(std::string_view text) {
  text = truncate(text);
  std::string quoted;
  if (flags_.sharp && can_backquote(text)) {
    quoted.append("`").append(text).append("`");
  } else {
    append_go_quoted(quoted, text, flags_.plus);
  }
  pad(quoted);
}

// Go: pp.badVerb. The flags stay as they are.
}  // namespace vedette::expr

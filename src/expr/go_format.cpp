#include "expr/go_format.h"

#include <algorithm>
#include <cmath>

#include "base/calendar.h"
#include "base/go_layout.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "expr/builtins/arguments.h"
#include "expr/go_number.h"
#include "expr/runtime.h"
#include "expr/unicode.h"

namespace vedette::expr {
namespace {

constexpr int kMaxNesting = 10'000;
constexpr std::int64_t kMaxWidth = 1'000'000;  // Go: tooLarge()
constexpr char kLowerDigits[] = "0123456789abcdefx";
constexpr char kUpperDigits[] = "0123456789ABCDEFX";

void append_escaped_rune(std::string& out, char32_t rune, char quote, bool ascii_only) {
  if (rune == static_cast<char32_t>(quote) || rune == '\\') {
    out += '\\';
    out += static_cast<char>(rune);
    return;
  }
  if (ascii_only ? rune < 0x80 && is_print(rune) : is_print(rune)) {
    append_rune(out, rune);
    return;
  }
  switch (rune) {
    case '\a':
      out += "\\a";
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
    case '\v':
      out += "\\v";
      return;
    default:
      break;
  }
  int digits = 8;
  if (rune < ' ' || rune == 0x7F) {
    out += "\\x";
    digits = 2;
  } else if (rune < 0x10000) {
    out += "\\u";
    digits = 4;
  } else {
    out += "\\U";
  }
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
    out += kLowerDigits[rune >> shift & 0xF];
  }
}

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

// Go: fmt's pp and fmt, one call's state.
class Printer {
 public:
  Printer(CallContext& context, std::string& out) : context_(context), out_(out) {}

  bool format(std::string_view text, std::span<const Value> arguments);
  bool value(const Value& value) {
    print(value, 'v', 0);
    return finish();
  }

 private:
  struct Flags {
    bool plus = false, minus = false, sharp = false, space = false, zero = false;
    bool plus_v = false, sharp_v = false;
    bool has_width = false, has_precision = false;
    std::int64_t width = 0, precision = 0;
  };

  bool finish() { return !context_.failed(); }
  /// False when the call has failed: stop printing.
  bool room() {
    if (out_.size() > kMaxResultBytes) {
      (void)context_.fail("memory budget exceeded");
    }
    return !context_.failed();
  }

  void write_padding(std::int64_t count);
  void pad(std::string_view text);
  void pad_without_zeros(std::string_view text);

  void print(const Value& value, char32_t verb, int depth);
  bool print_with_method(const Value& value, char32_t verb);
  void print_slice(const Value& value, char32_t verb, int depth);
  void print_map(const Value& value, char32_t verb, int depth);
  void print_struct(const Value& value, char32_t verb, int depth);
  void print_time_fields(const Value& value, char32_t verb, int depth);
  void print_pointer(const Value& value, char32_t verb, int depth);
  void print_element(const Value& value, char32_t verb, int depth, const Type* declared);

  void print_bool(const Value& value, char32_t verb, int depth);
  void print_integer(const Value& value, char32_t verb, bool is_signed, int depth);
  void print_float(const Value& value, char32_t verb, int depth);
  void print_text(const Value& value, std::string_view text, char32_t verb, int depth);
  void print_bytes(const Value& value, char32_t verb, int depth);

  void write_integer(std::uint64_t value, unsigned base, bool is_signed, char32_t verb, const char* digits);
  void write_unicode(std::uint64_t value);
  void write_float(double value, int bits, char verb, std::int64_t precision);
  void write_text(std::string_view text) { pad(truncate(text)); }
  void write_hex(std::string_view bytes, const char* digits);
  void write_quoted(std::string_view text);
  std::string_view truncate(std::string_view text) const;

  void bad_verb(const Value& value, char32_t verb);
  void read_argument_number(std::string_view text, std::size_t& i, std::size_t count, std::size_t& argument, bool& found);
  bool integer_argument(std::span<const Value> arguments, std::size_t& argument, std::int64_t& out);
  void print_extra(std::span<const Value> arguments);

  CallContext& context_;
  std::string& out_;
  Flags flags_;
  bool erroring_ = false;
  bool reordered_ = false;
  bool good_argument_ = true;
};

void Printer::write_padding(std::int64_t count) {
  if (count <= 0) {
    return;
  }
  out_.append(static_cast<std::size_t>(count), flags_.zero && !flags_.minus ? '0' : ' ');
}

void Printer::pad(std::string_view text) {
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

void Printer::pad_without_zeros(std::string_view text) {
  bool zero = flags_.zero;
  flags_.zero = false;
  pad(text);
  flags_.zero = zero;
}

std::string_view Printer::truncate(std::string_view text) const {
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
void Printer::write_integer(std::uint64_t value, unsigned base, bool is_signed, char32_t verb, const char* digits) {
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
void Printer::write_unicode(std::uint64_t value) {
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
void Printer::write_float(double value, int bits, char verb, std::int64_t precision) {
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
void Printer::write_hex(std::string_view bytes, const char* digits) {
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

void Printer::write_quoted(std::string_view text) {
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
void Printer::bad_verb(const Value& value, char32_t verb) {
  erroring_ = true;
  out_ += "%!";
  append_rune(out_, verb);
  out_ += '(';
  if (value.is_nil()) {
    out_ += "<nil>";
  } else {
    out_ += type_name(value);
    out_ += '=';
    print(value, 'v', 0);
  }
  out_ += ')';
  erroring_ = false;
}

void Printer::print_bool(const Value& value, char32_t verb, int) {
  if (verb == 't' || verb == 'v') {
    pad(value.as_bool() ? "true" : "false");
  } else {
    bad_verb(value, verb);
  }
}

void Printer::print_integer(const Value& value, char32_t verb, bool is_signed, int) {
  auto bits = static_cast<std::uint64_t>(value.as_int());
  switch (verb) {
    case 'v':
      if (flags_.sharp_v && !is_signed) {
        bool sharp = flags_.sharp;
        flags_.sharp = true;
        write_integer(bits, 16, false, 'v', kLowerDigits);
        flags_.sharp = sharp;
        return;
      }
      [[fallthrough]];
    case 'd':
      return write_integer(bits, 10, is_signed, verb, kLowerDigits);
    case 'b':
      return write_integer(bits, 2, is_signed, verb, kLowerDigits);
    case 'o':
    case 'O':
      return write_integer(bits, 8, is_signed, verb, kLowerDigits);
    case 'x':
      return write_integer(bits, 16, is_signed, verb, kLowerDigits);
    case 'X':
      return write_integer(bits, 16, is_signed, verb, kUpperDigits);
    case 'c':
    case 'q': {
      char32_t rune = bits > 0x10FFFF ? kReplacementRune : static_cast<char32_t>(bits);
      std::string text;
      if (verb == 'c') {
        append_rune(text, rune);
      } else {
        append_go_quoted_rune(text, rune, flags_.plus);
      }
      return pad(text);
    }
    case 'U':
      return write_unicode(bits);
    default:
      return bad_verb(value, verb);
  }
}

void Printer::print_float(const Value& value, char32_t verb, int) {
  int bits = value.kind() == Kind::kFloat32 ? 32 : 64;
  switch (verb) {
    case 'v':
      return write_float(value.as_float(), bits, 'g', -1);
    case 'b':
    case 'g':
    case 'G':
    case 'x':
    case 'X':
      return write_float(value.as_float(), bits, static_cast<char>(verb), -1);
    case 'f':
    case 'e':
    case 'E':
      return write_float(value.as_float(), bits, static_cast<char>(verb), 6);
    case 'F':
      return write_float(value.as_float(), bits, 'f', 6);
    default:
      return bad_verb(value, verb);
  }
}

void Printer::print_text(const Value& value, std::string_view text, char32_t verb, int) {
  switch (verb) {
    case 'v':
      return flags_.sharp_v ? write_quoted(text) : write_text(text);
    case 's':
      return write_text(text);
    case 'x':
      return write_hex(text, kLowerDigits);
    case 'X':
      return write_hex(text, kUpperDigits);
    case 'q':
      return write_quoted(text);
    default:
      return bad_verb(value, verb);
  }
}

// Go: pp.fmtBytes.
void Printer::print_bytes(const Value& value, char32_t verb, int depth) {
  if (verb == 's' || verb == 'x' || verb == 'X' || verb == 'q') {
    std::string bytes;
    for (std::uint32_t i = 0; i < value.size(); ++i) {
      bytes += static_cast<char>(value.slice_data()[i].as_int());
    }
    return print_text(value, bytes, verb, depth);
  }
  if (verb == 'v' && flags_.sharp_v) {
    out_ += depth == 0 ? "[]byte" : "[]uint8";
    if (value.is_null()) {
      out_ += "(nil)";
      return;
    }
    out_ += '{';
    for (std::uint32_t i = 0; i < value.size() && room(); ++i) {
      if (i > 0) {
        out_ += ", ";
      }
      print_integer(value.slice_data()[i], 'v', false, depth + 1);
    }
    out_ += '}';
    return;
  }
  print_slice(value, verb, depth);
}

void Printer::print_element(const Value& value, char32_t verb, int depth, const Type* declared) {
  if (!value.is_nil()) {
    return print(value, verb, depth);
  }
  // Go: printValue, case reflect.Interface: a nil inside is "<nil>" whatever the verb.
  if (flags_.sharp_v) {
    out_ += declared != nullptr ? declared->name : "interface {}";
    out_ += "(nil)";
  } else {
    out_ += "<nil>";
  }
}

void Printer::print_slice(const Value& value, char32_t verb, int depth) {
  const Type* type = value.type();
  if (flags_.sharp_v) {
    out_ += type->name;
    if (value.is_null()) {
      out_ += "(nil)";
      return;
    }
  }
  out_ += flags_.sharp_v ? '{' : '[';
  for (std::uint32_t i = 0; i < value.size() && room(); ++i) {
    if (i > 0) {
      out_ += flags_.sharp_v ? ", " : " ";
    }
    print_element(value.slice_data()[i], verb, depth + 1, type->element);
  }
  out_ += flags_.sharp_v ? '}' : ']';
}

void Printer::print_map(const Value& value, char32_t verb, int depth) {
  const Type* type = value.type();
  if (flags_.sharp_v) {
    out_ += type->name;
    if (value.is_null()) {
      out_ += "(nil)";
      return;
    }
    out_ += '{';
  } else {
    out_ += "map[";
  }
  bool first = true;
  for (const auto& [key, element] : sorted_entries(context_, value)) {
    if (!room()) {
      return;
    }
    if (!first) {
      out_ += flags_.sharp_v ? ", " : " ";
    }
    first = false;
    print_element(key, verb, depth + 1, type->key);
    out_ += ':';
    print_element(element, verb, depth + 1, type->element);
  }
  out_ += flags_.sharp_v ? '}' : ']';
}

/// Go's Time.GoString: "time.Date(2024, time.February, 29, 0, 0, 0, 0, time.UTC)".
std::string go_syntax(const Time& time) {
  std::int64_t local = local_seconds(time);
  Date date = date_of_seconds(local);
  Clock clock = clock_of_seconds(local);
  std::string text = "time.Date(" + std::to_string(date.year) + ", time." + month_name(date.month) + ", " + std::to_string(date.day) + ", " +
                     std::to_string(clock.hour) + ", " + std::to_string(clock.minute) + ", " + std::to_string(clock.second) + ", " +
                     std::to_string(time.nanoseconds) + ", ";
  if (time.zone == nullptr) {
    return text + "time.UTC)";
  }
  return text + "time.Location(" + quote_for_time(name_of(time.zone)) + "))";
}

// Go's time.Time under a verb that takes no text: wall, ext and loc, as they are for a time that was parsed.
void Printer::print_time_fields(const Value& value, char32_t verb, int depth) {
  Time time = value.as_object() != nullptr ? value.as_time() : Time{};
  if (flags_.sharp_v) {
    return write_text(go_syntax(time));
  }
  const Value fields[] = {
      Value::integer(time.nanoseconds, type_id::kUint64),
      Value::integer(time.seconds - Time::kZeroSeconds, type_id::kInt64),
      time.zone == nullptr ? Value::typed_nil(type_id::kLocation) : Value::object(time.zone, type_id::kLocation),
  };
  constexpr std::string_view kNames[] = {"wall:", "ext:", "loc:"};
  out_ += '{';
  for (std::size_t i = 0; i < std::size(fields); ++i) {
    if (i > 0) {
      out_ += ' ';
    }
    if (flags_.plus_v) {
      out_ += kNames[i];
    }
    print(fields[i], verb, depth + 1);
  }
  out_ += '}';
}

void Printer::print_struct(const Value& value, char32_t verb, int depth) {
  if (value.type_id() == type_id::kTime) {
    return print_time_fields(value, verb, depth);
  }
  const Type* type = value.type();
  if (flags_.sharp_v) {
    out_ += type->name;
  }
  out_ += '{';
  bool first = true;
  for (const Field& field : type->fields) {
    if (!room()) {
      return;
    }
    if (!first) {
      out_ += flags_.sharp_v ? ", " : " ";
    }
    first = false;
    if (flags_.plus_v || flags_.sharp_v) {
      out_ += field.name;
      out_ += ':';
    }
    print_element(read_field(field, value.as_object(), context_.arena), verb, depth + 1, field.type);
  }
  out_ += '}';
}

void Printer::print_pointer(const Value& value, char32_t verb, int depth) {
  const Type* target = value.type()->element;
  if (depth == 0 && !value.is_null() && target != nullptr && target->kind == Kind::kStruct) {
    out_ += '&';
    return print_struct(Value::object(value.as_object(), target->id), verb, depth + 1);
  }
  // Go prints the address, another one in every run; here it is always the same.
  constexpr std::uint64_t kAddress = 0xc000000000;
  std::uint64_t address = value.is_null() ? 0 : kAddress;
  bool sharp = flags_.sharp;
  switch (verb) {
    case 'v':
      if (flags_.sharp_v) {
        out_ += '(';
        out_ += value.type()->name;
        out_ += ")(";
        if (address == 0) {
          out_ += "nil";
        } else {
          flags_.sharp = true;
          write_integer(address, 16, false, 'v', kLowerDigits);
          flags_.sharp = sharp;
        }
        out_ += ')';
        return;
      }
      if (address == 0) {
        return pad("<nil>");
      }
      [[fallthrough]];
    case 'p':
      flags_.sharp = !sharp;
      write_integer(address, 16, false, 'v', kLowerDigits);
      flags_.sharp = sharp;
      return;
    case 'b':
    case 'o':
    case 'd':
    case 'x':
    case 'X':
      return print_integer(Value::integer(static_cast<std::int64_t>(address), type_id::kUint64), verb, false, depth);
    default:
      return bad_verb(value, verb);
  }
}

// Go: pp.handleMethods: String() of durations, times, weekdays, .. for the verbs that take text.
bool Printer::print_with_method(const Value& value, char32_t verb) {
  if (erroring_ || flags_.sharp_v) {
    return false;
  }
  if (verb != 'v' && verb != 's' && verb != 'x' && verb != 'X' && verb != 'q') {
    return false;
  }
  if (value.type_id() <= type_id::kAnyAnyMap || value.kind() == Kind::kSlice || value.kind() == Kind::kMap) {
    return false;
  }
  const Type* type = value.type();
  if (type->to_text != nullptr) {
    print_text(value, type->to_text(value.as_object()), verb, 0);
    return true;
  }
  const Builtin* method = type->method("String");
  if (type->kind == Kind::kPointer && value.is_null()) {
    if (method == nullptr) {
      return false;
    }
    out_ += "<nil>";
    return true;
  }
  if (method == nullptr && type->kind == Kind::kPointer && type->element != nullptr) {
    method = type->element->method("String");
  } else if (method != nullptr && method->pointer_receiver && type->kind != Kind::kPointer) {
    return false;
  }
  if (method == nullptr || method->call == nullptr) {
    return false;
  }
  Value text = method->call(context_, {&value, 1});
  if (context_.failed()) {
    return true;
  }
  print_text(text, text.as_string(), verb, 0);
  return true;
}

// Go: pp.printArg at depth 0, pp.printValue below.
void Printer::print(const Value& value, char32_t verb, int depth) {
  if (!room()) {
    return;
  }
  if (depth > kMaxNesting) {
    (void)context_.fail("recursion depth exceeded");
    return;
  }
  if (!context_.charge(1)) {
    return;
  }
  if (value.is_nil()) {
    if (verb == 'T' || verb == 'v') {
      return pad("<nil>");
    }
    return bad_verb(value, verb);
  }
  if (depth == 0) {
    if (verb == 'T') {
      return write_text(type_name(value));
    }
    if (verb == 'p') {
      Kind kind = value.kind();
      if (kind == Kind::kMap || kind == Kind::kPointer || kind == Kind::kSlice || kind == Kind::kFunction) {
        return print_pointer(value, 'p', 1);
      }
      return bad_verb(value, verb);
    }
    if (verb == 'w' && !erroring_) {
      return bad_verb(value, verb);
    }
  }
  if (print_with_method(value, verb)) {
    return;
  }
  switch (value.kind()) {
    case Kind::kBool:
      return print_bool(value, verb, depth);
    case Kind::kInt:
    case Kind::kInt8:
    case Kind::kInt16:
    case Kind::kInt32:
    case Kind::kInt64:
      return print_integer(value, verb, true, depth);
    case Kind::kUint:
    case Kind::kUint8:
    case Kind::kUint16:
    case Kind::kUint32:
    case Kind::kUint64:
      return print_integer(value, verb, false, depth);
    case Kind::kFloat32:
    case Kind::kFloat64:
      return print_float(value, verb, depth);
    case Kind::kString:
      return print_text(value, value.as_string(), verb, depth);
    case Kind::kSlice:
      return value.type_id() == type_id::kByteSlice ? print_bytes(value, verb, depth) : print_slice(value, verb, depth);
    case Kind::kMap:
      return print_map(value, verb, depth);
    case Kind::kStruct:
      return print_struct(value, verb, depth);
    default:
      return print_pointer(value, verb, depth);
  }
}

/// Go: parsenum(). Leaves `i` at the end of the text when the number is absurd.
bool parse_number(std::string_view text, std::size_t& i, std::size_t end, std::int64_t& number) {
  number = 0;
  bool found = false;
  for (; i < end && text[i] >= '0' && text[i] <= '9'; ++i) {
    if (number > kMaxWidth) {
      number = 0;
      i = end;
      return false;
    }
    number = number * 10 + (text[i] - '0');
    found = true;
  }
  return found;
}

// Go: pp.argNumber and parseArgNumber.
void Printer::read_argument_number(std::string_view text, std::size_t& i, std::size_t count, std::size_t& argument, bool& found) {
  found = false;
  if (i >= text.size() || text[i] != '[') {
    return;
  }
  reordered_ = true;
  std::size_t close = text.find(']', i);
  if (text.size() - i < 3 || close == std::string_view::npos || close == i) {
    good_argument_ = false;
    ++i;
    return;
  }
  std::size_t at = i + 1;
  std::int64_t number = 0;
  bool ok = parse_number(text, at, close, number) && at == close;
  i = close + 1;
  if (ok && number >= 1 && static_cast<std::size_t>(number) <= count) {
    argument = static_cast<std::size_t>(number) - 1;
    found = true;
    return;
  }
  good_argument_ = false;
  found = ok;
}

// Go: intFromArg.
bool Printer::integer_argument(std::span<const Value> arguments, std::size_t& argument, std::int64_t& out) {
  out = 0;
  if (argument >= arguments.size()) {
    return false;
  }
  const Value& value = arguments[argument++];
  if (!is_integer_kind(value.kind()) || (value.kind() == Kind::kUint64 && value.as_int() < 0)) {
    return false;
  }
  if (value.as_int() > kMaxWidth || value.as_int() < -kMaxWidth) {
    return false;
  }
  out = value.as_int();
  return true;
}

void Printer::print_extra(std::span<const Value> arguments) {
  flags_ = {};
  out_ += "%!(EXTRA ";
  bool first = true;
  for (const Value& value : arguments) {
    if (!first) {
      out_ += ", ";
    }
    first = false;
    if (value.is_nil()) {
      out_ += "<nil>";
    } else {
      out_ += type_name(value);
      out_ += '=';
      print(value, 'v', 0);
    }
  }
  out_ += ')';
}

// Go: pp.doPrintf.
bool Printer::format(std::string_view text, std::span<const Value> arguments) {
  std::size_t argument = 0;
  bool after_index = false;
  reordered_ = false;
  for (std::size_t i = 0; i < text.size() && room();) {
    good_argument_ = true;
    std::size_t percent = text.find('%', i);
    if (percent == std::string_view::npos) {
      percent = text.size();
    }
    out_ += text.substr(i, percent - i);
    if (percent == text.size()) {
      break;
    }
    i = percent + 1;
    flags_ = {};
    for (bool more = true; more && i < text.size();) {
      switch (text[i]) {
        case '#':
          flags_.sharp = true;
          break;
        case '0':
          flags_.zero = true;
          break;
        case '+':
          flags_.plus = true;
          break;
        case '-':
          flags_.minus = true;
          break;
        case ' ':
          flags_.space = true;
          break;
        default:
          more = false;
      }
      i += more ? 1 : 0;
    }
    read_argument_number(text, i, arguments.size(), argument, after_index);
    if (i < text.size() && text[i] == '*') {
      ++i;
      flags_.has_width = integer_argument(arguments, argument, flags_.width);
      if (!flags_.has_width) {
        out_ += "%!(BADWIDTH)";
      }
      if (flags_.width < 0) {
        flags_.width = -flags_.width;
        flags_.minus = true;
        flags_.zero = false;
      }
      after_index = false;
    } else {
      flags_.has_width = parse_number(text, i, text.size(), flags_.width);
      if (after_index && flags_.has_width) {
        good_argument_ = false;
      }
    }
    if (i + 1 < text.size() && text[i] == '.') {
      ++i;
      if (after_index) {
        good_argument_ = false;
      }
      read_argument_number(text, i, arguments.size(), argument, after_index);
      if (i < text.size() && text[i] == '*') {
        ++i;
        flags_.has_precision = integer_argument(arguments, argument, flags_.precision);
        if (flags_.precision < 0) {
          flags_.precision = 0;
          flags_.has_precision = false;
        }
        if (!flags_.has_precision) {
          out_ += "%!(BADPREC)";
        }
        after_index = false;
      } else {
        (void)parse_number(text, i, text.size(), flags_.precision);
        flags_.has_precision = true;
      }
    }
    if (!after_index) {
      read_argument_number(text, i, arguments.size(), argument, after_index);
    }
    if (i >= text.size()) {
      out_ += "%!(NOVERB)";
      break;
    }
    Rune verb = decode_rune(text.substr(i));
    i += verb.width;
    if (verb.code == '%') {
      out_ += '%';
    } else if (!good_argument_ || argument >= arguments.size()) {
      out_ += "%!";
      append_rune(out_, verb.code);
      out_ += good_argument_ ? "(MISSING)" : "(BADINDEX)";
    } else {
      if (verb.code == 'v' || verb.code == 'w') {
        flags_.sharp_v = flags_.sharp;
        flags_.sharp = false;
        flags_.plus_v = flags_.plus;
        flags_.plus = false;
      }
      print(arguments[argument], verb.code, 0);
      ++argument;
    }
  }
  if (!reordered_ && argument < arguments.size() && room()) {
    print_extra(arguments.subspan(argument));
  }
  return room();
}

}  // namespace

bool append_go_format(CallContext& context, std::string& out, std::string_view format, std::span<const Value> arguments) {
  return Printer(context, out).format(format, arguments);
}

bool append_go_value(CallContext& context, std::string& out, const Value& value) {
  return Printer(context, out).value(value);
}

void append_go_quoted(std::string& out, std::string_view text, bool ascii_only) {
  out += '"';
  while (!text.empty()) {
    Rune rune = decode_rune(text);
    if (rune.bad()) {
      auto byte = static_cast<unsigned char>(text[0]);
      out += "\\x";
      out += kLowerDigits[byte >> 4];
      out += kLowerDigits[byte & 0xF];
    } else {
      append_escaped_rune(out, rune.code, '"', ascii_only);
    }
    text.remove_prefix(rune.width);
  }
  out += '"';
}

void append_go_quoted_rune(std::string& out, char32_t rune, bool ascii_only) {
  if (rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF)) {
    rune = kReplacementRune;
  }
  out += '\'';
  append_escaped_rune(out, rune, '\'', ascii_only);
  out += '\'';
}

}  // namespace vedette::expr

// fmt/print.go: values of every kind by their verb.
#include <algorithm>
#include <cmath>

#include "base/calendar.h"
#include "base/go_layout.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "expr/go_format.h"
#include "expr/go_number.h"
#include "expr/go_printer.h"
#include "expr/runtime.h"
#include "expr/unicode.h"

namespace vedette::expr {

void GoPrinter::bad_verb(const Value& value, char32_t verb) {
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

void GoPrinter::print_bool(const Value& value, char32_t verb, int) {
  if (verb == 't' || verb == 'v') {
    pad(value.as_bool() ? "true" : "false");
  } else {
    bad_verb(value, verb);
  }
}

void GoPrinter::print_integer(const Value& value, char32_t verb, bool is_signed, int) {
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

void GoPrinter::print_float(const Value& value, char32_t verb, int) {
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

void GoPrinter::print_text(const Value& value, std::string_view text, char32_t verb, int) {
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
void GoPrinter::print_bytes(const Value& value, char32_t verb, int depth) {
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

void GoPrinter::print_element(const Value& value, char32_t verb, int depth, const Type* declared) {
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

void GoPrinter::print_slice(const Value& value, char32_t verb, int depth) {
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

void GoPrinter::print_map(const Value& value, char32_t verb, int depth) {
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
namespace {

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

}  // namespace

void GoPrinter::print_time_fields(const Value& value, char32_t verb, int depth) {
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

// Go: pp.fmtComplex, over a struct of that name with two float64 fields: no expression makes one, templates do.
void GoPrinter::print_complex(const Value& value, char32_t verb) {
  if (verb != 'v' && (verb > 0x7F || std::string_view("bgGxXfFeE").find(static_cast<char>(verb)) == std::string_view::npos)) {
    return bad_verb(value, verb);
  }
  const bool plus = flags_.plus;
  out_ += '(';
  for (const Field& part : value.type()->fields) {
    print_float(read_field(part, value.as_object(), context_.arena), verb, 0);
    flags_.plus = true;  // the imaginary part always has a sign
  }
  out_ += "i)";
  flags_.plus = plus;
}

void GoPrinter::print_struct(const Value& value, char32_t verb, int depth) {
  if (value.type()->name == "complex128") {
    return print_complex(value, verb);
  }
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

void GoPrinter::print_pointer(const Value& value, char32_t verb, int depth) {
  const Type* target = value.type()->element;
  if (depth == 0 && !value.is_null() && target != nullptr && target->kind == Kind::kStruct) {
    out_ += '&';
    return print_struct(Value::object(value.as_object(), target->id), verb, depth + 1);
  }
  if (context_.follow_pointers && verb != 'p' && value.kind() == Kind::kPointer && !value.is_null() && target != nullptr &&
      target->kind != Kind::kStruct) {
    return print(*static_cast<const Value*>(value.as_object()), verb, depth);
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
bool GoPrinter::print_with_method(const Value& value, char32_t verb) {
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
    // Go: pp.catchPanic: a method that is content with a nil receiver is called, another one panics.
    Value text = method->pointer_receiver && method->call != nullptr && !context_.failed() ? method->call(context_, {&value, 1}) : Value();
    if (context_.failed() || !text.is_string()) {
      context_.clear_failure();
      out_ += "<nil>";
      return true;
    }
    print_text(text, text.as_string(), verb, 0);
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
void GoPrinter::print(const Value& value, char32_t verb, int depth) {
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

}  // namespace vedette::expr

#include "expr/go_format.h"

#include "base/utf8.h"
#include "expr/go_printer.h"

namespace vedette::expr {
namespace {

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

}  // namespace

void GoPrinter::read_argument_number(std::string_view text, std::size_t& i, std::size_t count, std::size_t& argument, bool& found) {
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
bool GoPrinter::integer_argument(std::span<const Value> arguments, std::size_t& argument, std::int64_t& out) {
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

void GoPrinter::print_extra(std::span<const Value> arguments) {
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
bool GoPrinter::format(std::string_view text, std::span<const Value> arguments) {
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

bool append_go_format(CallContext& context, std::string& out, std::string_view format, std::span<const Value> arguments) {
  return GoPrinter(context, out).format(format, arguments);
}

bool append_go_value(CallContext& context, std::string& out, const Value& value) {
  return GoPrinter(context, out).value(value);
}

}  // namespace vedette::expr

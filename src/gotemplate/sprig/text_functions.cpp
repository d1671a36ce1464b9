// Sprig's strings.go, but for case (case_functions.cpp) and encodings.
#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "expr/builtins/go_strings.h"
#include "expr/unicode.h"
#include "gotemplate/function.h"
#include "gotemplate/print.h"
#include "gotemplate/sprig/lists.h"

namespace vedette::gotemplate {

namespace {

std::string_view text_at(Arguments arguments, std::size_t i) {
  return arguments[i].as_string();
}

Value out_of_range(Runtime& runtime) {
  return runtime.fail("runtime error: slice bounds out of range");
}

// goutils: Abbreviate and AbbreviateFull, which cut bytes.
std::string abbreviate(std::string_view text, std::int64_t offset, std::int64_t width) {
  const auto size = static_cast<std::int64_t>(text.size());
  if (text.empty() || width < 4) {
    return {};
  }
  if (size <= width) {
    return std::string(text);
  }
  offset = std::min(offset, size);
  if (size - offset < width - 3) {
    offset = size - (width - 3);
  }
  if (offset <= 4) {
    return std::string(text.substr(0, static_cast<std::size_t>(width - 3))) + "...";
  }
  if (width < 7) {
    return {};
  }
  if (offset + width - 3 < size) {
    return "..." + abbreviate(text.substr(static_cast<std::size_t>(offset)), 0, width - 3);
  }
  return "..." + std::string(text.substr(static_cast<std::size_t>(size - (width - 3))));
}

Value abbrev(Runtime& runtime, Arguments arguments) {
  const std::int64_t width = arguments[0].as_int();
  return width < 4 ? arguments[1] : runtime.text(abbreviate(text_at(arguments, 1), 0, width));
}

Value abbrevboth(Runtime& runtime, Arguments arguments) {
  const std::int64_t left = arguments[0].as_int();
  const std::int64_t right = arguments[1].as_int();
  if (right < 4 || (left > 0 && right < 7)) {
    return arguments[2];
  }
  return runtime.text(abbreviate(text_at(arguments, 2), left, right));
}

Value trunc(Runtime& /*runtime*/, Arguments arguments) {
  const std::int64_t count = arguments[0].as_int();
  const std::string_view text = text_at(arguments, 1);
  const auto size = static_cast<std::int64_t>(text.size());
  if (count < 0 && size + count > 0) {
    return Value::string(text.substr(static_cast<std::size_t>(size + count)));
  }
  if (count >= 0 && size > count) {
    return Value::string(text.substr(0, static_cast<std::size_t>(count)));
  }
  return arguments[1];
}

Value substr(Runtime& runtime, Arguments arguments) {
  const std::int64_t start = arguments[0].as_int();
  const std::int64_t end = arguments[1].as_int();
  const std::string_view text = text_at(arguments, 2);
  const auto size = static_cast<std::int64_t>(text.size());
  if (start < 0) {
    return end < 0 || end > size ? out_of_range(runtime) : Value::string(text.substr(0, static_cast<std::size_t>(end)));
  }
  const std::int64_t stop = end < 0 || end > size ? size : end;
  if (start > stop) {
    return out_of_range(runtime);
  }
  return Value::string(text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(stop - start)));
}

Value trim(Runtime& /*runtime*/, Arguments arguments) {
  return Value::string(expr::trim_space(text_at(arguments, 0)));
}

Value trim_all(Runtime& /*runtime*/, Arguments arguments) {
  return Value::string(expr::trim_right(expr::trim_left(text_at(arguments, 1), text_at(arguments, 0)), text_at(arguments, 0)));
}

Value trim_suffix(Runtime& /*runtime*/, Arguments arguments) {
  return Value::string(expr::trim_suffix(text_at(arguments, 1), text_at(arguments, 0)));
}

Value trim_prefix(Runtime& /*runtime*/, Arguments arguments) {
  return Value::string(expr::trim_prefix(text_at(arguments, 1), text_at(arguments, 0)));
}

Value repeat(Runtime& runtime, Arguments arguments) {
  const std::int64_t count = arguments[0].as_int();
  const std::string_view text = text_at(arguments, 1);
  if (count < 0) {
    return runtime.fail("strings: negative Repeat count");
  }
  if (text.empty() || count == 0) {
    return Value::string("");
  }
  std::uint64_t bytes = 0;
  if (__builtin_mul_overflow(static_cast<std::uint64_t>(count), text.size(), &bytes)) {
    return runtime.fail("strings: Repeat output length overflow");
  }
  if (!runtime.take(bytes)) {
    return Value();
  }
  std::string out;
  out.reserve(bytes);
  for (std::int64_t i = 0; i < count; ++i) {
    out += text;
  }
  return Value::string(runtime.arena().copy(out));
}

/// goutils: DeleteWhiteSpace takes bytes for runes.
Value nospace(Runtime& runtime, Arguments arguments) {
  std::string out;
  bool changed = false;
  for (const char c : text_at(arguments, 0)) {
    const char32_t rune = static_cast<unsigned char>(c);
    if (expr::is_space(rune)) {
      changed = true;
    } else {
      append_rune(out, rune);
    }
  }
  return changed ? runtime.text(out) : arguments[0];
}

Value initials(Runtime& runtime, Arguments arguments) {
  std::string out;
  bool gap = true;
  for (const char c : text_at(arguments, 0)) {
    const char32_t rune = static_cast<unsigned char>(c);
    if (expr::is_space(rune)) {
      gap = true;
    } else if (gap) {
      append_rune(out, rune);
      gap = false;
    }
  }
  return runtime.text(out);
}

/// goutils: WrapCustom. `breaks_words`: cut what is longer than a line.
Value wrap_text(Runtime& runtime, std::string_view text, std::int64_t given_width, std::string_view line_end, bool breaks_words) {
  if (text.empty()) {
    return Value::string("");
  }
  if (line_end.empty()) {
    line_end = "\n";
  }
  const auto width = static_cast<std::size_t>(std::max<std::int64_t>(given_width, 1));
  if (!runtime.take((text.size() / width + 1) * line_end.size())) {
    return Value();
  }
  std::string out;
  std::size_t at = 0;
  while (text.size() - at > width) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    const std::size_t space = text.substr(at, width + 1).rfind(' ');
    std::size_t end = at + width;
    std::size_t skipped = 0;
    if (space != std::string_view::npos) {
      end = at + space;
      skipped = 1;
    } else if (!breaks_words) {
      end = text.find(' ', at + width);
      if (end == std::string_view::npos) {
        break;
      }
      skipped = 1;
    }
    out += text.substr(at, end - at);
    out += line_end;
    at = end + skipped;
    if (!runtime.step()) {
      return Value();
    }
  }
  return runtime.text(out.append(text.substr(at)));
}

Value wrap(Runtime& runtime, Arguments arguments) {
  return wrap_text(runtime, text_at(arguments, 1), arguments[0].as_int(), "", false);
}

Value wrap_with(Runtime& runtime, Arguments arguments) {
  return wrap_text(runtime, text_at(arguments, 2), arguments[0].as_int(), text_at(arguments, 1), true);
}

Value contains(Runtime& /*runtime*/, Arguments arguments) {
  return Value::boolean(text_at(arguments, 1).find(text_at(arguments, 0)) != std::string_view::npos);
}

Value has_prefix(Runtime& /*runtime*/, Arguments arguments) {
  return Value::boolean(text_at(arguments, 1).starts_with(text_at(arguments, 0)));
}

Value has_suffix(Runtime& /*runtime*/, Arguments arguments) {
  return Value::boolean(text_at(arguments, 1).ends_with(text_at(arguments, 0)));
}

Value quote(Runtime& runtime, Arguments arguments) {
  std::string out;
  for (const Value& argument : arguments) {
    if (argument.is_nil()) {
      continue;
    }
    const std::string text = text_of(runtime, argument);
    const Value value = Value::string(text);
    out += out.empty() ? "" : " ";
    out += runtime.format("%q", {&value, 1});
  }
  return runtime.text(out);
}

Value squote(Runtime& runtime, Arguments arguments) {
  std::string out;
  for (const Value& argument : arguments) {
    if (!argument.is_nil()) {
      out += out.empty() ? "'" : " '";
      out += runtime.format(argument) + "'";
    }
  }
  return runtime.text(out);
}

Value cat(Runtime& runtime, Arguments arguments) {
  std::string out;
  bool first = true;
  for (const Value& argument : arguments) {
    if (!argument.is_nil()) {
      out += first ? "" : " ";
      first = false;
      out += runtime.format(argument);
    }
  }
  return runtime.text(out);
}

/// strings.Replace of "\n" by itself and `spaces` blanks, after as many.
Value indent_text(Runtime& runtime, std::int64_t spaces, std::string_view text, std::string_view before) {
  if (spaces < 0) {
    return runtime.fail("strings: negative Repeat count");
  }
  const auto lines = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  std::uint64_t bytes = 0;
  if (__builtin_mul_overflow(lines, static_cast<std::uint64_t>(spaces), &bytes) || !runtime.take(bytes)) {
    return runtime.failed() ? Value() : runtime.fail("strings: Repeat output length overflow");
  }
  const std::string pad(static_cast<std::size_t>(spaces), ' ');
  std::string out(before);
  out += pad;
  for (const char c : text) {
    out += c;
    if (c == '\n') {
      out += pad;
    }
  }
  return runtime.text(out);
}

Value indent(Runtime& runtime, Arguments arguments) {
  return indent_text(runtime, arguments[0].as_int(), text_at(arguments, 1), "");
}

Value nindent(Runtime& runtime, Arguments arguments) {
  return indent_text(runtime, arguments[0].as_int(), text_at(arguments, 1), "\n");
}

Value replace(Runtime& runtime, Arguments arguments) {
  return expr::replace_text(runtime.context, text_at(arguments, 2), text_at(arguments, 0), text_at(arguments, 1), -1);
}

Value plural(Runtime& /*runtime*/, Arguments arguments) {
  return arguments[2].as_int() == 1 ? arguments[0] : arguments[1];
}

Value to_string(Runtime& runtime, Arguments arguments) {
  return runtime.text(text_of(runtime, arguments[0]));
}

Value to_strings(Runtime& runtime, Arguments arguments) {
  return text_list(runtime, arguments[0]);
}

Value join(Runtime& runtime, Arguments arguments) {
  const Value list = text_list(runtime, arguments[1]);
  const std::string_view glue = text_at(arguments, 0);
  if (runtime.failed() || !runtime.take(glue.size() * list.size())) {
    return Value();
  }
  return expr::join_texts(runtime.context, list, glue);
}

Value split_list(Runtime& runtime, Arguments arguments) {
  return expr::split_text(runtime.context, text_at(arguments, 1), text_at(arguments, 0), expr::Separator::kDrop, -1);
}

/// map[string]string of "_0", "_1", ..
Value numbered(Runtime& runtime, const Value& parts) {
  TemplateMap* map = nullptr;
  const Value out = runtime.map(map, type_id::kStringMap);
  for (std::uint32_t i = 0; !runtime.failed() && i < parts.size(); ++i) {
    runtime.set(*map, "_" + std::to_string(i), parts.slice_data()[i]);
  }
  return out;
}

Value split(Runtime& runtime, Arguments arguments) {
  return numbered(runtime, split_list(runtime, arguments));
}

Value splitn(Runtime& runtime, Arguments arguments) {
  return numbered(runtime,
                  expr::split_text(runtime.context, text_at(arguments, 2), text_at(arguments, 0), expr::Separator::kDrop, arguments[1].as_int()));
}

Value hello(Runtime& /*runtime*/, Arguments /*arguments*/) {
  return Value::string("Hello!");
}

}  // namespace

std::span<const Row> text_functions() {
  static constexpr std::array kRows = {
      Row{"abbrev", "(int, string) string", abbrev},
      Row{"abbrevboth", "(int, int, string) string", abbrevboth},
      Row{"cat", "(...any) string", cat},
      Row{"contains", "(string, string) bool", contains},
      Row{"hasPrefix", "(string, string) bool", has_prefix},
      Row{"hasSuffix", "(string, string) bool", has_suffix},
      Row{"hello", "() string", hello},
      Row{"indent", "(int, string) string", indent},
      Row{"initials", "(string) string", initials},
      Row{"join", "(string, any) string", join},
      Row{"nindent", "(int, string) string", nindent},
      Row{"nospace", "(string) string", nospace},
      Row{"plural", "(string, string, int) string", plural},
      Row{"quote", "(...any) string", quote},
      Row{"repeat", "(int, string) string", repeat},
      Row{"replace", "(string, string, string) string", replace},
      Row{"split", "(string, string) texts", split},
      Row{"splitList", "(string, string) strings", split_list},
      Row{"splitn", "(string, int, string) texts", splitn},
      Row{"squote", "(...any) string", squote},
      Row{"substr", "(int, int, string) string", substr},
      Row{"toString", "(any) string", to_string},
      Row{"toStrings", "(any) strings", to_strings},
      Row{"trim", "(string) string", trim},
      Row{"trimAll", "(string, string) string", trim_all},
      Row{"trimPrefix", "(string, string) string", trim_prefix},
      Row{"trimSuffix", "(string, string) string", trim_suffix},
      Row{"trimall", "(string, string) string", trim_all},
      Row{"trunc", "(int, string) string", trunc},
      Row{"wrap", "(int, string) string", wrap},
      Row{"wrapWith", "(int, string, string) string", wrap_with},
  };
  return kRows;
}

}  // namespace vedette::gotemplate

// CrowdSec's helpers on text. pkg/exprhelpers: strings.go, helpers.go.
#include <array>

#include "base/base64.h"
#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/go_strings.h"
#include "expr/go_format.h"
#include "expr/unicode.h"

namespace vedette::expr {
namespace {

template <Value (*kMake)(CallContext&, std::string_view)>
Value of_text(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  return arguments.failed() ? Value() : kMake(context, text);
}

/// Of two texts; with a set of runes, each of the text's is looked for in the set.
enum class Second : std::uint8_t { kText, kSet };

template <Second kSecond>
bool read_two(CallContext& context, std::span<const Value> values, std::string_view& text, std::string_view& second) {
  Arguments arguments(context, values);
  text = arguments.text(0);
  second = arguments.text(1);
  return !arguments.failed() && context.charge(kSecond == Second::kSet ? text.size() * second.size() / 256 + 1 : text.size() / 64 + 1);
}

template <std::string_view (*kCut)(std::string_view, std::string_view), Second kSecond>
Value cut(CallContext& context, std::span<const Value> values) {
  std::string_view text;
  std::string_view what;
  return read_two<kSecond>(context, values, text, what) ? Value::string(kCut(text, what)) : Value();
}

template <std::int64_t (*kFind)(std::string_view, std::string_view), Second kSecond>
Value find(CallContext& context, std::span<const Value> values) {
  std::string_view text;
  std::string_view what;
  return read_two<kSecond>(context, values, text, what) ? Value::integer(kFind(text, what)) : Value();
}

std::string_view trim(std::string_view text, std::string_view cutset) {
  return trim_right(trim_left(text, cutset), cutset);
}

Value trim_space_of(CallContext&, std::string_view text) {
  return Value::string(trim_space(text));
}

Value replace(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  std::string_view old_text = arguments.text(1);
  std::string_view new_text = arguments.text(2);
  std::int64_t limit = arguments.integer(3);
  return arguments.failed() ? Value() : replace_text(context, text, old_text, new_text, limit);
}

Value replace_all(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  std::string_view old_text = arguments.text(1);
  std::string_view new_text = arguments.text(2);
  return arguments.failed() ? Value() : replace_text(context, text, old_text, new_text, -1);
}

template <Separator kKeep>
Value split(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  std::string_view separator = arguments.text(1);
  std::int64_t limit = values.size() > 2 ? arguments.integer(2) : -1;
  return arguments.failed() ? Value() : split_text(context, text, separator, kKeep, limit);
}

Value join(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view glue = arguments.text(1);
  if (arguments.failed()) {
    return {};
  }
  if (values[0].type_id() != type_id::kStringSlice) {
    return context.fail("interface conversion: interface {} is " + std::string(type_name(values[0])) + ", not []string");
  }
  return join_texts(context, values[0], glue);
}

Value to_string_of(CallContext&, std::span<const Value> values) {
  return values[0].is_string() ? values[0] : Value::string("");
}

/// The reference's Match, a recursion over both texts, as one row of its table at a time: `row[n]` says whether the rest of the pattern matches the
/// rest of the name from byte n on. At the end of the name only "" and exactly "*" match, so "a**" does not match "a".
bool matches(std::string_view pattern, std::string_view name, bool* row) {
  std::size_t end = name.size();
  std::fill(row, row + end, false);
  row[end] = true;
  for (std::size_t p = pattern.size(); p-- > 0;) {
    char c = pattern[p];
    if (c == '*') {
      bool any = row[end];
      for (std::size_t n = end; n-- > 0;) {
        any = any || row[n];
        row[n] = any;
      }
    } else {
      for (std::size_t n = 0; n < end; ++n) {
        row[n] = (c == '?' || c == name[n]) && row[n + 1];
      }
    }
    row[end] = c == '*' && p + 1 == pattern.size();
  }
  return row[0];
}

Value match(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view pattern = arguments.text(0);
  std::string_view name = arguments.text(1);
  if (arguments.failed() || !context.charge((pattern.size() + 1) * (name.size() + 1) / 16)) {
    return {};
  }
  auto* row = static_cast<bool*>(context.arena.allocate(name.size() + 1, 1));
  return Value::boolean(matches(pattern, name, row));
}

Value sprintf(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view format = arguments.text(0);
  if (arguments.failed()) {
    return {};
  }
  std::string text;
  return append_go_format(context, text, format, values.subspan(1)) ? text_result(context, text) : Value();
}

Value log_info(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  (void)arguments.text(0);
  return Value::boolean(true);
}

Value base64_decode(CallContext& context, std::string_view text) {
  if (!context.charge(text.size() / 64 + 1)) {
    return {};
  }
  std::string decoded;
  std::size_t bad_offset = 0;
  if (!append_base64_decoded(decoded, text, bad_offset)) {
    return context.fail("illegal base64 data at input byte " + std::to_string(bad_offset));
  }
  return text_result(context, decoded);
}

}  // namespace

std::span<const Builtin> string_helpers() {
  static const Type* const s = T(type_id::kString);
  static const Type* const i = T(type_id::kInt);
  static const Type* const b = T(type_id::kBool);
  static const Type* const any = T(type_id::kAny);
  static const Type* const strings = T(type_id::kStringSlice);
  static const std::array kRows = {
      Builtin{.name = "Upper",
              .signatures = {{{s}, false, s}},
              .call = of_text<upper_text>,
              .description = "The text in upper case.",
              .example = "Upper(\"a\") == \"A\""},
      Builtin{.name = "Lower",
              .signatures = {{{s}, false, s}},
              .call = of_text<lower_text>,
              .description = "The text in lower case.",
              .example = "Lower(\"A\") == \"a\""},
      Builtin{.name = "Trim",
              .signatures = {{{s, s}, false, s}},
              .call = cut<trim, Second::kSet>,
              .description = "Cuts characters of a set off both ends.",
              .example = "Trim(\"xxayy\", \"xy\") == \"a\""},
      Builtin{.name = "TrimLeft",
              .signatures = {{{s, s}, false, s}},
              .call = cut<trim_left, Second::kSet>,
              .description = "Cuts characters of a set off the beginning.",
              .example = "TrimLeft(\"xxax\", \"x\") == \"ax\""},
      Builtin{.name = "TrimRight",
              .signatures = {{{s, s}, false, s}},
              .call = cut<trim_right, Second::kSet>,
              .description = "Cuts characters of a set off the end.",
              .example = "TrimRight(\"xaxx\", \"x\") == \"xa\""},
      Builtin{.name = "TrimSpace",
              .signatures = {{{s}, false, s}},
              .call = of_text<trim_space_of>,
              .description = "Cuts white space off both ends.",
              .example = "TrimSpace(\" a \") == \"a\""},
      Builtin{.name = "TrimPrefix",
              .signatures = {{{s, s}, false, s}},
              .call = cut<trim_prefix, Second::kText>,
              .description = "Cuts a leading text off, if it is there.",
              .example = "TrimPrefix(\"abc\", \"a\") == \"bc\""},
      Builtin{.name = "TrimSuffix",
              .signatures = {{{s, s}, false, s}},
              .call = cut<trim_suffix, Second::kText>,
              .description = "Cuts a trailing text off, if it is there.",
              .example = "TrimSuffix(\"abc\", \"c\") == \"ab\""},
      Builtin{.name = "Index",
              .signatures = {{{s, s}, false, i}},
              .call = find<index_of, Second::kText>,
              .description = "The byte offset of the first occurrence of a text, or -1.",
              .example = "Index(\"chicken\", \"ken\") == 4"},
      Builtin{.name = "IndexAny",
              .signatures = {{{s, s}, false, i}},
              .call = find<index_of_any, Second::kSet>,
              .description = "The byte offset of the first of a set of characters, or -1.",
              .example = "IndexAny(\"golang\", \"gy\") == 0"},
      Builtin{.name = "Replace",
              .signatures = {{{s, s, s, i}, false, s}},
              .call = replace,
              .description = "Replaces the first few occurrences of a text, all when the number is negative.",
              .example = "Replace(\"oink oink\", \"k\", \"ky\", 1) == \"oinky oink\""},
      Builtin{.name = "ReplaceAll",
              .signatures = {{{s, s, s}, false, s}},
              .call = replace_all,
              .description = "Replaces every occurrence of a text.",
              .example = "ReplaceAll(\"aa\", \"a\", \"b\") == \"bb\""},
      Builtin{.name = "Join",
              .signatures = {{{strings, s}, false, s}},
              .call = join,
              .description = "The texts of a list, with a text between.",
              .example = "Join(Split(\"a b\", \" \"), \"-\") == \"a-b\""},
      Builtin{.name = "ToString",
              .signatures = {{{any}, false, s}},
              .call = to_string_of,
              .description = "The value if it is a text, else the empty text.",
              .example = "ToString(1) == \"\""},
      Builtin{.name = "Match",
              .signatures = {{{s, s}, false, b}},
              .call = match,
              .description = "Whether a pattern with * and ? matches the whole of a name.",
              .example = "Match(\"to?o*\", \"totoooo\")"},
      Builtin{.name = "Sprintf",
              .signatures = {{{s, any}, true, s}},
              .call = sprintf,
              .description = "Prints values by a format, as Go's fmt.Sprintf.",
              .example = "Sprintf(\"%s-%03d\", \"a\", 7) == \"a-007\""},
      Builtin{.name = "LogInfo",
              .signatures = {{{s, any}, true, b}},
              .call = log_info,
              .description = "True whatever the message; for following a filter's conditions.",
              .example = "LogInfo(\"seen %s\", \"x\")"},
      Builtin{.name = "B64Decode",
              .signatures = {{{s}, false, s}},
              .call = of_text<base64_decode>,
              .description = "The text that a Base64 text stands for; a bad one is an error.",
              .example = "B64Decode(\"aGVsbG8=\") == \"hello\""},
  };
  return kRows;
}

std::span<const Builtin> split_helpers() {
  static const Type* const s = T(type_id::kString);
  static const Type* const i = T(type_id::kInt);
  static const Type* const strings = T(type_id::kStringSlice);
  static const std::array kRows = {
      Builtin{.name = "Fields",
              .signatures = {{{s}, false, strings}},
              .call = of_text<split_fields>,
              .description = "The parts between white space.",
              .example = "Fields(\" a  b \") == [\"a\", \"b\"]"},
      Builtin{.name = "Split",
              .signatures = {{{s, s}, false, strings}},
              .call = split<Separator::kDrop>,
              .description = "The parts between separators.",
              .example = "Split(\"a,b\", \",\") == [\"a\", \"b\"]"},
      Builtin{.name = "SplitN",
              .signatures = {{{s, s, i}, false, strings}},
              .call = split<Separator::kDrop>,
              .description = "The parts between separators, at most so many.",
              .example = "SplitN(\"a,b,c\", \",\", 2) == [\"a\", \"b,c\"]"},
      Builtin{.name = "SplitAfter",
              .signatures = {{{s, s}, false, strings}},
              .call = split<Separator::kKeep>,
              .description = "The parts, each with the separator that ends it.",
              .example = "SplitAfter(\"a,b\", \",\") == [\"a,\", \"b\"]"},
      Builtin{.name = "SplitAfterN",
              .signatures = {{{s, s, i}, false, strings}},
              .call = split<Separator::kKeep>,
              .description = "The parts, each with the separator that ends it, at most so many.",
              .example = "SplitAfterN(\"a,b,c\", \",\", 2) == [\"a,\", \"b,c\"]"},
  };
  return kRows;
}

}  // namespace vedette::expr

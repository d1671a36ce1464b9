// The language's functions on text. expr-lang: builtin/builtin.go, "string" to "hasSuffix".
#include <array>
#include <cstring>

#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/go_strings.h"
#include "expr/go_format.h"
#include "expr/unicode.h"

namespace vedette::expr {
namespace {

Value string_of(CallContext& context, std::span<const Value> arguments) {
  if (arguments[0].is_string()) {
    return arguments[0];
  }
  std::string text;
  return append_go_value(context, text, arguments[0]) ? text_result(context, text) : Value();
}

Value trim(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  if (values.size() == 1) {
    return Value::string(trim_space(text));
  }
  std::string_view cutset = arguments.text(1);
  if (arguments.failed() || !context.charge(text.size() * cutset.size() / 256 + 1)) {
    return {};
  }
  return Value::string(trim_right(trim_left(text, cutset), cutset));
}

Value trim_prefix_of(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  return Value::string(trim_prefix(text, values.size() == 2 ? arguments.text(1) : " "));
}

Value trim_suffix_of(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  return Value::string(trim_suffix(text, values.size() == 2 ? arguments.text(1) : " "));
}

Value upper(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  return arguments.failed() ? Value() : upper_text(context, text);
}

Value lower(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  return arguments.failed() ? Value() : lower_text(context, text);
}

template <Separator kKeep>
Value split(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  std::string_view separator = arguments.text(1);
  std::int64_t limit = values.size() == 3 ? integer_of(context, values[2]) : -1;
  return arguments.failed() ? Value() : split_text(context, text, separator, kKeep, limit);
}

Value replace(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  std::string_view old_text = arguments.text(1);
  std::string_view new_text = arguments.text(2);
  std::int64_t limit = values.size() == 4 ? integer_of(context, values[3]) : -1;
  return arguments.failed() ? Value() : replace_text(context, text, old_text, new_text, limit);
}

Value repeat(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  std::int64_t count = integer_of(context, values[1]);
  if (arguments.failed()) {
    return {};
  }
  if (count < 0) {
    return context.fail("invalid argument for repeat (expected positive integer, got " + std::to_string(count) + ")");
  }
  if (count > 1'000'000 || text.size() > kMaxResultBytes) {
    return context.fail("memory budget exceeded");
  }
  std::size_t size = text.size() * static_cast<std::size_t>(count);
  if (!context.grow(size)) {
    return {};
  }
  if (size == 0) {
    return Value::string("");
  }
  char* data = allocate_text(context, size);
  if (data == nullptr) {
    return {};
  }
  for (std::size_t at = 0; at < size; at += text.size()) {
    std::memcpy(data + at, text.data(), text.size());
  }
  return Value::string({data, size});
}

Value join(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  const Value& list = values[0];
  std::string_view glue = values.size() == 2 ? arguments.text(1) : std::string_view("");
  if (arguments.failed()) {
    return {};
  }
  if (list.type_id() != type_id::kStringSlice && list.type_id() != type_id::kAnySlice) {
    return context.fail("invalid argument for join (type " + std::string(type_name(list)) + ")");
  }
  Arguments texts(context, {list.slice_data(), list.size()});
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    (void)texts.text(i);
  }
  return texts.failed() ? Value() : join_texts(context, list, glue);
}

Value index_of_text(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  return Value::integer(index_of(arguments.text(0), arguments.text(1)));
}

Value last_index_of_text(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  return Value::integer(last_index_of(arguments.text(0), arguments.text(1)));
}

Value has_prefix(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  return Value::boolean(arguments.text(0).starts_with(arguments.text(1)));
}

Value has_suffix(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  return Value::boolean(arguments.text(0).ends_with(arguments.text(1)));
}

}  // namespace

std::span<const Builtin> text_functions() {
  static const Type* const s = T(type_id::kString);
  static const Type* const i = T(type_id::kInt);
  static const Type* const b = T(type_id::kBool);
  static const Type* const strings = T(type_id::kStringSlice);
  static const Type* const anys = T(type_id::kAnySlice);
  static const std::array kRows = {
      Builtin{.name = "string",
              .signatures = {{{T(type_id::kAny)}, false, s}},
              .call = string_of,
              .description = "Prints any value as Go's %v does.",
              .example = "string([1, 2.5, nil]) == \"[1 2.5 <nil>]\""},
      Builtin{.name = "trim",
              .signatures = {{{s}, false, s}, {{s, s}, false, s}},
              .call = trim,
              .description = "Cuts white space, or the characters of the second text, off both ends.",
              .example = "trim(\"__x__\", \"_\") == \"x\""},
      Builtin{.name = "trimPrefix",
              .signatures = {{{s, s}, false, s}, {{s}, false, s}},
              .call = trim_prefix_of,
              .description = "Cuts a leading text (by default one space) off, if it is there.",
              .example = "trimPrefix(\"prefix_x\", \"prefix_\") == \"x\""},
      Builtin{.name = "trimSuffix",
              .signatures = {{{s, s}, false, s}, {{s}, false, s}},
              .call = trim_suffix_of,
              .description = "Cuts a trailing text (by default one space) off, if it is there.",
              .example = "trimSuffix(\"x.log\", \".log\") == \"x\""},
      Builtin{.name = "upper",
              .signatures = {{{s}, false, s}},
              .call = upper,
              .description = "The text in upper case.",
              .example = "upper(\"ž\") == \"Ž\""},
      Builtin{.name = "lower",
              .signatures = {{{s}, false, s}},
              .call = lower,
              .description = "The text in lower case.",
              .example = "lower(\"ABC\") == \"abc\""},
      Builtin{.name = "split",
              .signatures = {{{s, s}, false, strings}, {{s, s, i}, false, strings}},
              .call = split<Separator::kDrop>,
              .description = "The parts between separators; the third argument bounds how many.",
              .example = "split(\"a,b,c\", \",\", 2) == [\"a\", \"b,c\"]"},
      Builtin{.name = "splitAfter",
              .signatures = {{{s, s}, false, strings}, {{s, s, i}, false, strings}},
              .call = split<Separator::kKeep>,
              .description = "As split, each part keeping its separator.",
              .example = "splitAfter(\"a,b\", \",\") == [\"a,\", \"b\"]"},
      Builtin{.name = "replace",
              .signatures = {{{s, s, s, i}, false, s}, {{s, s, s}, false, s}},
              .call = replace,
              .description = "Replaces every occurrence, or the first few.",
              .example = "replace(\"aaa\", \"a\", \"b\", 2) == \"bba\""},
      Builtin{.name = "repeat",
              .signatures = {{{s, i}, false, s}},
              .call = repeat,
              .description = "The text several times.",
              .example = "repeat(\"ab\", 3) == \"ababab\""},
      Builtin{.name = "join",
              .signatures = {{{strings, s}, false, s}, {{anys, s}, false, s}, {{anys}, false, s}, {{strings}, false, s}},
              .call = join,
              .description = "The texts of a list, with a text between.",
              .example = "join([\"a\", \"b\"], \"-\") == \"a-b\""},
      Builtin{.name = "indexOf",
              .signatures = {{{s, s}, false, i}},
              .call = index_of_text,
              .description = "The byte offset of the first occurrence, or -1.",
              .example = "indexOf(\"apple pie\", \"pie\") == 6"},
      Builtin{.name = "lastIndexOf",
              .signatures = {{{s, s}, false, i}},
              .call = last_index_of_text,
              .description = "The byte offset of the last occurrence, or -1.",
              .example = "lastIndexOf(\"go gopher\", \"go\") == 3"},
      Builtin{.name = "hasPrefix",
              .signatures = {{{s, s}, false, b}},
              .call = has_prefix,
              .description = "Whether the text begins with another.",
              .example = "hasPrefix(\"HelloWorld\", \"Hello\")"},
      Builtin{.name = "hasSuffix",
              .signatures = {{{s, s}, false, b}},
              .call = has_suffix,
              .description = "Whether the text ends with another.",
              .example = "hasSuffix(\"HelloWorld\", \"World\")"},
  };
  return kRows;
}

}  // namespace vedette::expr

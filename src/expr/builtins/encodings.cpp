// toJSON, fromJSON, toBase64, fromBase64 of the language. expr-lang: builtin/builtin.go.
#include <array>

#include "base/base64.h"
#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/json_decode.h"
#include "expr/json_value.h"

namespace vedette::expr {
namespace {

Value to_json(CallContext& context, std::span<const Value> arguments) {
  std::string compact;
  std::string error;
  if (!charge_printing(context, arguments[0])) {
    return {};
  }
  if (!append_go_json(compact, arguments[0], context.arena, error)) {
    return context.fail(std::move(error));
  }
  if (!context.charge(compact.size() / 16 + 1)) {
    return {};
  }
  std::string text;
  append_indented_json(text, compact, "  ");
  return text_result(context, text);
}

Value from_json(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  if (arguments.failed() || !context.charge(text.size() / 16 + 1)) {
    return {};
  }
  Result<Value> value = decode_json(context, text);
  return value ? *value : context.fail(value.error().message);
}

Value to_base64(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  if (arguments.failed() || !context.charge(text.size() / 64 + 1)) {
    return {};
  }
  std::string encoded;
  append_base64(encoded, text);
  return text_result(context, encoded);
}

Value from_base64(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  if (arguments.failed() || !context.charge(text.size() / 64 + 1)) {
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

std::span<const Builtin> encoding_functions() {
  static const Type* const s = T(type_id::kString);
  static const Type* const any = T(type_id::kAny);
  static const std::array kRows = {
      Builtin{.name = "toJSON",
              .signatures = {{{any}, false, s}},
              .call = to_json,
              .description = "The value as JSON, indented by two spaces.",
              .example = "toJSON([1]) == \"[\\n  1\\n]\""},
      Builtin{.name = "fromJSON",
              .signatures = {{{s}, false, any}},
              .call = from_json,
              .description = "The value that a JSON text stands for; every number is a float.",
              .example = "fromJSON(\"{\\\"a\\\": [1]}\").a[0] == 1.0",
              .reads_json_source = true},
      Builtin{.name = "toBase64",
              .signatures = {{{s}, false, s}},
              .call = to_base64,
              .description = "The text in Base64.",
              .example = "toBase64(\"hello\") == \"aGVsbG8=\""},
      Builtin{.name = "fromBase64",
              .signatures = {{{s}, false, s}},
              .call = from_base64,
              .description = "The text that a Base64 text stands for.",
              .example = "fromBase64(\"aGVsbG8=\") == \"hello\""},
  };
  return kRows;
}

}  // namespace vedette::expr

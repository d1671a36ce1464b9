// CrowdSec's helpers on JSON texts. pkg/exprhelpers: jsonextract.go.
#include <array>

#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/json_decode.h"
#include "expr/builtins/json_path.h"
#include "expr/json_value.h"

namespace vedette::expr {
namespace {

/// "a.b[2]" as "a", "b", "[2]": "[" begins a part of its own, unless the path begins with one.
std::vector<std::string_view> split_path(std::string_view target, std::string& storage) {
  if (!target.starts_with('[')) {
    for (char c : target) {
      if (c == '[') {
        storage += '.';
      }
      storage += c;
    }
    target = storage;
  }
  std::vector<std::string_view> path;
  while (true) {
    std::size_t dot = target.find('.');
    path.push_back(target.substr(0, dot));
    if (dot == std::string_view::npos) {
      return path;
    }
    target.remove_prefix(dot + 1);
  }
}

/// What `path` leads to; empty when there is nothing or the call has failed.
std::optional<RawJson> extract(CallContext& context, std::string_view json, std::span<const std::string_view> path) {
  constexpr std::size_t kMaxParts = 4096;
  if (path.size() > kMaxParts) {
    (void)context.fail("the path has too many parts");
  }
  if (!context.charge(json.size() / 16 + path.size())) {
    return std::nullopt;
  }
  bool crashed = false;
  std::optional<RawJson> found = find_raw_json(json, path, crashed);
  if (crashed) {
    (void)context.fail("runtime error: index out of range [0] with length 0");
  }
  return found;
}

std::optional<RawJson> extract_target(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view json = arguments.text(0);
  std::string_view target = arguments.text(1);
  if (arguments.failed()) {
    return std::nullopt;
  }
  std::string storage;
  return extract(context, json, split_path(target, storage));
}

Value json_extract(CallContext& context, std::span<const Value> values) {
  std::optional<RawJson> found = extract_target(context, values);
  return Value::string(found ? found->text : std::string_view());
}

Value json_extract_unescape(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view json = arguments.text(0);
  if (values.size() < 2) {
    return context.fail("runtime error: index out of range [1] with length 1");
  }
  if (arguments.failed()) {
    return {};
  }
  // The reference reads the argument after the text, a key or a list of them, and forgets the others; of another type it makes nothing.
  std::vector<std::string_view> path;
  if (values[1].is_string()) {
    path.push_back(values[1].as_string());
  } else if (values[1].type_id() == type_id::kStringSlice) {
    for (std::uint32_t i = 0; i < values[1].size(); ++i) {
      path.push_back(values[1].slice_data()[i].as_string());
    }
  } else {
    return Value::string("");
  }
  std::optional<RawJson> found = extract(context, json, path);
  if (!found || found->kind != RawJsonKind::kString) {
    return Value::string("");
  }
  if (found->text.find('\\') == std::string_view::npos) {
    return Value::string(found->text);
  }
  std::string text;
  return append_json_unescaped(text, found->text) ? text_result(context, text) : Value::string("");
}

Value json_extract_lib(CallContext& context, std::span<const Value>) {
  // The reference wants its path as one []string, which a variadic call never gives it.
  return context.fail("interface conversion: interface {} is string, not []string");
}

template <RawJsonKind kKind>
Value json_extract_typed(CallContext& context, std::span<const Value> values) {
  constexpr TypeId kNil = kKind == RawJsonKind::kArray ? type_id::kAnySlice : type_id::kAnyMap;
  std::optional<RawJson> found = extract_target(context, values);
  if (!found || found->kind != kKind) {
    return Value::typed_nil(kNil);
  }
  Result<Value> value = decode_json(context, found->text);
  return value ? *value : Value::typed_nil(kNil);
}

Value to_json_string(CallContext& context, std::span<const Value> values) {
  std::string text;
  std::string error;
  if (!charge_printing(context, values[0]) || !append_go_json(text, values[0], context.arena, error) || !context.charge(text.size() / 16)) {
    return Value::string("");
  }
  return text_result(context, text);
}

}  // namespace

std::span<const Builtin> json_helpers() {
  static const Type* const s = T(type_id::kString);
  static const std::array kRows = {
      Builtin{.name = "JsonExtract",
              .signatures = {{{s, s}, false, s}},
              .call = json_extract,
              .description = "The value under a path such as a.b[2] in a JSON text, as it is written there; the empty text when there is none.",
              .example = "JsonExtract(\"{\\\"a\\\":{\\\"b\\\":[1,2]}}\", \"a.b[1]\") == \"2\""},
      Builtin{.name = "JsonExtractUnescape",
              .signatures = {{{s, s}, true, s}},
              .call = json_extract_unescape,
              .description = "The text under a key of a JSON object, its escapes undone.",
              .example = "JsonExtractUnescape(\"{\\\"a\\\":\\\"x\\\\\\\\n\\\"}\", \"a\") == \"x\\\\n\""},
      Builtin{.name = "JsonExtractLib",
              .signatures = {{{s, s}, true, s}},
              .call = json_extract_lib,
              .description = "Fails always, as it does in CrowdSec; use JsonExtract."},
      Builtin{.name = "JsonExtractSlice",
              .signatures = {{{s, s}, false, T(type_id::kAnySlice)}},
              .call = json_extract_typed<RawJsonKind::kArray>,
              .description = "The list under a path in a JSON text, decoded; nil when there is none.",
              .example = "JsonExtractSlice(\"{\\\"a\\\":[1,2]}\", \"a\") == [1.0, 2.0]"},
      Builtin{.name = "JsonExtractObject",
              .signatures = {{{s, s}, false, T(type_id::kAnyMap)}},
              .call = json_extract_typed<RawJsonKind::kObject>,
              .description = "The object under a path in a JSON text, decoded; nil when there is none.",
              .example = "JsonExtractObject(\"{\\\"a\\\":{\\\"b\\\":1}}\", \"a\").b == 1.0"},
      Builtin{.name = "ToJsonString",
              .signatures = {{{T(type_id::kAny)}, false, s}},
              .call = to_json_string,
              .description = "The value as JSON, keys sorted; the empty text for what JSON cannot hold.",
              .example = "ToJsonString({\"b\": 1, \"a\": [nil]}) == \"{\\\"a\\\":[null],\\\"b\\\":1}\""},
  };
  return kRows;
}

}  // namespace vedette::expr

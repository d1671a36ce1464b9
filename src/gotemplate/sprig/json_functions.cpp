// Sprig's defaults.go: JSON.
#include <algorithm>
#include <array>

#include "base/json.h"
#include "expr/json_value.h"
#include "gotemplate/data.h"
#include "gotemplate/function.h"

namespace vedette::gotemplate {

namespace {

/// What fails gives nil when `strict` is false.
template <bool kStrict>
Value from_json(Runtime& runtime, Arguments arguments) {
  const std::string_view text = arguments[0].as_string();
  // A value takes more room than its text.
  if (!runtime.take(text.size() * 4)) {
    return Value();
  }
  JsonReader reader;
  auto view = reader.parse(text);
  if (!view) {
    return kStrict ? runtime.fail(view.error().message) : Value();
  }
  return value_of_json(runtime.heap, *view, Numbers::kFloats);
}

bool holds_complex(const Value& value) {
  if (value.kind() == Kind::kSlice && !value.is_null()) {
    return std::any_of(value.slice_data(), value.slice_data() + value.size(), holds_complex);
  }
  if (const TemplateMap* map = map_of(value)) {
    return std::any_of(map->values().begin(), map->values().end(), [](const auto& entry) { return holds_complex(entry.second); });
  }
  return value.type_id() == complex_type()->id;
}

enum class Style { kPlain, kPretty, kRaw };

template <Style kStyle, bool kStrict>
Value to_json(Runtime& runtime, Arguments arguments) {
  std::string out;
  std::string error;
  if (!runtime.visit(arguments[0])) {
    return Value();
  }
  if (holds_complex(arguments[0])) {
    return kStrict ? runtime.fail("json: unsupported type: complex128") : Value::string("");
  }
  if (!expr::append_go_json(out, arguments[0], runtime.arena(), error, kStyle != Style::kRaw)) {
    return kStrict ? runtime.fail(std::move(error)) : Value::string("");
  }
  if (kStyle == Style::kPretty) {
    std::string indented;
    expr::append_indented_json(indented, out, "  ");
    return runtime.text(indented);
  }
  return runtime.text(out);
}

}  // namespace

std::span<const Row> json_functions() {
  static constexpr std::array kRows = {
      Row{"fromJson", "(string) any", from_json<false>},
      Row{"mustFromJson", "(string) any", from_json<true>},
      Row{"mustToJson", "(any) string", to_json<Style::kPlain, true>},
      Row{"mustToPrettyJson", "(any) string", to_json<Style::kPretty, true>},
      Row{"mustToRawJson", "(any) string", to_json<Style::kRaw, true>},
      Row{"toJson", "(any) string", to_json<Style::kPlain, false>},
      Row{"toPrettyJson", "(any) string", to_json<Style::kPretty, false>},
      Row{"toRawJson", "(any) string", to_json<Style::kRaw, true>},
  };
  return kRows;
}

}  // namespace vedette::gotemplate

// What a template can call: one row a function, with the Go signature that arguments are checked against.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gotemplate/operand.h"
#include "gotemplate/runtime.h"

namespace vedette::gotemplate {

using Arguments = std::span<const Value>;
using Operands = std::span<const Operand>;

/// Arguments have the types that the signature says; an untyped nil stands for a nil interface.
using Native = Value (*)(Runtime& runtime, Arguments arguments);
/// The same for functions that look at reflect.Value.
using Reflective = Operand (*)(Runtime& runtime, Operands arguments);

struct Row {
  std::string_view name;
  /// As Go spells it, in the names of signature.cpp: "(int, string) string", "(...any) any", "(value, ...value) bool".
  std::string_view signature;
  Native native = nullptr;
  Reflective reflective = nullptr;  // one of the two
};

/// A signature, resolved.
struct Callable {
  std::string_view name;
  std::vector<const Type*> parameters;
  bool variadic = false;  // the last parameter repeats
  const Type* result = nullptr;
  Native native = nullptr;
  Reflective reflective = nullptr;
  bool is_core = false;  // text/template's own, which Sprig's hide
};

/// The type that stands for reflect.Value in signatures.
[[nodiscard]] const Type* reflect_value_type();
/// *semver.Version and sprig.certificate.
[[nodiscard]] const Type* version_type();
[[nodiscard]] const Type* certificate_type();
/// [][]interface {}
[[nodiscard]] const Type* lists_type();

[[nodiscard]] Callable resolve(const Row& row);

/// Null when there is none.
[[nodiscard]] const Callable* find_function(std::string_view name);
/// Every function, sorted by name.
[[nodiscard]] std::vector<const Callable*> all_functions();

// The families: core_*.cpp, crowdsec.cpp and sprig/*.cpp; the list is in functions.cpp.
[[nodiscard]] std::span<const Row> core_functions();
[[nodiscard]] std::span<const Row> comparison_functions();
[[nodiscard]] std::span<const Row> crowdsec_functions();
[[nodiscard]] std::span<const Row> text_functions();
[[nodiscard]] std::span<const Row> case_functions();
[[nodiscard]] std::span<const Row> number_functions();
[[nodiscard]] std::span<const Row> decimal_functions();
[[nodiscard]] std::span<const Row> default_functions();
[[nodiscard]] std::span<const Row> json_functions();
[[nodiscard]] std::span<const Row> list_functions();
[[nodiscard]] std::span<const Row> dict_functions();
[[nodiscard]] std::span<const Row> regex_functions();
[[nodiscard]] std::span<const Row> date_functions();
[[nodiscard]] std::span<const Row> path_functions();
[[nodiscard]] std::span<const Row> url_functions();
[[nodiscard]] std::span<const Row> encoding_functions();
[[nodiscard]] std::span<const Row> crypto_functions();
[[nodiscard]] std::span<const Row> certificate_functions();
[[nodiscard]] std::span<const Row> semver_functions();
[[nodiscard]] std::span<const Row> system_functions();

}  // namespace vedette::gotemplate

// Why a run failed, kept as kind and operands: filters fail on most events they do not mean, so the sentence is made only when someone asks for it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "expr/value.h"

namespace vedette::expr {

enum class FaultKind : std::uint8_t {
  kNone,
  kCannotFetch,      // a: key, b: object                      cannot fetch a from <nil>
  kCannotGet,        // text: field                            cannot get Scenario from <nil>
  kIndexOutOfRange,  // a: index, b: length                    index out of range: 9 (array length is 5)
  kOperation,        // a, b; text: operator                   invalid operation: int + string
  kUnary,            // a; text: operator                      invalid operation: - string
  kConversion,       // a; text: target                        invalid operation: int(string)
  kAssertion,        // a; text: wanted type                   interface conversion: interface {} is int, not bool
  kInNotDefined,     // a: the right side                      operator "in" not defined on int
  kFieldName,        // a: needle, b: struct                   cannot use int as field name of ..
  kMapKey,           // a: key; text: the map's key type       reflect.Value.MapIndex: value of type int is not assignable to type string
  kUnhashable,       // a: key                                 runtime error: hash of unhashable type []interface {}
  kGroupKey,         // a: key                                 cannot use .. as a key for groupBy: type is not comparable
  kLength,           // a                                      invalid argument for len (type int)
  kNotIterable,      // a                                      reflect: call of reflect.Value.Len on int Value
  kNotIndexable,     // a                                      reflect: call of reflect.Value.Index on map Value
  kSlice,            // a: from                                cannot slice 1
  kDivideByZero,
  kCallNil,
  kCallNonFunction,  // a
  kPattern,          // detail: RE2's words                    error parsing regexp: ..
  kSortOrder,        // an order that is not a string
  kSortOrderName,    // neither asc nor desc
  kText,             // text: the whole sentence, static or in the program
  kMemory,           // memory budget exceeded
  kSteps,
  kCallFailed,  // the call's own words are in the CallContext
};

struct Fault {
  FaultKind kind = FaultKind::kNone;
  Value a;
  Value b;
  std::string_view text;
  std::string detail;

  /// Returns false, so that an operator can `return fault.set(..)`.
  bool set(FaultKind why, const Value& first = Value(), const Value& second = Value(), std::string_view what = {}) {
    kind = why;
    a = first;
    b = second;
    text = what;
    return false;
  }
};

/// The sentence, worded as expr-lang words it. Not for kCallFailed.
[[nodiscard]] std::string describe(const Fault& fault);

/// Go's name of a value's dynamic type, as fmt's %T prints it: "<nil>", "int", "map[string]interface {}".
[[nodiscard]] std::string_view type_name(const Value& value);
/// Go's %v of a nil, bool, number, string, duration or time; the type's name of anything else.
[[nodiscard]] std::string format_plain(const Value& value);
/// The shortest text that reads back as `number`, as strconv.FormatFloat(f, 'g', -1, 64) with Go's %v exponent limits.
void append_float(std::string& out, double number, int exponent_limit = 21);

}  // namespace vedette::expr

#include "expr/fault.h"

#include <charconv>
#include <cmath>

namespace vedette::expr {

namespace {

// reflect.Kind.String() of a value: what reflect's own panics name.
std::string_view kind_name(const Value& value) {
  switch (value.kind()) {
    case Kind::kNil:
      return "zero";
    case Kind::kSlice:
      return "slice";
    case Kind::kMap:
      return "map";
    case Kind::kStruct:
      return "struct";
    case Kind::kPointer:
      return "ptr";
    case Kind::kFunction:
      return "func";
    default:
      return value.type()->name;
  }
}

std::string join(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (std::string_view part : parts) {
    out.append(part);
  }
  return out;
}

}  // namespace

std::string_view type_name(const Value& value) {
  return value.is_nil() ? std::string_view("<nil>") : std::string_view(value.type()->name);
}

void append_float(std::string& out, double number, int exponent_limit) {
  if (std::isnan(number)) {
    out += "NaN";
    return;
  }
  if (std::isinf(number)) {
    out += number < 0 ? "-Inf" : "+Inf";
    return;
  }
  char buffer[512];
  const double size = std::fabs(number);
  const bool exponent = size != 0 && (size < 1e-4 || size >= std::pow(10.0, exponent_limit));
  auto end = std::to_chars(buffer, buffer + sizeof buffer, number, exponent ? std::chars_format::scientific : std::chars_format::fixed);
  out.append(buffer, end.ptr);
}

std::string format_plain(const Value& value) {
  std::string out;
  switch (value.kind()) {
    case Kind::kNil:
      return "<nil>";
    case Kind::kBool:
      return value.as_bool() ? "true" : "false";
    case Kind::kUint:
    case Kind::kUint64:
      return std::to_string(static_cast<std::uint64_t>(value.as_int()));
    case Kind::kInt:
    case Kind::kInt8:
    case Kind::kInt16:
    case Kind::kInt32:
    case Kind::kInt64:
    case Kind::kUint8:
    case Kind::kUint16:
    case Kind::kUint32:
      return value.type_id() == type_id::kDuration ? format_duration(value.as_int()) : std::to_string(value.as_int());
    case Kind::kFloat32:
    case Kind::kFloat64:
      append_float(out, value.as_float());
      return out;
    case Kind::kString:
      return std::string(value.as_string());
    default:
      return std::string(type_name(value));
  }
}

std::string describe(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::kNone:
    case FaultKind::kCallFailed:
      return {};
    case FaultKind::kCannotFetch:
      return join({"cannot fetch ", format_plain(fault.a), " from ", type_name(fault.b)});
    case FaultKind::kCannotGet:
      return join({"cannot get ", fault.text, " from ", type_name(fault.a)});
    case FaultKind::kIndexOutOfRange:
      return join({"index out of range: ", format_plain(fault.a), " (array length is ", format_plain(fault.b), ")"});
    case FaultKind::kOperation:
      return join({"invalid operation: ", type_name(fault.a), " ", fault.text, " ", type_name(fault.b)});
    case FaultKind::kUnary:
      return join({"invalid operation: ", fault.text, " ", type_name(fault.a)});
    case FaultKind::kConversion:
      return join({"invalid operation: ", fault.text, "(", type_name(fault.a), ")"});
    case FaultKind::kAssertion:
      return join({"interface conversion: interface {} is ", fault.a.is_nil() ? "nil" : type_name(fault.a), ", not ", fault.text});
    case FaultKind::kInNotDefined:
      return join({"operator \"in\" not defined on ", type_name(fault.a)});
    case FaultKind::kFieldName:
      return join({"cannot use ", type_name(fault.a), " as field name of ", type_name(fault.b)});
    case FaultKind::kMapKey:
      return join({"reflect.Value.MapIndex: value of type ", type_name(fault.a), " is not assignable to type ", fault.text});
    case FaultKind::kUnhashable:
      return join({"runtime error: hash of unhashable type ", type_name(fault.a)});
    case FaultKind::kGroupKey:
      return join({"cannot use ", type_name(fault.a), " as a key for groupBy: type is not comparable"});
    case FaultKind::kLength:
      return join({"invalid argument for len (type ", type_name(fault.a), ")"});
    case FaultKind::kNotIterable:
      return join({"reflect: call of reflect.Value.Len on ", kind_name(fault.a), " Value"});
    case FaultKind::kNotIndexable:
      return join({"reflect: call of reflect.Value.Index on ", kind_name(fault.a), " Value"});
    case FaultKind::kSlice:
      return join({"cannot slice ", format_plain(fault.a)});
    case FaultKind::kDivideByZero:
      return "runtime error: integer divide by zero";
    case FaultKind::kCallNil:
      return "invalid operation: cannot call nil";
    case FaultKind::kCallNonFunction:
      return join({"invalid operation: cannot call non-function of type ", type_name(fault.a)});
    case FaultKind::kPattern:
      return fault.detail;
    case FaultKind::kSortOrder:
      return "sortBy order argument must be a string";
    case FaultKind::kSortOrderName:
      return "unknown order, use asc or desc";
    case FaultKind::kText:
      return std::string(fault.text);
    case FaultKind::kMemory:
      return "memory budget exceeded";
    case FaultKind::kSteps:
      return "the expression took more steps than it may";
  }
  return {};
}

}  // namespace vedette::expr

// text/template's own functions, but for the comparisons: funcs.go.
#include <array>

#include "base/utf8.h"
#include "expr/builtins/go_url.h"
#include "expr/runtime.h"
#include "expr/unicode.h"
#include "gotemplate/escape.h"
#include "gotemplate/function.h"
#include "gotemplate/print.h"

namespace vedette::gotemplate {

namespace {

Value print(Runtime& runtime, Arguments arguments) {
  return runtime.text(sprint(runtime, arguments));
}

Value println(Runtime& runtime, Arguments arguments) {
  std::string out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0) {
      out += ' ';
    }
    out += runtime.format(arguments[i]);
  }
  return runtime.text(out + "\n");
}

Value printf(Runtime& runtime, Arguments arguments) {
  return runtime.text(runtime.format(arguments[0].as_string(), arguments.subspan(1)));
}

/// funcs.go: evalArgs: as fmt.Sprint, but nothing is "<no value>" and pointers are followed.
std::string printed_arguments(Runtime& runtime, Arguments arguments) {
  if (arguments.size() == 1 && arguments[0].is_string()) {
    return std::string(arguments[0].as_string());
  }
  std::vector<Value> shown;
  for (const Value& argument : arguments) {
    bool is_nil = false;
    Value pointer;
    const Operand behind = argument.kind() == Kind::kPointer ? indirect(Operand::held(argument), is_nil, pointer) : Operand::held(argument);
    const bool prints_itself = pointer.kind() == Kind::kPointer && pointer.type()->method("String") != nullptr;
    shown.push_back(!behind.is_valid() ? Value::string("<no value>") : prints_itself ? pointer : behind.value);
  }
  return sprint(runtime, shown);
}

Value html(Runtime& runtime, Arguments arguments) {
  return runtime.text(escape_html(printed_arguments(runtime, arguments), true));
}

Value js(Runtime& runtime, Arguments arguments) {
  return runtime.text(escape_js(printed_arguments(runtime, arguments)));
}

Value urlquery(Runtime& runtime, Arguments arguments) {
  std::string out;
  expr::append_url_escaped(out, printed_arguments(runtime, arguments), expr::UrlPart::kQueryComponent);
  return runtime.text(out);
}

bool is_integer(const Value& value) {
  return value.kind() >= Kind::kInt && value.kind() <= Kind::kUint64;
}

// funcs.go: indexArg. Go lets the index be the length, and then panics.
bool read_index(Runtime& runtime, const Operand& index, std::uint32_t size, std::uint32_t& out) {
  if (!index.is_valid()) {
    runtime.fail("cannot index slice/array with nil");
    return false;
  }
  if (!is_integer(index.value)) {
    runtime.fail("cannot index slice/array with type " + std::string(type_name_of(index)));
    return false;
  }
  const std::int64_t at = index.value.as_int();
  if (at < 0 || at >= static_cast<std::int64_t>(size)) {
    runtime.fail("index out of range: " + std::to_string(at));
    return false;
  }
  out = static_cast<std::uint32_t>(at);
  return true;
}

Operand index_map(Runtime& runtime, const Operand& item, const Operand& key) {
  const Type* type = item.value.type();
  if (!key.is_valid()) {
    runtime.fail("value is nil; should be of type " + type->key->name);
    return {};
  }
  if (key.value.type() != type->key) {
    runtime.fail("value has type " + std::string(type_name_of(key)) + "; should be " + type->key->name);
    return {};
  }
  Value found;
  if (item.value.as_map() != nullptr && item.value.as_map()->find(key.value.as_string(), runtime.arena(), found)) {
    return Operand::declared(found, type->element);
  }
  Operand zero = Operand::declared(type->element->kind == Kind::kAny ? Value() : expr::zero_value(*type->element), type->element);
  zero.miss = runtime.miss("there is no key \"" + std::string(key.value.as_string()) + "\"");
  return zero;
}

Operand index(Runtime& runtime, Operands operands) {
  Operand item = operands[0].inside();
  if (!item.is_valid()) {
    runtime.fail("index of untyped nil");
    return {};
  }
  for (const Operand& given : operands.subspan(1)) {
    const Operand key = given.inside();
    bool is_nil = false;
    item = indirect(item, is_nil);
    if (is_nil) {
      runtime.fail("index of nil pointer");
      return {};
    }
    const Value& value = item.value;
    if (value.kind() == Kind::kMap) {
      item = index_map(runtime, item, key);
    } else if (value.kind() == Kind::kSlice || value.is_string()) {
      std::uint32_t at = 0;
      if (!read_index(runtime, key, value.size(), at)) {
        return {};
      }
      item = value.is_string() ? Operand::concrete(Value::integer(static_cast<unsigned char>(value.as_string()[at]), type_id::kUint8))
                               : Operand::declared(value.slice_data()[at], value.type()->element);
    } else {
      runtime.fail("can't index item of type " + std::string(type_name_of(item)));
    }
    if (runtime.failed()) {
      return {};
    }
  }
  return item;
}

Operand len(Runtime& runtime, Operands operands) {
  bool is_nil = false;
  const Operand item = indirect(operands[0], is_nil);
  if (is_nil) {
    runtime.fail("len of nil pointer");
    return {};
  }
  if (!item.is_valid()) {
    runtime.fail("len of nil");
    return {};
  }
  std::int64_t length = 0;
  expr::Fault fault;
  if (!expr::length(item.value, length, fault)) {
    runtime.fail("len of type " + std::string(type_name_of(item)));
  }
  return Operand::concrete(Value::integer(length));
}

Operand logical_not(Runtime& /*runtime*/, Operands operands) {
  return Operand::concrete(Value::boolean(!is_true(operands[0])));
}

/// No value that a template can get hold of is a function.
Operand call(Runtime& runtime, Operands operands) {
  const Operand function = operands[0].inside();
  if (!function.is_valid()) {
    runtime.fail("call of nil");
  } else {
    runtime.fail("non-function of type " + std::string(type_name_of(function)));
  }
  return {};
}

/// `and` and `or` are evaluated where their arguments are (evaluation.cpp).
Operand evaluated_elsewhere(Runtime& /*runtime*/, Operands /*operands*/) {
  return {};
}

}  // namespace

std::span<const Row> core_functions() {
  static constexpr std::array kRows = {
      Row{"and", "(value, ...value) value", nullptr, evaluated_elsewhere},
      Row{"call", "(value, ...value) value", nullptr, call},
      Row{"html", "(...any) string", html},
      Row{"index", "(value, ...value) value", nullptr, index},
      Row{"js", "(...any) string", js},
      Row{"len", "(value) int", nullptr, len},
      Row{"not", "(value) bool", nullptr, logical_not},
      Row{"or", "(value, ...value) value", nullptr, evaluated_elsewhere},
      Row{"print", "(...any) string", print},
      Row{"printf", "(string, ...any) string", printf},
      Row{"println", "(...any) string", println},
      Row{"urlquery", "(...any) string", urlquery},
  };
  return kRows;
}

}  // namespace vedette::gotemplate

// Evaluating pipelines, commands, fields and calls: exec.go, evalPipeline to evalCall.
#include <algorithm>

#include "expr/go_format.h"
#include "expr/runtime.h"
#include "gotemplate/execution.h"

namespace vedette::gotemplate {

namespace {

/// Parentheses are bounded by the parser; this is for what the parser lets through in depth.
constexpr int kMaxEvaluationDepth = 2 * 500 + 16;

class Depth {
 public:
  explicit Depth(int& depth) : depth_(depth) { ++depth_; }
  Depth(const Depth&) = delete;
  Depth& operator=(const Depth&) = delete;
  ~Depth() { --depth_; }

 private:
  int& depth_;
};

/// Nothing that could be looked into: what a look-up in vain leads to.
bool is_nothing(const Operand& operand) {
  return !operand.is_valid() || operand.value.is_null() ||
         ((operand.value.kind() == Kind::kString || operand.value.kind() == Kind::kSlice) && operand.value.size() == 0);
}

bool is_hexadecimal_integer(std::string_view text) {
  return text.size() > 2 && text[0] == '0' && (text[1] | 0x20) == 'x' && text.find_first_of("pP") == std::string_view::npos;
}

}  // namespace

Operand Execution::pipeline(const Operand& dot, const Node* pipe) {
  if (pipe == nullptr) {
    return {};
  }
  at(*pipe);
  const Depth depth(nesting_);
  if (nesting_ > kMaxEvaluationDepth) {
    return fail("evaluations are nested too deeply");
  }
  Operand value = Operand::missing();
  for (const Node* step : pipe->children) {
    value = command(dot, *step, value);
    if (failed()) {
      return {};
    }
    value = value.opened();
  }
  for (const Node* declared : pipe->declarations) {
    if (pipe->assigns) {
      assign(declared->names[0], value);
    } else {
      variables_.push_back({declared->names[0], value});
    }
  }
  return value;
}

void Execution::assign(std::string_view name, const Operand& value) {
  auto found = std::find_if(variables_.rbegin(), variables_.rend(), [&](const Variable& known) { return known.name == name; });
  if (found == variables_.rend()) {
    fail("undefined variable: " + std::string(name));
    return;
  }
  found->value = value;
}

void Execution::not_a_function(const Words& words, const Operand& final) {
  if (words.size() > 1 || !final.is_missing()) {
    fail("can't give argument to non-function " + to_string(*words.front()));
  }
}

Operand Execution::command(const Operand& dot, const Node& node, const Operand& final) {
  const Node& first = *node.children.front();
  switch (first.kind) {
    case NodeKind::kField:
      at(first);
      return field_chain(dot, dot, first, 0, &node.children, final);
    case NodeKind::kChain:
      return chain(dot, first, &node.children, final);
    case NodeKind::kIdentifier:
      return function(dot, first, node, &node.children, final);
    case NodeKind::kPipe:
      not_a_function(node.children, final);
      return failed() ? Operand() : pipeline(dot, &first);
    case NodeKind::kVariable:
      return variable(dot, first, &node.children, final);
    default:
      break;
  }
  at(first);
  not_a_function(node.children, final);
  if (failed()) {
    return {};
  }
  switch (first.kind) {
    case NodeKind::kBool:
      return Operand::concrete(Value::boolean(first.truth));
    case NodeKind::kDot:
      return dot;
    case NodeKind::kNil:
      return fail("nil is not a command");
    case NodeKind::kNumber:
      return constant(first);
    case NodeKind::kString:
      return Operand::concrete(Value::string(first.text));
    default:
      return fail("can't evaluate command " + to_string(first));
  }
}

// exec.go: idealConstant
Operand Execution::constant(const Node& node) {
  at(node);
  const Number& number = node.number;
  if (number.is_complex) {
    return Operand::concrete(Value::object(runtime_.arena().make<Complex>(Complex{number.floating, number.imaginary}), complex_type()->id));
  }
  if (number.is_float && !is_hexadecimal_integer(node.text) && !node.text.starts_with('\'') &&
      node.text.find_first_of(".eEpP") != std::string::npos) {
    return Operand::concrete(Value::floating(number.floating));
  }
  if (number.is_integer) {
    return Operand::concrete(Value::integer(number.integer));
  }
  if (number.is_unsigned) {
    return fail(node.text + " overflows int");
  }
  return {};
}

Operand Execution::chain(const Operand& dot, const Node& node, const Words* words, const Operand& final) {
  at(node);
  if (node.pipe->kind == NodeKind::kNil) {
    return fail("indirection through explicit nil in " + to_string(node));
  }
  const Operand receiver = argument(dot, nullptr, *node.pipe);
  return failed() ? Operand() : field_chain(dot, receiver, node, 0, words, final);
}

Operand Execution::variable(const Operand& dot, const Node& node, const Words* words, const Operand& final) {
  at(node);
  auto found = std::find_if(variables_.rbegin(), variables_.rend(), [&](const Variable& known) { return known.name == node.names[0]; });
  if (found == variables_.rend()) {
    return fail("undefined variable: " + std::string(node.names[0]));
  }
  const Operand value = found->value;
  if (node.names.size() == 1) {
    if (words != nullptr) {
      not_a_function(*words, final);
    }
    return value;
  }
  return field_chain(dot, value, node, 1, words, final);
}

Operand Execution::field_chain(const Operand& dot, Operand receiver, const Node& node, std::size_t first, const Words* words, const Operand& final) {
  for (std::size_t i = first; i + 1 < node.names.size() && !failed(); ++i) {
    receiver = field(dot, node.names[i], node, nullptr, Operand::missing(), receiver);
  }
  // The last, if it is a method, gets the arguments.
  return failed() ? Operand() : field(dot, node.names.back(), node, words, final, receiver);
}

// exec.go: evalField
Operand Execution::field(const Operand& dot, std::string_view name, const Node& node, const Words* words, const Operand& final,
                         const Operand& receiver) {
  if (!receiver.is_valid()) {
    return receiver;  // nothing below a missing key; the miss goes on
  }
  at(node);
  const std::string type(type_name_of(receiver));
  bool is_nil = false;
  Value pointer;
  const Operand target = indirect(receiver, is_nil, pointer);
  if (is_nil && target.form == Operand::Form::kInterface) {
    return fail("nil pointer evaluating " + type + "." + std::string(name), receiver.miss);
  }
  if (is_nil && target.value.kind() != Kind::kPointer) {
    return fail("nil pointer evaluating " + type + "." + std::string(name), receiver.miss);
  }
  if (auto method = find_method(target.value, pointer, name)) {
    return call(dot, method->callable, &*method, node, words, final);
  }
  const bool has_arguments = (words != nullptr && words->size() > 1) || !final.is_missing();
  const Value& value = target.value;
  if (is_nil) {
    if (value.type()->element->kind != Kind::kStruct || value.type()->field(name) != nullptr) {
      return fail("nil pointer evaluating " + type + "." + std::string(name), receiver.miss);
    }
  } else if (value.kind() == Kind::kStruct) {
    if (const expr::Field* found = value.type()->field(name)) {
      if (name[0] >= 'a' && name[0] <= 'z') {
        return fail(std::string(name) + " is an unexported field of struct type " + type);
      }
      if (has_arguments) {
        return fail(std::string(name) + " has arguments but cannot be invoked as function");
      }
      return Operand::declared(expr::read_field(*found, value.as_object(), runtime_.arena()), found->type);
    }
  } else if (value.kind() == Kind::kMap && value.type()->key->kind == Kind::kString) {
    if (has_arguments) {
      return fail(std::string(name) + " is not a method but has arguments");
    }
    Value entry;
    if (value.as_map() != nullptr && value.as_map()->find(name, runtime_.arena(), entry)) {
      return Operand::declared(entry, value.type()->element);
    }
    Operand nothing;
    nothing.miss = runtime_.miss("there is no key \"" + std::string(name) + "\"");
    return nothing;
  }
  return fail("can't evaluate field " + std::string(name) + " in type " + type, receiver.miss);
}

Operand Execution::function(const Operand& dot, const Node& node, const Node& place, const Words* words, const Operand& final) {
  at(node);
  const Callable* callable = find_function(node.text);
  if (callable == nullptr) {
    std::string quoted;
    expr::append_go_quoted(quoted, node.text);
    return fail(quoted + " is not a defined function");
  }
  return call(dot, *callable, nullptr, place, words, final);
}

// exec.go: evalCall, the special case of and/or
Operand Execution::short_circuit(const Operand& dot, bool stops_at, const Words* words, const Operand& final) {
  Operand value;
  for (std::size_t i = 1; words != nullptr && i < words->size(); ++i) {
    value = argument(dot, reflect_value_type(), *(*words)[i]);
    if (failed() || is_true(value) == stops_at) {
      return value;
    }
  }
  return final.is_missing() ? value : final;
}

Operand Execution::call(const Operand& dot, const Callable& callable, const MethodCall* method, const Node& place, const Words* words,
                        const Operand& final) {
  const std::string name(callable.name);
  const std::size_t written = words != nullptr ? words->size() - 1 : 0;
  const std::size_t count = written + (final.is_missing() ? 0 : 1);
  const std::size_t fixed = callable.parameters.size() - (callable.variadic ? 1 : 0);
  if (callable.variadic ? count < fixed : count != fixed) {
    return fail("wrong number of args for " + name + ": want " + (callable.variadic ? "at least " : "") + std::to_string(fixed) + " got " +
                std::to_string(callable.variadic ? written : count));
  }
  if (callable.is_core && (name == "and" || name == "or")) {
    return short_circuit(dot, name == "or", words, final);
  }
  const auto parameter = [&](std::size_t i) { return callable.parameters[std::min(i, callable.parameters.size() - 1)]; };
  std::vector<Operand> operands;
  operands.reserve(count);
  for (std::size_t i = 0; i < written; ++i) {
    operands.push_back(argument(dot, parameter(i), *(*words)[i + 1]));
    if (failed()) {
      return {};
    }
  }
  if (!final.is_missing()) {
    operands.push_back(validate(final, parameter(written)));
    if (failed()) {
      return {};
    }
  }
  const Miss* miss = nullptr;
  for (const Operand& operand : operands) {
    miss = miss == nullptr ? operand.miss : miss;
  }
  Operand result;
  if (!runtime_.step()) {
    at(place);
    return fail(runtime_.context.message());
  }
  if (callable.reflective != nullptr) {
    result = callable.reflective(runtime_, operands);
  } else {
    std::vector<Value> values;
    values.reserve(operands.size() + 1);
    if (method != nullptr) {
      values.push_back(method->receiver);
    }
    for (const Operand& operand : operands) {
      values.push_back(operand.value);
    }
    Value value;
    if (method == nullptr) {
      value = callable.native(runtime_, values);
    } else if (method->own != nullptr) {
      value = method->own(runtime_, values);
    } else {
      value = method->builtin->call(runtime_.context, values);
    }
    result = Operand::declared(value, callable.result);
  }
  if (runtime_.failed()) {
    at(place);
    // Fields of alerts that may be absent are pointers in the reference, and equal to no text.
    const bool compares = name == "eq" || name == "ne" || name == "lt" || name == "le" || name == "gt" || name == "ge";
    const auto is_pointer = [](const Operand& operand) { return operand.value.kind() == Kind::kPointer; };
    if (compares && !failed() && std::any_of(operands.begin(), operands.end(), is_pointer)) {
      error_.hint = "a field that may be absent compares with nothing but nil: compare its text, `(toString .Field)`";
    }
    return fail("error calling " + name + ": " + runtime_.context.message(), miss);
  }
  if (is_nothing(result) && result.miss == nullptr) {
    result.miss = miss;
    if (name == "GetMeta" && !operands.empty() && operands.back().value.is_string()) {
      result.miss = runtime_.miss((method != nullptr ? "there is no meta \"" : "no event has the meta \"") +
                                  std::string(operands.back().value.as_string()) + "\"");
    }
  }
  return result;
}

}  // namespace vedette::gotemplate

#include "expr/machine.h"

#include <algorithm>
#include <cstring>

#include "base/regex.h"
#include "expr/collections.h"
#include "expr/go_sort.h"
#include "expr/path_walk.h"
#include "expr/runtime.h"

namespace vedette::expr {

namespace {

constexpr std::size_t kMaxStack = 4 * 1024 * 1024;  // values
constexpr std::size_t kMaxRegexes = 32;

/// Copies word by word. A copy of 16 bytes at once has to wait until two fresh stores of 8 have left the store buffer, which costs more than all else
/// that an instruction does.
inline void put(Value& to, const Value& from) {
  std::uint64_t words[2];
  std::memcpy(&words[0], &from, 8);
  std::memcpy(&words[1], reinterpret_cast<const char*>(&from) + 8, 8);
  asm("" : "+r"(words[0]), "+r"(words[1]));
  std::memcpy(static_cast<void*>(&to), &words[0], 8);
  std::memcpy(reinterpret_cast<char*>(&to) + 8, &words[1], 8);
}

/// A method with its receiver, not called yet.
struct BoundMethod {
  Value receiver;
  const Builtin* method;
};

}  // namespace

Machine::Machine() = default;
Machine::~Machine() = default;

/// One run: what the instructions need at hand.
class Machine::Run {
 public:
  Run(Machine& machine, const Code& code, const Limits& limits, CallContext& context, std::span<const Value> variables)
      : machine_(machine),
        code_(code),
        context_(context),
        arena_(context.arena),
        fault_(machine.fault_),
        variables_(variables),
        room_(code.instructions.size() + 1),
        arena_limit_(context.arena.capacity() + limits.max_memory) {}

  [[nodiscard, gnu::always_inline]] inline bool execute(Value& out);

 private:
  /// Where a failed path points to is finer than an instruction.
  [[nodiscard]] Value walk(const PathPlan& plan, Value value) {
    return walk_path(plan, code_.steps.data() + plan.first, value, arena_, context_.memo, fault_, machine_.fault_span_, walk_);
  }
  bool fail_in_path() {
    placed_ = true;
    return false;
  }
  [[nodiscard]] bool path_equals(const PathPlan& plan, const Value& constant, std::uint16_t flags, bool& out);
  [[nodiscard]] bool path_in(const PathPlan& plan, const StringSet& set, bool& out);
  [[nodiscard]] bool unlike_strings_equal(Value value, const Value& constant, std::uint16_t flags, bool& out);

  [[nodiscard]] bool begin(const Value& list);
  [[nodiscard]] bool item(const Scope& scope, Value& out);
  [[nodiscard]] bool next_round(std::uint32_t steps);
  [[nodiscard]] bool take(std::uint64_t elements);

  [[nodiscard]] bool range(const Value& from, const Value& to, Value& out);
  [[nodiscard]] bool matches(const Value& text, const Value& pattern, bool& out);
  [[nodiscard]] bool matches_constant(const Value& text, const re2::RE2& regex, bool& out);
  [[nodiscard]] bool search(Op op, const Value& text, const Value& part, bool& out);
  [[nodiscard]] bool in_strings(Value needle, const StringSet& set, bool& out);
  [[nodiscard]] bool in_integers(const Value& needle, const absl::flat_hash_set<std::int64_t>& set, bool& out);
  [[nodiscard]] bool cast(Cast to, const Value& value, Value& out);
  [[nodiscard]] bool arithmetic(Op op, const Value& a, const Value& b, Value& out);

  [[nodiscard]] bool call(const Builtin& function, std::span<const Value> arguments, Value& out);
  [[nodiscard]] bool call_member(const Value& receiver, std::string_view name, std::span<Value> arguments, Value& out);
  [[nodiscard]] bool call_value(const Value& callee, std::span<Value> arguments, Value& out);
  [[nodiscard]] bool call_method(const Builtin& method, const Value& receiver, std::span<Value> arguments, Value& out);

  [[nodiscard]] bool sort_order(const Value& order, Scope& scope);
  [[nodiscard]] bool sorted(const Scope& scope, Value& out);

  bool fail_at(const Span& span) {
    machine_.fault_span_ = span;
    placed_ = true;
    return false;
  }

  Machine& machine_;
  const Code& code_;
  CallContext& context_;
  Arena& arena_;
  Fault& fault_;
  std::span<const Value> variables_;
  std::size_t room_;  // values that the program may push between two checks of the stack
  std::size_t arena_limit_;
  Walk walk_ = Walk::kDone;
  bool placed_ = false;  // fault_span_ is set: the failing part is finer than an instruction
};

void Machine::grow_stack(std::size_t used, std::size_t more) {
  const std::size_t size = std::max<std::size_t>({64, stack_size_ * 2, used + more});
  auto grown = std::make_unique<Value[]>(size);
  std::copy_n(stack_.get(), used, grown.get());
  stack_ = std::move(grown);
  stack_size_ = size;
}

const re2::RE2* Machine::regex(std::string_view pattern) {
  for (const auto& [text, regex] : regexes_) {
    if (text == pattern) {
      return regex.get();
    }
  }
  auto compiled = compile_regex(pattern);
  if (!compiled) {
    fault_.set(FaultKind::kPattern);
    fault_.detail = compiled.error().message;
    return nullptr;
  }
  if (regexes_.size() < kMaxRegexes) {
    regexes_.emplace_back(std::string(pattern), *compiled);
    return regexes_.back().second.get();
  }
  next_regex_ = (next_regex_ + 1) % kMaxRegexes;
  regexes_[next_regex_] = {std::string(pattern), *compiled};
  return regexes_[next_regex_].second.get();
}

inline bool Machine::Run::path_equals(const PathPlan& plan, const Value& constant, std::uint16_t flags, bool& out) {
  const Value value = walk(plan, variables_[plan.variable]);
  if (walk_ == Walk::kFailed) {
    return fail_in_path();
  }
  if (value.is_string() && constant.is_string()) [[likely]] {
    out = equal_text(value.as_string(), constant.as_string());
  } else if (!unlike_strings_equal(value, constant, flags, out)) {
    return false;
  }
  out = out != ((flags & kNegated) != 0);
  return true;
}

inline bool Machine::Run::path_in(const PathPlan& plan, const StringSet& set, bool& out) {
  const Value value = walk(plan, variables_[plan.variable]);
  if (walk_ == Walk::kFailed) {
    return fail_in_path();
  }
  if (value.is_string()) [[likely]] {
    out = set.contains(value.as_string());
    return true;
  }
  return in_strings(value, set, out);
}

bool Machine::Run::unlike_strings_equal(Value value, const Value& constant, std::uint16_t flags, bool& out) {
  if ((flags & kBothStrings) != 0) {
    return fault_.set(FaultKind::kAssertion, value, Value(), "string");
  }
  if ((flags & kBothInts) != 0 && !value.is_int()) {
    return fault_.set(FaultKind::kAssertion, value, Value(), "int");
  }
  out = equal(dereference(value), constant, arena_);
  return true;
}

bool Machine::Run::take(std::uint64_t elements) {
  if (elements > context_.elements_left) {
    return fault_.set(FaultKind::kMemory);
  }
  context_.elements_left -= elements;
  return true;
}

bool Machine::Run::begin(const Value& list_in) {
  Scope scope;
  scope.list = dereference(list_in);
  scope.pairs = machine_.pairs_.size();
  switch (scope.list.kind()) {
    case Kind::kSlice:
      scope.data = scope.list.slice_data();
      scope.length = scope.list.size();
      break;
    case Kind::kString:
      scope.length = scope.list.size();
      break;
    case Kind::kMap:
      scope.length = scope.list.as_map() != nullptr ? static_cast<std::int64_t>(scope.list.as_map()->size()) : 0;
      break;
    default:
      return fault_.set(FaultKind::kNotIterable, scope.list);
  }
  machine_.scopes_.push_back(scope);
  return true;
}

inline bool Machine::Run::item(const Scope& scope, Value& out) {
  if (scope.data != nullptr) [[likely]] {
    out = scope.data[scope.index];
    return true;
  }
  if (scope.list.is_string()) {
    out = Value::integer(static_cast<unsigned char>(scope.list.as_string()[static_cast<std::size_t>(scope.index)]), type_id::kUint8);
    return true;
  }
  return fault_.set(FaultKind::kNotIndexable, scope.list);
}

inline bool Machine::Run::next_round(std::uint32_t steps) {
  if (steps > context_.steps_left) [[unlikely]] {
    return fault_.set(FaultKind::kSteps);
  }
  context_.steps_left -= steps;
  if (arena_.capacity() > arena_limit_) [[unlikely]] {
    return fault_.set(FaultKind::kMemory);
  }
  return true;
}

bool Machine::Run::range(const Value& from_in, const Value& to_in, Value& out) {
  std::int64_t from = 0;
  std::int64_t to = 0;
  if (!to_int(dereference(from_in), from, fault_) || !to_int(dereference(to_in), to, fault_)) {
    return false;
  }
  const auto wrapped = static_cast<std::int64_t>(static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from) + 1);
  const auto size = static_cast<std::size_t>(std::max<std::int64_t>(wrapped, 0));
  if (!take(size)) {
    return false;
  }
  Value* elements = arena_.make_array<Value>(size);
  for (std::size_t i = 0; i < size; ++i) {
    elements[i] = Value::integer(from + static_cast<std::int64_t>(i));
  }
  out = Value::slice(elements, size, type_id::kIntSlice);
  return true;
}

bool Machine::Run::matches_constant(const Value& text_in, const re2::RE2& regex, bool& out) {
  const Value text = dereference(text_in);
  if (text.is_string()) [[likely]] {
    out = regex_matches(regex, text.as_string());
    return true;
  }
  if (text.is_null()) {
    out = false;
    return true;
  }
  if (text.type_id() == type_id::kByteSlice) {
    std::string bytes;
    for (std::uint32_t i = 0; i < text.size(); ++i) {
      bytes += static_cast<char>(text.slice_data()[i].as_int());
    }
    out = regex_matches(regex, bytes);
    return true;
  }
  return fault_.set(FaultKind::kAssertion, text, Value(), "[]uint8");
}

bool Machine::Run::matches(const Value& text_in, const Value& pattern_in, bool& out) {
  const Value text = dereference(text_in);
  const Value pattern = dereference(pattern_in);
  if (text.is_null() || pattern.is_null()) {
    out = false;
    return true;
  }
  if (!pattern.is_string()) {
    return fault_.set(FaultKind::kAssertion, pattern, Value(), "string");
  }
  const re2::RE2* regex = machine_.regex(pattern.as_string());
  return regex != nullptr && matches_constant(text, *regex, out);
}

bool Machine::Run::search(Op op, const Value& text_in, const Value& part_in, bool& out) {
  const Value text = dereference(text_in);
  const Value part = dereference(part_in);
  if (!text.is_string() || !part.is_string()) [[unlikely]] {
    out = false;
    // expr: vm.go, OpContains: nil on either side is no match, anything else no string.
    return text.is_null() || part.is_null() || fault_.set(FaultKind::kAssertion, text.is_string() ? part : text, Value(), "string");
  }
  if (op == Op::kContains) {
    out = text.as_string().find(part.as_string()) != std::string_view::npos;
  } else {
    out = op == Op::kStartsWith ? text.as_string().starts_with(part.as_string()) : text.as_string().ends_with(part.as_string());
  }
  return true;
}

bool Machine::Run::in_strings(Value needle_in, const StringSet& set, bool& out) {
  const Value needle = dereference(needle_in);
  if (needle.is_string()) [[likely]] {
    out = set.contains(needle.as_string());
    return true;
  }
  if (needle.is_nil()) {
    out = set.contains({});  // Go: MapIndex of the key type's zero value
    return true;
  }
  return fault_.set(FaultKind::kMapKey, needle, Value(), "string");
}

bool Machine::Run::in_integers(const Value& needle_in, const absl::flat_hash_set<std::int64_t>& set, bool& out) {
  const Value needle = dereference(needle_in);
  if (!needle.is_int() && !needle.is_nil()) {
    return fault_.set(FaultKind::kMapKey, needle, Value(), "int");
  }
  out = set.contains(needle.is_nil() ? 0 : needle.as_int());
  return true;
}

bool Machine::Run::cast(Cast to, const Value& value, Value& out) {
  std::int64_t integer = 0;
  double number = 0;
  switch (to) {
    case Cast::kInt:
    case Cast::kInt64:
      if (!to_int(value, integer, fault_)) {
        return false;
      }
      out = Value::integer(integer, to == Cast::kInt ? type_id::kInt : type_id::kInt64);
      return true;
    case Cast::kFloat64:
      if (!to_float(value, number, fault_)) {
        return false;
      }
      out = Value::floating(number);
      return true;
    case Cast::kBool:
      if (!value.is_bool() && !value.is_nil()) {
        return fault_.set(FaultKind::kConversion, value, Value(), "bool");
      }
      out = Value::boolean(value.is_bool() && value.as_bool());
      return true;
  }
  return false;
}

bool Machine::Run::arithmetic(Op op, const Value& a_in, const Value& b_in, Value& out) {
  const Value a = dereference(a_in);
  const Value b = dereference(b_in);
  switch (op) {
    case Op::kAdd:
      return add(a, b, arena_, out, fault_);
    case Op::kSubtract:
      return subtract(a, b, arena_, out, fault_);
    case Op::kMultiply:
      return multiply(a, b, out, fault_);
    case Op::kDivide:
      return divide(a, b, out, fault_);
    case Op::kModulo:
      return modulo(a, b, out, fault_);
    default:
      return exponent(a, b, out, fault_);
  }
}

bool Machine::Run::call(const Builtin& function, std::span<const Value> arguments, Value& out) {
  machine_.effects_ += function.effect != Effect::kPure ? 1 : 0;
  out = function.call(context_, arguments);
  if (context_.failed()) [[unlikely]] {
    return fault_.set(FaultKind::kCallFailed);
  }
  return next_round(1);
}

bool Machine::Run::call_method(const Builtin& method, const Value& receiver, std::span<Value> arguments, Value& out) {
  // The receiver is the first argument; `arguments` has room for one more, where the receiver stood.
  Value* first = arguments.data();
  std::copy_backward(first, first + arguments.size(), first + arguments.size() + 1);
  first[0] = receiver;
  return call(method, {first, arguments.size() + 1}, out);
}

bool Machine::Run::call_member(const Value& receiver, std::string_view name, std::span<Value> arguments, Value& out) {
  // expr: runtime.Fetch: methods come before fields and entries.
  const Builtin* method = receiver.is_nil() ? nullptr : receiver.type()->method(name);
  if (method != nullptr) {
    if (!takes_arguments(*method, arguments.size())) {
      return fault_.set(FaultKind::kText, Value(), Value(), "invalid number of arguments");
    }
    return call_method(*method, receiver, arguments, out);
  }
  Value member;
  return fetch_name(receiver, name, arena_, member, fault_) && call_value(member, arguments, out);
}

bool Machine::Run::call_value(const Value& callee, std::span<Value> arguments, Value& out) {
  if (callee.is_nil()) {
    return fault_.set(FaultKind::kCallNil);
  }
  if (callee.kind() != Kind::kFunction || callee.as_object() == nullptr) {
    return fault_.set(FaultKind::kCallNonFunction, callee);
  }
  const BoundMethod& bound = *static_cast<const BoundMethod*>(callee.as_object());
  if (!takes_arguments(*bound.method, arguments.size())) {
    return fault_.set(FaultKind::kText, Value(), Value(), "invalid number of arguments");
  }
  return call_method(*bound.method, bound.receiver, arguments, out);
}

bool Machine::Run::sort_order(const Value& order, Scope& scope) {
  if (!order.is_string()) {
    return fault_.set(FaultKind::kSortOrder);
  }
  scope.descending = order.as_string() == "desc";
  return scope.descending || order.as_string() == "asc" || fault_.set(FaultKind::kSortOrderName);
}

bool Machine::Run::sorted(const Scope& scope, Value& out) {
  std::pair<Value, Value>* pairs = machine_.pairs_.data() + scope.pairs;
  const std::size_t size = machine_.pairs_.size() - scope.pairs;
  bool comparable = true;
  go_sort(
      static_cast<std::int64_t>(size),
      [&](std::int64_t i, std::int64_t j) {
        bool less = false;
        const Value& a = pairs[scope.descending ? j : i].first;
        const Value& b = pairs[scope.descending ? i : j].first;
        comparable = comparable && next_round(1) && compare(Order::kLess, a, b, less, fault_);
        return comparable && less;
      },
      [&](std::int64_t i, std::int64_t j) { std::swap(pairs[i], pairs[j]); });
  if (!comparable || !take(static_cast<std::uint64_t>(scope.length))) {
    return false;
  }
  Value* elements = arena_.make_array<Value>(size);
  for (std::size_t i = 0; i < size; ++i) {
    elements[i] = pairs[i].second;
  }
  out = Value::slice(elements, size);
  return true;
}

// The macros keep the switch readable: an instruction that fails leaves through one door, with its own place in the text.
#define VEDETTE_TRY(condition)       \
  do {                               \
    if (!(condition)) [[unlikely]] { \
      goto failed;                   \
    }                                \
  } while (false)
#define VEDETTE_BOOL(value)                                          \
  do {                                                               \
    if (!(value).is_bool()) [[unlikely]] {                           \
      (value) = dereference(value);                                  \
      if (!(value).is_bool()) {                                      \
        fault_.set(FaultKind::kAssertion, (value), Value(), "bool"); \
        goto failed;                                                 \
      }                                                              \
    }                                                                \
  } while (false)

inline bool Machine::Run::execute(Value& out) {
  const Instruction* const first = code_.instructions.data();
  const Instruction* at = first;
  Value* top = machine_.stack_.get();  // one past the last value
  Scope* scope = nullptr;
  bool flag = false;
  Value result;

  for (;;) {
    const Instruction& instruction = *at++;
    switch (instruction.op) {
      case Op::kReturn:
        put(out, top[-1]);
        return true;
      case Op::kConstant:
        put(*top++, code_.constants[instruction.b]);
        break;
      case Op::kPop:
        --top;
        break;
      case Op::kStore:
        put(machine_.locals_[instruction.b], *--top);
        break;
      case Op::kLoad:
        put(*top++, machine_.locals_[instruction.b]);
        break;
      case Op::kVariable:
        put(*top++, variables_[instruction.b]);
        break;
      case Op::kEnvironment:
        *top++ = environment_value(code_.variables, variables_, arena_);
        break;

      case Op::kPath:
      case Op::kPathTop:
      case Op::kPathItem: {
        const PathPlan& plan = code_.paths[instruction.b];
        if (instruction.op == Op::kPath) {
          result = walk(plan, variables_[plan.variable]);
        } else {
          if (instruction.op == Op::kPathTop) {
            --top;
          } else {
            VEDETTE_TRY(item(*scope, *top));
          }
          result = walk(plan, *top);
        }
        VEDETTE_TRY(walk_ != Walk::kFailed || fail_in_path());
        put(*top++, result);
        if (walk_ == Walk::kCut && instruction.c != 0) {
          at = first + instruction.c;
        }
        break;
      }
      case Op::kPathEqual:
        VEDETTE_TRY(path_equals(code_.paths[instruction.b], code_.constants[instruction.c], instruction.a, flag));
        goto path_tested;
      case Op::kPathIn:
        VEDETTE_TRY(path_in(code_.paths[instruction.b], code_.string_sets[instruction.c], flag));
      path_tested:
        if ((instruction.a & (kThenAnd | kThenOr)) == 0) {
          *top++ = Value::boolean(flag);
        } else if (flag == ((instruction.a & kThenOr) != 0)) {
          *top++ = Value::boolean(flag);
          at = first + instruction.d;
        }
        break;
      case Op::kFetch:
        VEDETTE_TRY(fetch(top[-2], dereference(top[-1]), arena_, result, fault_));
        --top;
        put(top[-1], result);
        break;
      case Op::kDereference:
        top[-1] = dereference(top[-1]);
        break;
      case Op::kNullToNil:
        if (top[-1].is_null()) {
          top[-1] = Value();
        }
        break;

      case Op::kJump:
        at = first + instruction.b;
        break;
      case Op::kJumpIfNull:
        if (top[-1].is_null()) {
          at = first + instruction.b;
        }
        break;
      case Op::kAnd:
        VEDETTE_BOOL(top[-1]);
        if (top[-1].as_bool()) {
          --top;
        } else {
          at = first + instruction.b;
        }
        break;
      case Op::kOr:
        VEDETTE_BOOL(top[-1]);
        if (top[-1].as_bool()) {
          at = first + instruction.b;
        } else {
          --top;
        }
        break;
      case Op::kCoalesce:
        top[-1] = dereference(top[-1]);
        if (top[-1].is_null()) {
          --top;
        } else {
          at = first + instruction.b;
        }
        break;
      case Op::kBranchFalse:
        --top;
        VEDETTE_BOOL(*top);
        if (!top->as_bool()) {
          at = first + instruction.b;
        }
        break;
      case Op::kBranchTrue:
        --top;
        VEDETTE_BOOL(*top);
        if (top->as_bool()) {
          at = first + instruction.b;
        }
        break;

      case Op::kNot:
        VEDETTE_BOOL(top[-1]);
        top[-1] = Value::boolean(!top[-1].as_bool());
        break;
      case Op::kNegate:
        VEDETTE_TRY(negate(dereference(top[-1]), result, fault_));
        put(top[-1], result);
        break;
      case Op::kEqual:
      case Op::kNotEqual:
        --top;
        flag = equal(dereference(top[-1]), dereference(*top), arena_);
        top[-1] = Value::boolean(flag == (instruction.op == Op::kEqual));
        break;
      case Op::kEqualInt:
      case Op::kNotEqualInt:
        --top;
        if (!top[-1].is_int() || !top->is_int()) [[unlikely]] {
          fault_.set(FaultKind::kAssertion, top[-1].is_int() ? *top : top[-1], Value(), "int");
          goto failed;
        }
        top[-1] = Value::boolean((top[-1].as_int() == top->as_int()) == (instruction.op == Op::kEqualInt));
        break;
      case Op::kEqualString:
      case Op::kNotEqualString:
        --top;
        if (!top[-1].is_string() || !top->is_string()) [[unlikely]] {
          fault_.set(FaultKind::kAssertion, top[-1].is_string() ? *top : top[-1], Value(), "string");
          goto failed;
        }
        top[-1] = Value::boolean((top[-1].as_string() == top->as_string()) == (instruction.op == Op::kEqualString));
        break;
      case Op::kIsNull:
        top[-1] = Value::boolean(top[-1].is_null());
        break;
      case Op::kIsNotNull:
        top[-1] = Value::boolean(!top[-1].is_null());
        break;
      case Op::kCompare:
        --top;
        VEDETTE_TRY(compare(static_cast<Order>(instruction.a), dereference(top[-1]), dereference(*top), flag, fault_));
        top[-1] = Value::boolean(flag);
        break;
      case Op::kAdd:
      case Op::kSubtract:
      case Op::kMultiply:
      case Op::kDivide:
      case Op::kModulo:
      case Op::kExponent:
        --top;
        VEDETTE_TRY(arithmetic(instruction.op, top[-1], *top, result));
        put(top[-1], result);
        break;
      case Op::kRange:
        --top;
        VEDETTE_TRY(range(top[-1], *top, result));
        put(top[-1], result);
        break;
      case Op::kIn:
        --top;
        VEDETTE_TRY(contains_element(dereference(top[-1]), *top, arena_, flag, fault_));
        top[-1] = Value::boolean(flag);
        break;
      case Op::kInStrings:
        VEDETTE_TRY(in_strings(top[-1], code_.string_sets[instruction.b], flag));
        top[-1] = Value::boolean(flag);
        break;
      case Op::kInIntegers:
        VEDETTE_TRY(in_integers(top[-1], code_.integer_sets[instruction.b], flag));
        top[-1] = Value::boolean(flag);
        break;
      case Op::kMatches:
        --top;
        VEDETTE_TRY(matches(top[-1], *top, flag));
        top[-1] = Value::boolean(flag);
        break;
      case Op::kMatchesConstant:
        VEDETTE_TRY(matches_constant(top[-1], *code_.regexes[instruction.b], flag));
        top[-1] = Value::boolean(flag);
        break;
      case Op::kContains:
      case Op::kStartsWith:
      case Op::kEndsWith:
        --top;
        VEDETTE_TRY(search(instruction.op, top[-1], *top, flag));
        top[-1] = Value::boolean(flag);
        break;
      case Op::kLengthOf: {
        std::int64_t size = 0;
        VEDETTE_TRY(length(top[-1], size, fault_));
        *top++ = Value::integer(size);
        break;
      }
      case Op::kSlice:
        top -= 2;
        VEDETTE_TRY(slice(top[-1], dereference(top[1]), dereference(top[0]), result, fault_));
        put(top[-1], result);
        break;
      case Op::kArray:
        VEDETTE_TRY(take(instruction.b));
        top -= instruction.b;
        *top = new_list({top, instruction.b}, arena_);
        ++top;
        break;
      case Op::kMap:
        VEDETTE_TRY(take(instruction.b));
        top -= 2 * std::size_t{instruction.b};
        VEDETTE_TRY(new_map({top, 2 * std::size_t{instruction.b}}, arena_, result, fault_));
        put(*top++, result);
        break;
      case Op::kCast:
        VEDETTE_TRY(cast(static_cast<Cast>(instruction.a), top[-1], result));
        put(top[-1], result);
        break;

      case Op::kCall:
        top -= instruction.a;
        VEDETTE_TRY(call(*code_.functions[instruction.b], {top, instruction.a}, result));
        put(*top++, result);
        break;
      case Op::kCallMethod: {
        const Value receiver = *--top;
        top -= instruction.a;
        VEDETTE_TRY(call_method(*code_.functions[instruction.b], receiver, {top, instruction.a}, result));
        put(*top++, result);
        break;
      }
      case Op::kCallMember: {
        const Value receiver = *--top;
        top -= instruction.a;
        VEDETTE_TRY(call_member(receiver, code_.constants[instruction.b].as_string(), {top, instruction.a}, result));
        put(*top++, result);
        break;
      }
      case Op::kCallValue: {
        const Value callee = *--top;
        top -= instruction.a;
        VEDETTE_TRY(call_value(callee, {top, instruction.a}, result));
        put(*top++, result);
        break;
      }
      case Op::kBindMethod:
        top[-1] = Value::object(arena_.make<BoundMethod>(BoundMethod{top[-1], code_.functions[instruction.b]}), instruction.c);
        break;
      case Op::kThrow:
        fault_.set(FaultKind::kText, Value(), Value(), code_.constants[instruction.b].as_string());
        goto failed;

      case Op::kBegin:
        --top;
        VEDETTE_TRY(begin(*top));
        scope = &machine_.scopes_.back();
        break;
      case Op::kEnd:
        machine_.pairs_.resize(scope->pairs);
        machine_.scopes_.pop_back();
        scope = machine_.scopes_.empty() ? nullptr : &machine_.scopes_.back();
        break;
      case Op::kLoop:
        if (scope->index >= scope->length) {
          at = first + instruction.b;
        }
        break;
      case Op::kLoopBack:
        scope->index = scope->length - 1;
        *top++ = Value::boolean(scope->index >= 0);
        if (scope->index < 0) {
          at = first + instruction.b;
        }
        break;
      case Op::kNext:
      case Op::kPrevious: {
        VEDETTE_TRY(next_round(instruction.c));
        const auto used = static_cast<std::size_t>(top - machine_.stack_.get());
        if (used + room_ > machine_.stack_size_) [[unlikely]] {
          VEDETTE_TRY(used < kMaxStack || fault_.set(FaultKind::kMemory));
          machine_.grow_stack(used, room_);
          top = machine_.stack_.get() + used;
        }
        if (instruction.op == Op::kNext) {
          ++scope->index;
        } else {
          --scope->index;
          *top++ = Value::boolean(scope->index >= 0);
        }
        if (scope->index >= 0 && scope->index < scope->length) {
          at = first + instruction.b;
        }
        break;
      }
      case Op::kItem:
        VEDETTE_TRY(item(*scope, *top));
        ++top;
        break;
      case Op::kIndex:
        *top++ = Value::integer(scope->index);
        break;
      case Op::kAccumulator:
        put(*top++, scope->accumulator);
        break;
      case Op::kSetAccumulator:
        put(scope->accumulator, *--top);
        break;
      case Op::kIncrement:
        ++scope->count;
        break;
      case Op::kCount:
        *top++ = Value::integer(scope->count);
        break;
      case Op::kCountIsOne:
        *top++ = Value::boolean(scope->count == 1);
        break;
      case Op::kThreshold:
        if (scope->count >= instruction.c) {
          at = first + instruction.b;
        }
        break;
      case Op::kCollect: {
        const auto size = static_cast<std::size_t>(static_cast<CollectSize>(instruction.a) == CollectSize::kCount ? scope->count : scope->length);
        machine_.scopes_.pop_back();
        scope = machine_.scopes_.empty() ? nullptr : &machine_.scopes_.back();
        VEDETTE_TRY(take(size));
        top -= size;
        *top = new_list({top, size}, arena_);
        ++top;
        break;
      }
      case Op::kSortOrder:
        --top;
        VEDETTE_TRY(sort_order(*top, *scope));
        break;
      case Op::kSortKey:
      case Op::kGroupKey: {
        --top;
        if (instruction.op == Op::kGroupKey && !is_hashable(*top)) {
          fault_.set(FaultKind::kGroupKey, *top);
          goto failed;
        }
        VEDETTE_TRY(item(*scope, result));
        machine_.pairs_.emplace_back(*top, result);
        break;
      }
      case Op::kSorted:
        VEDETTE_TRY(sorted(*scope, result));
        put(*top++, result);
        break;
      case Op::kGrouped:
        *top++ = group({machine_.pairs_.data() + scope->pairs, machine_.pairs_.size() - scope->pairs}, arena_);
        break;
    }
  }

failed:
  if (!placed_) {
    machine_.fault_span_ = code_.spans[static_cast<std::size_t>(at - first) - 1];
  }
  return false;
}

#undef VEDETTE_TRY
#undef VEDETTE_BOOL

bool Machine::read_path(const Code& code, CallContext& context, std::span<const Value> variables, Value& out) {
  const PathPlan& plan = code.paths.front();
  if (plan.has_memo && context.memo != nullptr) {
    // The usual end: only the last step is left to go.
    const PathStep* known = code.steps.data() + plan.count - 2;
    if (const MapObject* map = context.memo->find(known->memo)) {
      out = end_path(plan, map->member(known[1].name, context.arena));
      return true;
    }
  }
  Walk walk = Walk::kDone;
  out = walk_path(plan, code.steps.data(), variables[plan.variable], context.arena, context.memo, fault_, fault_span_, walk);
  return walk != Walk::kFailed;
}

bool Machine::run(const Code& code, const Limits& limits, CallContext& context, std::span<const Value> variables, Value& out) {
  if (code.is_path) {
    return read_path(code, context, variables, out);
  }
  if (stack_size_ < code.instructions.size() + 1) [[unlikely]] {
    grow_stack(0, code.instructions.size() + 1);
  }
  if (locals_.size() < code.locals) [[unlikely]] {
    locals_.resize(code.locals);
  }
  scopes_.clear();
  pairs_.clear();
  context.steps_left = limits.max_steps;
  context.elements_left = CallContext::kElementBudget;
  if (context.failed()) [[unlikely]] {
    context.clear_failure();
  }
  return Run(*this, code, limits, context, variables).execute(out);
}

}  // namespace vedette::expr

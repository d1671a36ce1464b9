// min, max, mean, median over numbers and lists of them, nested to any depth. expr-lang: builtin/lib.go, minMax, mean, median.
#include <algorithm>
#include <array>

#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/runtime.h"

namespace vedette::expr {
namespace {

constexpr int kMaxDepth = 10'000;

Value invalid_argument(CallContext& context, std::string_view name, const Value& value) {
  return context.fail("invalid argument for " + std::string(name) + " (type " + std::string(type_name(value)) + ")");
}

bool too_deep(CallContext& context, int depth) {
  if (depth > kMaxDepth) {
    (void)context.fail("recursion depth exceeded");
    return true;
  }
  return !context.charge(1);
}

struct Extreme {
  CallContext& context;
  std::string_view name;
  Order worse;  // kLess: a value is replaced by one it is less than

  /// False when the call failed.
  bool improve(Value& best, const Value& candidate) {
    if (best.is_nil()) {
      best = candidate;
      return true;
    }
    bool replace = false;
    Fault fault;
    if (!compare(worse, best, candidate, replace, fault)) {
      (void)context.fail(describe(fault));
      return false;
    }
    if (replace) {
      best = candidate;
    }
    return true;
  }

  bool add_any_list(const Value& list, int depth, Value& best) {
    for (std::uint32_t i = 0; i < list.size(); ++i) {
      const Value& element = list.slice_data()[i];
      if (is_number(element.type_id())) {
        if (!context.charge(1) || !improve(best, element)) {
          return false;
        }
      } else if (element.kind() == Kind::kSlice) {
        Value nested;
        if (!of({&element, 1}, depth + 1, nested) || (!nested.is_nil() && !improve(best, nested))) {
          return false;
        }
      } else {
        (void)invalid_argument(context, name, element);
        return false;
      }
    }
    return true;
  }

  bool add_other_list(const Value& list, int depth, Value& best) {
    for (std::uint32_t i = 0; i < list.size(); ++i) {
      Value element;
      if (!of({list.slice_data() + i, 1}, depth + 1, element)) {
        return false;
      }
      if (!is_number(element.type_id())) {
        (void)invalid_argument(context, name, element);
        return false;
      }
      if (!improve(best, element)) {
        return false;
      }
    }
    return true;
  }

  bool of(std::span<const Value> arguments, int depth, Value& best) {
    if (too_deep(context, depth)) {
      return false;
    }
    for (const Value& argument : arguments) {
      if (argument.kind() == Kind::kSlice) {
        bool plain = argument.type_id() == type_id::kAnySlice || is_number(argument.type()->element->id);
        if (plain ? !add_any_list(argument, depth, best) : !add_other_list(argument, depth, best)) {
          return false;
        }
      } else if (is_number_kind(argument.kind())) {
        if (!improve(best, argument)) {
          return false;
        }
      } else if (arguments.size() == 1) {
        best = argument;
      } else {
        (void)invalid_argument(context, name, argument);
        return false;
      }
    }
    return true;
  }
};

Value max(CallContext& context, std::span<const Value> arguments) {
  Value best;
  return Extreme{context, "max", Order::kLess}.of(arguments, 0, best) ? best : Value();
}

Value min(CallContext& context, std::span<const Value> arguments) {
  Value best;
  return Extreme{context, "min", Order::kMore}.of(arguments, 0, best) ? best : Value();
}

double number_in(const Value& value) {
  // Types defined as numbers count too, as reflect sees them.
  return is_number(value.type_id()) ? number_of(value) : static_cast<double>(value.as_int());
}

/// A nested list's sum is made before it is added, as in the reference: floats round in that order. The elements of the arguments themselves, when
/// they are plain lists, are added one by one.
bool sum_of(CallContext& context, std::span<const Value> arguments, int depth, std::int64_t& count, double& sum) {
  if (too_deep(context, depth)) {
    return false;
  }
  for (const Value& argument : arguments) {
    if (argument.kind() == Kind::kSlice) {
      for (std::uint32_t i = 0; i < argument.size(); ++i) {
        const Value& element = argument.slice_data()[i];
        std::int64_t nested_count = 0;
        double nested_sum = 0;
        if (is_number_kind(element.kind())) {
          if (!context.charge(1)) {
            return false;
          }
          nested_count = 1;
          nested_sum = number_in(element);
        } else if (!sum_of(context, {&element, 1}, depth + 1, nested_count, nested_sum)) {
          return false;
        }
        count += nested_count;
        sum += nested_sum;
      }
    } else if (is_number_kind(argument.kind())) {
      sum += number_in(argument);
      ++count;
    } else {
      (void)invalid_argument(context, "mean", argument);
      return false;
    }
  }
  return true;
}

Value mean(CallContext& context, std::span<const Value> arguments) {
  std::int64_t count = 0;
  double sum = 0;
  if (!sum_of(context, arguments, 0, count, sum)) {
    return {};
  }
  return Value::floating(count == 0 ? 0.0 : sum / static_cast<double>(count));
}

bool collect(CallContext& context, std::span<const Value> arguments, int depth, std::vector<double>& out) {
  if (too_deep(context, depth)) {
    return false;
  }
  for (const Value& argument : arguments) {
    if (argument.kind() == Kind::kSlice) {
      for (std::uint32_t i = 0; i < argument.size(); ++i) {
        if (!collect(context, {argument.slice_data() + i, 1}, depth + 1, out)) {
          return false;
        }
      }
    } else if (is_number_kind(argument.kind())) {
      out.push_back(number_in(argument));
    } else {
      (void)invalid_argument(context, "median", argument);
      return false;
    }
  }
  return true;
}

Value median(CallContext& context, std::span<const Value> arguments) {
  std::vector<double> numbers;
  if (!collect(context, arguments, 0, numbers)) {
    return {};
  }
  if (numbers.empty()) {
    return Value::floating(0.0);
  }
  // Go: sort.Float64s puts NaN first.
  std::sort(numbers.begin(), numbers.end(), [](double a, double b) { return a < b || (a != a && b == b); });
  std::size_t middle = numbers.size() / 2;
  if (numbers.size() % 2 == 1) {
    return Value::floating(numbers[middle]);
  }
  return Value::floating((numbers[middle - 1] + numbers[middle]) / 2);
}

// expr: validateAggregateFunc.
CheckedCall check_aggregate(std::span<const Type* const> arguments, std::string_view name) {
  if (arguments.empty()) {
    return {nullptr, "not enough arguments to call " + std::string(name)};
  }
  for (const Type* argument : arguments) {
    Kind kind = kind_behind(argument);
    if (kind == Kind::kAny || kind == Kind::kSlice) {
      return {T(type_id::kAny), {}};
    }
    if (!is_number_kind(kind)) {
      return {nullptr, "invalid argument for " + std::string(name) + " (type " + std::string(name_of_type(argument)) + ")"};
    }
  }
  return {arguments[0], {}};
}

CheckedCall check_max(std::span<const Type* const> arguments) {
  return check_aggregate(arguments, "max");
}
CheckedCall check_min(std::span<const Type* const> arguments) {
  return check_aggregate(arguments, "min");
}
CheckedCall check_mean(std::span<const Type* const> arguments) {
  return check_aggregate(arguments, "mean");
}
CheckedCall check_median(std::span<const Type* const> arguments) {
  return check_aggregate(arguments, "median");
}

}  // namespace

std::span<const Builtin> aggregate_functions() {
  static const std::array kRows = {
      Builtin{.name = "max",
              .check = check_max,
              .call = max,
              .description = "The greatest of numbers and lists of numbers.",
              .example = "max(5, [1, 7]) == 7"},
      Builtin{.name = "min",
              .check = check_min,
              .call = min,
              .description = "The least of numbers and lists of numbers.",
              .example = "min(5, [1, 7]) == 1"},
      Builtin{.name = "mean",
              .check = check_mean,
              .call = mean,
              .description = "The arithmetic mean of numbers and lists of numbers.",
              .example = "mean([1, 2, 3]) == 2.0"},
      Builtin{.name = "median",
              .check = check_median,
              .call = median,
              .description = "The middle one of numbers and lists of numbers.",
              .example = "median([3, 1, 2]) == 2.0"},
  };
  return kRows;
}

}  // namespace vedette::expr

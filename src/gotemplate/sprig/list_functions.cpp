// Sprig's list.go. Each takes any list and gives a new one of interfaces.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "expr/runtime.h"
#include "gotemplate/function.h"
#include "gotemplate/print.h"
#include "gotemplate/sprig/cast.h"
#include "gotemplate/sprig/lists.h"

namespace vedette::gotemplate {

namespace {

using Elements = std::span<const Value>;

/// The elements of a list; nothing, with the failure recorded, for anything else.
std::optional<Elements> elements_of(Runtime& runtime, const Value& value, std::string_view what) {
  if (value.kind() == Kind::kSlice) {
    return Elements(value.size() == 0 ? nullptr : value.slice_data(), value.size());
  }
  if (value.is_nil()) {
    runtime.fail("runtime error: invalid memory address or nil pointer dereference");
  } else {
    runtime.fail(std::string(what) + std::string(kind_name(value)));
  }
  return std::nullopt;
}

Value nil_list() {
  return Value::typed_nil(type_id::kAnySlice);
}

Value list(Runtime& runtime, Arguments arguments) {
  return runtime.list(arguments);
}

Value push(Runtime& runtime, Arguments arguments) {
  const auto elements = elements_of(runtime, arguments[0], "Cannot push on type ");
  if (!elements) {
    return Value();
  }
  std::vector<Value> out(elements->begin(), elements->end());
  out.push_back(arguments[1]);
  return runtime.list(out);
}

Value prepend(Runtime& runtime, Arguments arguments) {
  const auto elements = elements_of(runtime, arguments[0], "Cannot prepend on type ");
  if (!elements) {
    return Value();
  }
  std::vector<Value> out{arguments[1]};
  out.insert(out.end(), elements->begin(), elements->end());
  return runtime.list(out);
}

Value chunk(Runtime& runtime, Arguments arguments) {
  const auto elements = elements_of(runtime, arguments[1], "Cannot chunk type ");
  if (!elements) {
    return Value();
  }
  // list.go computes the number of chunks with floats, so odd sizes do what infinities and rounding do.
  const std::int64_t size = arguments[0].as_int();
  const auto length = static_cast<std::int64_t>(elements->size());
  const double chunks = std::floor(static_cast<double>(length - 1) / static_cast<double>(size)) + 1;
  if (!(chunks >= 0) || chunks > static_cast<double>(length) + 1) {
    return runtime.fail("runtime error: makeslice: len out of range");
  }
  const auto count = static_cast<std::int64_t>(chunks);
  std::vector<Value> out;
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t wanted = size;
    if (i == count - 1) {
      const auto left = static_cast<std::int64_t>(std::floor(std::fmod(static_cast<double>(length), static_cast<double>(size))));
      wanted = left == 0 ? size : left;
    }
    const std::int64_t at = i * size;
    if (wanted < 0 || at < 0 || wanted > length || at > length - wanted) {
      return runtime.fail("runtime error: makeslice: len out of range");
    }
    out.push_back(runtime.list(elements->subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(wanted))));
  }
  return runtime.list(out, lists_type()->id);
}

Value last(Runtime& runtime, Arguments arguments) {
  const auto elements = elements_of(runtime, arguments[0], "Cannot find last on type ");
  return elements && !elements->empty() ? elements->back() : Value();
}

Value first(Runtime& runtime, Arguments arguments) {
  const auto elements = elements_of(runtime, arguments[0], "Cannot find first on type ");
  return elements && !elements->empty() ? elements->front() : Value();
}

Value rest(Runtime& runtime, Arguments arguments) {
  const auto elements = elements_of(runtime, arguments[0], "Cannot find rest on type ");
  return elements && !elements->empty() ? runtime.list(elements->subspan(1)) : nil_list();
}

Value initial(Runtime& runtime, Arguments arguments) {
  const auto elements = elements_of(runtime, arguments[0], "Cannot find initial on type ");
  return elements && !elements->empty() ? runtime.list(elements->first(elements->size() - 1)) : nil_list();
}

Value reverse(Runtime& runtime, Arguments arguments) {
  const auto elements = elements_of(runtime, arguments[0], "Cannot find reverse on type ");
  return elements ? runtime.list(std::vector<Value>(elements->rbegin(), elements->rend())) : Value();
}

Value compact(Runtime& runtime, Arguments arguments) {
  const auto elements = elements_of(runtime, arguments[0], "Cannot compact on type ");
  std::vector<Value> out;
  if (elements) {
    std::copy_if(elements->begin(), elements->end(), std::back_inserter(out), [](const Value& element) { return !is_empty(element); });
  }
  return runtime.list(out);
}

// list.go: inList: by reflect.DeepEqual
bool contains(Runtime& runtime, Elements haystack, const Value& needle) {
  return std::any_of(haystack.begin(), haystack.end(),
                     [&](const Value& element) { return runtime.visit(element) && expr::deep_equal(needle, element, runtime.arena()); });
}

Value uniq(Runtime& runtime, Arguments arguments) {
  const auto elements = elements_of(runtime, arguments[0], "Cannot find uniq on type ");
  std::vector<Value> out;
  if (elements) {
    for (const Value& element : *elements) {
      if (runtime.failed() || !runtime.visit(element)) {
        return Value();
      }
      if (!contains(runtime, out, element)) {
        out.push_back(element);
      }
    }
  }
  return runtime.list(out);
}

Value without(Runtime& runtime, Arguments arguments) {
  const auto elements = elements_of(runtime, arguments[0], "Cannot find without on type ");
  std::vector<Value> out;
  if (elements) {
    for (const Value& element : *elements) {
      if (runtime.failed() || !runtime.visit(element)) {
        return Value();
      }
      if (!contains(runtime, arguments.subspan(1), element)) {
        out.push_back(element);
      }
    }
  }
  return runtime.list(out);
}

Value has(Runtime& runtime, Arguments arguments) {
  if (arguments[1].is_nil()) {
    return Value::boolean(false);
  }
  const auto elements = elements_of(runtime, arguments[1], "Cannot find has on type ");
  return Value::boolean(elements && runtime.visit(arguments[0]) && contains(runtime, *elements, arguments[0]));
}

Value slice(Runtime& runtime, Arguments arguments) {
  const auto elements = elements_of(runtime, arguments[0], "list should be type of slice or array but ");
  if (!elements || elements->empty()) {
    return Value();
  }
  const auto size = static_cast<std::int64_t>(elements->size());
  const std::int64_t start = arguments.size() > 1 ? to_integer(arguments[1]) : 0;
  const std::int64_t end = arguments.size() > 2 ? to_integer(arguments[2]) : size;
  if (start < 0 || end < start || end > size) {
    return runtime.fail("reflect.Value.Slice: slice index out of bounds");
  }
  return Value::slice(elements->data() + start, static_cast<std::size_t>(end - start), arguments[0].type_id());
}

Value concat(Runtime& runtime, Arguments arguments) {
  std::vector<Value> out;
  for (const Value& argument : arguments) {
    if (argument.kind() != Kind::kSlice && !argument.is_nil()) {
      return runtime.fail("Cannot concat type " + std::string(kind_name(argument)) + " as list");
    }
    const auto elements = elements_of(runtime, argument, "");
    if (!elements || !runtime.step(elements->size() + 1)) {
      return Value();
    }
    out.insert(out.end(), elements->begin(), elements->end());
  }
  return out.empty() ? nil_list() : runtime.list(out);
}

Value sort_alpha(Runtime& runtime, Arguments arguments) {
  const Value given = expr::dereference(arguments[0]);
  if (given.kind() != Kind::kSlice) {
    const std::string text = text_of(runtime, arguments[0]);
    return runtime.texts({&text, 1});
  }
  const Value list = text_list(runtime, arguments[0]);
  if (runtime.failed() || !runtime.step(list.size() * 8)) {
    return Value();
  }
  // Go sorts a []string where it stands; texts that others see stay as they are here.
  std::vector<Value> out(list.slice_data(), list.slice_data() + list.size());
  std::sort(out.begin(), out.end(), [](const Value& a, const Value& b) { return a.as_string() < b.as_string(); });
  if (list.slice_data() == given.slice_data() && !out.empty()) {
    std::copy(out.begin(), out.end(), const_cast<Value*>(list.slice_data()));
    return list;
  }
  return runtime.list(out, type_id::kStringSlice);
}

}  // namespace

std::span<const Row> list_functions() {
  static constexpr std::array kRows = {
      Row{"append", "(any, any) list", push},
      Row{"chunk", "(int, any) lists", chunk},
      Row{"compact", "(any) list", compact},
      Row{"concat", "(...any) any", concat},
      Row{"first", "(any) any", first},
      Row{"has", "(any, any) bool", has},
      Row{"initial", "(any) list", initial},
      Row{"last", "(any) any", last},
      Row{"list", "(...any) list", list},
      Row{"mustAppend", "(any, any) list", push},
      Row{"mustChunk", "(int, any) lists", chunk},
      Row{"mustCompact", "(any) list", compact},
      Row{"mustFirst", "(any) any", first},
      Row{"mustHas", "(any, any) bool", has},
      Row{"mustInitial", "(any) list", initial},
      Row{"mustLast", "(any) any", last},
      Row{"mustPrepend", "(any, any) list", prepend},
      Row{"mustPush", "(any, any) list", push},
      Row{"mustRest", "(any) list", rest},
      Row{"mustReverse", "(any) list", reverse},
      Row{"mustSlice", "(any, ...any) any", slice},
      Row{"mustUniq", "(any) list", uniq},
      Row{"mustWithout", "(any, ...any) list", without},
      Row{"prepend", "(any, any) list", prepend},
      Row{"push", "(any, any) list", push},
      Row{"rest", "(any) list", rest},
      Row{"reverse", "(any) list", reverse},
      Row{"slice", "(any, ...any) any", slice},
      Row{"sortAlpha", "(any) strings", sort_alpha},
      Row{"tuple", "(...any) list", list},
      Row{"uniq", "(any) list", uniq},
      Row{"without", "(any, ...any) list", without},
  };
  return kRows;
}

}  // namespace vedette::gotemplate

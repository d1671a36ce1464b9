#include "gotemplate/runtime.h"

#include <algorithm>

#include "expr/go_format.h"

namespace vedette::gotemplate {

Runtime::Runtime(Heap& heap_in, const RenderLimits& limits_in, Time now)
    : heap(heap_in),
      context(heap_in.arena),
      limits(limits_in),
      deadline_(std::chrono::steady_clock::now() + limits_in.time),
      memory_left_(limits_in.memory_bytes) {
  context.now = now;
  context.steps_left = limits_in.steps;
  context.elements_left = limits_in.memory_bytes;
  context.follow_pointers = true;
}

bool Runtime::step(std::uint64_t steps) {
  constexpr std::uint64_t kStepsBetweenLooks = 4096;
  if (failed()) {
    return false;
  }
  if (context.steps_left < steps) {
    fail("the template takes too many steps");
    return false;
  }
  context.steps_left -= steps;
  if (until_clock_ <= steps) {
    until_clock_ = kStepsBetweenLooks;
    if (std::chrono::steady_clock::now() > deadline_) {
      fail("the template takes longer than " + std::to_string(limits.time.count()) + " ms");
      return false;
    }
  } else {
    until_clock_ -= steps;
  }
  return true;
}

bool Runtime::take(std::uint64_t bytes) {
  if (failed()) {
    return false;
  }
  if (bytes > memory_left_) {
    fail("the template makes more than " + std::to_string(limits.memory_bytes) + " bytes of values");
    return false;
  }
  memory_left_ -= bytes;
  return step(bytes / 64);
}

bool Runtime::visit(const Value& value, int depth) {
  if (depth > kMaxValueDepth) {
    fail("a value is nested too deeply");
    return false;
  }
  if (!step(value.is_string() ? 1 + value.size() / 64 : 1)) {
    return false;
  }
  if (value.kind() == Kind::kSlice && !value.is_null()) {
    return std::all_of(value.slice_data(), value.slice_data() + value.size(), [&](const Value& element) { return visit(element, depth + 1); });
  }
  if (const TemplateMap* map = value.kind() == Kind::kMap ? map_of(value) : nullptr) {
    return std::all_of(map->values().begin(), map->values().end(), [&](const auto& entry) { return visit(entry.second, depth + 1); });
  }
  return true;
}

Value Runtime::text(std::string_view bytes) {
  return take(bytes.size()) ? Value::string(arena().copy(bytes)) : Value::string("");
}

Value* Runtime::elements(std::size_t count) {
  return take(count * sizeof(Value)) ? arena().make_array<Value>(count + 1) : nullptr;
}

Value Runtime::list(std::span<const Value> values, expr::TypeId type) {
  Value* out = elements(values.size());
  if (out == nullptr) {
    return Value();
  }
  std::copy(values.begin(), values.end(), out);
  return Value::slice(out, values.size(), type);
}

Value Runtime::texts(std::span<const std::string> values) {
  Value* out = elements(values.size());
  for (std::size_t i = 0; out != nullptr && i < values.size(); ++i) {
    out[i] = text(values[i]);
  }
  return out == nullptr ? Value() : Value::slice(out, values.size(), type_id::kStringSlice);
}

Value Runtime::map(TemplateMap*& out, expr::TypeId type) {
  (void)take(128);
  out = heap.make_map();
  return Value::map(out, type);
}

bool Runtime::set(TemplateMap& map, std::string_view key, const Value& value) {
  if (!take(64 + key.size())) {
    return false;
  }
  map.set(arena().copy(key), value);
  return true;
}

Value Runtime::time(const Time& time) {
  return take(sizeof(Time)) ? Value::time(arena().make<Time>(time)) : Value();
}

std::string Runtime::format(const Value& value) {
  std::string out;
  if (visit(value)) {
    (void)expr::append_go_value(context, out, value);
  }
  return out;
}

std::string Runtime::format(std::string_view format, std::span<const Value> arguments) {
  std::string out;
  if (std::all_of(arguments.begin(), arguments.end(), [&](const Value& value) { return visit(value); })) {
    (void)expr::append_go_format(context, out, format, arguments);
  }
  return out;
}

const Miss* Runtime::miss(std::string text) {
  return take(text.size() + sizeof(Miss)) ? arena().make<Miss>(Miss{arena().copy(text)}) : nullptr;
}

TemplateMap* map_of(const Value& value) {
  if (value.kind() != Kind::kMap) {
    return nullptr;
  }
  // The heap hands out every map of a template as one that may change.
  return const_cast<TemplateMap*>(dynamic_cast<const TemplateMap*>(value.as_map()));
}

}  // namespace vedette::gotemplate

#include "gotemplate/data.h"

#include "expr/type.h"
#include "gotemplate/runtime.h"
#include "model/event_types.h"

namespace vedette::gotemplate {

namespace {

Value value_at(Heap& heap, JsonView view, Numbers numbers, int depth) {
  if (depth > kMaxValueDepth) {
    return Value();
  }
  switch (view.kind()) {
    case JsonKind::kNull:
      return Value();
    case JsonKind::kBool:
      return Value::boolean(view.as_bool());
    case JsonKind::kNumber: {
      std::int64_t integer = 0;
      return numbers == Numbers::kIntegers && view.as_integer(integer) ? Value::integer(integer) : Value::floating(view.as_number());
    }
    case JsonKind::kString:
      return Value::string(heap.arena.copy(view.as_string()));
    case JsonKind::kArray: {
      Value* elements = heap.arena.make_array<Value>(view.size() + 1);
      std::size_t count = 0;
      for (auto it = view.elements(); it.next();) {
        elements[count++] = value_at(heap, it.value(), numbers, depth + 1);
      }
      return Value::slice(elements, count);
    }
    case JsonKind::kObject: {
      TemplateMap* map = heap.make_map();
      for (auto it = view.elements(); it.next();) {
        map->set(heap.arena.copy(it.key()), value_at(heap, it.value(), numbers, depth + 1));
      }
      return Value::map(map);
    }
  }
  return Value();
}

}  // namespace

Value value_of_json(Heap& heap, JsonView view, Numbers numbers) {
  return value_at(heap, view, numbers, 0);
}

Value value_of_alerts(Heap& heap, std::span<const model::Alert> alerts) {
  static const Type* const kType = expr::slice_of(model::alert_type());
  Value* elements = heap.arena.make_array<Value>(alerts.size() + 1);
  for (std::size_t i = 0; i < alerts.size(); ++i) {
    elements[i] = model::alert_value(alerts[i]);
  }
  return Value::slice(elements, alerts.size(), kType->id);
}

Result<Value> read_data(Heap& heap, std::string_view json) {
  JsonReader reader;
  auto view = reader.parse(json);
  if (!view) {
    return tl::unexpected<Error>(view.error());
  }
  return value_of_json(heap, *view, Numbers::kIntegers);
}

}  // namespace vedette::gotemplate

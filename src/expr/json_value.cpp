#include "expr/json_value.h"

#include <absl/container/flat_hash_map.h>

#include <vector>

namespace vedette::expr {

namespace {

/// A decoded object; a view on its document.
class JsonObject final : public MapObject {
 public:
  explicit JsonObject(JsonView view) : view_(view) {}
  [[nodiscard]] std::size_t size() const override { return view_.size(); }
  [[nodiscard]] bool find(std::string_view key, Arena& arena, Value& out) const override {
    JsonView found;
    if (!view_.find(key, found)) {
      return false;
    }
    out = value_of(found, arena);
    return true;
  }
  void entries(Arena& arena, std::vector<std::pair<Value, Value>>& out) const override;

 private:
  JsonView view_;
};

void JsonObject::entries(Arena& arena, std::vector<std::pair<Value, Value>>& out) const {
  std::size_t pairs = 0;
  for (auto it = view_.elements(); it.next();) {
    ++pairs;
  }
  if (pairs == view_.size()) {
    for (auto it = view_.elements(); it.next();) {
      out.emplace_back(Value::string(it.key()), value_of(it.value(), arena));
    }
    return;
  }
  // Of equal keys the last counts.
  absl::flat_hash_map<std::string_view, JsonView> last;
  for (auto it = view_.elements(); it.next();) {
    last[it.key()] = it.value();
  }
  for (const auto& [key, value] : last) {
    out.emplace_back(Value::string(key), value_of(value, arena));
  }
}

}  // namespace

Value value_of(JsonView view, Arena& arena) {
  switch (view.kind()) {
    case JsonKind::kNull:
      return Value();
    case JsonKind::kBool:
      return Value::boolean(view.as_bool());
    case JsonKind::kNumber:
      return Value::floating(view.as_number());
    case JsonKind::kString:
      return Value::string(view.as_string());
    case JsonKind::kObject:
      return Value::map(arena.make<JsonObject>(view));
    case JsonKind::kArray:
      break;
  }
  std::size_t count = view.size();
  if (count == 0) {
    return Value::slice(nullptr, 0);
  }
  Value* elements = arena.make_array<Value>(count);
  std::size_t i = 0;
  for (auto it = view.elements(); it.next();) {
    elements[i++] = value_of(it.value(), arena);
  }
  return Value::slice(elements, count);
}

}  // namespace vedette::expr

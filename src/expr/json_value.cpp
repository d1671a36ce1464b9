#include "expr/json_value.h"

#include <absl/container/flat_hash_map.h>

#include <vector>

#include "base/json_index.h"

namespace vedette::expr {

namespace {

/// A decoded object; a view on its document. From its second look-up on it has an index, so it must not be shared between threads.
class JsonObject final : public MapObject {
 public:
  JsonObject(JsonView view, Arena& home) : view_(view), home_(&home) {}
  [[nodiscard]] std::size_t size() const override { return view_.size(); }
  [[nodiscard]] bool find(std::string_view key, Arena& arena, Value& out) const override {
    JsonView found;
    if (!look_up({key, json_key_hash(key)}, found)) {
      return false;
    }
    out = value_at(found, arena);
    return true;
  }
  [[nodiscard]] Value member(const Name& name, Arena& arena) const override {
    if (finds_ == 0) {
      finds_ = 1;  // a name that is known beforehand is asked for in every record: the first of several
    }
    JsonView found;
    return look_up(name, found) ? value_at(found, arena) : Value();
  }
  void entries(Arena& arena, std::vector<std::pair<Value, Value>>& out) const override;

 private:
  [[nodiscard]] bool look_up(const Name& name, JsonView& found) const {
    if (index_ != nullptr) [[likely]] {
      return index_->find(name.text, name.hash, found);
    }
    if (finds_ < 2 && ++finds_ == 2) {
      index_ = JsonKeyIndex::build(view_, *home_);
      if (index_ != nullptr) {
        return index_->find(name.text, name.hash, found);
      }
    }
    return view_.find(name.text, found);
  }
  [[nodiscard]] Value value_at(JsonView found, Arena& arena) const {
    if (found.kind() == JsonKind::kString) [[likely]] {
      return Value::string(found.as_string());
    }
    return found.kind() == JsonKind::kObject ? child(found) : value_of(found, arena);
  }
  /// The same object each time: nested objects are asked for several of their keys, one expression each.
  [[nodiscard]] Value child(JsonView view) const {
    for (const JsonObject* known : children_) {
      if (known != nullptr && known->view_ == view) {
        return Value::map(known);
      }
    }
    const JsonObject* made = home_->make<JsonObject>(view, *home_);
    children_[1] = children_[0];
    children_[0] = made;
    return Value::map(made);
  }

  JsonView view_;
  Arena* home_;                                 // where this object lives
  mutable const JsonObject* children_[2] = {};  // asked for lately
  mutable const JsonKeyIndex* index_ = nullptr;
  mutable std::uint32_t finds_ = 0;
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
      return Value::map(arena.make<JsonObject>(view, arena));
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

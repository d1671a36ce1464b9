// What the values of one rendering live in.
#pragma once

#include <deque>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "expr/value.h"

namespace vedette::gotemplate {

/// A map that templates may change (set, unset, merge): every map[string]any and map[string]string of a template is one.
class TemplateMap final : public expr::MapObject {
 public:
  [[nodiscard]] std::size_t size() const override { return values_.size(); }
  [[nodiscard]] bool find(std::string_view key, Arena& arena, expr::Value& out) const override;
  void entries(Arena& arena, std::vector<std::pair<expr::Value, expr::Value>>& out) const override;

  /// Sorted bytewise, as Go prints and ranges over them.
  [[nodiscard]] const std::map<std::string_view, expr::Value>& values() const { return values_; }
  /// `key` must live as long as the heap.
  void set(std::string_view key, const expr::Value& value) { values_.insert_or_assign(key, value); }
  void erase(std::string_view key) { values_.erase(key); }

 private:
  std::map<std::string_view, expr::Value> values_;
};

/// Owns the memory that values point to. Not thread safe.
class Heap {
 public:
  Arena arena;
  /// An empty map that lives as long as the heap.
  [[nodiscard]] TemplateMap* make_map() { return &maps_.emplace_back(); }

 private:
  std::deque<TemplateMap> maps_;
};

}  // namespace vedette::gotemplate

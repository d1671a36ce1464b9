// A JSON document that can be changed: for messages that are taken apart. Objects keep the order of their keys.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace vedette::notify {

struct JsonTree {
  JsonKind kind = JsonKind::kNull;
  std::string text;                                       // kString: the string; kNumber and kBool: as it is written
  std::vector<JsonTree> items;                            // kArray
  std::vector<std::pair<std::string, JsonTree>> members;  // kObject

  /// What is nested deeper than 200 levels becomes null.
  [[nodiscard]] static JsonTree read(JsonView view, int depth = 0);
  [[nodiscard]] static JsonTree string(std::string text);
  [[nodiscard]] static JsonTree number(std::int64_t number);
  [[nodiscard]] static JsonTree boolean(bool value);
  [[nodiscard]] static JsonTree array();
  [[nodiscard]] static JsonTree object();

  /// Null when there is none.
  [[nodiscard]] JsonTree* find(std::string_view key);
  /// The string under `key`, to be changed; null when there is none.
  [[nodiscard]] std::string* find_text(std::string_view key);
  /// Puts `value` at `key`, at the end when it is new.
  JsonTree& set(std::string key, JsonTree value);
  JsonTree& set(std::string key, std::string_view value) { return set(std::move(key), string(std::string(value))); }
  void erase(std::string_view key);

  void append_to(std::string& out) const;
  [[nodiscard]] std::string dump() const;
};

}  // namespace vedette::notify

#include "gotemplate/heap.h"

namespace vedette::gotemplate {

using expr::Value;

bool TemplateMap::find(std::string_view key, Arena& /*arena*/, Value& out) const {
  auto found = values_.find(key);
  if (found == values_.end()) {
    return false;
  }
  out = found->second;
  return true;
}

void TemplateMap::entries(Arena& /*arena*/, std::vector<std::pair<Value, Value>>& out) const {
  for (const auto& [key, value] : values_) {
    out.emplace_back(Value::string(key), value);
  }
}

}  // namespace vedette::gotemplate

#include "explain/omitted.h"

#include <algorithm>
#include <utility>

#include "expr/runtime.h"

namespace vedette::explain {
namespace {

using expr::Kind;
using expr::Value;

constexpr int kDepth = 6;  // "omitted" stands beside or in the fields of a record

std::string joined(const std::vector<std::string>& path) {
  std::string out;
  for (const std::string& name : path) {
    out += (out.empty() ? "" : ".") + name;
  }
  return out;
}

}  // namespace

void Omitted::look(const std::string& path, std::string_view name, const Value& value, Arena& arena, int depth) {
  if (depth > kDepth || value.kind() != Kind::kMap || value.is_null()) {
    return;
  }
  Value omitted;
  if (value.as_map()->find("omitted", arena, omitted) && omitted.is_bool() && omitted.as_bool()) {
    fields_.emplace(path, name);
    names_.emplace_back(name);
  }
  std::vector<std::pair<Value, Value>> entries;
  value.as_map()->entries(arena, entries);
  for (const auto& [key, entry] : entries) {
    if (key.is_string()) {
      look(path + "." + std::string(key.as_string()), key.as_string(), entry, arena, depth + 1);
    }
  }
}

void Omitted::look_into(const model::Event& event, Arena& arena) {
  fields_.clear();
  names_.clear();
  std::vector<std::pair<Value, Value>> documents;
  event.unmarshaled.entries(arena, documents);
  for (const auto& [key, document] : documents) {
    look("Unmarshaled." + std::string(key.as_string()), "a field of the record", document, arena, 0);
  }
  std::sort(names_.begin(), names_.end());
  names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
}

std::string Omitted::hides(const model::Event& event, const std::vector<std::string>& path, Arena& arena) const {
  if (fields_.empty() || path.empty()) {
    return {};
  }
  if (const auto found = derived_.find(joined(path)); found != derived_.end()) {
    return found->second;
  }
  if (path.front() != "Unmarshaled") {
    return {};
  }
  // Below an object that is marked, only what is there is known.
  Value value = Value::map(&event.unmarshaled);
  std::string walked = "Unmarshaled";
  std::string hidden_by;
  for (std::size_t i = 1; i < path.size(); ++i) {
    Value next;
    if (value.kind() != Kind::kMap || value.is_null() || !value.as_map()->find(path[i], arena, next)) {
      return hidden_by;
    }
    walked += "." + path[i];
    value = next;
    const auto marked = fields_.find(walked);
    hidden_by = marked != fields_.end() ? marked->second : std::string();
  }
  return value.kind() == Kind::kMap && path.size() > 2 ? hidden_by : std::string();
}

std::string Omitted::hides(const model::Event& event, const expr::Program& program, std::string_view text, Arena& arena) const {
  if (fields_.empty()) {
    return {};
  }
  for (const expr::Path& path : program.reads()) {
    if (path.variable != 0) {
      continue;
    }
    if (std::string field = hides(event, path.names, arena); !field.empty()) {
      return field;
    }
    // JsonExtract(evt.Line.Raw, "requestParameters.bucketName"): the record by its text.
    if (path.names == std::vector<std::string>{"Line", "Raw"}) {
      for (const auto& [where, field] : fields_) {
        if (text.find(field) != std::string::npos) {
          return field;
        }
      }
    }
  }
  return {};
}

}  // namespace vedette::explain

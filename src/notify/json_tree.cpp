#include "notify/json_tree.h"

#include <algorithm>

namespace vedette::notify {

JsonTree JsonTree::read(JsonView view, int depth) {
  constexpr int kMostDepth = 200;
  JsonTree out;
  if (depth > kMostDepth) {
    return out;
  }
  out.kind = view.kind();
  switch (out.kind) {
    case JsonKind::kNull:
      break;
    case JsonKind::kBool:
      out.text = view.as_bool() ? "true" : "false";
      break;
    case JsonKind::kNumber:
      if (std::int64_t integer = 0; view.as_integer(integer)) {
        out.text = std::to_string(integer);
      } else {
        append_json_number(out.text, view.as_number());
      }
      break;
    case JsonKind::kString:
      out.text = view.as_string();
      break;
    case JsonKind::kArray:
      for (auto it = view.elements(); it.next();) {
        out.items.push_back(read(it.value(), depth + 1));
      }
      break;
    case JsonKind::kObject:
      for (auto it = view.elements(); it.next();) {
        out.set(std::string(it.key()), read(it.value(), depth + 1));
      }
      break;
  }
  return out;
}

JsonTree JsonTree::string(std::string text) {
  JsonTree out;
  out.kind = JsonKind::kString;
  out.text = std::move(text);
  return out;
}

JsonTree JsonTree::number(std::int64_t number) {
  JsonTree out;
  out.kind = JsonKind::kNumber;
  out.text = std::to_string(number);
  return out;
}

JsonTree JsonTree::boolean(bool value) {
  JsonTree out;
  out.kind = JsonKind::kBool;
  out.text = value ? "true" : "false";
  return out;
}

JsonTree JsonTree::array() {
  JsonTree out;
  out.kind = JsonKind::kArray;
  return out;
}

JsonTree JsonTree::object() {
  JsonTree out;
  out.kind = JsonKind::kObject;
  return out;
}

JsonTree* JsonTree::find(std::string_view key) {
  for (auto& [name, value] : members) {
    if (name == key) {
      return &value;
    }
  }
  return nullptr;
}

std::string* JsonTree::find_text(std::string_view key) {
  JsonTree* value = find(key);
  return value != nullptr && value->kind == JsonKind::kString ? &value->text : nullptr;
}

JsonTree& JsonTree::set(std::string key, JsonTree value) {
  if (JsonTree* there = find(key); there != nullptr) {
    return *there = std::move(value);
  }
  return members.emplace_back(std::move(key), std::move(value)).second;
}

void JsonTree::erase(std::string_view key) {
  std::erase_if(members, [&](const auto& member) { return member.first == key; });
}

void JsonTree::append_to(std::string& out) const {
  switch (kind) {
    case JsonKind::kNull:
      out += "null";
      return;
    case JsonKind::kBool:
    case JsonKind::kNumber:
      out += text;
      return;
    case JsonKind::kString:
      append_json_string(out, text, false);
      return;
    case JsonKind::kArray: {
      char separator = '[';
      for (const JsonTree& item : items) {
        out += separator;
        item.append_to(out);
        separator = ',';
      }
      out += items.empty() ? "[]" : "]";
      return;
    }
    case JsonKind::kObject: {
      char separator = '{';
      for (const auto& [key, value] : members) {
        out += separator;
        append_json_string(out, key, false);
        out += ':';
        value.append_to(out);
        separator = ',';
      }
      out += members.empty() ? "{}" : "}";
      return;
    }
  }
}

std::string JsonTree::dump() const {
  std::string out;
  append_to(out);
  return out;
}

}  // namespace vedette::notify

#include "explain/value_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/time.h"
#include "expr/runtime.h"

namespace vedette::explain {
namespace {

using expr::Kind;
using expr::Value;
namespace type_id = expr::type_id;

constexpr std::size_t kShownElements = 8;
constexpr int kShownDepth = 3;
constexpr std::size_t kMostFields = 2000;
constexpr int kFieldDepth = 12;
constexpr std::size_t kFieldBytes = std::size_t{16} << 10;  // compared in full up to here

bool is_zero(const Value& value) {
  switch (value.kind()) {
    case Kind::kNil:
    case Kind::kAny:
      return true;
    case Kind::kBool:
      return !value.as_bool();
    case Kind::kString:
      return value.size() == 0;
    case Kind::kFloat32:
    case Kind::kFloat64:
      return value.as_float() == 0;
    case Kind::kSlice:
    case Kind::kMap:
    case Kind::kPointer:
    case Kind::kFunction:
    case Kind::kError:
      return value.is_null();
    case Kind::kStruct:
      return value.type_id() == type_id::kTime ? value.as_object() == nullptr || value.as_time().is_zero() : value.as_object() == nullptr;
    default:
      return value.as_int() == 0;
  }
}

std::vector<std::pair<std::string, Value>> sorted_entries(const Value& map, Arena& arena) {
  std::vector<std::pair<Value, Value>> entries;
  if (!map.is_null()) {
    map.as_map()->entries(arena, entries);
  }
  std::vector<std::pair<std::string, Value>> out;
  out.reserve(entries.size());
  for (const auto& [key, value] : entries) {
    out.emplace_back(key.is_string() ? std::string(key.as_string()) : value_text(key, arena), value);
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return out;
}

/// Scalars; nothing for what has parts.
bool append_scalar(const Value& value, std::string& out) {
  switch (value.kind()) {
    case Kind::kNil:
    case Kind::kAny:
      out += "nil";
      return true;
    case Kind::kBool:
      out += value.as_bool() ? "true" : "false";
      return true;
    case Kind::kString:
      out += '\'';
      out += value.as_string();
      out += '\'';
      return true;
    case Kind::kFloat32:
    case Kind::kFloat64:
      out += fmt::format("{}", value.as_float());
      return true;
    case Kind::kFunction:
    case Kind::kError:
      out += value.type()->name;
      return true;
    case Kind::kSlice:
    case Kind::kMap:
    case Kind::kPointer:
      if (value.is_null()) {
        out += "nil";
        return true;
      }
      return false;
    case Kind::kStruct:
      if (value.type_id() == type_id::kTime) {
        out += value.as_object() != nullptr ? format_rfc3339(value.as_time()) : std::string("0001-01-01T00:00:00Z");
        return true;
      }
      if (value.type()->to_text != nullptr) {
        out += value.type()->to_text(value.as_object());
        return true;
      }
      return false;
    default:
      if (value.type_id() == type_id::kDuration) {
        out += format_duration(value.as_int());
      } else if (value.type_id() == type_id::kUint64 || value.type_id() == type_id::kUint) {
        out += std::to_string(static_cast<std::uint64_t>(value.as_int()));
      } else {
        out += std::to_string(value.as_int());
      }
      return true;
  }
}

void append_value(const Value& value, Arena& arena, int depth, std::string& out) {
  if (out.size() > 2 * kShownBytes) {
    return;
  }
  const std::size_t begin = out.size();
  if (value.is_string() && value.size() > kShownBytes) {
    out += '\'' + shortened(value.as_string()) + '\'';
    return;
  }
  if (append_scalar(value, out)) {
    return;
  }
  out.resize(begin);
  const Value inner = expr::dereference(value);
  if (inner.kind() == Kind::kSlice) {
    if (inner.size() != 0 && inner.slice_data()[0].kind() == Kind::kStruct && inner.slice_data()[0].type()->field("Meta") != nullptr) {
      out += fmt::format("[{} event{}]", inner.size(), inner.size() == 1 ? "" : "s");
      return;
    }
    out += '[';
    for (std::uint32_t i = 0; i < inner.size() && i < kShownElements && depth < kShownDepth; ++i) {
      out += i == 0 ? "" : ", ";
      append_value(inner.slice_data()[i], arena, depth + 1, out);
    }
    if (inner.size() > kShownElements || depth >= kShownDepth) {
      out += fmt::format("{}.. {} in all", depth < kShownDepth ? ", " : "", inner.size());
    }
    out += ']';
    return;
  }
  if (inner.kind() == Kind::kMap) {
    const auto entries = sorted_entries(inner, arena);
    out += '{';
    std::size_t shown = 0;
    for (const auto& [key, entry] : entries) {
      if (shown == kShownElements || depth >= kShownDepth) {
        out += fmt::format("{}.. {} in all", shown == 0 ? "" : ", ", entries.size());
        break;
      }
      out += shown++ == 0 ? "" : ", ";
      out += key + ": ";
      append_value(entry, arena, depth + 1, out);
    }
    out += '}';
    return;
  }
  if (inner.kind() == Kind::kStruct && inner.type()->field("Meta") != nullptr && inner.as_object() != nullptr) {
    // An event of a queue: what tells it from the others.
    out += "event ";
    append_value(expr::read_field(*inner.type()->field("Meta"), inner.as_object(), arena), arena, depth + 1, out);
    return;
  }
  if (!append_scalar(inner, out)) {
    out += inner.type()->name;
  }
}

/// Depth first, so that the first fields of a value that has too many are the same every time.
class FieldWalk {
 public:
  FieldWalk(Arena& arena, Fields& out) : arena_(arena), out_(out) {}

  void add(const std::string& path, const Value& value, int depth) {
    if (is_zero(value) || count_ >= kMostFields) {
      return;
    }
    const Value inner = expr::dereference(value);
    if (depth < kFieldDepth) {
      if (inner.kind() == Kind::kMap) {
        for (const auto& [key, entry] : sorted_entries(inner, arena_)) {
          add(path + "." + key, entry, depth + 1);
        }
        return;
      }
      if (inner.kind() == Kind::kSlice) {
        for (std::uint32_t i = 0; i < inner.size(); ++i) {
          add(fmt::format("{}[{}]", path, i), inner.slice_data()[i], depth + 1);
        }
        return;
      }
      if (inner.kind() == Kind::kStruct && inner.type_id() != type_id::kTime && inner.type()->to_text == nullptr) {
        for (const expr::Field& field : inner.type()->fields) {
          add(path + "." + field.name, expr::read_field(field, inner.as_object(), arena_), depth + 1);
        }
        return;
      }
    }
    ++count_;
    std::string text;
    if (!append_scalar(inner, text)) {
      text = value_text(inner, arena_);
    }
    out_[path] = shortened(text, kFieldBytes);
  }

 private:
  Arena& arena_;
  Fields& out_;
  std::size_t count_ = 0;
};

}  // namespace

std::string shortened(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) {
    return std::string(text);
  }
  std::size_t end = bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) {
    --end;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string value_text(const expr::Value& value, Arena& arena) {
  std::string out;
  append_value(value, arena, 0, out);
  return shortened(out, 2 * kShownBytes);
}

void add_fields(const std::string& name, const expr::Value& value, Arena& arena, Fields& out) {
  FieldWalk(arena, out).add(name, value, 0);
}

}  // namespace vedette::explain

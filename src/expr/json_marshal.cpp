// json.Marshal of values (encode.go), by the Go type that each stands for.
#include <algorithm>
#include <cmath>
#include <vector>

#include "expr/json_value.h"
#include "expr/runtime.h"

namespace vedette::expr {

namespace {

/// Decoded JSON nests this deep at most; a value built around it hardly more.
constexpr int kMaxDepth = 20'000;

class Marshaler {
 public:
  Marshaler(std::string& out, Arena& arena, std::string& error, bool escape_html)
      : out_(out), arena_(arena), error_(error), escape_html_(escape_html) {}

  bool write(const Value& value, int depth);

 private:
  bool write_slice(const Value& value, int depth);
  bool write_map(const Value& value, int depth);
  bool write_struct(const Value& value, int depth);
  bool write_time(const Time& time);
  void write_base64(const Value& bytes);
  bool refuse(std::string message) {
    error_ = std::move(message);
    return false;
  }

  std::string& out_;
  Arena& arena_;
  std::string& error_;
  bool escape_html_;
};

bool Marshaler::write(const Value& value, int depth) {
  if (depth > kMaxDepth) {
    return refuse("nested too deeply");
  }
  switch (value.kind()) {
    case Kind::kNil:
    case Kind::kAny:
      out_ += "null";
      return true;
    case Kind::kBool:
      out_ += value.as_bool() ? "true" : "false";
      return true;
    case Kind::kString:
      append_json_string(out_, value.as_string(), escape_html_);
      return true;
    case Kind::kFloat32:
    case Kind::kFloat64:
      if (!std::isfinite(value.as_float())) {
        return refuse("json: unsupported value: " + format_plain(value));
      }
      if (value.kind() == Kind::kFloat32) {
        append_json_number(out_, static_cast<float>(value.as_float()));
      } else {
        append_json_number(out_, value.as_float());
      }
      return true;
    case Kind::kSlice:
      return write_slice(value, depth);
    case Kind::kMap:
      return write_map(value, depth);
    case Kind::kStruct:
      return value.type_id() == type_id::kTime ? write_time(value.as_time()) : write_struct(value, depth);
    case Kind::kPointer:
      if (value.is_null()) {
        out_ += "null";
        return true;
      }
      if (value.type_id() == type_id::kLocation) {
        out_ += "{}";  // a struct without exported fields
        return true;
      }
      return write(dereference(value), depth + 1);
    case Kind::kError:
      out_ += "{}";
      return true;
    case Kind::kFunction:
      return refuse("json: unsupported type: " + std::string(type_name(value)));
    case Kind::kUint:
    case Kind::kUint8:
    case Kind::kUint16:
    case Kind::kUint32:
    case Kind::kUint64:
      out_ += std::to_string(static_cast<std::uint64_t>(value.as_int()));
      return true;
    default:
      out_ += std::to_string(value.as_int());
      return true;
  }
}

void Marshaler::write_base64(const Value& bytes) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  out_ += '"';
  for (std::uint32_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::uint32_t k = 0; k < 3; ++k) {
      group = group << 8 | (i + k < bytes.size() ? static_cast<std::uint8_t>(bytes.slice_data()[i + k].as_int()) : 0U);
    }
    out_ += kAlphabet[group >> 18];
    out_ += kAlphabet[group >> 12 & 63];
    out_ += i + 1 < bytes.size() ? kAlphabet[group >> 6 & 63] : '=';
    out_ += i + 2 < bytes.size() ? kAlphabet[group & 63] : '=';
  }
  out_ += '"';
}

bool Marshaler::write_slice(const Value& value, int depth) {
  if (value.is_null()) {
    out_ += "null";
    return true;
  }
  if (value.type_id() == type_id::kByteSlice) {
    write_base64(value);  // encode.go: encodeByteSlice
    return true;
  }
  out_ += '[';
  for (std::uint32_t i = 0; i < value.size(); ++i) {
    if (i != 0) {
      out_ += ',';
    }
    if (!write(value.slice_data()[i], depth + 1)) {
      return false;
    }
  }
  out_ += ']';
  return true;
}

bool Marshaler::write_map(const Value& value, int depth) {
  const Type* key_type = value.type()->key;
  bool text_keys = key_type->kind == Kind::kString;
  bool number_keys = key_type->kind >= Kind::kInt && key_type->kind <= Kind::kUint64;
  if (!text_keys && !number_keys) {
    return refuse("json: unsupported type: " + value.type()->name);
  }
  if (value.as_map() == nullptr) {
    out_ += "null";
    return true;
  }
  std::vector<std::pair<Value, Value>> entries;
  value.as_map()->entries(arena_, entries);
  std::vector<std::pair<std::string_view, const Value*>> named;
  named.reserve(entries.size());
  for (const auto& [key, entry] : entries) {
    named.emplace_back(text_keys ? key.as_string() : arena_.copy(format_plain(key)), &entry);
  }
  std::sort(named.begin(), named.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  out_ += '{';
  bool first = true;
  for (const auto& [key, entry] : named) {
    if (!first) {
      out_ += ',';
    }
    first = false;
    append_json_string(out_, key, escape_html_);
    out_ += ':';
    if (!write(*entry, depth + 1)) {
      return false;
    }
  }
  out_ += '}';
  return true;
}

/// encode.go: isEmptyValue
bool is_empty(const Value& value) {
  switch (value.kind()) {
    case Kind::kNil:
    case Kind::kAny:
      return true;
    case Kind::kBool:
      return !value.as_bool();
    case Kind::kString:
    case Kind::kSlice:
      return value.size() == 0;
    case Kind::kMap:
      return value.as_map() == nullptr || value.as_map()->size() == 0;
    case Kind::kFloat32:
    case Kind::kFloat64:
      return value.as_float() == 0;
    case Kind::kPointer:
      return value.is_null();
    case Kind::kStruct:
    case Kind::kFunction:
    case Kind::kError:
      return false;
    default:
      return value.as_int() == 0;
  }
}

bool Marshaler::write_struct(const Value& value, int depth) {
  if (value.type()->to_text != nullptr) {
    append_json_string(out_, value.type()->to_text(value.as_object()), escape_html_);
    return true;
  }
  out_ += '{';
  bool first = true;
  for (const Field& field : value.type()->fields) {
    Value content = read_field(field, value.as_object(), arena_);
    if (field.json_omit_empty && is_empty(content)) {
      continue;
    }
    if (!first) {
      out_ += ',';
    }
    first = false;
    append_json_string(out_, field.json_name.empty() ? std::string_view(field.name) : field.json_name);
    out_ += ':';
    if (!write(content, depth + 1)) {
      return false;
    }
  }
  out_ += '}';
  return true;
}

bool Marshaler::write_time(const Time& time) {
  std::string text = format_rfc3339(time);
  // time.go: MarshalJSON takes the years 0 to 9999 only.
  if (text.find('-', 1) != 4 || text.front() == '-') {
    return refuse("json: error calling MarshalJSON for type time.Time: year outside of range [0,9999]");
  }
  out_ += '"';
  out_ += text;
  out_ += '"';
  return true;
}

}  // namespace

bool append_go_json(std::string& out, const Value& value, Arena& arena, std::string& error, bool escape_html) {
  return Marshaler(out, arena, error, escape_html).write(value, 0);
}

void append_indented_json(std::string& out, std::string_view compact, std::string_view indent) {
  std::size_t depth = 0;
  auto line = [&] {
    out += '\n';
    for (std::size_t i = 0; i < depth; ++i) {
      out += indent;
    }
  };
  for (std::size_t i = 0; i < compact.size(); ++i) {
    char c = compact[i];
    switch (c) {
      case '"': {
        std::size_t end = i + 1;
        while (end < compact.size() && compact[end] != '"') {
          end += compact[end] == '\\' ? 2 : 1;
        }
        end = std::min(end + 1, compact.size());
        out += compact.substr(i, end - i);
        i = end - 1;
        break;
      }
      case '{':
      case '[':
        out += c;
        if (i + 1 < compact.size() && (compact[i + 1] == '}' || compact[i + 1] == ']')) {
          out += compact[++i];  // indent.go: an empty one stays on its line
          break;
        }
        ++depth;
        line();
        break;
      case '}':
      case ']':
        depth -= depth != 0 ? 1 : 0;
        line();
        out += c;
        break;
      case ',':
        out += c;
        line();
        break;
      case ':':
        out += ": ";
        break;
      default:
        out += c;
    }
  }
}

}  // namespace vedette::expr

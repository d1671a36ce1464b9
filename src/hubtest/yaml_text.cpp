#include "hubtest/yaml_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/time.h"
#include "expr/type.h"

namespace vedette::hubtest {
namespace {

using expr::Kind;
using expr::Value;

constexpr int kDeepest = 32;

std::size_t digits_at(std::string_view text, std::size_t at, std::string_view digits = "0123456789") {
  const std::size_t end = text.find_first_not_of(digits, at);
  return (end == std::string_view::npos ? text.size() : end) - at;
}

/// yaml.v3, resolve.go: integers in all bases, floats, sexagesimal numbers of YAML 1.1, and dates.
bool is_number_like(std::string_view text) {
  if (text.size() >= 8 && digits_at(text, 0) == 4 && text[4] == '-' && digits_at(text, 5) > 0) {
    return true;
  }
  std::string number(text);
  number.erase(std::remove(number.begin(), number.end(), '_'), number.end());
  if (number.starts_with('-') || number.starts_with('+')) {
    number.erase(0, 1);
  }
  if (number.size() > 2 && number[0] == '0' && std::string_view("xXoObB").find(number[1]) != std::string_view::npos) {
    return 2 + digits_at(number, 2, "0123456789abcdefABCDEF") == number.size();
  }
  std::size_t at = digits_at(number, 0);
  const std::size_t before = at;
  if (at > 0 && at < number.size() && number[at] == ':') {
    return at + digits_at(number, at, "0123456789:.") == number.size();
  }
  if (at < number.size() && number[at] == '.') {
    at += 1 + digits_at(number, at + 1);
    if (before == 0 && at == 1) {
      return false;
    }
  }
  if (at > 0 && at < number.size() && (number[at] == 'e' || number[at] == 'E')) {
    const std::size_t sign = at + 1 < number.size() && (number[at + 1] == '-' || number[at + 1] == '+') ? 2 : 1;
    const std::size_t exponent = digits_at(number, std::min(at + sign, number.size()));
    return exponent > 0 && at + sign + exponent == number.size();
  }
  return at > 0 && at == number.size();
}

/// Reads as another type when it stands plain.
bool means_something_else(std::string_view text) {
  static constexpr std::array kWords = {"",    "~",   "null", "Null", "NULL", "true", "True",  "TRUE", "false", "False", "FALSE", "yes",
                                        "Yes", "YES", "no",   "No",   "NO",   "on",   "On",    "ON",   "off",   "Off",   "OFF",   "y",
                                        "Y",   "n",   "N",    "<<",   "=",    ".inf", "-.inf", ".nan", ".NaN",  ".Inf",  "+.inf"};
  return std::find(kWords.begin(), kWords.end(), text) != kWords.end() || is_number_like(text);
}

bool may_stand_plain(std::string_view text) {
  if (text.front() == ' ' || text.back() == ' ' || text.back() == ':') {
    return false;
  }
  if (std::string_view("!&*{}[]|>'\"%@`#,?:-").find(text.front()) != std::string_view::npos &&
      !(std::string_view("?:-").find(text.front()) != std::string_view::npos && text.size() > 1 && text[1] != ' ')) {
    return false;
  }
  return text.find(": ") == std::string_view::npos && text.find(" #") == std::string_view::npos;
}

class Writer {
 public:
  explicit Writer(Arena& arena) : arena_(arena) {}

  void write(const Value& value, int indent, bool after_key) {
    if (out_.size() > kMaxYamlBytes || indent > 2 * kDeepest) {
      out_ += after_key ? " ...\n" : "...\n";
      return;
    }
    if (value.is_null()) {
      scalar(value.kind() == Kind::kSlice ? "[]" : value.kind() == Kind::kMap ? "{}" : "null", after_key);
      return;
    }
    switch (value.kind()) {
      case Kind::kBool:
        scalar(value.as_bool() ? "true" : "false", after_key);
        return;
      case Kind::kString:
        scalar(yaml_scalar(value.as_string()), after_key);
        return;
      case Kind::kFloat32:
      case Kind::kFloat64:
        scalar(float_text(value.as_float()), after_key);
        return;
      case Kind::kSlice:
        sequence(value, indent, after_key);
        return;
      case Kind::kMap:
        mapping(value, indent, after_key);
        return;
      case Kind::kPointer:
        pointer(value, indent, after_key);
        return;
      case Kind::kStruct:
        structure(value.type(), value.as_object(), indent, after_key);
        return;
      default:
        scalar(value.type_id() == expr::type_id::kDuration ? format_duration(value.as_int()) : std::to_string(value.as_int()), after_key);
    }
  }

  std::string take() { return std::move(out_); }

 private:
  using Entries = std::vector<std::pair<std::string, Value>>;

  void scalar(std::string_view text, bool after_key) {
    out_ += after_key ? " " : "";
    out_ += text;
    out_ += '\n';
  }

  static std::string float_text(double number) {
    if (std::isnan(number)) {
      return ".nan";
    }
    if (std::isinf(number)) {
      return number > 0 ? ".inf" : "-.inf";
    }
    return fmt::format("{}", number);
  }

  void sequence(const Value& value, int indent, bool after_key) {
    if (value.size() == 0) {
      scalar("[]", after_key);
      return;
    }
    out_ += after_key ? "\n" : "";
    const std::string margin(static_cast<std::size_t>(indent), ' ');
    for (std::uint32_t i = 0; i < value.size(); ++i) {
      out_ += (i == 0 && !after_key ? std::string() : margin) + "- ";
      write(value.slice_data()[i], indent + 2, false);
    }
  }

  void mapping(const Value& value, int indent, bool after_key) {
    std::vector<std::pair<Value, Value>> raw;
    value.as_map()->entries(arena_, raw);
    Entries entries;
    for (const auto& [key, entry] : raw) {
      entries.emplace_back(key.is_string() ? std::string(key.as_string()) : std::to_string(key.as_int()), entry);
    }
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    block(entries, indent, after_key);
  }

  void pointer(const Value& value, int indent, bool after_key) {
    const expr::Type* target = value.type()->element;
    if (target->kind == Kind::kStruct) {
      structure(target, value.as_object(), indent, after_key);
    } else {
      write(*static_cast<const Value*>(value.as_object()), indent, after_key);
    }
  }

  void structure(const expr::Type* type, const void* object, int indent, bool after_key) {
    if (type->id == expr::type_id::kTime) {
      scalar(format_rfc3339(*static_cast<const Time*>(object)), after_key);
      return;
    }
    Entries entries;
    // Structs of models have no YAML names: yaml.v3 lowers the field's then.
    const bool lower = type->name.starts_with("models.");
    for (const expr::Field& field : type->fields) {
      Value value = field.get(object, arena_);
      if (is_empty(value)) {
        continue;
      }
      std::string name = field.name;
      if (lower) {
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      }
      entries.emplace_back(std::move(name), value);
    }
    block(entries, indent, after_key);
  }

  static bool is_empty(const Value& value) {
    switch (value.kind()) {
      case Kind::kString:
      case Kind::kSlice:
        return value.is_null() || value.size() == 0;
      case Kind::kMap:
        return value.is_null() || value.as_map()->size() == 0;
      case Kind::kStruct:
        return value.as_object() == nullptr;
      case Kind::kNil:
      case Kind::kPointer:
        return value.is_null();
      case Kind::kBool:
        return !value.as_bool();
      default:
        return value.as_int() == 0;
    }
  }

  void block(const Entries& entries, int indent, bool after_key) {
    if (entries.empty()) {
      scalar("{}", after_key);
      return;
    }
    out_ += after_key ? "\n" : "";
    const std::string margin(static_cast<std::size_t>(indent), ' ');
    bool first = !after_key;
    for (const auto& [key, value] : entries) {
      out_ += (first ? std::string() : margin) + yaml_scalar(key) + ":";
      first = false;
      write(value, indent + (value.kind() == Kind::kSlice ? 0 : 4), true);
    }
  }

  Arena& arena_;
  std::string out_;
};

}  // namespace

std::string yaml_scalar(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; })) {
    std::string out = "\"";
    for (unsigned char c : text) {
      if (c == '"' || c == '\\') {
        out += '\\';
        out += static_cast<char>(c);
      } else if (c == '\n') {
        out += "\\n";
      } else if (c == '\t') {
        out += "\\t";
      } else if (c == '\r') {
        out += "\\r";
      } else if (c < 0x20 || c == 0x7F) {
        out += fmt::format("\\x{:02X}", c);
      } else {
        out += static_cast<char>(c);
      }
    }
    return out + "\"";
  }
  if (means_something_else(text)) {
    return fmt::format("\"{}\"", text);
  }
  if (may_stand_plain(text)) {
    return std::string(text);
  }
  std::string out = "'";
  for (char c : text) {
    out += c;
    if (c == '\'') {
      out += c;
    }
  }
  return out + "'";
}

std::string yaml_text(const Value& value, Arena& arena) {
  Writer writer(arena);
  writer.write(value, 0, false);
  return writer.take();
}

}  // namespace vedette::hubtest

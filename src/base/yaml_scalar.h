// What a YAML scalar is when no type is asked for, and what it gives where one is: yaml.v2's resolve.go and decode.go.
#pragma once

#include <cstdint>
#include <optional>

#include "base/yaml.h"

namespace vedette {

enum class YamlType : std::uint8_t { kNull, kBool, kInteger, kUnsigned, kFloat, kString };

struct YamlValue {
  YamlType type = YamlType::kString;  // kString: the node's text
  bool boolean = false;
  std::int64_t integer = 0;            // kInteger
  std::uint64_t unsigned_integer = 0;  // kUnsigned: past an int64
  double number = 0;                   // kFloat
};

/// Only of a scalar or null node. YAML 1.1: yes, on and y are booleans; 0x10, 010, 0b1 and 1_000 are integers; quoted text is a string.
[[nodiscard]] YamlValue resolve_yaml(const YamlNode& node);

/// Into a bool, int or float64 field; nothing when yaml.v2 refuses (a null is for the caller: it leaves the field as it is).
[[nodiscard]] std::optional<bool> yaml_bool(const YamlNode& node);
[[nodiscard]] std::optional<std::int64_t> yaml_integer(const YamlNode& node);
[[nodiscard]] std::optional<double> yaml_float(const YamlNode& node);

}  // namespace vedette

// Members of a JSON object as json.Unmarshal fills a struct with them. Private to model/read_*.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/time.h"
#include "model/alert.h"
#include "model/field_map.h"

namespace vedette::model {

/// Reads the members of one struct. A member of another type than wanted fails it all, as Go's decoder reports an error; null leaves the zero value.
class StructReader {
 public:
  StructReader(JsonView view, std::string path, std::string& error) : view_(view), path_(std::move(path)), error_(error) {
    if (view.kind() != JsonKind::kObject && view.kind() != JsonKind::kNull) {
      refuse("", "an object");
    }
  }

  /// decode.go: the member whose name is equal, or equal but for case. Null counts as absent.
  [[nodiscard]] std::optional<JsonView> member(std::string_view name) const;
  [[nodiscard]] std::optional<JsonView> member(std::string_view name, JsonKind kind, std::string_view wanted) {
    auto found = member(name);
    if (found && found->kind() != kind) {
      refuse(name, wanted);
      return std::nullopt;
    }
    return found;
  }
  [[nodiscard]] std::string path_of(std::string_view name) const { return path_.empty() ? std::string(name) : path_ + "." + std::string(name); }

  std::string_view text(std::string_view name) {
    auto found = member(name, JsonKind::kString, "a string");
    return found ? found->as_string() : std::string_view("");
  }
  bool boolean(std::string_view name) {
    auto found = member(name, JsonKind::kBool, "a bool");
    return found && found->as_bool();
  }
  double number(std::string_view name) {
    auto found = member(name, JsonKind::kNumber, "a number");
    return found ? found->as_number() : 0;
  }
  std::int64_t integer(std::string_view name) {
    auto found = member(name, JsonKind::kNumber, "a number");
    std::int64_t value = 0;
    if (found && !found->as_integer(value)) {
      refuse(name, "an integer");
    }
    return value;
  }
  std::int32_t small_integer(std::string_view name) {
    const std::int64_t value = integer(name);
    if (value < INT32_MIN || value > INT32_MAX) {
      refuse(name, "a number of 32 bits");
      return 0;
    }
    return static_cast<std::int32_t>(value);
  }
  Time time(std::string_view name) {
    auto found = member(name, JsonKind::kString, "a time");
    if (!found) {
      return {};
    }
    auto time = parse_rfc3339(found->as_string());
    if (!time) {
      refuse(name, "a time in RFC 3339");
      return {};
    }
    return *time;
  }
  void fields(std::string_view name, FieldMap& out, Arena& arena) {
    auto found = member(name, JsonKind::kObject, "an object of strings");
    if (!found) {
      return;
    }
    for (auto it = found->elements(); it.next();) {
      if (it.value().kind() != JsonKind::kString && it.value().kind() != JsonKind::kNull) {
        refuse(path_of(name) + "." + std::string(it.key()), "a string");
        return;
      }
      out.set(it.key(), it.value().as_string(), arena);
    }
  }
  void refuse(std::string_view name, std::string_view wanted) {
    if (error_.empty()) {
      error_ = (name.empty() ? (path_.empty() ? "the event" : path_) : path_of(name)) + " is not " + std::string(wanted);
    }
  }
  std::string& error() { return error_; }

 private:
  JsonView view_;
  std::string path_;
  std::string& error_;
};

/// What json.Unmarshal makes of these. Texts are views on the document; `path` names the place in `error`, which stays empty while all is well.
[[nodiscard]] Source read_source(JsonView view, std::string path, std::string& error);
[[nodiscard]] Alert read_alert(JsonView view, std::string path, Arena& arena, std::string& error);

}  // namespace vedette::model

// JSON as commands print it, written from front to back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"

namespace vedette::cli {

/// Writes members and elements one after the other; commas come by themselves.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void open(char bracket) {
    comma();
    out_ += bracket;
    first_ = true;
  }
  void close(char bracket) {
    out_ += bracket;
    first_ = false;
  }
  void key(std::string_view name) {
    comma();
    append_json_string(out_, name, false);
    out_ += ':';
    first_ = true;  // no comma before the value
  }
  void text(std::string_view value) {
    comma();
    append_json_string(out_, value, false);
  }
  void raw(std::string_view value) {
    comma();
    out_ += value;
  }
  void member(std::string_view name, std::string_view value) {
    key(name);
    text(value);
  }
  void member(std::string_view name, const char* value) { member(name, std::string_view(value)); }
  void member(std::string_view name, bool value) {
    key(name);
    raw(value ? "true" : "false");
  }
  void number(std::string_view name, std::int64_t value) {
    key(name);
    raw(std::to_string(value));
  }
  void real(std::string_view name, double value) {
    key(name);
    std::string digits;
    append_json_number(digits, value);
    raw(digits);
  }
  void member_unless_empty(std::string_view name, std::string_view value) {
    if (!value.empty()) {
      member(name, value);
    }
  }

 private:
  void comma() {
    if (!first_) {
      out_ += ',';
    }
    first_ = false;
  }
  std::string& out_;
  bool first_ = true;
};

}  // namespace vedette::cli

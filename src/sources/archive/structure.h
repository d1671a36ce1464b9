// Finds where a JSON value ends without parsing it: brackets are counted 64 bytes at a time, strings and escapes respected.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vedette::sources {

/// Where a scan stands; carried from one buffer to the next when a value is longer than a buffer.
struct ScanState {
  std::uint64_t depth = 0;  // open brackets
  bool in_string = false;
  bool escaped = false;  // the next byte follows a backslash
};

enum class ScanEnd : std::uint8_t {
  kClosed,   // depth went back to 0
  kMore,     // the buffer ended first
  kNewline,  // a raw newline came first (only when asked to stop there)
};

struct ScanResult {
  ScanEnd end;
  const char* at;  // kClosed: one past the closing bracket; kNewline: the newline; kMore: the buffer's end
};

enum class Newlines : std::uint8_t {
  kPass,
  kStop,          // anywhere
  kStopInString,  // JSON has none there
};

/// Goes on from `state` until the bracket that brings the depth to 0. Reads nothing outside [begin, end).
/// Where a record is a line, a newline before its end marks a broken one.
[[nodiscard]] ScanResult scan_to_close(const char* begin, const char* end, ScanState& state, Newlines newlines);

/// One past the end of the value that starts at `begin` (string, number, object, array, literal), or null when the buffer ends first. A
/// number or literal that touches the buffer's end counts as unfinished.
[[nodiscard]] const char* value_end(const char* begin, const char* end);

/// One past the closing quote of the string whose opening quote is at `begin`, or null when the buffer ends first.
[[nodiscard]] const char* string_end(const char* begin, const char* end);

[[nodiscard]] inline bool is_json_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

[[nodiscard]] inline const char* skip_space(const char* at, const char* end) {
  while (at < end && is_json_space(*at)) {
    ++at;
  }
  return at;
}

}  // namespace vedette::sources

// Values, strings and times as flat bytes, for snapshots: written and read by the same process, so interned ids and zones stay as they are.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "base/arena.h"
#include "base/bytes.h"
#include "expr/value.h"
#include "model/event.h"

namespace vedette::buckets {

class Packer {
 public:
  static constexpr std::size_t kMaxDepth = 2000;

  explicit Packer(Bytes& out) : out_(out) {}

  template <class T>
  void plain(T value) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::memcpy(out_.extend(sizeof(T)), &value, sizeof(T));
  }
  /// Null and empty are told apart.
  void text(std::string_view value);
  void time(Time value);
  void fields(const model::FieldMap& map);
  /// What is not data (structs, functions), and what is nested more than kMaxDepth deep, becomes nil. `arena` is scratch.
  void value(const expr::Value& value, Arena& arena) { nested_value(value, arena, 0); }

 private:
  void nested_value(const expr::Value& value, Arena& arena, std::size_t depth);
  Bytes& out_;
};

/// Reads what a Packer wrote. Strings are views on the bytes; everything else goes to `arena`. After a truncated read `ok()` is false and zero values
/// come out.
class Unpacker {
 public:
  Unpacker(std::string_view bytes, Arena& arena) : bytes_(bytes), arena_(arena) {}

  template <class T>
  T plain() {
    static_assert(std::is_trivially_copyable_v<T>);
    T value{};
    if (bytes_.size() - at_ < sizeof(T)) {
      at_ = bytes_.size();
      ok_ = false;
      return value;
    }
    std::memcpy(&value, bytes_.data() + at_, sizeof(T));
    at_ += sizeof(T);
    return value;
  }
  std::string_view text();
  Time time();
  void fields(model::FieldMap& map);
  expr::Value value();

  [[nodiscard]] bool ok() const { return ok_; }

 private:
  std::string_view bytes_;
  Arena& arena_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace vedette::buckets

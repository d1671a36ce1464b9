// A value of an expression: 16 bytes, trivially copyable, owning nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "base/time.h"
#include "expr/type.h"

namespace vedette::expr {

class Value;

/// A key that is known when an expression is compiled.
struct Name {
  std::string_view text;
  std::uint32_t hash = 0;  // json_key_hash(text)
};

/// A Go map as expr sees it: literals, decoded JSON, an event's Meta. Lives in an arena or in its event; never deleted through this class.
class MapObject {
 public:
  /// Number of entries.
  [[nodiscard]] virtual std::size_t size() const = 0;
  /// Stores the value under `key` and returns true, or returns false. `arena` may take views of nested values.
  [[nodiscard]] virtual bool find(std::string_view key, Arena& arena, Value& out) const = 0;
  /// The same by interned key (see KeyInterner), for maps that have them.
  [[nodiscard]] virtual bool find_interned(std::uint32_t id, std::string_view key, Arena& arena, Value& out) const;
  /// The value under a name, nil when there is none: `map.name` of a map[string]any. Decoded objects know a quicker way than `find`.
  [[nodiscard]] virtual Value member(const Name& name, Arena& arena) const;
  /// A key that is not a string (map[any]any: groupBy, countBy, fromPairs). Maps with string keys answer strings only.
  [[nodiscard]] virtual bool find_value(const Value& key, Arena& arena, Value& out) const;
  /// All entries, in no order; strings point into the map, its event or `arena`.
  virtual void entries(Arena& arena, std::vector<std::pair<Value, Value>>& out) const = 0;

 protected:
  ~MapObject() = default;
};

/// Payloads (strings, slices, maps, objects, times) live in an Arena, in constants of a Program, or in the event; the holder of a Value sees to it
/// that they outlive it. A typed nil (a nil slice, map or pointer) has its type and a null payload; `nil` itself has type kNil.
class Value {
 public:
  constexpr Value() : header_(type_id::kNil), integer_(0) {}

  static Value boolean(bool b) { return Value(type_id::kBool, 0, std::int64_t{b}); }
  static Value integer(std::int64_t i, TypeId type = type_id::kInt) { return Value(type, 0, i); }
  static Value floating(double d, TypeId type = type_id::kFloat64) {
    Value v(type, 0, std::int64_t{0});
    v.floating_ = d;
    return v;
  }
  /// At most 4 GiB; the bytes are not copied.
  static Value string(std::string_view s) {
    Value v(type_id::kString, static_cast<std::uint32_t>(s.size()), std::int64_t{0});
    v.pointer_ = s.data() ? s.data() : "";
    return v;
  }
  static Value duration(Duration d) { return Value(type_id::kDuration, 0, d); }
  static Value time(const Time* t) { return Value(type_id::kTime, 0, t); }
  static Value slice(const Value* data, std::size_t size, TypeId type = type_id::kAnySlice) {
    return Value(type, static_cast<std::uint32_t>(size), data ? static_cast<const void*>(data) : &kEmptySliceMark);
  }
  static Value map(const MapObject* m, TypeId type = type_id::kAnyMap) { return Value(type, 0, static_cast<const void*>(m)); }
  /// A struct or a pointer to one, by `type`.
  static Value object(const void* o, TypeId type) { return Value(type, 0, o); }
  /// nil of a type: `nil` slices, maps and pointers.
  static Value typed_nil(TypeId type) { return Value(type, 0, static_cast<const void*>(nullptr)); }

  [[nodiscard]] TypeId type_id() const { return static_cast<TypeId>(header_); }
  [[nodiscard]] const Type* type() const { return type_of(type_id()); }
  [[nodiscard]] Kind kind() const { return type_id() <= expr::type_id::kError ? kKindOfFixed[type_id()] : type_of(type_id())->kind; }

  [[nodiscard]] bool is_nil() const { return type_id() == expr::type_id::kNil; }
  [[nodiscard]] bool is_bool() const { return type_id() == expr::type_id::kBool; }
  [[nodiscard]] bool is_int() const { return type_id() == expr::type_id::kInt; }
  [[nodiscard]] bool is_string() const { return type_id() == expr::type_id::kString; }
  [[nodiscard]] bool is_float() const { return type_id() == expr::type_id::kFloat64; }
  /// A typed nil or nil itself: what `== nil` is true for.
  [[nodiscard]] bool is_null() const { return is_nil() || (pointer_ == nullptr && is_reference()); }

  [[nodiscard]] bool as_bool() const { return integer_ != 0; }
  [[nodiscard]] std::int64_t as_int() const { return integer_; }
  [[nodiscard]] double as_float() const { return floating_; }
  [[nodiscard]] std::string_view as_string() const { return {static_cast<const char*>(pointer_), size()}; }
  [[nodiscard]] const Time& as_time() const { return *static_cast<const Time*>(pointer_); }
  [[nodiscard]] const MapObject* as_map() const { return static_cast<const MapObject*>(pointer_); }
  [[nodiscard]] const void* as_object() const { return pointer_; }
  [[nodiscard]] const Value* slice_data() const { return static_cast<const Value*>(pointer_); }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(header_ >> 32); }  // of a string (bytes) or a slice (elements)

 private:
  static constexpr char kEmptySliceMark = 0;
  static constexpr Kind kKindOfFixed[] = {Kind::kNil,     Kind::kBool,    Kind::kInt,    Kind::kInt8,   Kind::kInt16,  Kind::kInt32,
                                          Kind::kInt64,   Kind::kUint,    Kind::kUint8,  Kind::kUint16, Kind::kUint32, Kind::kUint64,
                                          Kind::kFloat32, Kind::kFloat64, Kind::kString, Kind::kError};

  constexpr Value(TypeId type, std::uint32_t length, std::int64_t i) : header_(header(type, length)), integer_(i) {}
  Value(TypeId type, std::uint32_t length, const void* p) : header_(header(type, length)), pointer_(p) {}
  static constexpr std::uint64_t header(TypeId type, std::uint32_t length) { return type | std::uint64_t{length} << 32; }
  [[nodiscard]] bool is_reference() const {
    Kind k = kind();
    return k == Kind::kSlice || k == Kind::kMap || k == Kind::kPointer || k == Kind::kFunction || k == Kind::kError;
  }

  // The type below, the length above: one word, so that a value is written and read in two halves of equal size.
  std::uint64_t header_;
  union {
    std::int64_t integer_;
    double floating_;
    const void* pointer_;
  };
};

static_assert(sizeof(Value) == 16);

/// A map built by an expression or a decoder: entries in an arena. Keys are distinct.
class ArenaMap final : public MapObject {
 public:
  ArenaMap(const std::pair<Value, Value>* entries, std::size_t size) : entries_(entries), size_(size) {}
  [[nodiscard]] std::size_t size() const override { return size_; }
  [[nodiscard]] bool find(std::string_view key, Arena& arena, Value& out) const override;
  [[nodiscard]] bool find_value(const Value& key, Arena& arena, Value& out) const override;
  void entries(Arena& arena, std::vector<std::pair<Value, Value>>& out) const override;

 private:
  const std::pair<Value, Value>* entries_;
  std::size_t size_;
};

/// The typed JSON that `vedette expr` prints: an integer has neither "." nor "e", a float always has one; times are {"$time": ..}, durations
/// {"$duration": ..}, NaN and infinities {"$float": ..}; map keys sorted bytewise.
/// Empty when it would be longer than kMaxTypedJsonBytes.
[[nodiscard]] std::string to_typed_json(const Value& value, Arena& arena);
inline constexpr std::size_t kMaxTypedJsonBytes = std::size_t{64} << 20;

}  // namespace vedette::expr

// The types of expr-lang as CrowdSec compiles it: Go's types, interned, compared by pointer.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {
class Arena;
}

namespace vedette::expr {

class Value;
struct Type;
struct Builtin;

/// Go's reflect.Kind where it matters to expr; kAny is interface{}.
enum class Kind : std::uint8_t {
  kAny,
  kNil,
  kBool,
  kInt,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUint,
  kUint8,
  kUint16,
  kUint32,
  kUint64,
  kFloat32,
  kFloat64,
  kString,
  kSlice,
  kMap,
  kStruct,
  kPointer,
  kFunction,
  kError,
};

/// Index into the registry of types; the dynamic type of a Value.
using TypeId = std::uint32_t;

/// Interns the keys of a map whose usual keys are known at load time, so that `evt.Meta.event_name` is a slot and not a string look-up.
/// `intern` is called while compiling only.
struct KeyInterner {
  std::uint32_t (*intern)(std::string_view key);
};

/// A field of a struct, as expr sees it.
struct Field {
  std::string name;  // Go's name
  const Type* type;
  Value (*get)(const void* object, Arena& arena);
  const KeyInterner* keys = nullptr;  // for maps whose keys are interned
  /// When set: the same text before canonical rewriting. A builtin that only parses JSON (Builtin::reads_json_source) reads this instead.
  Value (*get_json_source)(const void* object, Arena& arena) = nullptr;
  /// The key json.Marshal writes it under; empty: the field's own name.
  std::string_view json_name = {};
  /// ",omitempty": not written when false, 0, "", nil or empty. Structs are always written.
  bool json_omit_empty = false;
};

struct Type {
  Kind kind;
  TypeId id;
  std::string name;                     // Go's spelling: "map[string]interface {}", "time.Duration", "*models.Alert"
  const Type* element = nullptr;        // slice element, map value, pointer target
  const Type* key = nullptr;            // map key
  bool named = false;                   // a defined type (time.Duration, time.Weekday): not a builtin integer to the checker
  std::vector<Field> fields;            // structs
  std::vector<const Builtin*> methods;  // methods; the first argument is the receiver. Those of *T when `pointer_receiver`
  std::string full_name = {};           // what type() says of a defined type whose package has a longer path; empty: `name`
  bool array = false;                   // kSlice: a Go array, "[2]interface {}": unlike any slice to == and DeepEqual
  /// Go's String and MarshalText, where a struct has them: what json.Marshal writes and %v prints. `object` may be null: the zero struct.
  std::string (*to_text)(const void* object) = nullptr;

  [[nodiscard]] const Field* field(std::string_view field_name) const;
  [[nodiscard]] const Builtin* method(std::string_view method_name) const;
  [[nodiscard]] bool is_builtin_integer() const { return !named && kind >= Kind::kInt && kind <= Kind::kUint64; }
  [[nodiscard]] bool is_builtin_float() const { return !named && (kind == Kind::kFloat32 || kind == Kind::kFloat64); }
};

/// The fixed types; their ids are these numbers, so a Value's kind test is one compare.
namespace type_id {
inline constexpr TypeId kNil = 0, kBool = 1, kInt = 2, kInt8 = 3, kInt16 = 4, kInt32 = 5, kInt64 = 6, kUint = 7, kUint8 = 8, kUint16 = 9,
                        kUint32 = 10, kUint64 = 11, kFloat32 = 12, kFloat64 = 13, kString = 14, kError = 15,
                        kAnySlice = 16,                                      // []any
    kStringSlice = 17,                                                       // []string
    kIntSlice = 18,                                                          // []int
    kAnyMap = 19,                                                            // map[string]any
    kStringMap = 20,                                                         // map[string]string
    kAnyAnyMap = 21,                                                         // map[any]any
    kTime = 22, kDuration = 23, kWeekday = 24, kMonth = 25, kLocation = 26,  // *time.Location
    kAny = 27,                                                               // static type only
    kByteSlice = 28, kFirstFree = 32;
}  // namespace type_id

/// The registry. Thread safe; filled at load time (compound types are interned on first use).
[[nodiscard]] const Type* type_of(TypeId id);
[[nodiscard]] const Type* slice_of(const Type* element);
/// A Go array; its values are slices of that many elements.
[[nodiscard]] const Type* array_of(const Type* element, std::size_t length);
[[nodiscard]] const Type* map_of(const Type* key, const Type* value);
/// A map type with a name of its own ("url.Values"); methods may be added before the first compilation.
[[nodiscard]] Type* define_map(std::string name, const Type* key, const Type* value);
[[nodiscard]] const Type* pointer_to(const Type* target);
/// The type of functions that Go spells so: "func(string) bool".
[[nodiscard]] const Type* function_type(std::string spelling);
/// Registers a struct under its Go name ("pipeline.Event"); fields and methods may be filled in before the first compilation.
[[nodiscard]] Type* define_struct(std::string name);
/// The mutable Type behind a fixed id, so that its owner can add methods (time.Time's sit in builtins/time.cpp).
[[nodiscard]] Type* define_methods_of(TypeId id);

}  // namespace vedette::expr

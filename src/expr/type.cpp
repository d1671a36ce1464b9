#include "expr/type.h"

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "base/error.h"
#include "expr/function.h"

namespace vedette::expr {

namespace {

// Blocks are published once and never move, so type_of() needs no lock.
constexpr std::size_t kBlockSize = 1024;
constexpr std::size_t kMaxBlocks = 1024;

class Registry {
 public:
  static Registry& instance() {
    static Registry* registry = new Registry();  // never destroyed: values outlive static destruction order
    return *registry;
  }

  [[nodiscard]] Type* at(TypeId id) {
    Block* block = blocks_[id / kBlockSize].load(std::memory_order_acquire);
    VEDETTE_CHECK(block != nullptr);
    Type* type = (*block)[id % kBlockSize].load(std::memory_order_acquire);
    VEDETTE_CHECK(type != nullptr);
    return type;
  }

  const Type* slice_of(const Type* element) {
    std::lock_guard lock(mutex_);
    return intern(slices_, element, [&] { return compound(Kind::kSlice, "[]" + element->name, nullptr, element); });
  }
  const Type* array_of(const Type* element, std::size_t length) {
    std::lock_guard lock(mutex_);
    return intern(arrays_, std::pair(element, length), [&] {
      Type* type = compound(Kind::kSlice, "[" + std::to_string(length) + "]" + element->name, nullptr, element);
      type->array = true;
      return type;
    });
  }
  const Type* map_of(const Type* key, const Type* value) {
    std::lock_guard lock(mutex_);
    return intern(maps_, std::pair(key, value), [&] { return compound(Kind::kMap, "map[" + key->name + "]" + value->name, key, value); });
  }
  Type* define_map(std::string name, const Type* key, const Type* value) {
    std::lock_guard lock(mutex_);
    Type*& found = structs_[name];
    if (found == nullptr) {
      found = insert(next_id_++, Kind::kMap, std::move(name), key, value, true);
    }
    return found;
  }
  const Type* pointer_to(const Type* target) {
    std::lock_guard lock(mutex_);
    return intern(pointers_, target, [&] { return compound(Kind::kPointer, "*" + target->name, nullptr, target); });
  }
  const Type* function_type(std::string spelling) {
    std::lock_guard lock(mutex_);
    return intern(functions_, spelling, [&] { return compound(Kind::kFunction, spelling, nullptr, nullptr); });
  }
  Type* define_struct(std::string name) {
    std::lock_guard lock(mutex_);
    Type*& found = structs_[name];
    if (found == nullptr) {
      found = insert(next_id_++, Kind::kStruct, std::move(name), nullptr, nullptr, true);
    }
    return found;
  }

 private:
  using Block = std::array<std::atomic<Type*>, kBlockSize>;

  Registry() {
    using namespace type_id;
    add(kNil, Kind::kNil, "nil");
    add(kBool, Kind::kBool, "bool");
    add(kInt, Kind::kInt, "int");
    add(kInt8, Kind::kInt8, "int8");
    add(kInt16, Kind::kInt16, "int16");
    add(kInt32, Kind::kInt32, "int32");
    add(kInt64, Kind::kInt64, "int64");
    add(kUint, Kind::kUint, "uint");
    add(kUint8, Kind::kUint8, "uint8");
    add(kUint16, Kind::kUint16, "uint16");
    add(kUint32, Kind::kUint32, "uint32");
    add(kUint64, Kind::kUint64, "uint64");
    add(kFloat32, Kind::kFloat32, "float32");
    add(kFloat64, Kind::kFloat64, "float64");
    add(kString, Kind::kString, "string");
    add(kError, Kind::kError, "error");
    add(kAny, Kind::kAny, "interface {}");
    insert(kTime, Kind::kStruct, "time.Time", nullptr, nullptr, true);
    structs_["time.Time"] = at(kTime);
    insert(kDuration, Kind::kInt64, "time.Duration", nullptr, nullptr, true);
    insert(kWeekday, Kind::kInt, "time.Weekday", nullptr, nullptr, true);
    insert(kMonth, Kind::kInt, "time.Month", nullptr, nullptr, true);
    add_slice(kAnySlice, at(kAny));
    add_slice(kStringSlice, at(kString));
    add_slice(kIntSlice, at(kInt));
    add_slice(kByteSlice, at(kUint8));
    add_map(kAnyMap, at(kString), at(kAny));
    add_map(kStringMap, at(kString), at(kString));
    add_map(kAnyAnyMap, at(kAny), at(kAny));
    Type* location = insert(next_id_++, Kind::kStruct, "time.Location", nullptr, nullptr, true);
    structs_["time.Location"] = location;
    pointers_[location] = insert(kLocation, Kind::kPointer, "*time.Location", nullptr, location, false);
  }

  void add(TypeId id, Kind kind, std::string name) { insert(id, kind, std::move(name), nullptr, nullptr, false); }
  void add_slice(TypeId id, const Type* element) { slices_[element] = insert(id, Kind::kSlice, "[]" + element->name, nullptr, element, false); }
  void add_map(TypeId id, const Type* key, const Type* value) {
    maps_[{key, value}] = insert(id, Kind::kMap, "map[" + key->name + "]" + value->name, key, value, false);
  }
  Type* compound(Kind kind, std::string name, const Type* key, const Type* element) {
    return insert(next_id_++, kind, std::move(name), key, element, false);
  }

  template <class Map, class Key, class Make>
  static const Type* intern(Map& map, const Key& key, Make make) {
    auto found = map.find(key);
    if (found == map.end()) {
      found = map.emplace(key, make()).first;
    }
    return found->second;
  }

  Type* insert(TypeId id, Kind kind, std::string name, const Type* key, const Type* element, bool named) {
    VEDETTE_CHECK(id / kBlockSize < kMaxBlocks);
    std::atomic<Block*>& slot = blocks_[id / kBlockSize];
    if (slot.load(std::memory_order_relaxed) == nullptr) {
      slot.store(new Block(), std::memory_order_release);
    }
    auto* type = new Type{kind, id, std::move(name), element, key, named, {}, {}};
    (*slot.load(std::memory_order_relaxed))[id % kBlockSize].store(type, std::memory_order_release);
    return type;
  }

  std::array<std::atomic<Block*>, kMaxBlocks> blocks_{};
  std::mutex mutex_;
  TypeId next_id_ = type_id::kFirstFree;
  std::map<const Type*, const Type*> slices_;
  std::map<std::pair<const Type*, std::size_t>, const Type*> arrays_;
  std::map<std::pair<const Type*, const Type*>, const Type*> maps_;
  std::map<const Type*, const Type*> pointers_;
  std::map<std::string, const Type*> functions_;
  std::map<std::string, Type*> structs_;
};

}  // namespace

const Field* Type::field(std::string_view field_name) const {
  if (kind == Kind::kPointer) {
    return element->field(field_name);
  }
  for (const Field& candidate : fields) {
    if (candidate.name == field_name) {
      return &candidate;
    }
  }
  return nullptr;
}

const Builtin* Type::method(std::string_view method_name) const {
  // Go: the method set of *T holds the methods declared on T and on *T, that of T only the former.
  const bool pointer = kind == Kind::kPointer;
  for (const Builtin* candidate : pointer ? element->methods : methods) {
    if (candidate->name == method_name && (pointer || !candidate->pointer_receiver)) {
      return candidate;
    }
  }
  return nullptr;
}

const Type* type_of(TypeId id) {
  return Registry::instance().at(id);
}
Type* define_map(std::string name, const Type* key, const Type* value) {
  return Registry::instance().define_map(std::move(name), key, value);
}
const Type* array_of(const Type* element, std::size_t length) {
  return Registry::instance().array_of(element, length);
}
const Type* slice_of(const Type* element) {
  return Registry::instance().slice_of(element);
}
const Type* map_of(const Type* key, const Type* value) {
  return Registry::instance().map_of(key, value);
}
const Type* pointer_to(const Type* target) {
  return Registry::instance().pointer_to(target);
}
const Type* function_type(std::string spelling) {
  return Registry::instance().function_type(std::move(spelling));
}
Type* define_struct(std::string name) {
  return Registry::instance().define_struct(std::move(name));
}
Type* define_methods_of(TypeId id) {
  return Registry::instance().at(id);
}

}  // namespace vedette::expr

#include "expr/collections.h"

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <absl/hash/hash.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "expr/runtime.h"

namespace vedette::expr {

namespace {

class EnvironmentMap final : public MapObject {
 public:
  EnvironmentMap(std::span<const std::string> names, std::span<const Value> values) : names_(names), values_(values) {}

  [[nodiscard]] std::size_t size() const override { return names_.size(); }
  [[nodiscard]] bool find(std::string_view key, Arena& /*arena*/, Value& out) const override {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i] == key) {
        out = values_[i];
        return true;
      }
    }
    return false;
  }
  void entries(Arena& /*arena*/, std::vector<std::pair<Value, Value>>& out) const override {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      out.emplace_back(Value::string(names_[i]), values_[i]);
    }
  }

 private:
  std::span<const std::string> names_;
  std::span<const Value> values_;
};

// Go's hash and equality of interface keys.
struct KeyHash {
  std::size_t operator()(const Value& key) const {
    switch (key.kind()) {
      case Kind::kString:
        return absl::HashOf(key.type_id(), key.as_string());
      case Kind::kFloat32:
      case Kind::kFloat64:
        return absl::HashOf(key.type_id(), key.as_float());
      case Kind::kStruct:
        return key.type_id() == type_id::kTime ? absl::HashOf(key.as_time().seconds) : absl::HashOf(key.type_id());
      default:
        return absl::HashOf(key.type_id(), key.as_int());
    }
  }
};
struct KeyEqual {
  Arena* arena;
  bool operator()(const Value& a, const Value& b) const {
    return a.kind() == Kind::kPointer ? a.type_id() == b.type_id() && a.as_object() == b.as_object() : deep_equal(a, b, *arena);
  }
};

using Entry = std::pair<Value, Value>;

}  // namespace

Value new_list(std::span<const Value> elements, Arena& arena) {
  Value* data = static_cast<Value*>(arena.allocate(elements.size_bytes(), alignof(Value)));
  std::copy(elements.begin(), elements.end(), data);
  return Value::slice(data, elements.size());
}

bool new_map(std::span<const Value> pairs, Arena& arena, Value& out, Fault& fault) {
  constexpr std::size_t kFew = 16;
  const std::size_t count = pairs.size() / 2;
  Entry* entries = static_cast<Entry*>(arena.allocate(count * sizeof(Entry), alignof(Entry)));
  std::size_t size = 0;
  absl::flat_hash_set<std::string_view> seen;
  for (std::size_t i = 0; i < count; ++i) {
    const Value& key = pairs[2 * i];
    if (!key.is_string()) {
      return fault.set(FaultKind::kAssertion, key, Value(), "string");
    }
    const bool known = count > kFew
                           ? !seen.insert(key.as_string()).second
                           : std::any_of(entries, entries + size, [&](const Entry& entry) { return entry.first.as_string() == key.as_string(); });
    if (!known) {
      new (entries + size++) Entry(key, pairs[2 * i + 1]);
    }
  }
  out = Value::map(arena.make<ArenaMap>(entries, size));
  return true;
}

Value group(std::span<const std::pair<Value, Value>> pairs, Arena& arena) {
  absl::flat_hash_map<Value, std::size_t, KeyHash, KeyEqual> places(0, KeyHash{}, KeyEqual{&arena});
  std::vector<std::size_t> group_of;  // of each pair
  std::vector<std::size_t> sizes;
  std::vector<Value> keys;
  group_of.reserve(pairs.size());
  for (const auto& [key, element] : pairs) {
    const auto [place, inserted] = places.try_emplace(key, keys.size());
    if (inserted) {
      keys.push_back(key);
      sizes.push_back(0);
    }
    group_of.push_back(place->second);
    ++sizes[place->second];
  }
  std::vector<Value*> next(keys.size());
  Entry* entries = static_cast<Entry*>(arena.allocate(keys.size() * sizeof(Entry), alignof(Entry)));
  for (std::size_t i = 0; i < keys.size(); ++i) {
    next[i] = arena.make_array<Value>(sizes[i]);
    new (entries + i) Entry(keys[i], Value::slice(next[i], sizes[i]));
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    *next[group_of[i]]++ = pairs[i].second;
  }
  static const TypeId type = map_of(type_of(type_id::kAny), type_of(type_id::kAnySlice))->id;
  return Value::map(arena.make<ArenaMap>(entries, keys.size()), type);
}

Value environment_value(std::span<const std::string> names, std::span<const Value> values, Arena& arena) {
  return Value::map(arena.make<EnvironmentMap>(names, values));
}

bool takes_arguments(const Builtin& method, std::size_t count) {
  return method.signatures.empty() || std::any_of(method.signatures.begin(), method.signatures.end(), [count](const Signature& signature) {
           const std::size_t parameters = signature.parameters.size();
           return signature.variadic ? count + 1 >= parameters : count == parameters;
         });
}

}  // namespace vedette::expr

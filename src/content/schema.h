// The keys that each kind of content may have: one table a kind, from which readers, suggestions and the search for lost keys read.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace vedette::content {

enum class Shape : std::uint8_t {
  kScalar,
  kStrings,      // list of scalars
  kMappings,     // list of mappings with the keys of `child`
  kMapping,      // one mapping with the keys of `child`
  kFreeMapping,  // one mapping with any keys
};

struct Schema;

struct Key {
  std::string_view name;
  Shape shape = Shape::kScalar;
  const Schema* child = nullptr;
  bool required = false;
  /// For list items without a key: whether one could belong here (an address among `ip`); null takes any text.
  bool (*item_fits)(std::string_view item) = nullptr;
};

struct Schema {
  std::string_view what;  // "parser", "scenario": for messages
  std::span<const Key> keys;

  [[nodiscard]] const Key* find(std::string_view name) const {
    for (const Key& key : keys) {
      if (key.name == name) {
        return &key;
      }
    }
    return nullptr;
  }
};

extern const Schema kNodeSchema;
extern const Schema kStaticSchema;
extern const Schema kGrokSchema;
extern const Schema kStashSchema;
extern const Schema kWhitelistSchema;
extern const Schema kDataSchema;
extern const Schema kScenarioSchema;
extern const Schema kScopeSchema;
extern const Schema kBayesianConditionSchema;
extern const Schema kProfileSchema;
extern const Schema kDecisionSchema;

}  // namespace vedette::content

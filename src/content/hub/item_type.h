// The seven types of items that a hub has. Their plural names the folder, the index's key and the command.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vedette::content {

/// In the reference's order (cwhub/item.go, ItemTypes): what a collection names is gone through in it.
enum class ItemType : std::uint8_t { kParsers, kPostoverflows, kScenarios, kContexts, kAppsecConfigs, kAppsecRules, kCollections };

inline constexpr std::size_t kItemTypeCount = 7;
inline constexpr std::array<ItemType, kItemTypeCount> kItemTypes = {ItemType::kParsers,    ItemType::kPostoverflows, ItemType::kScenarios,
                                                                    ItemType::kContexts,   ItemType::kAppsecConfigs, ItemType::kAppsecRules,
                                                                    ItemType::kCollections};

[[nodiscard]] constexpr std::size_t index_of(ItemType type) {
  return static_cast<std::size_t>(type);
}

[[nodiscard]] constexpr std::string_view plural_of(ItemType type) {
  constexpr std::array<std::string_view, kItemTypeCount> kNames = {"parsers",        "postoverflows", "scenarios",  "contexts",
                                                                   "appsec-configs", "appsec-rules",  "collections"};
  return kNames[index_of(type)];
}

[[nodiscard]] constexpr std::string_view singular_of(ItemType type) {
  return plural_of(type).substr(0, plural_of(type).size() - 1);
}

/// Their files stand in a folder named after the stage.
[[nodiscard]] constexpr bool has_stages(ItemType type) {
  return type == ItemType::kParsers || type == ItemType::kPostoverflows;
}

[[nodiscard]] constexpr std::optional<ItemType> find_item_type(std::string_view plural) {
  for (ItemType type : kItemTypes) {
    if (plural_of(type) == plural) {
      return type;
    }
  }
  return std::nullopt;
}

}  // namespace vedette::content

#include "parse/stash.h"

namespace vedette::parse {

StashStrategy stash_strategy(std::string_view name) {
  if (name == "LFU") {
    return StashStrategy::kLfu;
  }
  return name == "ARC" ? StashStrategy::kArc : StashStrategy::kLru;
}

StashCaches::StashCaches(std::span<const StashConfig> configs) {
  for (const StashConfig& config : configs) {
    if (!caches_.contains(config.name)) {
      caches_.emplace(config.name, Named{make_stash_cache(config.strategy, config.size), config.ttl});
    }
  }
}

bool StashCaches::get(std::string_view cache, std::string_view key, Time now, std::string_view& out) {
  auto found = caches_.find(cache);
  return found != caches_.end() && found->second.cache->get(key, now, out);
}

void StashCaches::set(std::string_view cache, std::string_view key, std::string_view value, const Duration* expiration, Time now) {
  auto found = caches_.find(cache);
  if (found != caches_.end()) {
    found->second.cache->set(key, value, add(now, expiration != nullptr ? *expiration : found->second.ttl));
  }
}

}  // namespace vedette::parse

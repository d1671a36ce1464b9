// The stash: named caches, filled by parsers (`stash:`) and read by expressions (GetFromStash), on the log's clock.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/time.h"
#include "expr/builtins/services.h"

namespace vedette::parse {

enum class StashStrategy : unsigned char { kLru, kLfu, kArc };

struct StashConfig {
  std::string name;
  std::size_t size = 100;  // entries; at least 1
  Duration ttl = 0;
  StashStrategy strategy = StashStrategy::kLru;
};

/// "LFU" and "ARC" by name; anything else is LRU, as in the reference.
[[nodiscard]] StashStrategy stash_strategy(std::string_view name);

/// One cache. An entry whose time to live is over is gone when it is asked for.
class StashCache {
 public:
  virtual ~StashCache() = default;
  /// The view lives until the next call.
  [[nodiscard]] virtual bool get(std::string_view key, Time now, std::string_view& out) = 0;
  virtual void set(std::string_view key, std::string_view value, Time expires) = 0;
  [[nodiscard]] virtual std::size_t size() const = 0;
};

[[nodiscard]] std::unique_ptr<StashCache> make_stash_cache(StashStrategy strategy, std::size_t size);

/// All caches of an engine: state of its front, for one thread at a time. Of two with one name the first counts.
class StashCaches final : public expr::StashAccess {
 public:
  explicit StashCaches(std::span<const StashConfig> configs);

  [[nodiscard]] bool get(std::string_view cache, std::string_view key, Time now, std::string_view& out) override;
  void set(std::string_view cache, std::string_view key, std::string_view value, const Duration* expiration, Time now) override;

 private:
  struct Named {
    std::unique_ptr<StashCache> cache;
    Duration ttl;
  };
  std::map<std::string, Named, std::less<>> caches_;
};

}  // namespace vedette::parse

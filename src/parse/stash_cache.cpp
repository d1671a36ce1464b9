// Three ways to choose what to forget, with the rules of the reference's cache (bluele/gcache 0.0.2): lru.go, lfu.go, arc.go.
#include <algorithm>
#include <list>
#include <map>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "parse/stash.h"

namespace vedette::parse {
namespace {

struct Entry {
  std::string value;
  Time expires;
  [[nodiscard]] bool expired(Time now) const { return expires < now; }
};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

template <class T>
using ByText = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

/// Forgets what was used least recently.
class LruCache final : public StashCache {
 public:
  explicit LruCache(std::size_t limit) : limit_(limit) {}

  bool get(std::string_view key, Time now, std::string_view& out) override {
    auto found = places_.find(key);
    if (found == places_.end()) {
      return false;
    }
    if (found->second->second.expired(now)) {
      items_.erase(found->second);
      places_.erase(found);
      return false;
    }
    items_.splice(items_.begin(), items_, found->second);
    out = found->second->second.value;
    return true;
  }

  void set(std::string_view key, std::string_view value, Time expires) override {
    auto found = places_.find(key);
    if (found != places_.end()) {
      items_.splice(items_.begin(), items_, found->second);
      found->second->second = {std::string(value), expires};
      return;
    }
    if (items_.size() >= limit_) {
      places_.erase(places_.find(items_.back().first));
      items_.pop_back();
    }
    items_.emplace_front(std::string(key), Entry{std::string(value), expires});
    places_.emplace(std::string(key), items_.begin());
  }

  std::size_t size() const override { return items_.size(); }

 private:
  using Items = std::list<std::pair<std::string, Entry>>;
  std::size_t limit_;
  Items items_;  // the most recent first
  ByText<Items::iterator> places_;
};

/// Forgets what was read least often. The reference picks any of several alike; here it is the one that has been so for longest.
class LfuCache final : public StashCache {
 public:
  explicit LfuCache(std::size_t limit) : limit_(limit) {}

  bool get(std::string_view key, Time now, std::string_view& out) override {
    auto found = items_.find(key);
    if (found == items_.end()) {
      return false;
    }
    by_use_.erase(found->second.rank);
    if (found->second.entry.expired(now)) {
      items_.erase(found);
      return false;
    }
    found->second.rank = {found->second.rank.first + 1, ++sequence_};
    by_use_.emplace(found->second.rank, found->first);
    out = found->second.entry.value;
    return true;
  }

  void set(std::string_view key, std::string_view value, Time expires) override {
    auto found = items_.find(key);
    if (found != items_.end()) {
      found->second.entry = {std::string(value), expires};
      return;
    }
    if (items_.size() >= limit_) {
      auto least = by_use_.begin();
      items_.erase(items_.find(least->second));
      by_use_.erase(least);
    }
    Rank rank{0, ++sequence_};
    items_.emplace(std::string(key), Item{{std::string(value), expires}, rank});
    by_use_.emplace(rank, std::string(key));
  }

  std::size_t size() const override { return items_.size(); }

 private:
  using Rank = std::pair<std::uint64_t, std::uint64_t>;  // reads, then since when
  struct Item {
    Entry entry;
    Rank rank;
  };
  std::size_t limit_;
  std::uint64_t sequence_ = 0;
  ByText<Item> items_;
  std::map<Rank, std::string> by_use_;
};

/// A list of keys with look-up.
class KeyList {
 public:
  [[nodiscard]] bool has(std::string_view key) const { return places_.contains(key); }
  [[nodiscard]] std::size_t size() const { return keys_.size(); }
  void push_front(std::string_view key) {
    auto found = places_.find(key);
    if (found != places_.end()) {
      keys_.splice(keys_.begin(), keys_, found->second);
      return;
    }
    keys_.emplace_front(key);
    places_.emplace(std::string(key), keys_.begin());
  }
  void remove(std::string_view key) {
    auto found = places_.find(key);
    if (found != places_.end()) {
      keys_.erase(found->second);
      places_.erase(found);
    }
  }
  std::string pop_back() {
    VEDETTE_CHECK(!keys_.empty());
    std::string key = std::move(keys_.back());
    keys_.pop_back();
    places_.erase(places_.find(key));
    return key;
  }

 private:
  std::list<std::string> keys_;
  ByText<std::list<std::string>::iterator> places_;
};

/// Adaptive replacement: balances recent (t1) against repeated (t2) use by the keys it lately forgot of each (b1, b2).
class ArcCache final : public StashCache {
 public:
  explicit ArcCache(std::size_t limit) : limit_(limit) {}

  bool get(std::string_view key, Time now, std::string_view& out) override {
    if (t1_.has(key)) {
      t1_.remove(key);
      if (keep_or_drop(key, now, b1_)) {
        t2_.push_front(key);
        out = items_.find(key)->second.value;
        return true;
      }
      return false;
    }
    if (t2_.has(key)) {
      if (keep_or_drop(key, now, b2_)) {
        t2_.push_front(key);
        out = items_.find(key)->second.value;
        return true;
      }
      t2_.remove(key);
    }
    return false;
  }

  void set(std::string_view key, std::string_view value, Time expires) override {
    Entry entry{std::string(value), expires};
    auto found = items_.find(key);
    if (found != items_.end()) {
      found->second = std::move(entry);
    } else {
      items_.emplace(std::string(key), std::move(entry));
    }
    if (t1_.has(key) || t2_.has(key)) {
      return;
    }
    if (b1_.has(key)) {
      set_share(std::min(limit_, share_ + std::max<std::size_t>(b2_.size() / b1_.size(), 1)));
      replace(key);
      b1_.remove(key);
      t2_.push_front(key);
      return;
    }
    if (b2_.has(key)) {
      std::size_t step = std::max<std::size_t>(b1_.size() / b2_.size(), 1);
      set_share(share_ > step ? share_ - step : 0);
      replace(key);
      b2_.remove(key);
      t2_.push_front(key);
      return;
    }
    if (full() && t1_.size() + b1_.size() == limit_) {
      if (t1_.size() < limit_) {
        (void)b1_.pop_back();
        replace(key);
      } else {
        forget(t1_.pop_back());
      }
    } else {
      std::size_t total = t1_.size() + b1_.size() + t2_.size() + b2_.size();
      if (total >= limit_) {
        if (total == 2 * limit_) {
          (void)(b2_.size() > 0 ? b2_ : b1_).pop_back();
        }
        replace(key);
      }
    }
    t1_.push_front(key);
  }

  std::size_t size() const override { return items_.size(); }

 private:
  /// False when the entry's time is over: then it is gone, and `ghosts` remembers its key.
  bool keep_or_drop(std::string_view key, Time now, KeyList& ghosts) {
    auto found = items_.find(key);
    VEDETTE_CHECK(found != items_.end());
    if (!found->second.expired(now)) {
      return true;
    }
    items_.erase(found);
    ghosts.push_front(key);
    return false;
  }

  void replace(std::string_view key) {
    if (!full()) {
      return;
    }
    bool recent = t1_.size() > 0 && ((b2_.has(key) && t1_.size() == share_) || t1_.size() > share_);
    bool from_t1 = recent || t2_.size() == 0;
    std::string old = (from_t1 ? t1_ : t2_).pop_back();
    (from_t1 ? b1_ : b2_).push_front(old);
    forget(old);
  }

  void forget(std::string_view key) {
    auto found = items_.find(key);
    if (found != items_.end()) {
      items_.erase(found);
    }
  }

  void set_share(std::size_t share) {
    if (full()) {
      share_ = share;
    }
  }
  [[nodiscard]] bool full() const { return t1_.size() + t2_.size() == limit_; }

  std::size_t limit_;
  std::size_t share_ = 0;  // how much of it t1 should have
  ByText<Entry> items_;
  KeyList t1_;
  KeyList t2_;
  KeyList b1_;
  KeyList b2_;
};

}  // namespace

std::unique_ptr<StashCache> make_stash_cache(StashStrategy strategy, std::size_t size) {
  size = std::max<std::size_t>(size, 1);
  switch (strategy) {
    case StashStrategy::kLru:
      return std::make_unique<LruCache>(size);
    case StashStrategy::kLfu:
      return std::make_unique<LfuCache>(size);
    case StashStrategy::kArc:
      return std::make_unique<ArcCache>(size);
  }
  return nullptr;
}

}  // namespace vedette::parse

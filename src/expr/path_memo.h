// Remembers where the common beginnings of paths led, so that the twenty expressions that read `evt.Unmarshaled.cloudtrail.userIdentity.x` of one
// event walk there once.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace vedette::expr {

class MapObject;

/// One for each event at a time; handed to runs by CallContext::memo. Whoever hands it over calls `forget` before another event, and after
/// everything that may write to the event; an expression that writes itself runs without one.
class PathMemo {
 public:
  void forget() { ++epoch_; }

  /// The map that the path `id` led to; null when that is not known.
  [[nodiscard]] const MapObject* find(std::uint32_t id) const {
    return id < entries_.size() && entries_[id].epoch == epoch_ ? entries_[id].map : nullptr;
  }
  void keep(std::uint32_t id, const MapObject* map) {
    if (id >= entries_.size()) {
      entries_.resize(id + 1);
    }
    entries_[id] = {epoch_, map};
  }

  /// A number for a path, the same for the same text; 0, which is never kept, when there are too many. Thread safe; for compilers.
  [[nodiscard]] static std::uint32_t number_of(std::string_view path);

 private:
  struct Entry {
    std::uint64_t epoch = 0;
    const MapObject* map = nullptr;
  };
  std::uint64_t epoch_ = 1;
  std::vector<Entry> entries_;
};

}  // namespace vedette::expr

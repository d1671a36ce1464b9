// What some functions need beside their arguments: CallContext::services points to this.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/time.h"

namespace vedette {
class JsonReader;
}

namespace vedette::expr {

class DataFiles;
class GeoDatabases;
class Network;

/// The stash: named caches that parsers fill and read. Its state belongs to whoever runs the front.
class StashAccess {
 public:
  /// Stores the text kept under `key` in `cache` and returns true; false when there is none or it has expired. The view lives until the next call.
  [[nodiscard]] virtual bool get(std::string_view cache, std::string_view key, Time now, std::string_view& out) = 0;
  /// Keeps a copy of `value`; `expiration` null means the cache's own. Unknown caches are ignored, as in the reference.
  virtual void set(std::string_view cache, std::string_view key, std::string_view value, const Duration* expiration, Time now) = 0;

 protected:
  ~StashAccess() = default;
};

/// What a function asked for in vain. Each such call is counted, so that it can be said at the end; its result is what the reference gives then.
enum class Absence : std::uint8_t {
  kCityDatabase,
  kAsnDatabase,
  kReverseDns,
  kHostLookup,
  kHttp,
  kThreatIntelligence,
  kDecisions,
};
inline constexpr std::size_t kAbsences = 7;
using AbsenceCounts = std::array<std::uint64_t, kAbsences>;

/// Whoever runs an expression owns all of these; a function that needs a null one fails its call, or counts an Absence. One a thread.
struct Services {
  const DataFiles* files = nullptr;
  StashAccess* stash = nullptr;
  /// Results of JSON functions are views on its documents: reset it when the events are done with.
  JsonReader* json = nullptr;
  /// Null: there are no databases.
  const GeoDatabases* geo = nullptr;
  /// Null: nobody may ask the network.
  Network* network = nullptr;
  AbsenceCounts absent{};

  void count(Absence what) { ++absent[static_cast<std::size_t>(what)]; }
};

}  // namespace vedette::expr

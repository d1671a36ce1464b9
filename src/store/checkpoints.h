// Named states of the engine (buckets, positions of sources, ids seen ..), each a run of bytes whose meaning is its owner's. Written in the
// transaction of the alerts that they led to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "store/store.h"

namespace vedette::store {

struct Checkpoint {
  std::string name;
  std::int64_t generation = 0;
  Time saved_at;
  std::string bytes;
};

/// Reads and writes checkpoints within a transaction, which must outlive it. Names are paths by custom: "buckets/0", "sources/s3/queue-1".
class Checkpoints {
 public:
  explicit Checkpoints(Transaction& transaction) : connection_(transaction.connection()) {}

  /// Replaces what has that name. `generation` counts checkpoints: kConflict, with nothing written, when a later one is there already, for then
  /// another process has gone on from here. At most kMaxBytes: cut larger states into several names.
  [[nodiscard]] Result<void> write(std::string_view name, std::int64_t generation, std::string_view bytes, Time now);
  /// Nothing when there is none.
  [[nodiscard]] Result<std::optional<Checkpoint>> read(std::string_view name);
  /// All whose names begin with `prefix`, by name.
  [[nodiscard]] Result<std::vector<Checkpoint>> read_all(std::string_view prefix);
  /// Their names, generations and times; without bytes.
  [[nodiscard]] Result<std::vector<Checkpoint>> list(std::string_view prefix = {});
  /// Forgets those below `prefix` that are older than `generation`: pieces that the present state no longer has. Returns how many.
  [[nodiscard]] Result<std::int64_t> remove_older(std::string_view prefix, std::int64_t generation);
  [[nodiscard]] Result<bool> remove(std::string_view name);

  static constexpr std::size_t kMaxBytes = 512 * 1024 * 1024;

 private:
  Connection& connection_;
};

}  // namespace vedette::store

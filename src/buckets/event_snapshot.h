// An event packed to bytes and back: all Meta, and of the rest what CaptureNeeds asks for.
#pragma once

#include <array>
#include <string_view>

#include "base/arena.h"
#include "base/bytes.h"
#include "buckets/capture_needs.h"
#include "model/event.h"
#include "model/packed_fields.h"

namespace vedette::buckets {

/// What an alert's source shows of Enriched, in the order of KnownFields::places(); null-data for what is not there.
using Places = std::array<std::string_view, 6>;
[[nodiscard]] Places places_of(const model::FieldMap& enriched);

/// Appends. `scratch` takes views of nested values for the time of the call.
void pack_snapshot(const model::Event& event, const CaptureNeeds& needs, model::FieldOrder& order, Bytes& out, Arena& scratch);

/// What alerts are made of, read from the packed bytes as they are.
class SnapshotView {
 public:
  explicit SnapshotView(std::string_view packed) : packed_(packed) {}

  [[nodiscard]] model::EventType type() const;
  [[nodiscard]] Time time() const;
  [[nodiscard]] std::string_view marshaled_time() const;
  /// Sorted by key.
  [[nodiscard]] model::PackedFields meta() const;
  [[nodiscard]] Places places() const;

 private:
  std::string_view packed_;
};

/// About how many arena bytes `unpack_snapshot` will take, so that one block is enough.
[[nodiscard]] std::size_t unpacked_snapshot_size(std::string_view packed);

/// The event lives in `arena`; its strings are views on `packed`.
[[nodiscard]] model::Event* unpack_snapshot(std::string_view packed, Arena& arena);

}  // namespace vedette::buckets

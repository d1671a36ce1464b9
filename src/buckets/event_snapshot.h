// An event packed to bytes and back: all Meta, and of the rest what CaptureNeeds asks for.
#pragma once

#include <string_view>

#include "base/arena.h"
#include "buckets/bytes.h"
#include "buckets/capture_needs.h"
#include "model/event.h"

namespace vedette::buckets {

/// Appends. `scratch` takes views of nested values for the time of the call.
void pack_snapshot(const model::Event& event, const CaptureNeeds& needs, Bytes& out, Arena& scratch);

/// About how many arena bytes `unpack_snapshot` will take, so that one block is enough.
[[nodiscard]] std::size_t unpacked_snapshot_size(std::string_view packed);

/// The event lives in `arena`; its strings are views on `packed`.
[[nodiscard]] model::Event* unpack_snapshot(std::string_view packed, Arena& arena);

}  // namespace vedette::buckets

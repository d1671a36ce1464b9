#include "engine/deduplicate.h"

namespace vedette::engine {

bool Deduplicate::seen_before(const buckets::PouredEvent& event) {
  if (!event.duplicate_id()) {
    return false;
  }
  if (event.order().seconds != second_) {
    second_ = event.order().seconds;
    ids_.clear();
  }
  return !ids_.insert(*event.duplicate_id()).second;
}

}  // namespace vedette::engine

#include "engine/deduplicate.h"

namespace vedette::engine {

bool Deduplicate::seen_before(const buckets::PouredEvent& event) {
  if (!event.duplicate_id()) {
    return false;
  }
  if (event.order().seconds != second_) {
    second_ = event.order().seconds;
    if (ids_.size() == kMostIds) {
      ids_ = {};
    }
    ids_.clear();
  }
  if (ids_.size() < kMostIds) {
    return !ids_.insert(*event.duplicate_id()).second;
  }
  return ids_.contains(*event.duplicate_id());
}

}  // namespace vedette::engine

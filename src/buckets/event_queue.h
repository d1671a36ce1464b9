// The events that a bucket keeps: the last `limit + 1`.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "buckets/pour.h"

namespace vedette::buckets {

/// pipeline.Queue
class EventQueue {
 public:
  /// `unpack`: keep the events unpacked too, for expressions that read the queue at every pour.
  void add(const PouredEventRef& event, std::int64_t limit, bool unpack) {
    // pipeline: Queue.Add drops while there are more than `limit`, then appends: one more than the capacity is kept.
    while (static_cast<std::int64_t>(size()) > limit) {
      events_[head_] = {};
      ++head_;
    }
    if (head_ > kCompactAt && head_ * 2 > events_.size()) {
      events_.erase(events_.begin(), events_.begin() + static_cast<std::ptrdiff_t>(head_));
      if (unpack) {
        views_.erase(views_.begin(), views_.begin() + static_cast<std::ptrdiff_t>(head_));
      }
      head_ = 0;
    }
    events_.push_back(event);
    if (unpack) {
      views_.push_back(&event->event());
    }
  }

  [[nodiscard]] std::size_t size() const { return events_.size() - head_; }
  [[nodiscard]] std::span<const PouredEventRef> events() const { return std::span(events_).subspan(head_); }
  /// Empty unless all were added with `unpack`.
  [[nodiscard]] std::span<const model::Event* const> views() const {
    return views_.empty() ? std::span<const model::Event* const>() : std::span<const model::Event* const>(views_).subspan(head_);
  }

 private:
  static constexpr std::size_t kCompactAt = 16;
  std::vector<PouredEventRef> events_;
  std::vector<const model::Event*> views_;
  std::size_t head_ = 0;
};

}  // namespace vedette::buckets

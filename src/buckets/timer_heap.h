// Live buckets by the time they must be looked at next: a binary heap that knows where each bucket is, so that one can leave at any time.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "buckets/bucket.h"

namespace vedette::buckets {

/// Ties in time follow scenario order, then creation. `deadline` of a bucket in the heap may be moved later without telling: call `settle` when it
/// comes up.
class TimerHeap {
 public:
  void add(Bucket* bucket) {
    entries_.push_back({bucket->deadline, bucket});
    bucket->timer = entries_.size() - 1;
    rise(bucket->timer);
  }

  void remove(Bucket* bucket) {
    std::size_t at = bucket->timer;
    std::size_t end = entries_.size() - 1;
    if (at != end) {
      place(at, entries_[end]);
      entries_.pop_back();
      rise(at);
      sink(at);
    } else {
      entries_.pop_back();
    }
  }

  [[nodiscard]] bool empty() const { return entries_.empty(); }
  /// The time noted for the bucket that comes up first.
  [[nodiscard]] const Time& first_time() const { return entries_.front().time; }
  [[nodiscard]] Bucket* first() const { return entries_.front().bucket; }
  /// Notes the present deadline of the first bucket, which is not earlier than the one noted.
  void settle() {
    entries_.front().time = entries_.front().bucket->deadline;
    sink(0);
  }

 private:
  struct Entry {
    Time time;
    Bucket* bucket;
  };

  [[nodiscard]] static bool before(const Entry& a, const Entry& b) {
    if (!(a.time == b.time)) {
      return a.time < b.time;
    }
    if (a.bucket->scenario->index != b.bucket->scenario->index) {
      return a.bucket->scenario->index < b.bucket->scenario->index;
    }
    return a.bucket->sequence < b.bucket->sequence;
  }
  void place(std::size_t at, Entry entry) {
    entries_[at] = entry;
    entry.bucket->timer = at;
  }
  void rise(std::size_t at) {
    Entry entry = entries_[at];
    while (at > 0) {
      std::size_t parent = (at - 1) / 2;
      if (!before(entry, entries_[parent])) {
        break;
      }
      place(at, entries_[parent]);
      at = parent;
    }
    place(at, entry);
  }
  void sink(std::size_t at) {
    Entry entry = entries_[at];
    for (;;) {
      std::size_t child = 2 * at + 1;
      if (child >= entries_.size()) {
        break;
      }
      if (child + 1 < entries_.size() && before(entries_[child + 1], entries_[child])) {
        ++child;
      }
      if (!before(entries_[child], entry)) {
        break;
      }
      place(at, entries_[child]);
      at = child;
    }
    place(at, entry);
  }

  std::vector<Entry> entries_;
};

}  // namespace vedette::buckets

#include "buckets/blackhole.h"

namespace vedette::buckets {

bool Blackhole::hides(std::string_view partition, Time time) {
  while (!endings_.empty() && endings_.front().time <= time) {
    auto found = until_.find(endings_.front().partition);
    if (found != until_.end() && found->second <= time) {
      until_.erase(found);
    }
    endings_.pop_front();
  }
  auto found = until_.find(partition);
  return found != until_.end() && found->second > time;
}

Time Blackhole::until(std::string_view partition) const {
  auto found = until_.find(partition);
  return found != until_.end() ? found->second : Time{};
}

void Blackhole::start(std::string_view partition, Time time, Duration duration) {
  Time until = add(time, duration);
  until_.insert_or_assign(std::string(partition), until);
  endings_.push_back({until, std::string(partition)});
}

}  // namespace vedette::buckets

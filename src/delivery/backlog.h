// What is in the outbox, by notifier: for a person who wants to know whether alerts reach somebody.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "store/store.h"

namespace vedette::delivery {

struct Backlog {
  std::string notifier;
  std::int64_t waiting = 0;  // those that are being sent included
  std::int64_t dead = 0;
  std::int64_t done = 0;
  Time oldest;             // of those that wait; zero: none does
  Time next;               // when the next of them is due; zero: none waits
  std::string last_error;  // of those that wait or are dead: the latest; may be empty
};

/// By notifier.
[[nodiscard]] Result<std::vector<Backlog>> read_backlog(store::Store& store);

}  // namespace vedette::delivery

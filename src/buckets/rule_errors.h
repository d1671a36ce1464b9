// Expressions that failed on events: counted by rule, with the first message.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "buckets/pour.h"
#include "buckets/scenario.h"

namespace vedette::buckets {

/// One thread's counts; merged at the end. The first message is the one that comes first in the order of events, whatever the threads did.
class RuleErrors {
 public:
  struct Entry {
    std::uint64_t count = 0;
    OrderKey first;
    std::string message;
    Span span;  // in the expression's text
  };
  using Key = std::pair<std::uint32_t, RulePart>;  // scenario index

  void add(std::uint32_t scenario, RulePart part, const OrderKey& at, std::string_view message, Span span);
  void merge(const RuleErrors& other);
  /// The scenarios have new numbers: `place` by old one. What has none there is forgotten.
  void renumber(std::span<const std::uint32_t> place);
  [[nodiscard]] const std::map<Key, Entry>& entries() const { return entries_; }

 private:
  std::map<Key, Entry> entries_;
};

}  // namespace vedette::buckets

// Lines that the parsers did not take, by reason.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/front_observer.h"
#include "engine/rules.h"

namespace vedette::explain {

struct FailureGroup {
  std::string reason;
  std::string stage;  // where they ended
  std::uint64_t count = 0;
  // The first of them in the order of the log.
  std::string example;  // bounded
  std::string source;
  std::uint64_t path = 0;
  std::uint64_t record = 0;
};

/// Handed to a run as the observer of the front.
class Failures final : public engine::FrontObserver {
 public:
  /// `rules` must outlive it.
  explicit Failures(const engine::Rules& rules);
  ~Failures();

  engine::EventWatch* watch(const model::Event& event, buckets::Place place) override;

  /// After the run; the most frequent first. Reasons beyond the first 1,000 are counted as one.
  [[nodiscard]] std::vector<FailureGroup> groups() const;
  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  class Watched;
  friend class Watched;
  void take(Watched& watched);

  const engine::Rules& rules_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Watched>> all_;
  std::vector<Watched*> free_;
  std::map<std::string, FailureGroup> groups_;
  std::uint64_t events_ = 0;
};

}  // namespace vedette::explain

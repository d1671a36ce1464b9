#include "engine/pour_queue.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace vedette::engine {

namespace {

using buckets::PouredEventRef;

constexpr std::size_t kLeastReadBuffer = 16 * 1024;
constexpr std::size_t kMostReadBuffer = 1024 * 1024;
/// Events of batches joined to one run. What was taken of a run gives its place back when the run ends, so runs must end.
constexpr std::size_t kMostJoined = 4096;

bool before(const PouredEventRef& a, const PouredEventRef& b) {
  return a->order() < b->order();
}

}  // namespace

PourQueue::PourQueue(std::size_t memory_budget, std::string spill_folder) : memory_budget_(memory_budget), spill_(std::move(spill_folder)) {}

bool PourQueue::Later::operator()(const RunPtr& a, const RunPtr& b) const {
  auto order = a->head->order() <=> b->head->order();
  return order != 0 ? order > 0 : a->sequence > b->sequence;
}

Result<void> PourQueue::push(std::vector<PouredEventRef>&& events) {
  if (events.empty()) {
    return {};
  }
  // Files are written in time order, or nearly.
  if (!std::is_sorted(events.begin(), events.end(), before)) {
    std::stable_sort(events.begin(), events.end(), before);
  }
  for (const PouredEventRef& event : events) {
    memory_ += memory_of(event);
  }
  if (newest_ != nullptr && newest_->events.size() + events.size() <= kMostJoined && !before(events.front(), newest_->last())) {
    newest_->events.insert(newest_->events.end(), std::make_move_iterator(events.begin()), std::make_move_iterator(events.end()));
    return memory_ > memory_budget_ ? spill() : Result<void>();
  }
  auto run = std::make_unique<Run>();
  run->sequence = sequence_++;
  run->events = std::move(events);
  run->head = std::move(run->events[run->at++]);
  newest_ = run.get();
  runs_.push_back(std::move(run));
  std::push_heap(runs_.begin(), runs_.end(), Later());
  return memory_ > memory_budget_ ? spill() : Result<void>();
}

Result<bool> PourQueue::step(Run& run) {
  if (run.reader == nullptr) {
    memory_ -= memory_of(run.head);
    if (run.at == run.events.size()) {
      return false;
    }
    run.head = std::move(run.events[run.at++]);
    return true;
  }
  Result<std::string_view> packed = run.reader->next();
  if (!packed) {
    return tl::unexpected(packed.error());
  }
  if (packed->empty()) {
    return false;
  }
  run.head = PouredEventRef::unpack(*packed);
  if (!run.head) {
    return fail(ErrorKind::kUnavailable, "the temporary file of waiting events does not hold what was written to it");
  }
  return true;
}

Result<PouredEventRef> PourQueue::pop() {
  std::pop_heap(runs_.begin(), runs_.end(), Later());
  Run& run = *runs_.back();
  PouredEventRef event = run.head;
  Result<bool> more = step(run);
  if ((!more || !*more) && newest_ == &run) {
    newest_ = nullptr;
  }
  if (!more) {
    runs_.pop_back();
    return tl::unexpected(more.error());
  }
  if (*more) {
    std::push_heap(runs_.begin(), runs_.end(), Later());
  } else {
    spilled_runs_ -= run.reader != nullptr ? 1 : 0;
    runs_.pop_back();
  }
  return event;
}

Result<void> PourQueue::spill() {
  newest_ = nullptr;
  std::vector<RunPtr> in_memory;
  std::vector<RunPtr> rest;
  for (RunPtr& run : runs_) {
    (run->reader == nullptr ? in_memory : rest).push_back(std::move(run));
  }
  // Equal events keep the order of their runs.
  std::sort(in_memory.begin(), in_memory.end(), [](const RunPtr& a, const RunPtr& b) { return a->sequence < b->sequence; });
  auto restore = [&] {
    for (RunPtr& run : in_memory) {
      rest.push_back(std::move(run));
    }
    runs_ = std::move(rest);
    std::make_heap(runs_.begin(), runs_.end(), Later());
  };

  std::vector<const PouredEventRef*> events;
  for (const RunPtr& run : in_memory) {
    events.push_back(&run->head);
    for (std::size_t i = run->at; i < run->events.size(); ++i) {
      events.push_back(&run->events[i]);
    }
  }
  std::stable_sort(events.begin(), events.end(), [](const auto* a, const auto* b) { return before(*a, *b); });
  spill_.open_run();
  std::string packed;
  for (const PouredEventRef* event : events) {
    packed.clear();
    (*event)->pack(packed);
    if (Result<void> appended = spill_.append(packed); !appended) {
      restore();
      return appended;
    }
  }
  Result<SpillFile::Run> written = spill_.close_run();
  if (!written) {
    restore();
    return tl::unexpected(written.error());
  }

  auto run = std::make_unique<Run>();
  run->sequence = in_memory.front()->sequence;
  run->head = *events.front();
  ++spilled_runs_;
  run->reader = std::make_unique<SpillReader>(spill_, *written, std::clamp(memory_budget_ / 8 / spilled_runs_, kLeastReadBuffer, kMostReadBuffer));
  Result<std::string_view> first = run->reader->next();  // the head, which is at hand
  if (!first) {
    restore();
    return tl::unexpected(first.error());
  }
  in_memory.clear();
  memory_ = 0;
  rest.push_back(std::move(run));
  runs_ = std::move(rest);
  std::make_heap(runs_.begin(), runs_.end(), Later());
  return {};
}

}  // namespace vedette::engine

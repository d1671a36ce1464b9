// A cache of answers that cost a question to another machine: bounded, the least recently used go first, each with its own end; threads that ask the
// same at once wait for one question.
#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace vedette::net {

template <class Answer>
class ExpiringCache {
 public:
  using Clock = std::chrono::steady_clock;

  explicit ExpiringCache(std::size_t size) : size_(size > 0 ? size : 1) {}

  /// The answer kept under `key`, or that of `ask`, which gives an answer and how long it may be kept (zero: not at all).
  template <class Ask>
  [[nodiscard]] Answer get(const std::string& key, Ask&& ask) {
    std::unique_lock lock(mutex_);
    while (true) {
      if (auto at = index_.find(key); at != index_.end()) {
        if (Clock::now() < at->second->end) {
          entries_.splice(entries_.begin(), entries_, at->second);
          return at->second->answer;
        }
        entries_.erase(at->second);
        index_.erase(at);
      }
      if (asking_.insert(key).second) {
        break;
      }
      answered_.wait(lock, [&] { return asking_.count(key) == 0; });
    }
    lock.unlock();
    std::pair<Answer, Clock::duration> got = ask();
    lock.lock();
    asking_.erase(key);
    answered_.notify_all();
    if (got.second > Clock::duration::zero()) {
      entries_.push_front({key, got.first, Clock::now() + got.second});
      index_[key] = entries_.begin();
      if (entries_.size() > size_) {
        index_.erase(entries_.back().key);
        entries_.pop_back();
      }
    }
    return std::move(got.first);
  }

 private:
  struct Entry {
    std::string key;
    Answer answer;
    Clock::time_point end;
  };
  const std::size_t size_;
  std::mutex mutex_;
  std::condition_variable answered_;
  std::list<Entry> entries_;  // the most recently used first
  std::unordered_map<std::string, typename std::list<Entry>::iterator> index_;
  std::unordered_set<std::string> asking_;
};

}  // namespace vedette::net

// Amazon CloudWatch Logs: streams of a group, and their events.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/client.h"

namespace vedette::aws::logs {

/// `client` is one of "logs" everywhere here. All times are milliseconds since 1970.

struct Stream {
  std::string name, arn;
  std::int64_t created = 0;
  std::int64_t first_event = 0, last_event = 0;  // 0: not told; the last is up to an hour old
  std::int64_t last_ingestion = 0;
};
struct StreamsInput {
  std::string group;
  std::string prefix;          // of names; not together with by_last_event
  bool by_last_event = false;  // else by name
  bool descending = false;
  std::string next;  // of the page before
  int limit = 50;    // of a page; 1 to 50
};
struct StreamsPage {
  std::vector<Stream> streams;
  std::string next;  // empty: this was the last
};
/// Five calls a second in an account and region.
[[nodiscard]] Outcome<StreamsPage> describe_log_streams(const Client& client, const StreamsInput& input, const CallControl& control = {});

struct Event {
  std::int64_t timestamp = 0, ingestion = 0;
  std::string message;
  std::string stream;  // of filter_log_events only
  std::string id;      // likewise
};
struct EventsInput {
  std::string group;
  std::string stream;
  std::optional<std::int64_t> begin, end;  // begin <= time < end
  std::string next;
  bool from_head = true;  // else from the end backwards
  int limit = 10'000;
};
struct EventsPage {
  std::vector<Event> events;
  std::string next_forward, next_backward;  // a token that is the one that was given: there is no more for now
};
[[nodiscard]] Outcome<EventsPage> get_log_events(const Client& client, const EventsInput& input, const CallControl& control = {});

struct FilterInput {
  std::string group;
  std::vector<std::string> streams;  // at most a hundred; empty: all, or those that the prefix names
  std::string stream_prefix;
  std::string pattern;  // in the service's language; empty: everything
  std::optional<std::int64_t> begin, end;
  std::string next;
  int limit = 10'000;
};
struct FilterPage {
  std::vector<Event> events;  // may be none though there is a next page
  std::string next;
};
[[nodiscard]] Outcome<FilterPage> filter_log_events(const Client& client, const FilterInput& input, const CallControl& control = {});

}  // namespace vedette::aws::logs

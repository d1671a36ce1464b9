// Amazon Kinesis Data Streams: shards, their records, and consumers with a throughput of their own.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aws/client.h"

namespace vedette::aws::kinesis {

/// `client` is one of "kinesis" everywhere here.

/// One of both; the ARN wins.
struct StreamId {
  std::string name, arn;
};

struct Shard {
  std::string id;
  std::string parent, adjacent_parent;        // empty: none, or they are gone
  std::string first_sequence, last_sequence;  // the last is empty while the shard is open
};
/// All shards, closed ones too, as long as they hold records. Asks page by page.
[[nodiscard]] Outcome<std::vector<Shard>> list_shards(const Client& client, const StreamId& stream, const CallControl& control = {});

/// Where to begin in a shard.
struct Position {
  enum class Kind { kLatest, kTrimHorizon, kAtSequence, kAfterSequence, kAtTimestamp };
  Kind kind = Kind::kLatest;
  std::string sequence;    // for kAtSequence and kAfterSequence
  std::optional<Time> at;  // for kAtTimestamp
};

struct Record {
  std::string sequence;  // a decimal number of up to 128 digits
  std::string partition_key;
  std::string data;  // bytes
  Time arrival;      // approximately
};
struct ChildShard {
  std::string id;
  std::vector<std::string> parents;
};
struct Records {
  std::vector<Record> records;
  std::string next_iterator;             // of get_records; empty: the shard is closed and read to its end
  std::string continuation_sequence;     // of subscribe_to_shard: where to go on; empty: likewise
  std::int64_t milliseconds_behind = 0;  // the stream's end
  std::vector<ChildShard> children;      // of a shard that is read to its end
};

/// Valid for five minutes.
[[nodiscard]] Outcome<std::string> get_shard_iterator(const Client& client, const StreamId& stream, const std::string& shard,
                                                      const Position& position, const CallControl& control = {});
/// At most five calls a second and 2 MB a second for each shard, shared by all who read it. An iterator that is too old: code
/// "ExpiredIteratorException".
[[nodiscard]] Outcome<Records> get_records(const Client& client, const StreamId& stream, const std::string& iterator, int limit,
                                           const CallControl& control = {});

struct StreamSummary {
  std::string name, arn;
  std::string status;  // "ACTIVE", "CREATING", "UPDATING", "DELETING"
  std::int64_t open_shards = 0, consumers = 0, retention_hours = 0;
};
[[nodiscard]] Outcome<StreamSummary> describe_stream_summary(const Client& client, const StreamId& stream, const CallControl& control = {});

struct Consumer {
  std::string name, arn;
  std::string status;  // "CREATING", "ACTIVE", "DELETING"
};
/// A name that is taken: code "ResourceInUseException".
[[nodiscard]] Outcome<Consumer> register_consumer(const Client& client, const std::string& stream_arn, const std::string& name,
                                                  const CallControl& control = {});
[[nodiscard]] Outcome<Consumer> describe_consumer(const Client& client, const std::string& stream_arn, const std::string& name,
                                                  const CallControl& control = {});
[[nodiscard]] Outcome<void> deregister_consumer(const Client& client, const std::string& consumer_arn, const CallControl& control = {});

/// Blocks, for five minutes at most, and hands on what comes; then the caller subscribes anew behind the last continuation_sequence. `take` gives
/// false to end it. A subscription that another one still holds: code "ResourceInUseException".
[[nodiscard]] Outcome<void> subscribe_to_shard(const Client& client, const std::string& consumer_arn, const std::string& shard,
                                               const Position& position, const std::function<bool(Records records)>& take,
                                               const CallControl& control = {});

/// A Records object of JSON, as get_records and the events of a subscription have it.
[[nodiscard]] Result<Records> parse_records(std::string_view json);

}  // namespace vedette::aws::kinesis

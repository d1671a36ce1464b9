#include "aws/kinesis.h"

#include <cmath>

#include "aws/event_stream.h"
#include "aws/protocol.h"

namespace vedette::aws::kinesis {
namespace {

constexpr std::chrono::minutes kSubscription{6};  // the service ends one after five
constexpr std::chrono::seconds kSilence{30};      // it sends something every few seconds

Call kinesis_call(std::string_view action, const std::string& operation, std::string_view resource, JsonObject body) {
  Call call = json_call(action, "Kinesis_20131202." + operation, "1.1", std::move(body).text());
  call.resource = resource;
  return call;
}

void add_stream(JsonObject& body, const StreamId& stream) {
  if (!stream.arn.empty()) {
    body.add("StreamARN", stream.arn);
  } else {
    body.add("StreamName", stream.name);
  }
}

const std::string& name_of(const StreamId& stream) {
  return stream.arn.empty() ? stream.name : stream.arn;
}

std::string_view type_of(Position::Kind kind) {
  switch (kind) {
    case Position::Kind::kLatest:
      return "LATEST";
    case Position::Kind::kTrimHorizon:
      return "TRIM_HORIZON";
    case Position::Kind::kAtSequence:
      return "AT_SEQUENCE_NUMBER";
    case Position::Kind::kAfterSequence:
      return "AFTER_SEQUENCE_NUMBER";
    case Position::Kind::kAtTimestamp:
      break;
  }
  return "AT_TIMESTAMP";
}

/// Seconds since 1970 with milliseconds.
std::string seconds_text(Time time) {
  const std::int64_t milliseconds = unix_milliseconds(time);
  const std::string fraction = std::to_string(1000 + milliseconds % 1000).substr(1);
  return std::to_string(milliseconds / 1000) + "." + fraction;
}

Time time_of(const JsonView& object, std::string_view key) {
  JsonView value;
  if (!object.find(key, value) || value.kind() != JsonKind::kNumber) {
    return {};
  }
  const double seconds = value.as_number();
  constexpr double kLatest = 253'402'300'799.0;  // the year 9999
  if (!(seconds >= 0 && seconds <= kLatest)) {
    return {};
  }
  const double whole = std::floor(seconds);
  return from_unix(static_cast<std::int64_t>(whole), static_cast<std::int64_t>((seconds - whole) * 1000) * 1'000'000);
}

Consumer consumer_of(const JsonView& view) {
  return {text_of(view, "ConsumerName"), text_of(view, "ConsumerARN"), text_of(view, "ConsumerStatus")};
}

Outcome<JsonAnswer> ask(const Client& client, const Call& call, const CallControl& control) {
  return JsonAnswer::read(call, client.send(call, control));
}

Outcome<Consumer> consumer_answer(const Client& client, const Call& call, std::string_view key, const CallControl& control) {
  const Outcome<JsonAnswer> answer = ask(client, call, control);
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  JsonView consumer;
  if (!answer->root().find(key, consumer)) {
    return tl::unexpected(unreadable(call, "it holds no consumer"));
  }
  return consumer_of(consumer);
}

Result<Records> records_of(const JsonView& root) {
  Records out;
  for (auto it = elements_of(root, "Records"); it.next();) {
    const JsonView view = it.value();
    std::optional<std::string> data = decode_base64(text_of(view, "Data"));
    if (!data) {
      return fail(ErrorKind::kInvalid, "a record's data is no base64");
    }
    out.records.push_back({text_of(view, "SequenceNumber"), text_of(view, "PartitionKey"), std::move(*data), {}});
    if (view.kind() == JsonKind::kObject) {
      out.records.back().arrival = time_of(view, "ApproximateArrivalTimestamp");
    }
  }
  for (auto it = elements_of(root, "ChildShards"); it.next();) {
    ChildShard child{text_of(it.value(), "ShardId"), {}};
    for (auto parent = elements_of(it.value(), "ParentShards"); parent.next();) {
      child.parents.emplace_back(parent.value().as_string());
    }
    out.children.push_back(std::move(child));
  }
  out.next_iterator = text_of(root, "NextShardIterator");
  out.continuation_sequence = text_of(root, "ContinuationSequenceNumber");
  out.milliseconds_behind = integer_of(root, "MillisBehindLatest");
  return out;
}

/// The events of a subscription, as their bytes come.
class Subscription {
 public:
  Subscription(const Call& call, const std::function<bool(Records)>& take) : call_(call), take_(take) {}

  /// False: it is over.
  bool add(std::string_view piece) {
    decoder_.add(piece);
    while (true) {
      Result<std::optional<EventMessage>> message = decoder_.next();
      if (!message) {
        error_ = unreadable(call_, message.error().message);
        return false;
      }
      if (!*message) {
        return true;
      }
      if (!take(**message)) {
        return false;
      }
    }
  }

  [[nodiscard]] const std::optional<ApiError>& error() const { return error_; }

 private:
  bool take(const EventMessage& message) {
    if (message.header(":message-type") != "event") {
      refuse(message);
      return false;
    }
    if (message.header(":event-type") != "SubscribeToShardEvent") {
      return true;  // "initial-response", and what may come to be
    }
    Result<Records> records = parse_records(message.payload);
    if (!records) {
      error_ = unreadable(call_, records.error().message);
      return false;
    }
    return take_(std::move(*records));
  }

  /// An exception is an event too: {"message": ..} with its name in a header.
  void refuse(const EventMessage& message) {
    std::string_view code = message.header(":exception-type");
    code = code.empty() ? message.header(":error-code") : code;
    net::HttpResponse response;
    response.headers = {{"X-Amzn-Errortype", std::string(code)}};
    response.body = message.payload;
    const ServiceError said = parse_service_error(Protocol::kJson, response);
    constexpr int kBadRequest = 400;
    ApiError error;
    const FailureKind kind = classify(said.code, kBadRequest);
    error.what = error_class(kind);
    error.throttled = kind == FailureKind::kThrottling;
    error.code = said.code;
    error.message = std::string(call_.action) + " on " + call_.resource + ": " + said.code + ": " +
                    (said.message.empty() ? std::string(message.header(":error-message").substr(0, 1000)) : said.message);
    error_ = std::move(error);
  }

  const Call& call_;
  const std::function<bool(Records)>& take_;
  EventStreamDecoder decoder_;
  std::optional<ApiError> error_;
};

}  // namespace

Outcome<std::vector<Shard>> list_shards(const Client& client, const StreamId& stream, const CallControl& control) {
  std::vector<Shard> shards;
  std::string next;
  constexpr int kMostPages = 1'000;
  for (int page = 0; page < kMostPages; ++page) {
    JsonObject body;
    if (next.empty()) {
      add_stream(body, stream);
    } else {
      body.add("NextToken", next);  // and nothing else
    }
    const Call call = kinesis_call("kinesis:ListShards", "ListShards", name_of(stream), std::move(body));
    const Outcome<JsonAnswer> answer = ask(client, call, control);
    if (!answer) {
      return tl::unexpected(answer.error());
    }
    for (auto it = elements_of(answer->root(), "Shards"); it.next();) {
      JsonView range;
      Shard shard{text_of(it.value(), "ShardId"), text_of(it.value(), "ParentShardId"), text_of(it.value(), "AdjacentParentShardId"), {}, {}};
      if (it.value().kind() == JsonKind::kObject && it.value().find("SequenceNumberRange", range)) {
        shard.first_sequence = text_of(range, "StartingSequenceNumber");
        shard.last_sequence = text_of(range, "EndingSequenceNumber");
      }
      shards.push_back(std::move(shard));
    }
    next = text_of(answer->root(), "NextToken");
    if (next.empty()) {
      break;
    }
  }
  return shards;
}

Outcome<std::string> get_shard_iterator(const Client& client, const StreamId& stream, const std::string& shard, const Position& position,
                                        const CallControl& control) {
  JsonObject body;
  add_stream(body, stream);
  body.add("ShardId", shard);
  body.add("ShardIteratorType", type_of(position.kind));
  body.add_if("StartingSequenceNumber", position.sequence);
  if (position.at) {
    body.add_json("Timestamp", seconds_text(*position.at));
  }
  const Call call = kinesis_call("kinesis:GetShardIterator", "GetShardIterator", name_of(stream), std::move(body));
  const Outcome<JsonAnswer> answer = ask(client, call, control);
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  return text_of(answer->root(), "ShardIterator");
}

Outcome<Records> get_records(const Client& client, const StreamId& stream, const std::string& iterator, int limit, const CallControl& control) {
  JsonObject body;
  if (!stream.arn.empty()) {
    body.add("StreamARN", stream.arn);
  }
  body.add("ShardIterator", iterator);
  body.add_number("Limit", limit);
  Call call = kinesis_call("kinesis:GetRecords", "GetRecords", name_of(stream), std::move(body));
  call.max_answer = std::size_t{32} << 20;  // 10 MiB of records, as base64
  const Outcome<JsonAnswer> answer = ask(client, call, control);
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  Result<Records> records = records_of(answer->root());
  if (!records) {
    return tl::unexpected(unreadable(call, records.error().message));
  }
  return std::move(*records);
}

Outcome<StreamSummary> describe_stream_summary(const Client& client, const StreamId& stream, const CallControl& control) {
  JsonObject body;
  add_stream(body, stream);
  const Call call = kinesis_call("kinesis:DescribeStreamSummary", "DescribeStreamSummary", name_of(stream), std::move(body));
  const Outcome<JsonAnswer> answer = ask(client, call, control);
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  JsonView view;
  if (!answer->root().find("StreamDescriptionSummary", view)) {
    return tl::unexpected(unreadable(call, "it describes no stream"));
  }
  return StreamSummary{text_of(view, "StreamName"),        text_of(view, "StreamARN"),        text_of(view, "StreamStatus"),
                       integer_of(view, "OpenShardCount"), integer_of(view, "ConsumerCount"), integer_of(view, "RetentionPeriodHours")};
}

Outcome<Consumer> register_consumer(const Client& client, const std::string& stream_arn, const std::string& name, const CallControl& control) {
  JsonObject body;
  body.add("StreamARN", stream_arn);
  body.add("ConsumerName", name);
  const Call call = kinesis_call("kinesis:RegisterStreamConsumer", "RegisterStreamConsumer", stream_arn, std::move(body));
  return consumer_answer(client, call, "Consumer", control);
}

Outcome<Consumer> describe_consumer(const Client& client, const std::string& stream_arn, const std::string& name, const CallControl& control) {
  JsonObject body;
  body.add("StreamARN", stream_arn);
  body.add("ConsumerName", name);
  const Call call = kinesis_call("kinesis:DescribeStreamConsumer", "DescribeStreamConsumer", stream_arn, std::move(body));
  return consumer_answer(client, call, "ConsumerDescription", control);
}

Outcome<void> deregister_consumer(const Client& client, const std::string& consumer_arn, const CallControl& control) {
  JsonObject body;
  body.add("ConsumerARN", consumer_arn);
  const Call call = kinesis_call("kinesis:DeregisterStreamConsumer", "DeregisterStreamConsumer", consumer_arn, std::move(body));
  const Outcome<Answer> answer = client.send(call, control);
  return answer ? Outcome<void>() : Outcome<void>(tl::unexpected(answer.error()));
}

Outcome<void> subscribe_to_shard(const Client& client, const std::string& consumer_arn, const std::string& shard, const Position& position,
                                 const std::function<bool(Records records)>& take, const CallControl& control) {
  JsonObject start;
  start.add("Type", type_of(position.kind));
  start.add_if("SequenceNumber", position.sequence);
  if (position.at) {
    start.add_json("Timestamp", seconds_text(*position.at));
  }
  JsonObject body;
  body.add("ConsumerARN", consumer_arn);
  body.add("ShardId", shard);
  body.add_json("StartingPosition", std::move(start).text());
  Call call = kinesis_call("kinesis:SubscribeToShard", "SubscribeToShard", consumer_arn + " " + shard, std::move(body));
  call.attempt_timeout = kSubscription;
  call.stall_timeout = kSilence;
  call.max_answer = std::size_t{1} << 40;
  Subscription subscription(call, take);
  call.take_body = [&](std::string_view piece) { return subscription.add(piece); };
  const Outcome<Answer> answer = client.send(call, control);
  if (subscription.error()) {
    return tl::unexpected(*subscription.error());
  }
  return answer ? Outcome<void>() : Outcome<void>(tl::unexpected(answer.error()));
}

Result<Records> parse_records(std::string_view json) {
  JsonReader reader;
  const Result<JsonView> root = reader.parse(json);
  if (!root) {
    return tl::unexpected(root.error());
  }
  return records_of(*root);
}

}  // namespace vedette::aws::kinesis

#include "aws/logs.h"

#include "aws/protocol.h"

namespace vedette::aws::logs {
namespace {

Call logs_call(std::string_view action, const std::string& operation, const std::string& resource, JsonObject body) {
  Call call = json_call(action, "Logs_20140328." + operation, "1.1", std::move(body).text());
  call.resource = resource;
  return call;
}

/// A group by name or ARN.
void add_group(JsonObject& body, const std::string& group) {
  body.add(group.starts_with("arn:") ? "logGroupIdentifier" : "logGroupName", group);
}

void add_times(JsonObject& body, const std::optional<std::int64_t>& begin, const std::optional<std::int64_t>& end) {
  if (begin) {
    body.add_number("startTime", *begin);
  }
  if (end) {
    body.add_number("endTime", *end);
  }
}

Outcome<JsonAnswer> ask(const Client& client, const Call& call, const CallControl& control) {
  return JsonAnswer::read(call, client.send(call, control));
}

Event event_of(const JsonView& view) {
  return {integer_of(view, "timestamp"), integer_of(view, "ingestionTime"), text_of(view, "message"), text_of(view, "logStreamName"),
          text_of(view, "eventId")};
}

}  // namespace

Outcome<StreamsPage> describe_log_streams(const Client& client, const StreamsInput& input, const CallControl& control) {
  JsonObject body;
  add_group(body, input.group);
  body.add_if("logStreamNamePrefix", input.prefix);
  body.add("orderBy", input.by_last_event ? "LastEventTime" : "LogStreamName");
  body.add_json("descending", input.descending ? "true" : "false");
  body.add_if("nextToken", input.next);
  body.add_number("limit", input.limit);
  const Call call = logs_call("logs:DescribeLogStreams", "DescribeLogStreams", input.group, std::move(body));
  const Outcome<JsonAnswer> answer = ask(client, call, control);
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  StreamsPage page;
  for (auto it = elements_of(answer->root(), "logStreams"); it.next();) {
    page.streams.push_back({text_of(it.value(), "logStreamName"), text_of(it.value(), "arn"), integer_of(it.value(), "creationTime"),
                            integer_of(it.value(), "firstEventTimestamp"), integer_of(it.value(), "lastEventTimestamp"),
                            integer_of(it.value(), "lastIngestionTime")});
  }
  page.next = text_of(answer->root(), "nextToken");
  return page;
}

Outcome<EventsPage> get_log_events(const Client& client, const EventsInput& input, const CallControl& control) {
  JsonObject body;
  add_group(body, input.group);
  body.add("logStreamName", input.stream);
  add_times(body, input.begin, input.end);
  body.add_if("nextToken", input.next);
  body.add_json("startFromHead", input.from_head ? "true" : "false");
  body.add_number("limit", input.limit);
  const Call call = logs_call("logs:GetLogEvents", "GetLogEvents", input.group + " " + input.stream, std::move(body));
  const Outcome<JsonAnswer> answer = ask(client, call, control);
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  EventsPage page;
  for (auto it = elements_of(answer->root(), "events"); it.next();) {
    page.events.push_back(event_of(it.value()));
  }
  page.next_forward = text_of(answer->root(), "nextForwardToken");
  page.next_backward = text_of(answer->root(), "nextBackwardToken");
  return page;
}

Outcome<FilterPage> filter_log_events(const Client& client, const FilterInput& input, const CallControl& control) {
  JsonObject body;
  add_group(body, input.group);
  if (!input.streams.empty()) {
    std::string list = "[";
    for (const std::string& stream : input.streams) {
      list += (list.size() > 1 ? "," : "") + json_string(stream, false);
    }
    body.add_json("logStreamNames", list + "]");
  }
  body.add_if("logStreamNamePrefix", input.stream_prefix);
  body.add_if("filterPattern", input.pattern);
  add_times(body, input.begin, input.end);
  body.add_if("nextToken", input.next);
  body.add_number("limit", input.limit);
  const Call call = logs_call("logs:FilterLogEvents", "FilterLogEvents", input.group, std::move(body));
  const Outcome<JsonAnswer> answer = ask(client, call, control);
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  FilterPage page;
  for (auto it = elements_of(answer->root(), "events"); it.next();) {
    page.events.push_back(event_of(it.value()));
  }
  page.next = text_of(answer->root(), "nextToken");
  return page;
}

}  // namespace vedette::aws::logs

#include "aws/eventbridge.h"

#include "aws/protocol.h"

namespace vedette::aws::eventbridge {

Call put_events_call(const std::vector<Entry>& entries) {
  std::string list = "[";
  std::string bus;
  for (const Entry& entry : entries) {
    JsonObject object;
    object.add("Source", entry.source);
    object.add("DetailType", entry.detail_type);
    object.add("Detail", entry.detail);
    object.add_if("EventBusName", entry.bus);
    if (entry.time) {
      object.add_number("Time", entry.time->seconds);
    }
    if (!entry.resources.empty()) {
      std::string resources = "[";
      for (const std::string& resource : entry.resources) {
        resources += (resources.size() > 1 ? "," : "") + json_string(resource, false);
      }
      object.add_json("Resources", resources + "]");
    }
    list += (list.size() > 1 ? "," : "") + std::move(object).text();
    bus = entry.bus;
  }
  JsonObject body;
  body.add_json("Entries", list + "]");
  Call call = json_call("events:PutEvents", "AWSEvents.PutEvents", "1.1", std::move(body).text());
  call.resource = bus.empty() ? "the default bus" : bus;
  return call;
}

Outcome<std::vector<EntryResult>> put_events(const Client& client, const std::vector<Entry>& entries, const CallControl& control) {
  const Call call = put_events_call(entries);
  const Outcome<JsonAnswer> answer = JsonAnswer::read(call, client.send(call, control));
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  std::vector<EntryResult> results;
  for (auto it = elements_of(answer->root(), "Entries"); it.next();) {
    results.push_back({text_of(it.value(), "EventId"), text_of(it.value(), "ErrorCode"), text_of(it.value(), "ErrorMessage")});
  }
  if (results.size() != entries.size()) {
    return tl::unexpected(unreadable(call, "it does not speak of every entry"));
  }
  return results;
}

}  // namespace vedette::aws::eventbridge

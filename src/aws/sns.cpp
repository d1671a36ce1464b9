#include "aws/sns.h"

#include "aws/protocol.h"

namespace vedette::aws::sns {

Call publish_call(const PublishInput& input) {
  Pairs parameters{{"TopicArn", input.topic_arn}, {"Message", input.message}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) {
      parameters.emplace_back(name, value);
    }
  };
  add("Subject", input.subject);
  add("MessageStructure", input.message_structure);
  add("MessageGroupId", input.group_id);
  add("MessageDeduplicationId", input.deduplication_id);
  int number = 0;
  for (const auto& [name, value] : input.attributes) {
    const std::string prefix = "MessageAttributes.entry." + std::to_string(++number);
    parameters.emplace_back(prefix + ".Name", name);
    parameters.emplace_back(prefix + ".Value.DataType", "String");
    parameters.emplace_back(prefix + ".Value.StringValue", value);
  }
  Call call = query_call("sns:Publish", "Publish", "2010-03-31", parameters);
  call.resource = input.topic_arn;
  return call;
}

Outcome<PublishOutput> publish(const Client& client, const PublishInput& input, const CallControl& control) {
  const Call call = publish_call(input);
  const Outcome<XmlAnswer> answer = XmlAnswer::read(call, client.send(call, control));
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  return PublishOutput{answer->root().child("PublishResult").child_value("MessageId")};
}

}  // namespace vedette::aws::sns

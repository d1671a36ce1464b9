// Amazon SNS: what it takes to publish.
#pragma once

#include <map>
#include <string>

#include "aws/client.h"

namespace vedette::aws::sns {

/// `client` is one of "sns", in the region that the topic's ARN names.
struct PublishInput {
  std::string topic_arn;
  std::string message;                            // at most 256 KiB in UTF-8
  std::string subject;                            // for e-mail: ASCII, at most 100 characters; empty: none
  std::string message_structure;                  // "json": `message` holds one for each protocol
  std::map<std::string, std::string> attributes;  // of type String
  std::string group_id, deduplication_id;         // of FIFO topics
};
struct PublishOutput {
  std::string message_id;
};
[[nodiscard]] Call publish_call(const PublishInput& input);
[[nodiscard]] Outcome<PublishOutput> publish(const Client& client, const PublishInput& input, const CallControl& control = {});

}  // namespace vedette::aws::sns

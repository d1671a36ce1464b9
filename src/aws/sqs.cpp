#include "aws/sqs.h"

#include <algorithm>
#include <cstdlib>
#include <functional>

#include "aws/protocol.h"

namespace vedette::aws::sqs {
namespace {

constexpr std::size_t kBatch = 10;

Call sqs_call(std::string_view action, std::string_view target, std::string_view resource, std::string body) {
  Call call = json_call(action, target, "1.0", std::move(body));
  call.resource = resource;
  return call;
}

/// "https://sqs.eu-west-1.amazonaws.com/123456789012/queue", for errors.
std::string_view queue_name(std::string_view url) {
  return url.substr(url.rfind('/') + 1);
}

std::int64_t number_in(const JsonView& object, std::string_view key) {
  const std::string text = text_of(object, key);
  return text.empty() || text.size() > 18 ? 0 : std::strtoll(text.c_str(), nullptr, 10);
}

/// Sends `receipt_handles` by tens; `finish` adds what an entry needs besides.
Outcome<std::vector<BatchFailure>> send_batches(const Client& client, std::string_view action, std::string_view target, std::string_view queue_url,
                                                const std::vector<std::string>& receipt_handles, const std::function<void(JsonObject&)>& finish,
                                                const CallControl& control) {
  std::vector<BatchFailure> failures;
  for (std::size_t begin = 0; begin < receipt_handles.size(); begin += kBatch) {
    const std::size_t end = std::min(begin + kBatch, receipt_handles.size());
    std::string entries = "[";
    for (std::size_t i = begin; i < end; ++i) {
      JsonObject entry;
      entry.add("Id", std::to_string(i));
      entry.add("ReceiptHandle", receipt_handles[i]);
      finish(entry);
      entries += (i > begin ? "," : "") + std::move(entry).text();
    }
    JsonObject body;
    body.add("QueueUrl", queue_url);
    body.add_json("Entries", entries + "]");
    const Call call = sqs_call(action, target, queue_name(queue_url), std::move(body).text());
    const Outcome<JsonAnswer> answer = JsonAnswer::read(call, client.send(call, control));
    if (!answer) {
      return tl::unexpected(answer.error());
    }
    for (auto it = elements_of(answer->root(), "Failed"); it.next();) {
      const std::string id = text_of(it.value(), "Id");
      const std::size_t index = id.empty() || id.size() > 9 ? receipt_handles.size() : std::strtoul(id.c_str(), nullptr, 10);
      if (index < begin || index >= end) {
        return tl::unexpected(unreadable(call, "it speaks of an entry that was not sent"));
      }
      failures.push_back({index, text_of(it.value(), "Code"), text_of(it.value(), "Message"), flag_of(it.value(), "SenderFault")});
    }
  }
  return failures;
}

}  // namespace

QueueName QueueName::parse(std::string_view text) {
  QueueName queue;
  if (const std::optional<Arn> arn = Arn::parse(text)) {
    queue.name = arn->resource;
    queue.account = arn->account;
    queue.region = arn->region;
    return queue;
  }
  if (!text.starts_with("http://") && !text.starts_with("https://")) {
    queue.name = text;
    return queue;
  }
  queue.url = text;
  const std::string_view rest = text.substr(text.find("://") + 3);
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) {
    return queue;
  }
  const std::string_view host = rest.substr(0, slash);
  const std::string_view path = rest.substr(slash + 1);
  const std::size_t last = path.rfind('/');
  queue.name = path.substr(last == std::string_view::npos ? 0 : last + 1);
  if (last != std::string_view::npos) {
    const std::string_view before = path.substr(0, last);
    queue.account = before.substr(before.rfind('/') + 1);
  }
  // "sqs.eu-west-1.amazonaws.com", and the older "eu-west-1.queue.amazonaws.com".
  if (const std::size_t dot = host.find('.'); host.starts_with("sqs") && dot != std::string_view::npos) {
    queue.region = host.substr(dot + 1, host.find('.', dot + 1) - dot - 1);
  } else if (const std::size_t legacy = host.find(".queue."); legacy != std::string_view::npos) {
    queue.region = host.substr(0, legacy);
  }
  return queue;
}

Outcome<std::string> get_queue_url(const Client& client, std::string_view name, std::string_view account, const CallControl& control) {
  JsonObject body;
  body.add("QueueName", name);
  body.add_if("QueueOwnerAWSAccountId", account);
  const Call call = sqs_call("sqs:GetQueueUrl", "AmazonSQS.GetQueueUrl", name, std::move(body).text());
  const Outcome<JsonAnswer> answer = JsonAnswer::read(call, client.send(call, control));
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  std::string url = text_of(answer->root(), "QueueUrl");
  return url.empty() ? Outcome<std::string>(tl::unexpected(unreadable(call, "it holds no URL"))) : Outcome<std::string>(std::move(url));
}

Outcome<std::string> send_message(const Client& client, const SendInput& input, const CallControl& control) {
  JsonObject body;
  body.add("QueueUrl", input.queue_url);
  body.add("MessageBody", input.body);
  body.add_if("MessageGroupId", input.group_id);
  body.add_if("MessageDeduplicationId", input.deduplication_id);
  if (!input.attributes.empty()) {
    JsonObject attributes;
    for (const auto& [name, value] : input.attributes) {
      JsonObject attribute;
      attribute.add("DataType", "String");
      attribute.add("StringValue", value);
      attributes.add_json(name, std::move(attribute).text());
    }
    body.add_json("MessageAttributes", std::move(attributes).text());
  }
  const Call call = sqs_call("sqs:SendMessage", "AmazonSQS.SendMessage", queue_name(input.queue_url), std::move(body).text());
  const Outcome<JsonAnswer> answer = JsonAnswer::read(call, client.send(call, control));
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  return text_of(answer->root(), "MessageId");
}

Outcome<std::vector<Message>> receive_message(const Client& client, const ReceiveInput& input, const CallControl& control) {
  JsonObject body;
  body.add("QueueUrl", input.queue_url);
  body.add_number("MaxNumberOfMessages", input.max_messages);
  body.add_number("WaitTimeSeconds", input.wait.count());
  if (input.visibility_timeout.count() >= 0) {
    body.add_number("VisibilityTimeout", input.visibility_timeout.count());
  }
  // The newer and the older name of the same wish, so that all implementations understand.
  constexpr std::string_view kWanted = R"(["ApproximateReceiveCount","SentTimestamp"])";
  body.add_json("MessageSystemAttributeNames", kWanted);
  body.add_json("AttributeNames", kWanted);
  Call call = sqs_call("sqs:ReceiveMessage", "AmazonSQS.ReceiveMessage", queue_name(input.queue_url), std::move(body).text());
  constexpr std::chrono::seconds kBeyondWait{15};
  call.attempt_timeout = input.wait + kBeyondWait;
  const Outcome<JsonAnswer> answer = JsonAnswer::read(call, client.send(call, control));
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  std::vector<Message> messages;
  for (auto it = elements_of(answer->root(), "Messages"); it.next();) {
    Message message{text_of(it.value(), "MessageId"), text_of(it.value(), "ReceiptHandle"), text_of(it.value(), "Body"), 0, 0};
    if (JsonView attributes; it.value().kind() == JsonKind::kObject && it.value().find("Attributes", attributes)) {
      message.receive_count = static_cast<int>(number_in(attributes, "ApproximateReceiveCount"));
      message.sent_milliseconds = number_in(attributes, "SentTimestamp");
    }
    messages.push_back(std::move(message));
  }
  return messages;
}

Outcome<std::vector<BatchFailure>> delete_messages(const Client& client, std::string_view queue_url, const std::vector<std::string>& receipt_handles,
                                                   const CallControl& control) {
  return send_batches(
      client, "sqs:DeleteMessage", "AmazonSQS.DeleteMessageBatch", queue_url, receipt_handles, [](JsonObject&) {}, control);
}

Outcome<std::vector<BatchFailure>> change_visibility(const Client& client, std::string_view queue_url,
                                                     const std::vector<std::string>& receipt_handles, std::chrono::seconds timeout,
                                                     const CallControl& control) {
  return send_batches(
      client, "sqs:ChangeMessageVisibility", "AmazonSQS.ChangeMessageVisibilityBatch", queue_url, receipt_handles,
      [&](JsonObject& entry) { entry.add_number("VisibilityTimeout", timeout.count()); }, control);
}

Outcome<QueueAttributes> get_queue_attributes(const Client& client, std::string_view queue_url, const CallControl& control) {
  JsonObject body;
  body.add("QueueUrl", queue_url);
  body.add_json("AttributeNames", R"(["All"])");
  const Call call = sqs_call("sqs:GetQueueAttributes", "AmazonSQS.GetQueueAttributes", queue_name(queue_url), std::move(body).text());
  const Outcome<JsonAnswer> answer = JsonAnswer::read(call, client.send(call, control));
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  JsonView told;
  QueueAttributes attributes;
  if (!answer->root().find("Attributes", told)) {
    return tl::unexpected(unreadable(call, "it holds no attributes"));
  }
  attributes.arn = text_of(told, "QueueArn");
  attributes.visible = number_in(told, "ApproximateNumberOfMessages");
  attributes.in_flight = number_in(told, "ApproximateNumberOfMessagesNotVisible");
  attributes.delayed = number_in(told, "ApproximateNumberOfMessagesDelayed");
  attributes.visibility_timeout = std::chrono::seconds(number_in(told, "VisibilityTimeout"));
  attributes.retention = std::chrono::seconds(number_in(told, "MessageRetentionPeriod"));
  attributes.redrive_policy = text_of(told, "RedrivePolicy");
  attributes.fifo = text_of(told, "FifoQueue") == "true";
  return attributes;
}

}  // namespace vedette::aws::sqs

// Amazon SQS: queues, their messages, and how long those stay hidden.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "aws/client.h"

namespace vedette::aws::sqs {

/// `client` is one of "sqs" everywhere here.

/// What a queue is written as in configuration: a name, a URL, or an ARN.
struct QueueName {
  std::string name, account, region, url;  // what the text says; the rest is empty
  [[nodiscard]] static QueueName parse(std::string_view text);
};

/// The URL of a queue by name; `account` is its owner's, empty for ours.
[[nodiscard]] Outcome<std::string> get_queue_url(const Client& client, std::string_view name, std::string_view account = {},
                                                 const CallControl& control = {});

struct SendInput {
  std::string queue_url;
  std::string body;                               // at most 256 KiB
  std::map<std::string, std::string> attributes;  // of type String
  std::string group_id, deduplication_id;         // of FIFO queues
};
/// Gives the message's id.
[[nodiscard]] Outcome<std::string> send_message(const Client& client, const SendInput& input, const CallControl& control = {});

struct Message {
  std::string id, receipt_handle, body;
  int receive_count = 0;               // how often it has been received, this time included; 0: not told
  std::int64_t sent_milliseconds = 0;  // since 1970
};
struct ReceiveInput {
  std::string queue_url;
  int max_messages = 10;                        // 1 to 10
  std::chrono::seconds wait{20};                // 0 to 20: how long to wait for the first
  std::chrono::seconds visibility_timeout{-1};  // negative: the queue's
};
[[nodiscard]] Outcome<std::vector<Message>> receive_message(const Client& client, const ReceiveInput& input, const CallControl& control = {});

/// What became of one entry of a batch.
struct BatchFailure {
  std::size_t index = 0;  // of the list that was given
  std::string code, message;
  bool sender_fault = false;  // it would fail again
};
/// Any number of handles, sent by tens. Those that are not among the failures are deleted. An error means that it is not known of this ten and what
/// follows.
[[nodiscard]] Outcome<std::vector<BatchFailure>> delete_messages(const Client& client, std::string_view queue_url,
                                                                 const std::vector<std::string>& receipt_handles, const CallControl& control = {});
/// Hides them for `timeout` from now on (0: visible at once).
[[nodiscard]] Outcome<std::vector<BatchFailure>> change_visibility(const Client& client, std::string_view queue_url,
                                                                   const std::vector<std::string>& receipt_handles, std::chrono::seconds timeout,
                                                                   const CallControl& control = {});

struct QueueAttributes {
  std::string arn;
  std::int64_t visible = 0, in_flight = 0, delayed = 0;  // approximately
  std::chrono::seconds visibility_timeout{30};
  std::chrono::seconds retention{345'600};
  std::string redrive_policy;  // JSON; empty: no dead-letter queue
  bool fifo = false;
};
[[nodiscard]] Outcome<QueueAttributes> get_queue_attributes(const Client& client, std::string_view queue_url, const CallControl& control = {});

}  // namespace vedette::aws::sqs

// What a message of a queue says about objects of S3, in each of the forms that such messages have. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vedette::sources {

/// The forms, of which each message's is recognised; `sqs_format` in a configuration says which to expect.
enum class NotificationForm {
  kS3,           // {"Records": [{"eventSource": "aws:s3", ..}]}, written by the bucket
  kEventBridge,  // {"source": "aws.s3", "detail-type": "Object Created", ..}
  kCloudTrail,   // {"s3Bucket": .., "s3ObjectKey": [..]}, written by a trail with an SNS topic
  kNone,         // a message that says nothing about objects
};

/// An object that is there to be read.
struct NotifiedObject {
  std::string bucket;
  std::string key;         // as it is, whatever encoding the message had
  std::string version_id;  // empty: not told
  std::string etag;        // without quotes; empty: not told
  std::string region;      // of the bucket; empty: not told
  std::uint64_t size = 0;  // 0: not told
};

struct Notification {
  NotificationForm form = NotificationForm::kNone;
  bool by_sns = false;  // it came in SNS's envelope
  std::vector<NotifiedObject> objects;
  int deletions = 0;  // of objects: nothing is to be read
  int others = 0;     // events that are neither creations nor deletions: restored from an archive, tagged, ...
  /// When there are no objects: what the message is instead, for counts and logs: "a test of S3", "a validation of CloudTrail", "a request to confirm
  /// a subscription", "deletions". Empty otherwise.
  std::string instead;
};

/// kInvalid: this is none of the forms, and never will be: for the quarantine. The message says what is missing.
[[nodiscard]] Result<Notification> parse_notification(std::string_view body);

}  // namespace vedette::sources

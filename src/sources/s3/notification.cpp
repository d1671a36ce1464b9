#include "sources/s3/notification.h"

#include "base/json.h"
#include "base/uri.h"

namespace vedette::sources {
namespace {

constexpr std::size_t kMostObjects = 10'000;
constexpr std::size_t kLongestKey = 1'024;
constexpr int kMostEnvelopes = 2;  // a topic that another one feeds

std::string text_of(const JsonView& object, std::string_view key) {
  JsonView value;
  return object.kind() == JsonKind::kObject && object.find(key, value) ? std::string(value.as_string()) : std::string();
}

JsonView child_of(const JsonView& object, std::string_view key) {
  JsonView value;
  return object.kind() == JsonKind::kObject && object.find(key, value) ? value : JsonView();
}

std::uint64_t size_of(const JsonView& object) {
  JsonView value;
  std::int64_t number = 0;
  return object.kind() == JsonKind::kObject && object.find("size", value) && value.as_integer(number) && number > 0
             ? static_cast<std::uint64_t>(number)
             : 0;
}

Result<void> add(Notification& out, NotifiedObject object) {
  if (object.bucket.empty() || object.key.empty()) {
    return fail(ErrorKind::kInvalid, object.bucket.empty() ? "the notification names no bucket" : "the notification names no key");
  }
  if (object.key.size() > kLongestKey) {
    return fail(ErrorKind::kInvalid, "the notification names a key that is longer than keys can be");
  }
  if (out.objects.size() == kMostObjects) {
    return fail(ErrorKind::kInvalid, "the notification names more objects than a message can");
  }
  out.objects.push_back(std::move(object));
  return {};
}

/// Counts what is no creation.
void pass_over(Notification& out, bool is_deletion) {
  (is_deletion ? out.deletions : out.others) += 1;
}

/// The bucket's own: keys are encoded as in a form.
Result<void> read_records(const JsonView& records, Notification& out) {
  out.form = NotificationForm::kS3;
  for (auto it = records.elements(); it.next();) {
    const JsonView record = it.value();
    const std::string event = text_of(record, "eventName");
    if (event.empty() || child_of(record, "s3").kind() != JsonKind::kObject) {
      return fail(ErrorKind::kInvalid, "a record of the notification is none of S3's");
    }
    // "s3:ObjectCreated:Put" in the text of subscriptions, "ObjectCreated:Put" in notifications.
    const std::string_view name = std::string_view(event).starts_with("s3:") ? std::string_view(event).substr(3) : std::string_view(event);
    if (!name.starts_with("ObjectCreated:")) {
      pass_over(out, name.starts_with("ObjectRemoved:") || name.starts_with("LifecycleExpiration:"));
      continue;
    }
    const JsonView s3 = child_of(record, "s3");
    const JsonView object = child_of(s3, "object");
    Result<void> added = add(out, {text_of(child_of(s3, "bucket"), "name"), unescape_form(text_of(object, "key")), text_of(object, "versionId"),
                                   text_of(object, "eTag"), text_of(record, "awsRegion"), size_of(object)});
    if (!added) {
      return added;
    }
  }
  return {};
}

/// EventBridge's: keys are as they are.
Result<void> read_event(const JsonView& event, Notification& out) {
  out.form = NotificationForm::kEventBridge;
  const std::string type = text_of(event, "detail-type");
  const JsonView detail = child_of(event, "detail");
  const JsonView object = child_of(detail, "object");
  if (type != "Object Created") {
    pass_over(out, type == "Object Deleted");
    return {};
  }
  return add(out, {text_of(child_of(detail, "bucket"), "name"), text_of(object, "key"), text_of(object, "version-id"), text_of(object, "etag"),
                   text_of(event, "region"), size_of(object)});
}

/// A trail's own: keys are as they are.
Result<void> read_trail(const JsonView& message, Notification& out) {
  out.form = NotificationForm::kCloudTrail;
  const std::string bucket = text_of(message, "s3Bucket");
  for (auto it = child_of(message, "s3ObjectKey").elements(); it.next();) {
    if (Result<void> added = add(out, {bucket, std::string(it.value().as_string()), {}, {}, {}, 0}); !added) {
      return added;
    }
  }
  return {};
}

bool is_validation(std::string_view text) {
  return text.starts_with("CloudTrail validation message");
}

Result<void> read(std::string_view body, int envelopes, Notification& out) {
  if (is_validation(body)) {
    out.instead = "a validation of CloudTrail";
    return {};
  }
  JsonReader reader;
  const Result<JsonView> json = reader.parse(body);
  if (!json || json->kind() != JsonKind::kObject) {
    return fail(ErrorKind::kInvalid, "the message is no notification: it is no JSON object");
  }
  if (JsonView records; json->find("Records", records) && records.kind() == JsonKind::kArray) {
    return read_records(records, out);
  }
  if (text_of(*json, "source") == "aws.s3") {
    return read_event(*json, out);
  }
  if (JsonView keys; json->find("s3ObjectKey", keys) && keys.kind() == JsonKind::kArray) {
    return read_trail(*json, out);
  }
  if (text_of(*json, "Event") == "s3:TestEvent") {
    out.instead = "a test of S3";
    return {};
  }
  const std::string type = text_of(*json, "Type");
  if (type == "SubscriptionConfirmation" || type == "UnsubscribeConfirmation") {
    out.by_sns = true;
    out.instead = "a request to confirm a subscription";
    return {};
  }
  if (JsonView message; json->find("Message", message) && message.kind() == JsonKind::kString) {
    if (envelopes == kMostEnvelopes) {
      return fail(ErrorKind::kInvalid, "the message is no notification: an envelope in an envelope");
    }
    out.by_sns = true;
    const std::string inner(message.as_string());
    return read(inner, envelopes + 1, out);
  }
  return fail(ErrorKind::kInvalid, "the message is no notification of S3, EventBridge, SNS or CloudTrail");
}

}  // namespace

Result<Notification> parse_notification(std::string_view body) {
  Notification out;
  if (Result<void> done = read(body, 0, out); !done) {
    return tl::unexpected(std::move(done.error()));
  }
  if (out.objects.empty() && out.instead.empty()) {
    out.instead = out.deletions > 0 ? "deletions" : out.others > 0 ? "events of objects that are there already" : "an empty list";
  }
  return out;
}

}  // namespace vedette::sources

#include "sources/s3/notification.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace vedette::sources {
namespace {

/// "bucket/key@version" for each object, then what it is instead, or the error.
std::string told(std::string_view body) {
  const Result<Notification> notification = parse_notification(body);
  if (!notification) {
    return "error: " + notification.error().message;
  }
  std::string out = notification->by_sns ? "sns " : "";
  for (const NotifiedObject& object : notification->objects) {
    out += object.bucket + "/" + object.key + (object.version_id.empty() ? "" : "@" + object.version_id) + " ";
  }
  return out + notification->instead;
}

std::string in_sns(const std::string& message) {
  return R"({"Type":"Notification","MessageId":"m","TopicArn":"arn:aws:sns:eu-west-1:1:t","Subject":"Amazon S3 Notification","Message":)" +
         json_string(message) + R"(,"Timestamp":"2027-01-15T08:00:00.000Z","SignatureVersion":"1"})";
}

std::string record(const std::string& event, const std::string& key, const std::string& version = {}) {
  return R"({"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1","eventName":")" + event +
         R"(","s3":{"s3SchemaVersion":"1.0","bucket":{"name":"trail","arn":"arn:aws:s3:::trail"},"object":{"key":")" + key +
         R"(","size":1024,"eTag":"d41d8","sequencer":"0055AED6DCD90281E5")" + (version.empty() ? "" : R"(,"versionId":")" + version + "\"") + "}}}";
}

std::string records(const std::string& list) {
  return R"({"Records":[)" + list + "]}";
}

TEST(S3Notification, reads_every_record) {
  EXPECT_EQ(told(records(record("ObjectCreated:Put", "a") + "," + record("ObjectCreated:CompleteMultipartUpload", "b", "v1"))),
            "trail/a trail/b@v1 ");
  const Result<Notification> notification = parse_notification(records(record("ObjectCreated:Put", "a")));
  ASSERT_TRUE(notification);
  EXPECT_EQ(notification->form, NotificationForm::kS3);
  EXPECT_EQ(notification->objects[0].size, 1'024U);
  EXPECT_EQ(notification->objects[0].etag, "d41d8");
  EXPECT_EQ(notification->objects[0].region, "eu-west-1");
}

TEST(S3Notification, decodes_keys_as_each_form_encodes_them) {
  EXPECT_EQ(told(records(record("ObjectCreated:Put", "AWSLogs/a+b%2Bc%20d%25/%C3%A9%F0%9F%99%82.json.gz"))),
            "trail/AWSLogs/a b+c d%/é🙂.json.gz ");
  EXPECT_EQ(
      told(
          R"({"version":"0","source":"aws.s3","detail-type":"Object Created","region":"eu-west-1","detail":{"bucket":{"name":"trail"},"object":{"key":"a+b%20c é","size":5,
"etag":"e","version-id":"v"}}})"),
      "trail/a+b%20c é@v ");
  EXPECT_EQ(told(in_sns(R"({"s3Bucket":"trail","s3ObjectKey":["AWSLogs/a+b%20.gz","AWSLogs/c.gz"]})")),
            "sns trail/AWSLogs/a+b%20.gz trail/AWSLogs/c.gz ");
}

TEST(S3Notification, opens_envelopes) {
  EXPECT_EQ(told(in_sns(records(record("ObjectCreated:Put", "a+b")))), "sns trail/a b ");
  EXPECT_EQ(told(in_sns(in_sns(records(record("ObjectCreated:Put", "a"))))), "sns trail/a ");
  EXPECT_EQ(told(in_sns(in_sns(in_sns("{}")))), "error: the message is no notification: an envelope in an envelope");
  EXPECT_EQ(told(R"({"s3Bucket":"trail","s3ObjectKey":["raw.gz"]})"), "trail/raw.gz ");
  EXPECT_EQ(
      told(in_sns(R"({"version":"0","source":"aws.s3","detail-type":"Object Created","detail":{"bucket":{"name":"b-1"},"object":{"key":"k"}}})")),
      "sns b-1/k ");
}

TEST(S3Notification, knows_what_names_no_object) {
  EXPECT_EQ(told(R"({"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2027-01-15T08:00:00Z","Bucket":"trail","RequestId":"r","HostId":"h"})"),
            "a test of S3");
  EXPECT_EQ(told(in_sns(R"({"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"trail"})")), "sns a test of S3");
  EXPECT_EQ(told("CloudTrail validation message."), "a validation of CloudTrail");
  EXPECT_EQ(told(in_sns("CloudTrail validation message.")), "sns a validation of CloudTrail");
  EXPECT_EQ(told(R"({"Type":"SubscriptionConfirmation","Token":"t","Message":"You have chosen to subscribe"})"),
            "sns a request to confirm a subscription");
  EXPECT_EQ(told(records(record("ObjectRemoved:Delete", "a") + "," + record("ObjectRemoved:DeleteMarkerCreated", "b"))), "deletions");
  EXPECT_EQ(told(records(record("LifecycleExpiration:Delete", "a"))), "deletions");
  EXPECT_EQ(told(records(record("ObjectRestore:Completed", "a"))), "events of objects that are there already");
  EXPECT_EQ(told(R"({"source":"aws.s3","detail-type":"Object Deleted","detail":{"bucket":{"name":"trail"},"object":{"key":"k"}}})"), "deletions");
  EXPECT_EQ(told(records("")), "an empty list");
  EXPECT_EQ(parse_notification(records(record("ObjectRemoved:Delete", "a") + "," + record("ObjectCreated:Put", "b")))->deletions, 1);
}

TEST(S3Notification, refuses_what_is_none) {
  EXPECT_EQ(told("hello"), "error: the message is no notification: it is no JSON object");
  EXPECT_EQ(told("[]"), "error: the message is no notification: it is no JSON object");
  EXPECT_EQ(told("{}"), "error: the message is no notification of S3, EventBridge, SNS or CloudTrail");
  EXPECT_EQ(told(R"({"source":"aws.ec2","detail-type":"x","detail":{}})"),
            "error: the message is no notification of S3, EventBridge, SNS or CloudTrail");
  EXPECT_EQ(told(R"({"Records":[{"eventSource":"aws:ses","eventName":"x"}]})"), "error: a record of the notification is none of S3's");
  EXPECT_EQ(told(R"({"Records":[7]})"), "error: a record of the notification is none of S3's");
  EXPECT_EQ(told(records(record("ObjectCreated:Put", ""))), "error: the notification names no key");
  EXPECT_EQ(told(R"({"s3ObjectKey":["k"]})"), "error: the notification names no bucket");
  EXPECT_EQ(told(records(record("ObjectCreated:Put", std::string(2'000, 'k')))),
            "error: the notification names a key that is longer than keys can be");
}

}  // namespace
}  // namespace vedette::sources

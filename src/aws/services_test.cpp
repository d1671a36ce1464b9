// What each service is asked, and what is made of its answers.
#include <gtest/gtest.h>

#include "aws/event_stream.h"
#include "aws/eventbridge.h"
#include "aws/kinesis.h"
#include "aws/local_client.h"
#include "aws/logs.h"
#include "aws/s3.h"
#include "aws/securityhub.h"
#include "aws/sns.h"
#include "aws/sqs.h"
#include "aws/sts.h"

namespace vedette::aws {
namespace {

using net::LocalHttpServer;

std::string body_of(const std::string& request) {
  return request.substr(request.find("\r\n\r\n") + 4);
}

std::string line_of(const std::string& request) {
  return request.substr(0, request.find(" HTTP/"));
}

/// An answer whose connection breaks after `given` of its body.
std::string broken(int status, const std::string& body, std::size_t given, const std::string& headers) {
  std::string answer = LocalHttpServer::answer(status, body, headers);
  answer.resize(answer.size() - (body.size() - given));
  return answer;
}

class Object {
 public:
  explicit Object(LocalService& service) : s3_(service.client()) {}
  Outcome<s3::ObjectInfo> get(const s3::ObjectId& id) {
    bytes.clear();
    return s3_.get_object(id, [&](std::string_view piece) {
      bytes += piece;
      return true;
    });
  }
  std::string bytes;

 private:
  s3::S3 s3_;
};

const std::string kHeaders = "ETag: \"e1\"\r\nContent-Encoding: gzip\r\nx-amz-version-id: v7\r\nLast-Modified: Fri, 15 Jan 2027 07:00:00 GMT\r\n";

TEST(S3, takes_a_broken_download_up_again) {
  const std::string content = "0123456789abcdefghij";
  int request_number = 0;
  LocalService service("s3", [&](const std::string& request) {
    switch (++request_number) {
      case 1:
        return broken(200, content, 8, kHeaders);
      case 2:
        EXPECT_NE(request.find("Range: bytes=8-\r\n"), std::string::npos) << request;
        EXPECT_NE(request.find("If-Match: \"e1\"\r\n"), std::string::npos) << request;
        EXPECT_NE(request.find("SignedHeaders=host;if-match;range;"), std::string::npos) << request;
        return broken(206, content.substr(8), 4, kHeaders + "Content-Range: bytes 8-19/20\r\n");
      default:
        EXPECT_NE(request.find("Range: bytes=12-\r\n"), std::string::npos) << request;
        return LocalHttpServer::answer(206, content.substr(12), kHeaders + "Content-Range: bytes 12-19/20\r\n");
    }
  });
  Object object(service);
  const Outcome<s3::ObjectInfo> info = object.get({"trail", "AWSLogs/a b+c/é.json.gz", "v7"});
  ASSERT_TRUE(info) << info.error().message;
  EXPECT_EQ(object.bytes, content);
  EXPECT_EQ(info->size, 20U);
  EXPECT_EQ(info->etag, "\"e1\"");
  EXPECT_EQ(info->content_encoding, "gzip");
  EXPECT_EQ(info->version_id, "v7");
  EXPECT_EQ(info->last_modified.seconds, LocalService::kNow - 3600);
  EXPECT_EQ(line_of(service.seen[0]), "GET /trail/AWSLogs/a%20b%2Bc/%C3%A9.json.gz?versionId=v7");
}

TEST(S3, sees_that_an_object_changes_while_it_is_read) {
  int request_number = 0;
  LocalService service("s3", [&](const std::string&) {
    return ++request_number == 1 ? broken(200, "0123456789", 8, kHeaders)
                                 : LocalHttpServer::answer(412, "<Error><Code>PreconditionFailed</Code></Error>");
  });
  Object object(service);
  const Outcome<s3::ObjectInfo> info = object.get({"trail", "k", ""});
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, "Changed");
  EXPECT_EQ(info.error().what, ErrorClass::kTransient);
}

TEST(S3, gives_up_on_an_object_that_never_comes) {
  LocalService service("s3", [&](const std::string&) { return broken(200, "0123456789", 0, kHeaders); });
  Object object(service);
  const Outcome<s3::ObjectInfo> info = object.get({"trail", "k", ""});
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().what, ErrorClass::kTransient);
  EXPECT_LE(service.seen.size(), 5U);
}

TEST(S3, takes_objects_without_bytes_and_readers_that_want_no_more) {
  LocalService service("s3", [&](const std::string&) { return LocalHttpServer::answer(200, "", kHeaders); });
  Object object(service);
  const Outcome<s3::ObjectInfo> info = object.get({"trail", "k", ""});
  ASSERT_TRUE(info) << info.error().message;
  EXPECT_EQ(info->etag, "\"e1\"");
  LocalService other("s3", [&](const std::string&) { return LocalHttpServer::answer(200, "0123456789", kHeaders); });
  const s3::S3 s3(other.client());
  const Outcome<s3::ObjectInfo> ended = s3.get_object({"trail", "k", ""}, [](std::string_view) { return false; });
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, "Stopped");
  const Outcome<s3::ObjectInfo> unwanted = s3.get_object(
      {"trail", "k", ""}, [](std::string_view) { return true; }, {}, [](const s3::ObjectInfo& head) { return head.size < 10; });
  ASSERT_FALSE(unwanted);
  EXPECT_EQ(unwanted.error().code, "Stopped");
}

TEST(S3, follows_a_bucket_to_its_region) {
  LocalService service("s3", [&](const std::string& request) {
    return request.find("/us-west-2/s3/") != std::string::npos
               ? LocalHttpServer::answer(200, "data", kHeaders)
               : LocalHttpServer::answer(301, "<Error><Code>PermanentRedirect</Code></Error>", "x-amz-bucket-region: us-west-2\r\n");
  });
  Object object(service);
  ASSERT_TRUE(object.get({"trail", "k", ""}));
  EXPECT_EQ(service.seen.size(), 2U);
  ASSERT_TRUE(object.get({"trail", "k", ""}));
  EXPECT_EQ(service.seen.size(), 3U) << "and remembers it";
}

TEST(S3, lists_pages) {
  LocalService service("s3", [&](const std::string&) {
    return LocalHttpServer::answer(
        200, R"(<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType>
<IsTruncated>true</IsTruncated><NextContinuationToken>n=xt</NextContinuationToken><Contents><Key>a%2Bb+%C3%A9%0A</Key><Size>5000000000</Size><ETag>&quot;x&quot;</ETag>
<LastModified>2027-01-15T07:00:00.000Z</LastModified><StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>)");
  });
  const s3::S3 s3(service.client(), {BucketAddressing::kAutomatic, true});
  const Outcome<s3::Page> page = s3.list_objects({"trail", "AWSLogs/", "AWSLogs/z", "", 500});
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->objects.size(), 1U);
  EXPECT_EQ(page->objects[0].key, "a+b é\n");
  EXPECT_EQ(page->objects[0].size, 5'000'000'000U);
  EXPECT_EQ(page->objects[0].etag, "\"x\"");
  EXPECT_EQ(page->next, "n=xt");
  EXPECT_EQ(line_of(service.seen[0]), "GET /trail/?encoding-type=url&list-type=2&max-keys=500&prefix=AWSLogs%2F&start-after=AWSLogs%2Fz");
  EXPECT_NE(service.seen[0].find("X-Amz-Request-Payer: requester\r\n"), std::string::npos);
}

TEST(Sqs, receives_and_answers_in_batches) {
  LocalService service("sqs", [&](const std::string& request) {
    if (request.find("AmazonSQS.ReceiveMessage") != std::string::npos) {
      return LocalHttpServer::answer(
          200, R"({"Messages":[{"MessageId":"m","ReceiptHandle":"r","Body":"b\u00e9","Attributes":{"ApproximateReceiveCount":"3",
"SentTimestamp":"1800000000123"}}]})");
    }
    return LocalHttpServer::answer(
        200, request.find(R"("Id":"10")") != std::string::npos
                 ? R"({"Successful":[],"Failed":[{"Id":"11","Code":"ReceiptHandleIsInvalid","SenderFault":true,"Message":"x"}]})"
                 : R"({"Successful":[]})");
  });
  const Client client = service.client();
  const Outcome<std::vector<sqs::Message>> messages =
      sqs::receive_message(client, {"https://x/1/q", 10, std::chrono::seconds(1), std::chrono::seconds(30)});
  ASSERT_TRUE(messages) << messages.error().message;
  ASSERT_EQ(messages->size(), 1U);
  EXPECT_EQ(messages->at(0).body, "bé");
  EXPECT_EQ(messages->at(0).receive_count, 3);
  EXPECT_EQ(messages->at(0).sent_milliseconds, 1'800'000'000'123);
  EXPECT_NE(body_of(service.seen[0]).find(R"("MaxNumberOfMessages":10,"WaitTimeSeconds":1,"VisibilityTimeout":30)"), std::string::npos)
      << service.seen[0];
  service.seen.clear();
  const Outcome<std::vector<sqs::BatchFailure>> failures = sqs::delete_messages(client, "https://x/1/q", std::vector<std::string>(12, "handle"));
  ASSERT_TRUE(failures) << failures.error().message;
  EXPECT_EQ(service.seen.size(), 2U);
  ASSERT_EQ(failures->size(), 1U);
  EXPECT_EQ(failures->at(0).index, 11U);
  EXPECT_TRUE(failures->at(0).sender_fault);
}

TEST(Sqs, knows_how_queues_are_written) {
  const sqs::QueueName url = sqs::QueueName::parse("https://sqs.eu-west-1.amazonaws.com/123456789012/cloudtrail-queue");
  EXPECT_EQ(url.name, "cloudtrail-queue");
  EXPECT_EQ(url.account, "123456789012");
  EXPECT_EQ(url.region, "eu-west-1");
  EXPECT_EQ(sqs::QueueName::parse("https://eu-west-1.queue.amazonaws.com/1/q").region, "eu-west-1");
  const sqs::QueueName arn = sqs::QueueName::parse("arn:aws:sqs:us-east-2:123456789012:q.fifo");
  EXPECT_EQ(arn.name, "q.fifo");
  EXPECT_EQ(arn.region, "us-east-2");
  EXPECT_TRUE(arn.url.empty());
  EXPECT_EQ(sqs::QueueName::parse("plain").name, "plain");
}

TEST(Sns, publishes) {
  LocalService service("sns", [&](const std::string&) {
    return LocalHttpServer::answer(200, "<PublishResponse><PublishResult><MessageId>id-1</MessageId></PublishResult></PublishResponse>");
  });
  const Outcome<sns::PublishOutput> output = sns::publish(service.client(), {"arn:t", "a & b", "S", "", {{"severity", "high"}}, "", ""});
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->message_id, "id-1");
  EXPECT_EQ(body_of(service.seen[0]),
            "Action=Publish&Version=2010-03-31&TopicArn=arn%3At&Message=a%20%26%20b&Subject=S&MessageAttributes.entry.1.Name=severity&"
            "MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue=high");
}

TEST(EventBridge, puts_events) {
  LocalService service("events", [&](const std::string&) {
    return LocalHttpServer::answer(200,
                                   R"({"FailedEntryCount":1,"Entries":[{"EventId":"e"},{"ErrorCode":"ThrottlingException","ErrorMessage":"slow"}]})");
  });
  const std::vector<eventbridge::Entry> entries{{"vedette", "alert", "{\"a\":\"<\"}", "", from_unix(5, 0), {"arn:x"}},
                                                {"v", "d", "{}", "bus", {}, {}}};
  const auto results = eventbridge::put_events(service.client(), entries);
  ASSERT_TRUE(results) << results.error().message;
  EXPECT_EQ(results->at(0).event_id, "e");
  EXPECT_EQ(results->at(1).error_code, "ThrottlingException");
  EXPECT_EQ(body_of(service.seen[0]),
            R"({"Entries":[{"Source":"vedette","DetailType":"alert","Detail":"{\"a\":\"<\"}","Time":5,"Resources":["arn:x"]},)"
            R"({"Source":"v","DetailType":"d","Detail":"{}","EventBusName":"bus"}]})");
}

TEST(SecurityHub, imports_findings) {
  LocalService service("securityhub", [&](const std::string&) {
    return LocalHttpServer::answer(
        200, R"({"FailedCount":1,"SuccessCount":1,"FailedFindings":[{"Id":"f","ErrorCode":"InvalidInput","ErrorMessage":"m"}]})");
  });
  const auto output = securityhub::batch_import_findings(service.client(), {"{\"Id\":\"a\"}", "{\"Id\":\"f\"}"});
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->imported, 1);
  EXPECT_EQ(output->failed.at(0).error_code, "InvalidInput");
  EXPECT_EQ(line_of(service.seen[0]), "POST /findings/import");
  EXPECT_EQ(body_of(service.seen[0]), R"({"Findings":[{"Id":"a"},{"Id":"f"}]})");
}

TEST(Kinesis, reads_shards_and_records) {
  LocalService service("kinesis", [&](const std::string& request) {
    if (request.find("ListShards") != std::string::npos) {
      return LocalHttpServer::answer(
          200,
          request.find("NextToken") == std::string::npos
              ? R"({"Shards":[{"ShardId":"s0","SequenceNumberRange":{"StartingSequenceNumber":"1","EndingSequenceNumber":"9"}}],"NextToken":"t"})"
              : R"({"Shards":[{"ShardId":"s1","ParentShardId":"s0"}]})");
    }
    return LocalHttpServer::answer(200, R"({"NextShardIterator":"n","MillisBehindLatest":1500,"Records":[{"Data":"aGk=","PartitionKey":"p",
"SequenceNumber":"49546986683135544286507457936321625675700192471156785154","ApproximateArrivalTimestamp":1800000000.25}],"ChildShards":[{"ShardId":"c","ParentShards":["s0"]}]})");
  });
  const Client client = service.client();
  const auto shards = kinesis::list_shards(client, {"stream", ""});
  ASSERT_TRUE(shards) << shards.error().message;
  ASSERT_EQ(shards->size(), 2U);
  EXPECT_EQ(shards->at(1).parent, "s0");
  EXPECT_EQ(body_of(service.seen[1]), R"({"NextToken":"t"})") << "and nothing else";
  const auto records = kinesis::get_records(client, {"stream", ""}, "iterator", 100);
  ASSERT_TRUE(records) << records.error().message;
  EXPECT_EQ(records->records.at(0).data, "hi");
  EXPECT_EQ(records->records.at(0).arrival.seconds, 1'800'000'000);
  EXPECT_EQ(records->records.at(0).arrival.nanoseconds, 250'000'000);
  EXPECT_EQ(records->children.at(0).parents.at(0), "s0");
  EXPECT_EQ(records->milliseconds_behind, 1'500);
}

TEST(Kinesis, subscribes) {
  const auto event = [](const std::string& sequence) {
    return encode_event_message(
        {{{":message-type", "event"}, {":event-type", "SubscribeToShardEvent"}},
         R"({"Records":[{"Data":"aGk=","SequenceNumber":")" + sequence + R"("}],"ContinuationSequenceNumber":")" + sequence + "\"}"});
  };
  const std::string exception =
      encode_event_message({{{":message-type", "exception"}, {":exception-type", "ResourceInUseException"}}, R"({"message":"taken"})"});
  bool refuse = false;
  LocalService service("kinesis", [&](const std::string&) {
    return LocalHttpServer::answer(200,
                                   encode_event_message({{{":message-type", "event"}, {":event-type", "initial-response"}}, "{}"}) + event("1") +
                                       (refuse ? exception : event("2")),
                                   "Content-Type: application/vnd.amazon.eventstream\r\n");
  });
  const Client client = service.client();
  std::string last;
  const auto take = [&](const kinesis::Records& records) {
    last = records.continuation_sequence;
    return true;
  };
  kinesis::Position position;
  position.kind = kinesis::Position::Kind::kAtTimestamp;
  position.at = from_unix(5, 250'000'000);
  EXPECT_TRUE(kinesis::subscribe_to_shard(client, "arn:c", "s0", position, take));
  EXPECT_EQ(last, "2");
  EXPECT_EQ(body_of(service.seen[0]), R"({"ConsumerARN":"arn:c","ShardId":"s0","StartingPosition":{"Type":"AT_TIMESTAMP","Timestamp":5.250}})");
  refuse = true;
  const Outcome<void> ended = kinesis::subscribe_to_shard(client, "arn:c", "s0", position, take);
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, "ResourceInUseException");
  EXPECT_EQ(last, "1");
}

TEST(Logs, reads_streams_and_events) {
  LocalService service("logs", [&](const std::string& request) {
    return LocalHttpServer::answer(200, request.find("DescribeLogStreams") != std::string::npos
                                            ? R"({"logStreams":[{"logStreamName":"a","lastEventTimestamp":5}],"nextToken":"n"})"
                                            : R"({"events":[{"timestamp":7,"message":"m","ingestionTime":8}],"nextForwardToken":"f/1"})");
  });
  const Client client = service.client();
  logs::StreamsInput streams;
  streams.group = "g";
  const auto page = logs::describe_log_streams(client, streams);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->streams.at(0).last_event, 5);
  EXPECT_EQ(page->next, "n");
  logs::EventsInput events;
  events.group = "arn:aws:logs:eu-west-1:1:log-group:g";
  events.stream = "a";
  events.begin = 3;
  const auto got = logs::get_log_events(client, events);
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->events.at(0).message, "m");
  EXPECT_EQ(got->next_forward, "f/1");
  EXPECT_NE(body_of(service.seen[1]).find(R"("logGroupIdentifier":"arn:aws:logs:eu-west-1:1:log-group:g")"), std::string::npos);
}

TEST(Sts, says_who_we_are) {
  LocalService service("sts", [&](const std::string&) {
    return LocalHttpServer::answer(200,
                                   "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/x</Arn><UserId>U</UserId>"
                                   "<Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>");
  });
  const auto identity = sts::get_caller_identity(service.client());
  ASSERT_TRUE(identity) << identity.error().message;
  EXPECT_EQ(identity->arn, "arn:aws:iam::1:user/x");
}

TEST(Services, pass_over_answers_that_are_none) {
  LocalService service("sqs", [&](const std::string&) { return LocalHttpServer::answer(200, "<html>a proxy</html>"); });
  const Client client = service.client();
  EXPECT_FALSE(sqs::receive_message(client, {"q", 1, std::chrono::seconds(0), std::chrono::seconds(-1)}));
  EXPECT_FALSE(sts::assume_role(client, {"arn", "s", "", 0, ""}));
  EXPECT_FALSE(s3::S3(client).list_objects({"trail", "", "", "", 10}));
  const auto refused = eventbridge::put_events(client, {{}});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("cannot be read"), std::string::npos);
}

}  // namespace
}  // namespace vedette::aws

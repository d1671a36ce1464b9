// The calls against a server that speaks AWS's protocols: tests/aws/moto_test.py starts it, prepares it and says where it is (AWS_ENDPOINT_URL, and
// keys).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <thread>

#include "aws/eventbridge.h"
#include "aws/kinesis.h"
#include "aws/logs.h"
#include "aws/s3.h"
#include "aws/securityhub.h"
#include "aws/sns.h"
#include "aws/sqs.h"
#include "aws/sts.h"
#include "base/json.h"

namespace vedette::aws {
namespace {

class Moto : public testing::Test {
 protected:
  void SetUp() override {
    if (std::getenv("VEDETTE_TEST_MOTO") == nullptr) {
      GTEST_SKIP() << "run by tests/aws/moto_test.py";
    }
    Result<std::shared_ptr<Session>> session = Session::create();
    ASSERT_TRUE(session) << session.error().message;
    session_ = *session;
  }
  [[nodiscard]] Client client(const char* service) const {
    Result<Client> client = Client::create(session_, service);
    EXPECT_TRUE(client) << client.error().message;
    return std::move(*client);
  }
  [[nodiscard]] std::string queue_url(const Client& sqs, const char* name) const {
    const Outcome<std::string> url = sqs::get_queue_url(sqs, name);
    EXPECT_TRUE(url) << url.error().message;
    return url.value_or("");
  }
  [[nodiscard]] std::vector<sqs::Message> receive(const Client& sqs, const std::string& url, std::size_t wanted) const {
    std::vector<sqs::Message> all;
    for (int turn = 0; turn < 20 && all.size() < wanted; ++turn) {
      const auto some = sqs::receive_message(sqs, {url, 10, std::chrono::seconds(1), std::chrono::seconds(60)});
      EXPECT_TRUE(some) << some.error().message;
      if (some) {
        all.insert(all.end(), some->begin(), some->end());
      }
    }
    return all;
  }
  std::shared_ptr<Session> session_;
};

TEST_F(Moto, says_who_we_are_and_assumes_a_role) {
  const Client sts = client("sts");
  const auto identity = sts::get_caller_identity(sts);
  ASSERT_TRUE(identity) << identity.error().message;
  EXPECT_EQ(identity->account, "123456789012");
  const auto role = sts::assume_role(sts, {"arn:aws:iam::123456789012:role/audit", "vedette", "", 900, ""});
  ASSERT_TRUE(role) << role.error().message;
  EXPECT_TRUE(role->access_key_id.starts_with("ASIA"));
  EXPECT_FALSE(role->session_token.empty());
  EXPECT_TRUE(role->expires);
  const auto web = sts::assume_role(sts, {"arn:aws:iam::123456789012:role/audit", "vedette", "", 0, "a.token"});
  EXPECT_TRUE(web) << web.error().message;
}

TEST_F(Moto, assumes_a_role_by_a_profile) {
  SessionOptions options;
  options.profile = "by-role";
  const auto session = Session::create(options);
  ASSERT_TRUE(session) << session.error().message;
  const Result<Client> sts = Client::create(*session, "sts");
  ASSERT_TRUE(sts);
  const auto identity = sts::get_caller_identity(*sts);
  ASSERT_TRUE(identity) << identity.error().message;
  EXPECT_EQ(identity->arn, "arn:aws:sts::123456789012:assumed-role/audit/vedette");
}

TEST_F(Moto, lists_and_reads_objects) {
  const s3::S3 s3(client("s3"));
  std::vector<std::string> keys;
  s3::ListInput input{"trail", "AWSLogs/", "AWSLogs/", "", 7};
  for (int page_number = 0; page_number < 100; ++page_number) {
    const auto page = s3.list_objects(input);
    ASSERT_TRUE(page) << page.error().message;
    EXPECT_LE(page->objects.size(), 7U);
    for (const s3::ListedObject& object : page->objects) {
      keys.push_back(object.key);
      EXPECT_EQ(object.storage_class, "STANDARD");
      EXPECT_FALSE(object.last_modified.is_zero());
    }
    if (page->next.empty()) {
      break;
    }
    input.continuation_token = page->next;
  }
  EXPECT_EQ(keys.size(), 23U);
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  for (const std::string& key : keys) {
    std::string text;
    const auto info = s3.get_object({"trail", key, ""}, [&](std::string_view piece) {
      text += piece;
      return true;
    });
    ASSERT_TRUE(info) << info.error().message;
    EXPECT_EQ(text, "content of " + key);
    EXPECT_EQ(info->size, text.size());
    const auto head = s3.head_object({"trail", key, ""});
    ASSERT_TRUE(head) << head.error().message;
    EXPECT_EQ(head->etag, info->etag);
  }
  const std::set<std::string> all(keys.begin(), keys.end());
  for (const char* special : {"AWSLogs/a b+c%20d/é&x=y.json.gz", "AWSLogs/(1)'2'*3!~.json", "AWSLogs/./x//y"}) {
    EXPECT_EQ(all.count(special), 1U) << special;
  }
  input = {"trail", "AWSLogs/n/", "AWSLogs/n/15", "", 1'000};
  const auto rest = s3.list_objects(input);
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->objects.size(), 4U) << "16 to 19";
}

TEST_F(Moto, reads_versions_and_big_objects) {
  const s3::S3 s3(client("s3"));
  const auto read = [&](const char* key, const std::string& version) {
    std::string text;
    const auto info = s3.get_object({"versions", key, version}, [&](std::string_view piece) {
      text += piece;
      return true;
    });
    EXPECT_TRUE(info) << info.error().message;
    return text;
  };
  EXPECT_EQ(read("doc", ""), "second");
  EXPECT_EQ(read("doc", std::getenv("VEDETTE_TEST_VERSION")), "first");
  const std::string big = read("big", "");
  EXPECT_EQ(big.size(), 12'000'000U);
  EXPECT_EQ(big.find_first_not_of('b'), std::string::npos);
}

TEST_F(Moto, tells_what_s3_refuses) {
  const s3::S3 s3(client("s3"));
  const auto ignore = [](std::string_view) { return true; };
  const auto no_key = s3.get_object({"trail", "absent", ""}, ignore);
  ASSERT_FALSE(no_key);
  EXPECT_EQ(no_key.error().code, "NoSuchKey");
  EXPECT_EQ(no_key.error().what, ErrorClass::kPermanent);
  EXPECT_EQ(to_error(no_key.error()).kind, ErrorKind::kNotFound);
  const auto no_bucket = s3.list_objects({"absent-bucket", "", "", "", 10});
  ASSERT_FALSE(no_bucket);
  EXPECT_EQ(no_bucket.error().code, "NoSuchBucket");
  const auto no_head = s3.head_object({"trail", "absent", ""});
  ASSERT_FALSE(no_head);
  EXPECT_EQ(no_head.error().status, 404);
}

TEST_F(Moto, works_a_queue) {
  const Client sqs = client("sqs");
  const std::string url = queue_url(sqs, "work");
  for (int i = 0; i < 13; ++i) {
    const auto id = sqs::send_message(sqs, {url, "message é <&> " + std::to_string(i), {{"kind", "test"}}, "", ""});
    ASSERT_TRUE(id) << id.error().message;
    EXPECT_FALSE(id->empty());
  }
  const std::vector<sqs::Message> messages = receive(sqs, url, 13);
  ASSERT_EQ(messages.size(), 13U);
  EXPECT_EQ(messages[0].receive_count, 1);
  EXPECT_GT(messages[0].sent_milliseconds, 0);
  std::vector<std::string> handles;
  std::set<std::string> bodies;
  for (const sqs::Message& message : messages) {
    handles.push_back(message.receipt_handle);
    bodies.insert(message.body);
  }
  EXPECT_EQ(bodies.count("message é <&> 12"), 1U);
  auto attributes = sqs::get_queue_attributes(sqs, url);
  ASSERT_TRUE(attributes) << attributes.error().message;
  EXPECT_EQ(attributes->in_flight, 13);
  EXPECT_EQ(attributes->arn, "arn:aws:sqs:eu-west-1:123456789012:work");
  const auto hidden = sqs::change_visibility(sqs, url, handles, std::chrono::seconds(120));
  ASSERT_TRUE(hidden) << hidden.error().message;
  EXPECT_TRUE(hidden->empty());
  handles.emplace_back("no handle");
  const auto deleted = sqs::delete_messages(sqs, url, handles);
  ASSERT_TRUE(deleted) << deleted.error().message;
  attributes = sqs::get_queue_attributes(sqs, url);
  ASSERT_TRUE(attributes);
  EXPECT_EQ(attributes->in_flight, 0);
  EXPECT_EQ(attributes->visible, 0);
  const auto absent = sqs::get_queue_url(sqs, "absent");
  ASSERT_FALSE(absent);
  EXPECT_EQ(to_error(absent.error()).kind, ErrorKind::kNotFound) << absent.error().code;
}

TEST_F(Moto, publishes_to_a_topic) {
  const auto output =
      sns::publish(client("sns"), {"arn:aws:sns:eu-west-1:123456789012:alerts", "hello é", "Subject", "", {{"severity", "high"}}, "", ""});
  ASSERT_TRUE(output) << output.error().message;
  const Client sqs = client("sqs");
  const std::vector<sqs::Message> messages = receive(sqs, queue_url(sqs, "topic-listener"), 1);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_NE(messages[0].body.find(output->message_id), std::string::npos);
  EXPECT_NE(messages[0].body.find("hello"), std::string::npos);
  const auto absent = sns::publish(client("sns"), {"arn:aws:sns:eu-west-1:123456789012:absent", "x", "", "", {}, "", ""});
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().what, ErrorClass::kPermanent);
  EXPECT_EQ(to_error(absent.error()).kind, ErrorKind::kNotFound) << absent.error().code;
}

TEST_F(Moto, puts_events_on_a_bus) {
  const auto results =
      eventbridge::put_events(client("events"), {{"vedette", "CrowdSec alert", R"({"scenario":"a\"b"})", "", from_unix(1'800'000'000, 0), {}}});
  ASSERT_TRUE(results) << results.error().message;
  EXPECT_TRUE(results->at(0).error_code.empty()) << results->at(0).error_message;
  const Client sqs = client("sqs");
  const std::vector<sqs::Message> messages = receive(sqs, queue_url(sqs, "bus-listener"), 1);
  ASSERT_EQ(messages.size(), 1U);
  JsonReader reader;
  const Result<JsonView> event = reader.parse(messages[0].body);
  JsonView detail;
  JsonView scenario;
  ASSERT_TRUE(event && event->find("detail", detail) && detail.find("scenario", scenario)) << messages[0].body;
  EXPECT_EQ(scenario.as_string(), "a\"b");
}

TEST_F(Moto, imports_findings) {
  const std::string finding =
      R"({"SchemaVersion":"2018-10-08","Id":"f-1","ProductArn":"arn:aws:securityhub:eu-west-1:123456789012:product/123456789012/default","GeneratorId":"vedette",)"
      R"("AwsAccountId":"123456789012","CreatedAt":"2027-01-15T08:00:00Z","UpdatedAt":"2027-01-15T08:00:00Z","Severity":{"Label":"HIGH"},"Title":"t","Description":"d",)"
      R"("Types":["TTPs/Defense Evasion"],"Resources":[{"Type":"AwsAccount","Id":"AWS::::Account:123456789012"}]})";
  const auto output = securityhub::batch_import_findings(client("securityhub"), {finding});
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->imported, 1);
  EXPECT_TRUE(output->failed.empty());
}

TEST_F(Moto, reads_a_stream) {
  const Client kinesis = client("kinesis");
  const kinesis::StreamId stream{"stream", ""};
  const auto summary = kinesis::describe_stream_summary(kinesis, stream);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->status, "ACTIVE");
  EXPECT_EQ(summary->open_shards, 2);
  const auto shards = kinesis::list_shards(kinesis, {"", summary->arn});
  ASSERT_TRUE(shards) << shards.error().message;
  ASSERT_EQ(shards->size(), 2U);
  std::multiset<std::string> data;
  std::string last_sequence;
  for (const kinesis::Shard& shard : *shards) {
    kinesis::Position begin;
    begin.kind = kinesis::Position::Kind::kTrimHorizon;
    auto iterator = kinesis::get_shard_iterator(kinesis, stream, shard.id, begin);
    for (int turn = 0; turn < 5; ++turn) {
      ASSERT_TRUE(iterator) << iterator.error().message;
      const auto records = kinesis::get_records(kinesis, stream, *iterator, 10);
      ASSERT_TRUE(records) << records.error().message;
      for (const kinesis::Record& record : records->records) {
        data.insert(record.data);
        last_sequence = record.sequence;
        EXPECT_FALSE(record.arrival.is_zero());
      }
      iterator = records->next_iterator;
    }
  }
  EXPECT_EQ(data.size(), 30U);
  EXPECT_EQ(data.count(std::string("record 7 \0\xff", 11)), 1U);
  const auto consumer = kinesis::register_consumer(kinesis, summary->arn, "vedette");
  ASSERT_TRUE(consumer) << consumer.error().message;
  const auto described = kinesis::describe_consumer(kinesis, summary->arn, "vedette");
  ASSERT_TRUE(described) << described.error().message;
  EXPECT_EQ(described->arn, consumer->arn);
  EXPECT_TRUE(kinesis::deregister_consumer(kinesis, consumer->arn));
  const auto absent = kinesis::describe_stream_summary(kinesis, {"absent", ""});
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, "ResourceNotFoundException");
}

TEST_F(Moto, reads_logs) {
  const Client logs = client("logs");
  logs::StreamsInput streams;
  streams.group = "/vedette/test";
  streams.limit = 2;
  std::vector<std::string> names;
  for (int page_number = 0; page_number < 10; ++page_number) {
    const auto page = logs::describe_log_streams(logs, streams);
    ASSERT_TRUE(page) << page.error().message;
    for (const logs::Stream& stream : page->streams) {
      names.push_back(stream.name);
    }
    streams.next = page->next;
    if (streams.next.empty()) {
      break;
    }
  }
  EXPECT_EQ(names, (std::vector<std::string>{"a", "b", "c"}));
  logs::EventsInput input;
  input.group = "/vedette/test";
  input.stream = "a";
  input.limit = 4;
  std::vector<std::string> messages;
  for (int page_number = 0; page_number < 20; ++page_number) {
    const auto page = logs::get_log_events(logs, input);
    ASSERT_TRUE(page) << page.error().message;
    for (const logs::Event& event : page->events) {
      messages.push_back(event.message);
    }
    if (page->next_forward == input.next) {
      break;
    }
    input.next = page->next_forward;
  }
  ASSERT_EQ(messages.size(), 10U);
  EXPECT_EQ(messages[9], "line 9 é");
  logs::FilterInput filter;
  filter.group = "/vedette/test";
  filter.streams = {"a", "b"};
  const auto page = logs::filter_log_events(logs, filter);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->events.size(), 20U);
}

TEST_F(Moto, reads_with_many_threads) {
  const s3::S3 s3(client("s3"));
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int turn = 0; turn < 10; ++turn) {
        std::string text;
        good += s3.get_object({"trail", "AWSLogs/n/00", ""}, [&](std::string_view piece) {
                    text += piece;
                    return true;
                  }).has_value();
        EXPECT_EQ(text, "content of AWSLogs/n/00");
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(good, 80);
}

}  // namespace
}  // namespace vedette::aws

#include "aws/client.h"

#include <gtest/gtest.h>

#include "aws/local_client.h"
#include "aws/protocol.h"

namespace vedette::aws {
namespace {

using net::LocalHttpServer;

Call some_call() {
  Call call = json_call("sqs:SendMessage", "AmazonSQS.SendMessage", "1.0", "{}");
  call.resource = "queue";
  return call;
}

std::string json_error(int status, const std::string& code, const std::string& headers = {}) {
  return LocalHttpServer::answer(status, R"({"__type":"com.amazonaws.sqs#)" + code + R"(","message":"because"})", headers);
}

TEST(Client, signs_and_sends) {
  LocalService service("sqs", [](const std::string&) { return LocalHttpServer::answer(200, R"({"a":1})"); });
  const Outcome<Answer> answer = service.client().send(some_call());
  ASSERT_TRUE(answer) << answer.error().message;
  const std::string& request = service.seen.at(0);
  EXPECT_TRUE(request.starts_with("POST / HTTP/1.1\r\n"));
  EXPECT_NE(request.find("X-Amz-Target: AmazonSQS.SendMessage\r\n"), std::string::npos);
  EXPECT_NE(request.find("X-Amz-Date: 20270115T080000Z\r\n"), std::string::npos);
  EXPECT_NE(request.find("X-Amz-Security-Token: token\r\n"), std::string::npos);
  EXPECT_NE(request.find("Authorization: AWS4-HMAC-SHA256 Credential=AKID/20270115/eu-west-1/sqs/aws4_request, "
                         "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature="),
            std::string::npos)
      << request;
}

TEST(Client, repeats_what_may_heal) {
  int left = 2;
  LocalService service("sqs", [&](const std::string&) {
    return left-- > 0 ? LocalHttpServer::answer(503, "busy", "Retry-After: 7\r\n") : LocalHttpServer::answer(200, "{}");
  });
  ASSERT_TRUE(service.client().send(some_call()));
  ASSERT_EQ(service.waits.size(), 2U);
  EXPECT_GE(service.waits[0], std::chrono::seconds(7));
  left = 100;
  service.seen.clear();
  const Outcome<Answer> answer = service.client().send(some_call());
  ASSERT_FALSE(answer);
  EXPECT_EQ(service.seen.size(), 3U);
  EXPECT_EQ(answer.error().what, ErrorClass::kTransient);
  EXPECT_EQ(answer.error().status, 503);
  EXPECT_EQ(answer.error().retry_after, std::chrono::seconds(7));
}

TEST(Client, counts_throttling_apart) {
  LocalService service("sqs", [&](const std::string&) { return json_error(400, "ThrottlingException"); });
  ClientOptions options;
  options.max_attempts = 5;
  const Outcome<Answer> answer = service.client(options).send(some_call());
  ASSERT_FALSE(answer);
  EXPECT_TRUE(answer.error().throttled);
  EXPECT_EQ(answer.error().code, "ThrottlingException");
  EXPECT_EQ(service.seen.size(), 5U);
}

TEST(Client, stops_hammering) {
  LocalService service("sqs", [&](const std::string&) { return LocalHttpServer::answer(500, ""); });
  const Client client = service.client();
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(client.send(some_call()));
  }
  EXPECT_EQ(service.seen.size(), 200U) << "100 calls, and the 100 repetitions that 500 tokens buy";
}

TEST(Client, names_what_is_refused) {
  LocalService service("sqs", [&](const std::string& request) {
    return request.find("denied") != std::string::npos
               ? json_error(400, "AccessDeniedException", "x-amzn-requestid: R-1\r\n")
               : LocalHttpServer::answer(400, R"({"__type":"AWS.SimpleQueueService.NonExistentQueue","message":"no\nqueue"})");
  });
  Call call = some_call();
  call.body = "denied";
  Outcome<Answer> answer = service.client().send(call);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().what, ErrorClass::kPermission);
  EXPECT_EQ(answer.error().message, "sqs:SendMessage on queue: AccessDeniedException: because (request R-1)");
  EXPECT_EQ(answer.error().request_id, "R-1");
  answer = service.client().send(some_call());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().what, ErrorClass::kPermanent);
  EXPECT_EQ(answer.error().message, "sqs:SendMessage on queue: NonExistentQueue: no queue");
  EXPECT_EQ(to_error(answer.error()).kind, ErrorKind::kNotFound);
  EXPECT_EQ(service.seen.size(), 2U) << "sent again they fail again";
}

TEST(Client, repairs_its_clock) {
  LocalService service("sqs", [&](const std::string& request) {
    return request.find("X-Amz-Date: 20270115T090000Z") == std::string::npos
               ? json_error(403, "InvalidSignatureException", "Date: Fri, 15 Jan 2027 09:00:00 GMT\r\n")
               : LocalHttpServer::answer(200, "{}");
  });
  const Client client = service.client();
  EXPECT_TRUE(client.send(some_call()));
  EXPECT_EQ(service.seen.size(), 2U);
  EXPECT_TRUE(client.send(some_call()));
  EXPECT_EQ(service.seen.size(), 3U) << "and remembers";
}

TEST(Client, renews_credentials_that_are_refused_once) {
  LocalService service("sqs", [&](const std::string&) { return json_error(400, "ExpiredTokenException"); });
  const Outcome<Answer> answer = service.client().send(some_call());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().what, ErrorClass::kPermission);
  EXPECT_EQ(service.seen.size(), 2U);
}

TEST(Client, ends_when_it_is_told_to) {
  LocalService service("sqs", [&](const std::string&) { return LocalHttpServer::answer(500, ""); });
  std::atomic<bool> stop{true};
  Outcome<Answer> answer = service.client().send(some_call(), {&stop, std::nullopt});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().message, "sqs:SendMessage on queue: interrupted");
  EXPECT_TRUE(service.seen.empty());
  answer = service.client().send(some_call(), {nullptr, std::chrono::steady_clock::now() - std::chrono::seconds(1)});
  ASSERT_FALSE(answer);
  EXPECT_NE(answer.error().message.find("time"), std::string::npos);
  EXPECT_TRUE(service.seen.empty());
}

TEST(Client, blames_settings_that_are_wrong) {
  LocalService service("sqs", [&](const std::string&) { return LocalHttpServer::answer(200, "{}"); });
  ClientOptions options;
  options.proxy = "nonsense://user:password@x";
  const Outcome<Answer> answer = service.client(options).send(some_call());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().what, ErrorClass::kPermission) << answer.error().message;
  EXPECT_EQ(answer.error().message.find("password"), std::string::npos);
  EXPECT_TRUE(service.waits.empty());
}

TEST(Client, bounds_answers) {
  LocalService service("sqs", [&](const std::string&) { return LocalHttpServer::answer(200, std::string(5'000, ' ')); });
  Call call = some_call();
  call.max_answer = 1'000;
  const Outcome<Answer> answer = service.client().send(call);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().what, ErrorClass::kPermanent);
}

TEST(Client, finds_its_endpoint) {
  ConfigFiles files;
  ASSERT_TRUE(read_config_text(
      "[services mine]\nsqs =\n  endpoint_url = http://by-service:1\n[profile a]\nservices = mine\nendpoint_url = http://by-profile:2\n",
      ConfigFileKind::kConfig, "config", files));
  const auto host = [&](std::string_view service, std::map<std::string, std::string, std::less<>> variables, const ClientOptions& options = {}) {
    variables.emplace("AWS_REGION", "eu-west-1");
    SessionOptions session;
    session.environment = Environment(std::move(variables));
    const Result<Client> client = Client::create(Session::with_credentials(session, files, *files.find("a"), {}), service, options);
    return client ? client->endpoint().host : client.error().message;
  };
  using Variables = std::map<std::string, std::string, std::less<>>;
  EXPECT_EQ(host("sqs", Variables{{}}), "by-service:1");
  EXPECT_EQ(host("sns", Variables{{}}), "by-profile:2");
  EXPECT_EQ(host("sqs", Variables{{"AWS_ENDPOINT_URL", "http://all:3"}}), "all:3");
  EXPECT_EQ(host("sqs", Variables{{"AWS_ENDPOINT_URL", "http://all:3"}, {"AWS_ENDPOINT_URL_SQS", "http://one:4"}}), "one:4");
  EXPECT_EQ(host("events", Variables{{"AWS_ENDPOINT_URL_EVENTBRIDGE", "http://one:4"}}), "one:4");
  EXPECT_EQ(host("logs", Variables{{"AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "http://one:4"}}), "one:4");
  EXPECT_EQ(host("sqs", Variables{{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"}}), "sqs.eu-west-1.amazonaws.com");
  ClientOptions options;
  options.endpoint = "http://own:5";
  options.region = "cn-north-1";
  EXPECT_EQ(host("sqs", Variables{{"AWS_ENDPOINT_URL", "http://all:3"}}, options), "own:5");
  options.endpoint.clear();
  EXPECT_EQ(host("sqs", Variables{{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"}, {"AWS_USE_DUALSTACK_ENDPOINT", "true"}}, options),
            "sqs.cn-north-1.api.amazonwebservices.com.cn");
}

}  // namespace
}  // namespace vedette::aws

#include "notify/http_attempt.h"

#include <gtest/gtest.h>

#include <thread>

#include "net/local_servers.h"

namespace vedette::notify {
namespace {

using net::LocalHttpServer;

const Time kNow = from_unix(1'795'532'645, 0);  // Tue, 24 Nov 2026 15:04:05 GMT

Outcome attempt(const std::string& url, net::HttpRequest request = {}, const std::atomic<bool>* stop = nullptr, std::string_view secret = {}) {
  net::HttpClient client;
  request.method = "POST";
  request.url = url;
  request.body = "{}";
  return attempt_http(client, std::move(request), kNow, stop, nullptr, secret);
}

Outcome attempt_at(int status, const std::string& headers = {}, const std::string& body = {}) {
  LocalHttpServer server([&](const std::string&) { return LocalHttpServer::answer(status, body, headers); });
  return attempt(server.url() + "/services/SECRET?token=SECRET", {}, nullptr, "SECRET");
}

TEST(HttpAttempt, StatusesTellWhatToDo) {
  for (int status : {200, 201, 202, 204}) {
    EXPECT_EQ(attempt_at(status).kind, OutcomeKind::kSent) << status;
  }
  for (int status : {408, 425, 429, 500, 502, 503, 504, 599}) {
    EXPECT_EQ(attempt_at(status).kind, OutcomeKind::kRetry) << status;
  }
  for (int status : {301, 302, 303, 304, 400, 401, 403, 404, 405, 410, 413, 422}) {
    EXPECT_EQ(attempt_at(status).kind, OutcomeKind::kRefused) << status;
  }
}

TEST(HttpAttempt, ReasonsHoldNoSecret) {
  const Outcome out = attempt_at(404, {}, "no such\n service: SECRET");
  EXPECT_EQ(out.reason.find("SECRET"), std::string::npos) << out.reason;
  EXPECT_NE(out.reason.find("/..: status 404: no such service: ***"), std::string::npos) << out.reason;
  EXPECT_EQ(display_url("https://user:password@example.com:8443/services/SECRET?x=SECRET"), "https://example.com:8443/..");
  EXPECT_EQ(display_url("https://example.com"), "https://example.com");
  EXPECT_EQ(display_url("https://example.com?token=SECRET"), "https://example.com/..");
}

TEST(HttpAttempt, HonoursRetryAfter) {
  EXPECT_EQ(attempt_at(429, "Retry-After: 7\r\n").after, 7 * kSecond);
  EXPECT_EQ(attempt_at(503, "Retry-After: Tue, 24 Nov 2026 15:05:05 GMT\r\n").after, kMinute);
  EXPECT_EQ(attempt_at(503, "Retry-After: Tue, 24 Nov 2026 15:00:00 GMT\r\n").after, 0);
  EXPECT_EQ(attempt_at(503, "Retry-After: soon\r\n").after, 0);
  EXPECT_EQ(attempt_at(429, "Retry-After: 999999999999999999999\r\n").after, 24 * kHour);
  EXPECT_EQ(attempt_at(429, "Retry-After: -5\r\n").after, 0);
  EXPECT_EQ(retry_after("Tuesday, 24-Nov-26 15:05:05 GMT", kNow), kMinute);
  EXPECT_EQ(retry_after("Tue Nov 24 15:05:05 2026", kNow), kMinute);
  // Telegram and Discord say it in the body.
  EXPECT_EQ(attempt_at(429, {}, R"({"ok":false,"error_code":429,"parameters":{"retry_after":35}})").after, 35 * kSecond);
  EXPECT_EQ(attempt_at(429, {}, R"({"message":"You are being rate limited.","retry_after":0.65})").after, 650 * kMillisecond);
}

TEST(HttpAttempt, FollowsRedirectionsThatKeepTheBody) {
  std::string second;
  LocalHttpServer there([&](const std::string& request) {
    second = request;
    return LocalHttpServer::answer(200, "");
  });
  LocalHttpServer here([&](const std::string&) { return LocalHttpServer::answer(307, "", "Location: " + there.url() + "/x\r\n"); });
  net::HttpRequest request;
  request.headers = {{"Authorization", "Bearer SECRET"}, {"Content-Type", "application/json"}};
  EXPECT_EQ(attempt(here.url(), request).kind, OutcomeKind::kSent);
  EXPECT_EQ(second.rfind("POST /x ", 0), 0U) << second;
  EXPECT_NE(second.find("\r\n\r\n{}"), std::string::npos) << second;
  EXPECT_EQ(second.find("SECRET"), std::string::npos) << "credentials went to another host";
}

TEST(HttpAttempt, RedirectionsThatLoseTheBodyAreRefused) {
  const Outcome out = attempt_at(302, "Location: https://elsewhere.example/a/b\r\n");
  EXPECT_EQ(out.kind, OutcomeKind::kRefused);
  EXPECT_NE(out.reason.find("moved to https://elsewhere.example/..;"), std::string::npos) << out.reason;
}

TEST(HttpAttempt, RedirectionsInCirclesEnd) {
  std::string url;
  LocalHttpServer server([&](const std::string&) { return LocalHttpServer::answer(308, "", "Location: /again\r\n"); });
  EXPECT_EQ(attempt(server.url()).kind, OutcomeKind::kRefused);
  EXPECT_LE(server.requests(), 11);
}

TEST(HttpAttempt, NobodyThereIsRetried) {
  std::string url;
  {
    LocalHttpServer gone([](const std::string&) { return std::string(); });
    url = gone.url();
  }
  const Outcome out = attempt(url + "/SECRET");
  EXPECT_EQ(out.kind, OutcomeKind::kRetry);
  EXPECT_FALSE(out.interrupted);
  EXPECT_EQ(out.reason.find("SECRET"), std::string::npos) << out.reason;
}

TEST(HttpAttempt, BrokenAnswersAreRetried) {
  LocalHttpServer resets([](const std::string&) { return std::string(); });
  EXPECT_EQ(attempt(resets.url()).kind, OutcomeKind::kRetry);
  LocalHttpServer talks([](const std::string&) { return std::string("220 mail.example ESMTP\r\n"); });
  EXPECT_EQ(attempt(talks.url()).kind, OutcomeKind::kRetry);
  LocalHttpServer breaks_off([](const std::string&) { return std::string("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"); });
  EXPECT_EQ(attempt(breaks_off.url()).kind, OutcomeKind::kRetry);
}

TEST(HttpAttempt, TimesOut) {
  LocalHttpServer hangs([](const std::string&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    return LocalHttpServer::answer(200, "");
  });
  net::HttpRequest request;
  request.timeout = std::chrono::milliseconds(100);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(attempt(hangs.url(), request).kind, OutcomeKind::kRetry);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(550));
}

TEST(HttpAttempt, StopsWhenTold) {
  LocalHttpServer hangs([](const std::string&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2500));
    return LocalHttpServer::answer(200, "");
  });
  std::atomic<bool> stop{false};
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop = true;
  });
  net::HttpRequest request;
  request.timeout = std::chrono::seconds(20);
  const auto begin = std::chrono::steady_clock::now();
  const Outcome out = attempt(hangs.url(), request, &stop);
  stopper.join();
  EXPECT_EQ(out.kind, OutcomeKind::kRetry);
  EXPECT_TRUE(out.interrupted);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(2000));
}

TEST(HttpAttempt, SpeaksToNoStrangers) {
  // A server that speaks no TLS, and URLs that are none.
  LocalHttpServer plain([](const std::string&) { return LocalHttpServer::answer(200, ""); });
  EXPECT_EQ(attempt("https" + plain.url().substr(4)).kind, OutcomeKind::kRetry);
  EXPECT_EQ(attempt("http://exa mple").kind, OutcomeKind::kRefused);
  EXPECT_EQ(attempt("file:///etc/passwd").kind, OutcomeKind::kRefused);
}

TEST(OneLine, IsOneLine) {
  EXPECT_EQ(one_line("  a\n\tb\x01 c  "), "a b c");
  EXPECT_EQ(one_line(std::string(400, 'x')), std::string(300, 'x') + "..");
  EXPECT_EQ(one_line("caf\xe9"), "caf\uFFFD");
}

}  // namespace
}  // namespace vedette::notify

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "net/expiring_cache.h"
#include "net/http_client.h"
#include "net/local_servers.h"
#include "net/resolver.h"

namespace vedette::net {
namespace {

TEST(HttpClient, sends_and_reads) {
  std::string seen;
  LocalHttpServer server([&](const std::string& request) {
    seen = request;
    return LocalHttpServer::answer(201, "hello", "content-type: text/plain\r\nX-Two: a\r\nX-Two: b\r\n");
  });
  HttpClient client;
  HttpRequest request;
  request.method = "POST";
  request.url = server.url() + "/x?y=1";
  request.headers = {{"Content-Type", "application/json"}, {"X-Api-Key", "k"}};
  request.body = "{}";
  Result<HttpResponse> response = client.send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->body, "hello");
  EXPECT_NE(std::find(response->headers.begin(), response->headers.end(), std::pair<std::string, std::string>("Content-Type", "text/plain")),
            response->headers.end());
  EXPECT_TRUE(seen.starts_with("POST /x?y=1 HTTP/1.1\r\n")) << seen;
  EXPECT_NE(seen.find("X-Api-Key: k\r\n"), std::string::npos);
  EXPECT_TRUE(seen.ends_with("\r\n\r\n{}"));
  // The handle is used again, and remembers nothing of that.
  request = {};
  request.url = server.url();
  ASSERT_TRUE(client.send(request));
  EXPECT_TRUE(seen.starts_with("GET / HTTP/1.1\r\n")) << seen;
  request.method = "HEAD";
  ASSERT_TRUE(client.send(request));
  EXPECT_TRUE(seen.starts_with("HEAD / "));
}

TEST(HttpClient, bounds_time_and_size) {
  LocalHttpServer server([&](const std::string& request) {
    if (request.starts_with("GET /slow")) {
      std::this_thread::sleep_for(std::chrono::milliseconds(400));
    }
    return LocalHttpServer::answer(200, std::string(100'000, 'x'));
  });
  HttpClient client;
  HttpRequest request;
  request.url = server.url();
  request.max_body = 1000;
  Result<HttpResponse> response = client.send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body.size(), 1000U);
  request.url += "/slow";
  request.timeout = std::chrono::milliseconds(100);
  response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kUnavailable);
}

TEST(HttpClient, hands_a_body_on_in_pieces) {
  LocalHttpServer server([&](const std::string& request) {
    const bool good = request.starts_with("GET /good");
    return LocalHttpServer::answer(good ? 200 : 500, std::string(100'000, good ? 'x' : 'e'), "last-modified: then\r\n");
  });
  HttpClient client;
  std::string taken;
  HttpRequest request;
  request.url = server.url() + "/good";
  request.take_body = [&](std::string_view piece) {
    taken += piece;
    return true;
  };
  Result<HttpResponse> response = client.send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(taken.size(), 100'000U);
  EXPECT_TRUE(response->body.empty());
  EXPECT_FALSE(response->cut);
  EXPECT_EQ(response->header("Last-Modified"), "then");
  EXPECT_EQ(response->header("Etag"), "");

  taken.clear();
  request.max_body = 1000;
  response = client.send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(taken.size(), 1000U);
  EXPECT_TRUE(response->cut);

  taken.clear();
  request.url = server.url() + "/bad";
  response = client.send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_TRUE(taken.empty()) << "what an error says is no part of a file";
  EXPECT_EQ(response->body.size(), 1000U);

  request.url = server.url() + "/good";
  request.take_body = [](std::string_view) { return false; };
  response = client.send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_TRUE(response->cut);
}

TEST(HttpClient, stops_when_it_is_told_to) {
  std::atomic<bool> stop{false};
  LocalHttpServer server([&](const std::string&) {
    stop = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    return LocalHttpServer::answer(200, "late");
  });
  HttpClient client;
  HttpRequest request;
  request.url = server.url();
  request.stop = &stop;
  Result<HttpResponse> response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_NE(response.error().message.find("interrupted"), std::string::npos);
}

TEST(HttpClient, refuses_what_is_no_request) {
  HttpClient client;
  for (const char* url : {"", "file:///etc/passwd", "http://", "gopher://x/", "http://127.0.0.1:1/\r\nX: y"}) {
    HttpRequest request;
    request.url = url;
    EXPECT_FALSE(client.send(request)) << url;
  }
  HttpRequest request;
  request.url = "http://127.0.0.1:1/";
  Result<HttpResponse> response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kUnavailable);  // nobody listens
  request.headers = {{"A", "b\r\nC: d"}};
  response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kInvalid);
  request.headers = {};
  request.method = "GE T";
  EXPECT_FALSE(client.send(request));
}

TEST(Resolver, asks_for_names_and_addresses) {
  LocalDnsServer server({{"PTR 7.2.0.192.in-addr.arpa", "One.example.com"},
                         {"PTR 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "six.example.com"},
                         {"A one.example.com", std::string("\xc0\x00\x02\x07", 4)},
                         {"A one.example.com", std::string("\xc0\x00\x02\x08", 4)},
                         {"AAAA one.example.com", std::string("\x20\x01\x0d\xb8", 4) + std::string(11, '\0') + '\1'}});
  SystemResolver resolver(SystemResolver::NameServer{INADDR_LOOPBACK, server.port()});
  EXPECT_EQ(resolver.names_of(*Ip::parse("192.0.2.7")), std::vector<std::string>{"One.example.com."});
  EXPECT_EQ(resolver.names_of(*Ip::parse("2001:db8::1")), std::vector<std::string>{"six.example.com."});
  EXPECT_TRUE(resolver.names_of(*Ip::parse("192.0.2.9")).empty());
  std::vector<std::string> addresses;
  for (const Ip& ip : resolver.addresses_of("one.example.com")) {
    addresses.push_back(ip.to_string());
  }
  EXPECT_EQ(addresses, (std::vector<std::string>{"192.0.2.7", "192.0.2.8", "2001:db8::1"}));
  EXPECT_TRUE(resolver.addresses_of("").empty());
  EXPECT_TRUE(resolver.addresses_of(std::string(300, 'a')).empty());
  EXPECT_EQ(resolver.addresses_of("192.0.2.1").size(), 1U);
}

TEST(Resolver, waits_no_longer_than_it_says) {
  LocalSocket silent(SOCK_DGRAM);
  SystemResolver resolver(SystemResolver::NameServer{INADDR_LOOPBACK, silent.port()});
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(resolver.names_of(*Ip::parse("192.0.2.7")).empty());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(ExpiringCache, asks_once_and_forgets) {
  ExpiringCache<int> cache(2);
  int asked = 0;
  const auto ask = [&] { return std::pair<int, std::chrono::steady_clock::duration>(++asked, std::chrono::hours(1)); };
  EXPECT_EQ(cache.get("a", ask), 1);
  EXPECT_EQ(cache.get("a", ask), 1);
  EXPECT_EQ(cache.get("b", ask), 2);
  EXPECT_EQ(cache.get("a", ask), 1);
  EXPECT_EQ(cache.get("c", ask), 3);  // "b" goes
  EXPECT_EQ(cache.get("a", ask), 1);
  EXPECT_EQ(cache.get("b", ask), 4);
  EXPECT_EQ(cache.get("short", [&] { return std::pair<int, std::chrono::steady_clock::duration>(7, std::chrono::nanoseconds(1)); }), 7);
  EXPECT_EQ(cache.get("short", ask), 5);
}

TEST(ExpiringCache, threads_share_one_question) {
  ExpiringCache<int> cache(10);
  std::atomic<int> asked{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      EXPECT_EQ(cache.get("a",
                          [&] {
                            ++asked;
                            std::this_thread::sleep_for(std::chrono::milliseconds(30));
                            return std::pair<int, std::chrono::steady_clock::duration>(1, std::chrono::hours(1));
                          }),
                1);
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace vedette::net

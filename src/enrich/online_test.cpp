#include "enrich/online.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "enrich/enricher.h"
#include "enrich/testing.h"
#include "expr/builtins/data_files.h"
#include "net/local_servers.h"

namespace vedette::enrich {
namespace {

class FakeResolver final : public net::Resolver {
 public:
  std::mutex mutex;
  std::map<std::string, std::vector<std::string>> names;
  std::map<std::string, std::vector<std::string>> addresses;
  std::atomic<int> asked{0};

  std::vector<std::string> names_of(const Ip& address) override {
    ++asked;
    std::lock_guard lock(mutex);
    return names[address.to_string()];
  }
  std::vector<Ip> addresses_of(const std::string& host) override {
    ++asked;
    std::lock_guard lock(mutex);
    std::vector<Ip> out;
    for (const std::string& text : addresses[host]) {
      out.push_back(*Ip::parse(text));
    }
    return out;
  }
};

class OnlineTest : public ::testing::Test {
 protected:
  OnlineTest() { start({}); }

  void start(ThreatIntelligenceOptions intelligence) {
    auto resolver = std::make_unique<FakeResolver>();
    resolver_ = resolver.get();
    resolver_->names["192.0.2.7"] = {"Crawl-7.Example.com."};
    resolver_->names["192.0.2.8"] = {"crawl.example.com."};  // a lie
    resolver_->names["192.0.2.9"] = {"a.example.net.", "b.example.net.", "c.example.net.", "crawl-9.example.com."};
    resolver_->addresses["crawl-7.example.com"] = {"192.0.2.7", "2001:db8::7"};
    resolver_->addresses["crawl-9.example.com"] = {"192.0.2.9"};
    resolver_->addresses["crawl.example.com"] = {"192.0.2.1"};
    online_ = std::make_unique<Online>(std::move(intelligence), std::move(resolver));
    services_.network = online_.get();
    services_.files = &files_;
  }

  std::string evaluate(const std::string& expression) { return evaluate_with(services_, arena_, expression); }

  std::string reverse_dns(std::string_view value) {
    arena_.reset();
    model::Event event(arena_);
    EnrichContext context;
    context.services = &services_;
    const EnrichResult result = find_enricher("reverse_dns")->apply(value, event, context);
    return result == EnrichResult::kWritten ? std::string(event.enriched.get("reverse_dns")) : "nothing";
  }

  expr::DataFiles files_;
  FakeResolver* resolver_ = nullptr;
  std::unique_ptr<Online> online_;
  expr::Services services_;
  Arena arena_;
};

// crowdsec: pkg/parser/enrich_dns_test.go
TEST_F(OnlineTest, reverse_dns_writes_the_raw_name_and_asks_once) {
  EXPECT_EQ(reverse_dns("192.0.2.7"), "Crawl-7.Example.com.");
  EXPECT_EQ(reverse_dns("192.0.2.7"), "Crawl-7.Example.com.");
  EXPECT_EQ(resolver_->asked, 1);
  for (const char* value : {"", "not-an-ip", "203.0.113.1", "203.0.113.1"}) {
    EXPECT_EQ(reverse_dns(value), "nothing") << value;
  }
  EXPECT_EQ(resolver_->asked, 2);  // that there is no answer is kept too
  services_.network = nullptr;
  EXPECT_EQ(reverse_dns("192.0.2.7"), "nothing");
  EXPECT_EQ(services_.absent[static_cast<std::size_t>(expr::Absence::kReverseDns)], 1U);
}

TEST_F(OnlineTest, expected_names_are_asked_beside) {
  for (int round = 0; round < 3; ++round) {
    online_->expect_names_of(*Ip::parse("192.0.2.7"));
  }
  EXPECT_EQ(reverse_dns("192.0.2.7"), "Crawl-7.Example.com.");
  EXPECT_EQ(resolver_->asked, 1);
  for (int i = 0; i < 10'000; ++i) {
    online_->expect_names_of(Ip::from_v4(0xC6336400U + static_cast<std::uint32_t>(i % 256)));
  }
  EXPECT_EQ(reverse_dns("198.51.100.200"), "nothing");
}

TEST_F(OnlineTest, look_up_host) {
  EXPECT_EQ(evaluate("LookupHost('Crawl-7.example.com.')"), "[\"192.0.2.7\",\"2001:db8::7\"]");
  EXPECT_EQ(evaluate("LookupHost('crawl-7.example.com')[0]"), "\"192.0.2.7\"");
  EXPECT_EQ(resolver_->asked, 1);
  EXPECT_EQ(evaluate("LookupHost('nowhere.example.com')"), "[]");
}

// crowdsec: pkg/exprhelpers/botfile_test.go
TEST_F(OnlineTest, bots_are_known_by_address_range_or_confirmed_name) {
  Diagnostics diagnostics;
  files_.add("bots.json", expr::DataKind::kBots,
             expr::read_data_file("bots.json",
                                  R"(# robots
{"name": "by address", "user_agent": "addressbot", "ips": ["192.0.2.50", "::ffff:192.0.2.51"]}
{"name": "by range", "paths": ["^/feed"], "ranges": ["198.51.100.7/24", "2001:db8::/32"]}
{"name": "by name", "user_agent": "NameBot/\\d+", "rdns": ["(^|\\.)example\\.com$"]}
{"name": "no identity", "user_agent": "x"}
{"user_agent": "no name", "ips": ["192.0.2.1"]}
{"name": "unknown key", "ips": ["192.0.2.1"], "ip": "192.0.2.2"}
{"name": "bad address", "ips": ["192.0.2.300"]}
{"name": "bad pattern", "rdns": ["("]}
{"name": "empty pattern", "rdns": [""]}
not json
)",
                                  expr::DataKind::kBots, diagnostics));
  EXPECT_EQ(diagnostics.all().size(), 7U);
  EXPECT_EQ(evaluate("MatchKnownBot('192.0.2.50', 'AddressBot 1', '/', 'bots.json')"), "true");
  EXPECT_EQ(evaluate("MatchKnownBot('192.0.2.51:4711', 'AddressBot 1', '/', 'bots.json')"), "true");
  EXPECT_EQ(evaluate("MatchKnownBot('192.0.2.50', 'curl', '/', 'bots.json')"), "false");
  EXPECT_EQ(evaluate("MatchKnownBot('198.51.100.99', 'any', '/feed.xml', 'other.json', 'bots.json')"), "true");
  EXPECT_EQ(evaluate("MatchKnownBot('[2001:db8::1%eth0]:80', 'any', '/feed.xml', 'bots.json')"), "true");
  EXPECT_EQ(evaluate("MatchKnownBot('198.51.100.99', 'any', '/x', 'bots.json')"), "false");
  EXPECT_EQ(resolver_->asked, 0);
  EXPECT_EQ(evaluate("MatchKnownBot('192.0.2.7', 'namebot/1', '/', 'bots.json')"), "true");
  EXPECT_EQ(evaluate("MatchKnownBot('192.0.2.8', 'namebot/1', '/', 'bots.json')"), "false");  // its name leads elsewhere
  EXPECT_EQ(evaluate("MatchKnownBot('192.0.2.9', 'namebot/1', '/', 'bots.json')"), "false");  // its fourth name is not asked for
  EXPECT_EQ(evaluate("MatchKnownBot('192.0.2.7', 'namebot/1', '/')"), "false");
  EXPECT_EQ(evaluate("MatchKnownBot('x', 'namebot/1', '/', 'bots.json')"), "false");
  services_.network = nullptr;
  EXPECT_EQ(evaluate("MatchKnownBot('192.0.2.7', 'namebot/1', '/', 'bots.json')"), "false");
}

TEST_F(OnlineTest, http_answers_are_structs) {
  net::LocalHttpServer server([](const std::string& request) {
    const std::size_t body = request.find("\r\n\r\n") + 4;
    return net::LocalHttpServer::answer(200, request.substr(0, request.find(' ')) + ":" + request.substr(body), "X-A: 1\r\nx-a: 2\r\n");
  });
  EXPECT_EQ(evaluate("HTTPGet('" + server.url() + "').StatusCode"), "200");
  EXPECT_EQ(evaluate("HTTPPost('" + server.url() + "', 'text/plain', 'abc').Body"), "\"POST:abc\"");
  EXPECT_EQ(evaluate("HTTPRequest('PUT', '" + server.url() + "', {'X-N': 7}, 'abc').Body"), "\"PUT:abc\"");
  EXPECT_EQ(evaluate("HTTPHead('" + server.url() + "').Headers['X-A']"), "[\"1\",\"2\"]");
  EXPECT_EQ(evaluate("HTTPGet('" + server.url() + "').Headers.Get('x-a')"), "\"1\"");
  EXPECT_EQ(evaluate("HTTPGet('http://127.0.0.1:1/').Body").substr(0, 4), "run:");
}

// crowdsec: pkg/cticlient/ctiexpr/expr_test.go, pkg/cticlient/types_test.go
class ThreatIntelligenceTest : public OnlineTest {
 protected:
  ThreatIntelligenceTest()
      : server_([this](const std::string& request) {
          seen_ = request;
          if (status_ != 200) {
            return net::LocalHttpServer::answer(status_, "");
          }
          if (request.find("X-Api-Key: my-api-key\r\n") == std::string::npos) {
            return net::LocalHttpServer::answer(403, "");
          }
          if (request.starts_with("GET /v2/smoke/192.0.2.4 ")) {
            return net::LocalHttpServer::answer(200, body_);
          }
          return net::LocalHttpServer::answer(404, "");
        }) {
    options_.url = server_.url();
    options_.key = "my-api-key";
    start(options_);
  }

  int status_ = 200;
  std::string body_ = R"({"ip": "192.0.2.4", "reputation": "malicious", "ip_range": "192.0.2.0/24", "as_num": null, "background_noise_score": 7,
    "behaviors": [{"name": "ssh:bruteforce", "label": "SSH"}, null], "location": {"country": "FR", "latitude": 48.5},
    "classifications": {"false_positives": [], "classifications": [{"name": "community-blocklist"}]},
    "attack_details": [{"name": "crowdsecurity/ssh-bf", "references": ["a"]}], "target_countries": {"FR": 3, "DE": 1},
    "scores": {"last_day": {"total": 3}}, "cves": ["CVE-2021-44228"], "new_field": {"x": [1]}})";
  std::string seen_;
  ThreatIntelligenceOptions options_;
  net::LocalHttpServer server_;
};

TEST_F(ThreatIntelligenceTest, answers_are_structs_and_kept) {
  const std::string item = "CrowdsecCTI('192.0.2.4')";
  EXPECT_EQ(evaluate(item + ".Ip + ' ' + " + item + ".Reputation"), "\"192.0.2.4 malicious\"");
  EXPECT_EQ(evaluate(item + ".GetMaliciousnessScore() == 1"), "true");
  EXPECT_EQ(evaluate(item + ".IsPartOfCommunityBlocklist() && not " + item + ".IsFalsePositive()"), "true");
  EXPECT_EQ(evaluate(item + ".GetBackgroundNoiseScore()"), "7");
  EXPECT_EQ(evaluate(item + ".GetBehaviors()"), "[\"ssh:bruteforce\",\"\"]");
  EXPECT_EQ(evaluate(item + ".GetAttackDetails()"), "[\"crowdsecurity/ssh-bf\"]");
  EXPECT_EQ(evaluate(item + ".GetClassifications()"), "[\"community-blocklist\"]");
  EXPECT_EQ(evaluate(item + ".GetFalsePositives()"), "[]");
  EXPECT_EQ(evaluate(item + ".AsNum == nil && " + item + ".AsName == nil"), "true");
  EXPECT_EQ(evaluate(item + ".IpRange == '192.0.2.0/24' && " + item + ".Location.Country == 'FR'"), "true");
  EXPECT_EQ(evaluate(item + ".TargetCountries['FR'] + " + item + ".Scores.LastDay.Total"), "6");
  EXPECT_EQ(evaluate(item + ".CVEs"), "[\"CVE-2021-44228\"]");
  EXPECT_EQ(server_.requests(), 1);
  EXPECT_EQ(evaluate("CrowdsecCTI('192.0.2.5').Ip"), "\"\"");  // not known: empty
  EXPECT_EQ(evaluate("CrowdsecCTI('192.0.2.5').GetMaliciousnessScore()"), "0.0");
  EXPECT_EQ(server_.requests(), 2);
  EXPECT_EQ(evaluate("CrowdsecCTI('../fire').Ip").substr(0, 4), "run:");
  EXPECT_EQ(server_.requests(), 2);
}

TEST_F(ThreatIntelligenceTest, a_refused_key_is_not_tried_again) {
  options_.key = "wrong";
  start(options_);
  EXPECT_EQ(evaluate("CrowdsecCTI('192.0.2.4').Ip"), "run: unauthorized");
  EXPECT_EQ(evaluate("CrowdsecCTI('192.0.2.4').Ip"), "run: cti is disabled");
  EXPECT_EQ(server_.requests(), 1);
  start({});
  EXPECT_EQ(evaluate("CrowdsecCTI('192.0.2.4').Ip"), "run: cti is disabled");
  EXPECT_EQ(services_.absent[static_cast<std::size_t>(expr::Absence::kThreatIntelligence)], 3U);
}

TEST_F(ThreatIntelligenceTest, a_used_up_quota_pauses) {
  options_.pause = std::chrono::milliseconds(100);
  start(options_);
  status_ = 429;
  EXPECT_EQ(evaluate("CrowdsecCTI('192.0.2.4').Ip"), "run: request quota exceeded, please reduce your request rate");
  status_ = 200;
  EXPECT_EQ(evaluate("CrowdsecCTI('192.0.2.4').Ip"), "run: request quota exceeded, please reduce your request rate");
  EXPECT_EQ(server_.requests(), 1);
  std::this_thread::sleep_for(std::chrono::milliseconds(150));
  EXPECT_EQ(evaluate("CrowdsecCTI('192.0.2.4').Ip"), "\"192.0.2.4\"");
}

TEST_F(ThreatIntelligenceTest, trouble_is_a_failure_and_not_kept) {
  status_ = 500;
  EXPECT_EQ(evaluate("CrowdsecCTI('192.0.2.4').Ip").substr(0, 21), "run: unexpected error");
  status_ = 200;
  const std::string good = body_;
  for (const char* bad : {"{", "[]", R"({"ip": 4})", R"({"scores": []})", R"({"cves": {}})", R"({"as_num": 1.5})"}) {
    body_ = bad;
    start(options_);
    EXPECT_EQ(evaluate("CrowdsecCTI('192.0.2.4').Ip").substr(0, 4), "run:") << bad;
  }
  body_ = good;
  start(options_);
  EXPECT_EQ(evaluate("CrowdsecCTI('192.0.2.4').Ip"), "\"192.0.2.4\"");
}

}  // namespace
}  // namespace vedette::enrich

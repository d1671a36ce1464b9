#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "model/read_alert.h"
#include "net/local_servers.h"
#include "notify/notifier.h"

namespace vedette::notify {
namespace {

namespace fs = std::filesystem;

class LoadNotifiers : public testing::Test {
 protected:
  LoadNotifiers() {
    std::string pattern = testing::TempDir() + "vedette_notify_XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  ~LoadNotifiers() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text, mode_t mode = 0600) {
    const fs::path path = folder_ / name;
    std::ofstream(path, std::ios::binary) << text;
    ::chmod(path.c_str(), mode);
    return path;
  }
  Notifiers load() { return load_notifiers({folder_.string(), {}, {}, {}, used_}, diagnostics_); }
  [[nodiscard]] std::string said() const {
    std::string out;
    for (const Diagnostic& diagnostic : diagnostics_.all()) {
      out += render(diagnostic);
    }
    return out;
  }
  [[nodiscard]] bool says(std::string_view text) const { return said().find(text) != std::string::npos; }

  fs::path folder_;
  Diagnostics diagnostics_;
  std::optional<std::vector<std::string>> used_;
};

TEST_F(LoadNotifiers, ReadsAllDocumentsByName) {
  write("b.yaml",
        "type: http\nname: second\nurl: https://example.com\nmethod: post\ngroup_wait: 30s\ngroup_threshold: 10\nmax_retry: 3\ntimeout: 10s\n"
        "log_level: info\nformat: '{}'\n---\n---\ntype: file\nname: third\nlog_path: /tmp/x\n");
  write("a.yml", "type: slack\nname: first\nwebhook: https://hooks.slack.com/services/x\n");
  write("c.txt", "not: read");
  fs::create_directory(folder_ / "below");
  write("below/d.yaml", "type: http\nname: below\n");
  const Notifiers notifiers = load();
  EXPECT_EQ(said(), "");
  ASSERT_EQ(notifiers.all.size(), 3U);
  const Notifier* second = notifiers.find("second");
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(second->config().group_wait, 30 * kSecond);
  EXPECT_EQ(second->config().group_threshold, 10);
  EXPECT_EQ(second->config().max_retry, 3);
  EXPECT_EQ(second->config().timeout, 10 * kSecond);
  EXPECT_EQ(second->target(), "POST https://example.com");
  EXPECT_EQ(notifiers.find("first")->config().timeout, 5 * kSecond);
  EXPECT_EQ(notifiers.find("first")->target(), "https://hooks.slack.com/..");
  EXPECT_EQ(notifiers.find("none"), nullptr);
}

TEST_F(LoadNotifiers, ExpandsTheEnvironmentInValuesButNotInTemplates) {
  ::setenv("VEDETTE_TEST_WEBHOOK", "https://hooks.slack.com/services/fromenv", 1);
  ::setenv("VEDETTE_TEST_WAIT", "45s", 1);
  write("a.yaml",
        "type: slack\nname: s\nwebhook: ${VEDETTE_TEST_WEBHOOK}\ngroup_wait: $VEDETTE_TEST_WAIT\n"
        "format: '{{ $x := 1 }}${VEDETTE_TEST_WEBHOOK}'\n",
        0644);
  const Notifiers notifiers = load();
  EXPECT_EQ(said(), "");
  ASSERT_EQ(notifiers.all.size(), 1U);
  EXPECT_EQ(notifiers.all[0]->config().group_wait, 45 * kSecond);
  const model::Alert alert;
  EXPECT_NE(notifiers.all[0]->render({&alert, 1}, {}).messages.at(0).body.find("${VEDETTE_TEST_WEBHOOK}"), std::string::npos);
}

TEST_F(LoadNotifiers, WarnsOfUnknownKeysWithTheNearest) {
  write("a.yaml", "type: slack\nname: s\nwebhok: https://hooks.slack.com/services/SECRET\nchanel: x\n");
  EXPECT_TRUE(load().all.empty());
  EXPECT_TRUE(says("unknown key `webhok` in a slack notification")) << said();
  EXPECT_TRUE(says("did you mean `webhook`?")) << said();
  EXPECT_TRUE(says("did you mean `channel`?")) << said();
  EXPECT_TRUE(says("a slack notification needs `webhook`")) << said();
  EXPECT_FALSE(says("SECRET")) << said();
}

TEST_F(LoadNotifiers, SaysWhatIsWrongWithoutShowingSecrets) {
  write("a.yaml", "type: http\nname: h\nurl: ftp://user:SECRET@example.com\nmethod: 'PO ST'\nheaders:\n  Authorization: [SECRET]\n");
  write("b.yaml", "type: splunk\nname: s\ntoken: SECRET\n  bad: indent\nurl: x\n");
  write("c.yaml",
        "type: email\nname: e\nsmtp_host: mail.example\nsmtp_pasword: SECRET\nreceiver_emails: [nobody]\nencryption_type: tls\nsmtp_port: 99999\n");
  write("d.yaml", "type: sentinel\nname: z\ncustomer_id: c\nshared_key: '!SECRET!'\nlog_type: x\n");
  EXPECT_TRUE(load().all.empty());
  EXPECT_FALSE(says("SECRET")) << said();
  EXPECT_TRUE(says("`url` is a URL that begins with https://")) << said();
  EXPECT_TRUE(says("`PO ST` is no HTTP method")) << said();
  EXPECT_TRUE(says("`Authorization` is one text, not a list")) << said();
  EXPECT_TRUE(says("`nobody` is no mail address")) << said();
  EXPECT_TRUE(says("`encryption_type` is one of ssltls, starttls, none, not `tls`")) << said();
  EXPECT_TRUE(says("`smtp_port` is a whole number from 1 to 65535")) << said();
  EXPECT_TRUE(says("`shared_key` is no base64")) << said();
}

TEST_F(LoadNotifiers, WhatNoProfileCallsIsAWarning) {
  write("http.yaml", "type: http\nname: http_default\nurl: <HTTP_url>\nmethod: POST\n");
  write("email.yaml", "type: email\nname: email_default\nsmtp_host:\nreceiver_emails:\n");
  write("file.yaml", "type: file\nname: file_default\nlog_path: /tmp/x\n");
  used_ = {"file_default"};
  const Notifiers notifiers = load();
  EXPECT_FALSE(diagnostics_.has_errors()) << said();
  EXPECT_EQ(notifiers.all.size(), 1U);
  EXPECT_EQ(notifiers.configs.size(), 3U);
}

TEST_F(LoadNotifiers, TheLastOfOneNameCounts) {
  write("a.yaml", "type: file\nname: f\nlog_path: /tmp/one\n");
  write("b.yaml", "type: file\nname: f\nlog_path: /tmp/two\n");
  const Notifiers notifiers = load();
  ASSERT_EQ(notifiers.all.size(), 1U);
  EXPECT_EQ(notifiers.all[0]->target(), "/tmp/two");
  EXPECT_TRUE(says("is defined several times")) << said();
}

TEST_F(LoadNotifiers, NamesTheNearestType) {
  write("a.yaml", "type: slak\nname: f\n---\nname: x\n---\ntype: file\n---\n- list\n");
  EXPECT_TRUE(load().all.empty());
  EXPECT_TRUE(says("there is no notification of type `slak`")) << said();
  EXPECT_TRUE(says("did you mean `slack`?")) << said();
  EXPECT_TRUE(says("a notification needs `type`")) << said();
  EXPECT_TRUE(says("needs a `name`")) << said();
  EXPECT_TRUE(says("a notification is a mapping of keys, not a list")) << said();
}

TEST_F(LoadNotifiers, ReadsSecretsFromFiles) {
  const std::string key = write("key", "https://hooks.slack.com/services/fromfile\n");
  const std::string open = write("open", "https://hooks.slack.com/services/fromfile\n", 0644);
  write("a.yaml",
        "type: slack\nname: good\nwebhook: file:" + key + "\n---\ntype: slack\nname: open\nwebhook: file:" + open +
            "\n---\ntype: slack\nname: gone\nwebhook: file:/nonexistent/key\n",
        0644);
  const Notifiers notifiers = load();
  EXPECT_NE(notifiers.find("good"), nullptr);
  EXPECT_NE(notifiers.find("open"), nullptr);
  EXPECT_EQ(notifiers.find("gone"), nullptr);
  EXPECT_TRUE(says("everybody on this machine can read " + open)) << said();
  EXPECT_TRUE(says("/nonexistent/key")) << said();
  EXPECT_EQ(std::count_if(diagnostics_.all().begin(), diagnostics_.all().end(), [](const Diagnostic& d) { return d.severity == Severity::kWarning; }),
            1);
}

TEST_F(LoadNotifiers, WarnsOfSecretsThatEverybodyCanRead) {
  write("a.yaml", "type: slack\nname: s\nwebhook: https://hooks.slack.com/services/SECRET\n", 0644);
  EXPECT_EQ(load().all.size(), 1U);
  EXPECT_TRUE(says("everybody on this machine can read `webhook`")) << said();
  EXPECT_TRUE(says("chmod o-r")) << said();
  EXPECT_FALSE(says("SECRET")) << said();
}

TEST_F(LoadNotifiers, SendsByHttpWithAllThatIsConfigured) {
  std::string request;
  net::LocalHttpServer server([&](const std::string& got) {
    request = got;
    return net::LocalHttpServer::answer(200, "ok");
  });
  write("a.yaml", "type: http\nname: h\nurl: " + server.url() +
                      "/hook?x=1\nmethod: put\nheaders:\n  X-Token: abc\n  Content-Type: text/plain\n"
                      "format: 'alert {{ (index . 0).Scenario }}'\n");
  const Notifiers notifiers = load();
  EXPECT_EQ(said(), "");
  ASSERT_EQ(notifiers.all.size(), 1U);
  model::Alert alert;
  alert.scenario = "a/b";
  alert.set_nil(model::AlertField::kScenario, false);
  const Rendering made = notifiers.all[0]->render({&alert, 1}, wall_clock_now());
  ASSERT_EQ(made.messages.size(), 1U);
  EXPECT_EQ(notifiers.all[0]->send(made.messages[0], "key-1", wall_clock_now(), nullptr).kind, OutcomeKind::kSent);
  EXPECT_EQ(request.rfind("PUT /hook?x=1 HTTP/1.1\r\n", 0), 0U) << request;
  EXPECT_NE(request.find("X-Token: abc\r\n"), std::string::npos) << request;
  EXPECT_NE(request.find("Idempotency-Key: key-1\r\n"), std::string::npos) << request;
  EXPECT_TRUE(request.ends_with("\r\n\r\nalert a/b")) << request;
}

TEST_F(LoadNotifiers, SecretsOfServicesJoinTheMessageWhenItIsSent) {
  std::string request;
  net::LocalHttpServer server([&](const std::string& got) {
    request = got;
    return net::LocalHttpServer::answer(202, "{}");
  });
  write("a.yaml", "type: pagerduty\nname: p\nrouting_key: SECRET\napi_url: " + server.url() +
                      "/v2/enqueue\n---\ntype: telegram\nname: t\ntoken: '1:SECRET'\nchat_id: -5\napi_url: " + server.url() +
                      "\n---\ntype: opsgenie\nname: o\napi_key: SECRET\napi_url: " + server.url() +
                      "\n---\ntype: splunk\nname: s\ntoken: SECRET\nurl: " + server.url() +
                      "/services/collector\n---\ntype: sentinel\nname: z\ncustomer_id: c\nshared_key: a2V5\nlog_type: crowdsec\nendpoint: " +
                      server.url() + "\n");
  const Notifiers notifiers = load();
  EXPECT_EQ(said(), "");
  ASSERT_EQ(notifiers.all.size(), 5U);
  model::Alert alert;
  const auto send = [&](const char* name) {
    const Rendering made = notifiers.find(name)->render({&alert, 1}, wall_clock_now());
    EXPECT_TRUE(made.problems.empty()) << render(made.problems.at(0));
    EXPECT_EQ(made.messages.at(0).body.find("SECRET"), std::string::npos);
    const Outcome out = notifiers.find(name)->send(made.messages.at(0), "group-7.0", from_unix(1'795'532'645, 0), nullptr);
    EXPECT_EQ(out.kind, OutcomeKind::kSent) << out.reason;
    return request;
  };
  EXPECT_NE(send("p").find("\"routing_key\":\"SECRET\",\"dedup_key\":\"group-7.0\""), std::string::npos) << request;
  EXPECT_EQ(send("t").rfind("POST /bot1:SECRET/sendMessage ", 0), 0U) << request;
  EXPECT_NE(request.find("\"chat_id\":\"-5\""), std::string::npos) << request;
  EXPECT_NE(send("o").find("Authorization: GenieKey SECRET\r\n"), std::string::npos) << request;
  EXPECT_NE(send("s").find("Authorization: Splunk SECRET\r\n"), std::string::npos) << request;
  EXPECT_NE(request.find("{\"event\":\"["), std::string::npos) << request;
  EXPECT_NE(send("z").find("x-ms-date: Tue, 24 Nov 2026 15:04:05 GMT\r\n"), std::string::npos) << request;
  EXPECT_NE(request.find("Authorization: SharedKey c:"), std::string::npos) << request;
  EXPECT_NE(request.find("POST /api/logs?api-version=2016-04-01 "), std::string::npos) << request;
  for (const auto& notifier : notifiers.all) {
    EXPECT_EQ(notifier->target().find("SECRET"), std::string::npos) << notifier->target();
  }
}

}  // namespace
}  // namespace vedette::notify

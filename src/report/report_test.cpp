#include "report/report.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/arena.h"
#include "base/json.h"
#include "report/attack.h"
#include "report/labels.h"
#include "report/markup.h"
#include "report/names.h"
#include "report/ranking.h"

namespace vedette::report {
namespace {

content::ScenarioSpec labelled(std::string name, std::map<std::string, std::string> labels) {
  content::ScenarioSpec spec;
  spec.name = std::move(name);
  spec.labels = std::move(labels);
  return spec;
}

TEST(Labels, SeverityIsTheLabelOrWhatTheTechniquesAreFor) {
  EXPECT_EQ(severity_of(labelled("a", {{"severity", "critical"}})), Severity::kCritical);
  EXPECT_EQ(severity_of(labelled("a", {{"severity", "info"}})), Severity::kLow);
  EXPECT_EQ(severity_of(labelled("a", {{"severity", "dreadful"}})), Severity::kMedium);
  EXPECT_EQ(severity_of(labelled("a", {{"classification", R"(["attack.T1595"])"}})), Severity::kLow);
  EXPECT_EQ(severity_of(labelled("a", {{"classification", R"(["attack.T1110","attack.T1485"])"}})), Severity::kHigh);
  EXPECT_EQ(severity_of(labelled("a", {})), Severity::kMedium);
}

TEST(Labels, ClassificationAndControls) {
  const auto spec = labelled("a", {{"classification", R"(["attack.T1078.004","cve.CVE-2021-44228","other"])"}, {"cis", "4.13"}});
  EXPECT_EQ(techniques_of(spec), std::vector<std::string>{"T1078.004"});
  EXPECT_EQ(vulnerabilities_of(spec), std::vector<std::string>{"CVE-2021-44228"});
  EXPECT_EQ(controls_of(spec), std::vector<std::string>{"4.13"});
  EXPECT_EQ(controls_of(labelled("crowdsecurity/aws-cis-benchmark-root-usage", {})), std::vector<std::string>{"4.3"});
  EXPECT_TRUE(controls_of(labelled("crowdsecurity/ssh-bf", {})).empty());
  EXPECT_EQ(find_technique("T1078.004")->name, "Valid Accounts: Cloud Accounts");
  EXPECT_EQ(find_technique("T1078.999")->name, "Valid Accounts") << "of a sub-technique that is not known, the technique";
  EXPECT_EQ(find_technique("T9999"), nullptr);
}

TEST(Markup, TextIsNeverMarkup) {
  Bytes out;
  Html(out).text("<b title=\"x\" y='z'>&\x01\xff\xe2\x80\xae");
  EXPECT_EQ(out.view(), "&lt;b title=&quot;x&quot; y=&#39;z&#39;&gt;&amp;\\x01\xef\xbf\xbd\xef\xbf\xbd");
  Bytes script;
  append_script_string(script, "</script><!--\xe2\x80\xa8");
  EXPECT_EQ(script.view(), R"("\u003c/script\u003e\u003c!--\u2028")");
}

TEST(Names, AreCutBetweenCharactersAndBounded) {
  Names names;
  EXPECT_EQ(names.id_of("ann"), names.id_of("ann"));
  std::string text(Names::kMaxName - 1, 'x');
  text += "\xc3\xa4";
  EXPECT_EQ(names.at(names.id_of(text)), std::string(Names::kMaxName - 1, 'x'));
  for (int i = 0; i < 40'000; ++i) {
    (void)names.id_of(std::to_string(i) + std::string(500, 'y'));
  }
  EXPECT_EQ(names.at(names.id_of("one more")), Names::kTooMany);
  EXPECT_EQ(names.at(names.id_of("ann")), "ann");
}

TEST(Ranking, ShortNames) {
  EXPECT_EQ(short_name("arn:aws:iam::444455556666:user/ann"), "444455556666:user/ann");
  EXPECT_EQ(short_name("arn:aws:s3:::bucket"), ":bucket");
  EXPECT_EQ(short_name("arn:aws:iam::"), "arn:aws:iam::");
  EXPECT_EQ(short_name("ann"), "ann");
}

engine::EmittedAlert alert_of(const engine::Rules& rules, std::string_view scenario, std::size_t events, Arena& arena) {
  const buckets::Scenario* found = rules.scenarios->find(scenario);
  auto alert = std::make_shared<model::RuntimeAlert>();
  model::Alert& one = alert->alerts.emplace_back();
  one.scenario = scenario;
  one.message = "it happened";
  one.events_count = static_cast<std::int32_t>(events);
  one.start = one.stop = from_unix(1'772'500'000, 0);
  const model::MetaItem items[] = {{"event_name", "StopLogging"}, {"principal", "</script>ann"}, {"source_ip", "192.0.2.1"}};
  for (std::size_t i = 0; i < events; ++i) {
    one.events.push_back({.timestamp = "2026-03-03T03:06:40Z", .meta = model::PackedFields::pack(items, arena)});
  }
  engine::EmittedAlert emitted;
  emitted.scenario = found->index;
  emitted.alert = std::move(alert);
  return emitted;
}

class Page : public testing::Test {
 protected:
  Page() { rules_ = engine::load_rules({}, diagnostics_); }
  std::string write(std::size_t alerts, std::size_t events, ListBounds bounds) {
    Report report(rules_, "1.2.3", bounds);
    Bytes out;
    report.begin(out);
    for (std::size_t i = 0; i < alerts; ++i) {
      report.add(alert_of(rules_, i % 2 == 0 ? "vedette/aws-cloudtrail-change" : "vedette/aws-unauthorized-calls", events, arena_), out);
    }
    engine::ReplayOptions options;
    options.paths = {"AWSLogs"};
    report.end(options, {}, out);
    return std::string(out.view());
  }
  static std::string data_of(const std::string& page, const std::string& id) {
    const std::size_t begin = page.find('>', page.find("id=\"" + id + "\"")) + 1;
    return page.substr(begin, page.find("</script>", begin) - begin);
  }

  Diagnostics diagnostics_;
  engine::Rules rules_;
  Arena arena_;
};

TEST_F(Page, HoldsEveryAlertAsJson) {
  const std::string page = write(3, 2, {});
  EXPECT_EQ(page.find("{{"), std::string::npos);
  EXPECT_NE(page.find("3 alerts"), std::string::npos);
  JsonReader reader;
  const auto data = reader.parse(data_of(page, "report-data"));
  ASSERT_TRUE(data) << data.error().message;
  JsonView columns;
  JsonView numbers;
  ASSERT_TRUE(data->find("alerts", columns) && columns.find("number", numbers));
  EXPECT_EQ(numbers.size(), 3u);
  const auto details = reader.parse(data_of(page, "details-0"));
  ASSERT_TRUE(details) << details.error().message;
  JsonView alerts;
  ASSERT_TRUE(details->find("alerts", alerts));
  EXPECT_EQ(alerts.size(), 3u);
  EXPECT_EQ(page, write(3, 2, {})) << "the same alerts, the same bytes";
}

TEST_F(Page, LeavesOutTheLeastSevereFirst) {
  const std::string page = write(40, 1, {.alerts = 20});
  EXPECT_NE(page.find("40 alerts"), std::string::npos) << "the counts include what is left out";
  EXPECT_NE(page.find("alerts are left out of the list"), std::string::npos);
  JsonReader reader;
  const auto data = reader.parse(data_of(page, "report-data"));
  ASSERT_TRUE(data);
  JsonView columns;
  JsonView numbers;
  ASSERT_TRUE(data->find("alerts", columns) && columns.find("number", numbers));
  EXPECT_EQ(numbers.size(), 20u);
}

TEST_F(Page, CutsTheMiddleOfManyEvents) {
  const std::string page = write(1, 1000, {});
  EXPECT_NE(data_of(page, "details-0").find("\"kept\":1000,\"cut\":950"), std::string::npos);
  EXPECT_LT(page.size(), 250'000u);
}

}  // namespace
}  // namespace vedette::report

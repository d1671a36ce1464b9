#include "profile/profile.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "model/read_alert.h"

namespace vedette::profile {
namespace {

/// Profiles written as a user writes them.
class ProfileTest : public ::testing::Test {
 protected:
  ProfileTest() : file_(::testing::TempDir() + "profiles-" + std::to_string(::getpid()) + ".yaml") {}
  ~ProfileTest() override { std::filesystem::remove(file_); }

  const Profiles& load(const std::string& yaml) {
    std::ofstream(file_) << yaml;
    diagnostics_ = Diagnostics();
    profiles_ = Profiles::compile(content::load_profiles(file_, diagnostics_), diagnostics_);
    return profiles_;
  }

  std::vector<Evaluation> apply(const std::string& alert_json) {
    auto alerts = model::read_alerts(alert_json);
    EXPECT_TRUE(alerts.has_value());
    alert_ = std::move(alerts->front());
    Evaluator evaluator(profiles_);
    return evaluator.apply(alert_, {});
  }

  static std::string alert(const std::string& more = "") {
    return R"({"scenario":"vt/bf","simulated":false,"remediation":true,"source":{"scope":"ip","value":"192.0.2.1"},"events_count":7)" + more + "}";
  }

  std::string file_;
  Diagnostics diagnostics_;
  Profiles profiles_;
  model::Alert alert_;
};

TEST_F(ProfileTest, DecidesAsTheReferenceDoes) {
  load(
      "name: p\nfilters: ['Alert.Remediation == true']\ndecisions:\n  - {type: ban, duration: 1d, origin: mine}\n"
      "  - {type: tell, scope: Country, duration: 10m, simulated: true}\non_success: break\n---\nname: q\nfilters: ['true']\nnotifications: [n]\n");
  const auto said = apply(alert());
  ASSERT_EQ(said.size(), 1U);
  EXPECT_TRUE(said[0].matched && said[0].decided && said[0].last);
  ASSERT_EQ(alert_.decisions.size(), 2U);
  const model::Decision& ban = alert_.decisions[0];
  EXPECT_EQ(ban.origin, "crowdsec/mine");
  EXPECT_EQ(ban.scope, "Ip");
  EXPECT_EQ(ban.value, "192.0.2.1");
  EXPECT_EQ(ban.duration, "1d");
  EXPECT_EQ(ban.scenario, "vt/bf");
  EXPECT_TRUE(ban.is_nil(model::DecisionField::kSimulated));
  EXPECT_EQ(decision_duration(ban), 24 * kHour);
  EXPECT_EQ(alert_.decisions[1].scope, "Country");
  EXPECT_EQ(alert_.decisions[1].origin, "crowdsec");
  EXPECT_TRUE(alert_.decisions[1].simulated);
  EXPECT_EQ(alert_.source.scope, "Ip");
}

TEST_F(ProfileTest, SimulatedAlertsMakeSimulatedDecisions) {
  load("name: p\nfilters: ['true']\ndecisions:\n  - {type: ban, duration: 4h}\n");
  (void)apply(R"({"scenario":"vt/bf","simulated":true,"source":{"scope":"Ip","value":"192.0.2.1"}})");
  ASSERT_EQ(alert_.decisions.size(), 1U);
  EXPECT_TRUE(alert_.decisions[0].simulated);
}

TEST_F(ProfileTest, EachFilterThatIsTrueDecides) {
  load("name: p\nfilters: ['true', 'false', 'Alert.GetScenario() == \"vt/bf\"']\ndecisions:\n  - {type: ban, duration: 4h}\n");
  const auto said = apply(alert());
  EXPECT_EQ(said[0].filters.size(), 3U);
  EXPECT_EQ(alert_.decisions.size(), 2U);
}

TEST_F(ProfileTest, TheFirstProfileThatDecidesWins) {
  load(
      "name: a\nfilters: ['true']\nnotifications: [n]\n---\nname: b\nfilters: ['true']\ndecisions: [{type: ban, duration: 1h}]\n---\n"
      "name: c\nfilters: ['Alert.Decisions[0].Type == \"ban\"']\ndecisions: [{type: captcha, duration: 1h}]\n");
  const auto said = apply(alert());
  ASSERT_EQ(said.size(), 3U);
  EXPECT_FALSE(said[0].decided);
  EXPECT_TRUE(said[1].decided);
  EXPECT_TRUE(said[2].matched);
  EXPECT_FALSE(said[2].decided);
  ASSERT_EQ(alert_.decisions.size(), 1U);
  EXPECT_EQ(alert_.decisions[0].type, "ban");
  EXPECT_EQ(profiles_.notifications(), std::vector<std::string>{"n"});
}

TEST_F(ProfileTest, ADurationExpressionPrevails) {
  load("name: p\nfilters: ['true']\ndecisions: [{type: ban, duration: 1h}]\nduration_expr: Sprintf('%dh', 4 * 4)\n");
  (void)apply(alert());
  EXPECT_EQ(alert_.decisions.at(0).duration, "16h");
  load("name: p\nfilters: ['true']\ndecisions: [{type: ban, duration: 1h}]\nduration_expr: Alert.GetScenario()\n");
  const auto said = apply(alert());
  EXPECT_EQ(alert_.decisions.at(0).duration, "1h");
  EXPECT_EQ(said[0].duration_failure, "it gives 'vt/bf', which is no duration");
  load("name: p\nfilters: ['true']\ndecisions: [{type: ban}]\nduration_expr: Alert.Labels[5]\n");
  EXPECT_NE(apply(alert())[0].duration_failure, "");
  EXPECT_EQ(alert_.decisions.at(0).duration, "4h");
}

TEST_F(ProfileTest, PoliciesOfErrors) {
  struct Case {
    const char* policy;
    const char* filters;
    bool matched;
    bool last;
  };
  for (const Case& c :
       {Case{"", "['true', 'Alert.Labels[5] == \"\"']", true, false}, Case{"", "['Alert.Labels[5] == \"\"', 'true']", false, false},
        Case{"apply", "['Alert.Labels[5] == \"\"']", true, false}, Case{"break", "['Alert.Labels[5] == \"\"']", false, false},
        Case{"break", "['true', 'Alert.Labels[5] == \"\"']", true, true}, Case{"ignore", "['true', 'Alert.Labels[5] == \"\"']", true, false},
        Case{"continue", "['Alert.Labels[5] == \"\"']", false, false}}) {
    const std::string policy = *c.policy == 0 ? "" : "on_error: " + std::string(c.policy) + "\n";
    load("name: p\nfilters: " + std::string(c.filters) + "\ndecisions: [{type: ban, duration: 1h}]\n" + policy + "---\nname: q\nfilters: ['true']\n");
    const auto said = apply(alert());
    EXPECT_EQ(said[0].matched, c.matched) << c.policy << c.filters;
    EXPECT_EQ(said[0].last, c.last) << c.policy << c.filters;
    EXPECT_TRUE(said[0].failed);
    EXPECT_EQ(said.size(), c.last ? 1U : 2U);
    EXPECT_TRUE(alert_.decisions.empty());
  }
}

TEST_F(ProfileTest, AFailureHasItsPlace) {
  load("name: p\nfilters:\n  - Alert.GetScenario() == 'vt/bf' && Alert.Labels[5] == 'x'\n");
  const auto said = apply(alert());
  ASSERT_EQ(said[0].filters.size(), 1U);
  EXPECT_EQ(said[0].filters[0].truth, FilterTruth::kFailed);
  EXPECT_GT(said[0].filters[0].span.begin, 20U);
  EXPECT_NE(said[0].filters[0].failure, "");
}

TEST_F(ProfileTest, ADecidedAlertIsOnlyNotified) {
  load("name: p\nfilters: ['true']\ndecisions: [{type: ban, duration: 1h}]\nnotifications: [n]\n");
  const auto said = apply(alert(R"(,"decisions":[{"type":"captcha","scope":"RANGE","value":"192.0.2.0/24","duration":"9h"}])"));
  EXPECT_TRUE(said[0].matched);
  EXPECT_FALSE(said[0].decided);
  ASSERT_EQ(alert_.decisions.size(), 1U);
  EXPECT_EQ(alert_.decisions[0].scope, "Range");
}

TEST_F(ProfileTest, WhatDoesNotCompileIsLeftOut) {
  load("name: p\nfilters: ['unknown() == 1', 'true']\n---\nname: q\nfilters: ['true']\nduration_expr: nope\n---\nname: r\nfilters: ['1']\n");
  EXPECT_EQ(profiles_.all().size(), 1U);
  EXPECT_EQ(diagnostics_.error_count(), 2U);
  EXPECT_EQ(diagnostics_.all().back().severity, Severity::kWarning);
  EXPECT_NE(diagnostics_.all().back().message.find("neither true nor false"), std::string::npos);
  const auto said = apply(alert());
  EXPECT_EQ(said[0].filters[0].failure, "unexpected type int, not bool");
}

}  // namespace
}  // namespace vedette::profile

#include "explain/recorder.h"

#include "explain/testing.h"

namespace vedette::explain {
namespace {

using buckets::BucketEnd;
using buckets::PourOutcome;
using parse::NodeOutcome;
using testing::Engine;
using testing::scenario_of;

constexpr const char* kLeaky = "type: leaky\nfilter: evt.Meta.log_type == 'vt' && evt.Meta.what == 'login'\ngroupby: evt.Meta.source_ip\n";

Options all_scenarios() {
  Options out;
  out.all_scenarios = true;
  return out;
}
Options one_scenario(const std::string& name) {
  Options out;
  out.scenario = name;
  return out;
}
Options one_event(const std::string& id) {
  Options out;
  out.event_id = id;
  return out;
}
Options at_most(std::size_t limit) {
  Options out;
  out.limit = limit;
  return out;
}

std::string lines(int count, const std::string& rest = " login ann 192.0.2.1\n") {
  std::string out;
  for (int i = 0; i < count; ++i) {
    out += "2026-03-02T08:05:" + std::string(i < 10 ? "0" : "") + std::to_string(i) + "Z" + rest;
  }
  return out;
}

TEST(Recorder, shows_stages_with_nested_nodes_and_what_they_changed) {
  Engine engine;
  const std::vector<EventReport> reports = engine.run(lines(1));
  ASSERT_EQ(reports.size(), 1U);
  const EventReport& report = reports[0];
  EXPECT_EQ(report.fate, Fate::kParsed);
  ASSERT_EQ(report.stages.size(), 3U);
  const NodeStep& line = report.stages[1].nodes.at(0);
  EXPECT_EQ(line.name, "vt/line");
  EXPECT_EQ(line.outcome, NodeOutcome::kSucceeded);
  ASSERT_EQ(line.nested.size(), 2U);
  EXPECT_EQ(line.nested[0].name, "node 1");
  EXPECT_EQ(line.nested[0].outcome, NodeOutcome::kFailed);
  EXPECT_EQ(line.nested[0].grok_matched, false);
  EXPECT_EQ(line.nested[0].grok_text, "2026-03-02T08:05:00Z login ann 192.0.2.1");
  EXPECT_EQ(line.nested[1].name, "vt/words");
  EXPECT_EQ(line.nested[1].outcome, NodeOutcome::kSucceeded);
  // What a grok captures belongs to the nested node, what the statics set to the node around it.
  auto has = [](const NodeStep& node, const std::string& path, const std::string& after) {
    for (const Change& change : node.changes) {
      if (change.path == path && change.after == after) {
        return true;
      }
    }
    return false;
  };
  EXPECT_TRUE(has(line.nested[1], "evt.Parsed.who", "'ann'"));
  EXPECT_TRUE(has(line, "evt.Meta.who", "'ann'"));
  EXPECT_FALSE(has(line, "evt.Parsed.who", "'ann'"));
  EXPECT_TRUE(has(line, "evt.Stage", "'s02-enrich'"));
  ASSERT_TRUE(line.filter);
  EXPECT_EQ(line.filter->truth, Truth::kTrue);
  ASSERT_EQ(line.filter->readings.size(), 1U);
  EXPECT_EQ(line.filter->readings[0].value, "'vt'");
}

TEST(Recorder, says_why_a_line_is_not_parsed) {
  Engine engine;
  const std::vector<EventReport> reports = engine.run("what is this\n2026-03-02T08:05:00Z login boss 192.0.2.1\n");
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_EQ(reports[0].fate, Fate::kNotParsed);
  EXPECT_EQ(verdict_of(reports[0]).text, "No alert: no parser of the stage s01-parse takes it; vt/line let it in, but no node of it succeeded.");
  EXPECT_EQ(reports[1].fate, Fate::kAllowListed);
  EXPECT_EQ(verdict_of(reports[1]).text, "No alert: vt/office allow-lists it: the office.");
  const NodeStep& office = reports[1].stages.back().nodes.back();
  ASSERT_EQ(office.whitelist.size(), 1U);
  EXPECT_EQ(office.whitelist[0].truth, Truth::kTrue);
}

TEST(Recorder, names_the_clause_that_fails) {
  Engine engine;
  engine.scenario("login", kLeaky + std::string("capacity: 5\nleakspeed: 1m\n"))
      .scenario("other", "type: trigger\nfilter: evt.Meta.log_type == 'other' && evt.Meta.what == 'logout'\n")
      .scenario("single", "type: trigger\nfilter: evt.Meta.what == 'x'\n")
      .scenario("two", "type: trigger\nfilter: evt.Meta.log_type == 'vt' && evt.Meta.what == 'x' && evt.Meta.who == 'y'\n");
  const std::vector<EventReport> reports = engine.run("2026-03-02T08:05:00Z logout ann 192.0.2.1\n");
  ASSERT_EQ(reports.size(), 1U);
  ASSERT_EQ(reports[0].scenarios.size(), 1U) << "another kind of log, nothing that holds, and two clauses";
  const ScenarioReport& login = reports[0].scenarios[0];
  EXPECT_FALSE(login.took);
  EXPECT_EQ(login.missed, 1U);
  EXPECT_EQ(why_not(login.filter), "evt.Meta.what == 'login' is false: evt.Meta.what is 'logout'");
  EXPECT_EQ(verdict_of(reports[0]).text,
            "No alert: none of 4 scenarios takes it; vt/login: evt.Meta.what == 'login' is false: evt.Meta.what is 'logout'.");

  EXPECT_EQ(engine.run("2026-03-02T08:05:00Z logout ann 192.0.2.1\n", all_scenarios())[0].scenarios.size(), 4U);
  const std::vector<EventReport> one = engine.run("2026-03-02T08:05:00Z logout ann 192.0.2.1\n", one_scenario("vt/two"));
  ASSERT_EQ(one[0].scenarios.size(), 1U);
  EXPECT_EQ(one[0].scenarios[0].missed, 2U);
}

TEST(Recorder, counts_what_is_missing_for_an_overflow) {
  Engine engine;
  engine.scenario("login", kLeaky + std::string("capacity: 5\nleakspeed: 30s\n"));
  std::vector<EventReport> reports = engine.run(lines(2) + "2026-03-02T08:05:31Z login ann 192.0.2.1\n2026-03-02T08:05:31Z login ann 192.0.2.2\n");
  ASSERT_EQ(reports.size(), 4U);
  ASSERT_EQ(reports[1].pours.size(), 1U);
  const PourReport& second = *reports[1].pours[0];
  EXPECT_EQ(second.key, "192.0.2.1");
  EXPECT_EQ(progress_of(second), "2 of 6 events, one leaks every 30s; 4 more at once would overflow it");
  EXPECT_EQ(ending_of(second), "the bucket was open when the log ended");
  EXPECT_EQ(progress_of(*reports[2].pours[0]), "2 of 6 events, one leaks every 30s; 4 more at once would overflow it");
  EXPECT_EQ(progress_of(*reports[3].pours[0]), "1 of 6 events, one leaks every 30s; 5 more at once would overflow it");

  reports = engine.run(lines(6));
  EXPECT_EQ(progress_of(*reports[5].pours[0]), "6 of 6 events: it overflows");
  for (const EventReport& report : reports) {
    const Verdict verdict = verdict_of(report);
    EXPECT_TRUE(verdict.raised);
    EXPECT_NE(verdict.text.find("performed 'vt/login' (6 events over 5s)"), std::string::npos) << verdict.text;
  }
}

TEST(Recorder, tells_how_buckets_end) {
  Engine engine;
  engine.scenario("login", kLeaky + std::string("capacity: 1\nleakspeed: 10s\nblackhole: 5m\n"));
  const std::vector<EventReport> reports = engine.run(lines(4) + "2026-03-02T08:06:00Z login bob 192.0.2.9\n2026-03-02T08:30:00Z quiet\n");
  ASSERT_EQ(reports.size(), 6U);
  EXPECT_EQ(ending_of(*reports[0].pours[0]), "an alert was raised at 2026-03-02T08:05:01Z with 2 events");
  EXPECT_EQ(ending_of(*reports[1].pours[0]), "an alert was raised");
  EXPECT_EQ(ending_of(*reports[2].pours[0]),
            "the bucket overflowed at 2026-03-02T08:05:03Z with 2 events, but this key is silent (blackhole) until 2026-03-02T08:10:01Z");
  EXPECT_EQ(ending_of(*reports[4].pours[0]), "the bucket expired at 2026-03-02T08:06:20Z with 1 event");
  EXPECT_FALSE(verdict_of(reports[4]).raised);
}

TEST(Recorder, explains_conditions_distinct_cancel_and_filters) {
  Engine engine;
  engine.scenario("distinct", kLeaky + std::string("distinct: evt.Meta.who\ncapacity: 5\nleakspeed: 1m\n"))
      .scenario("cancel",
                "type: leaky\nfilter: evt.Meta.log_type == 'vt'\ngroupby: evt.Meta.source_ip\ncapacity: 5\nleakspeed: 1m\n"
                "cancel_on: evt.Meta.what == 'logout'\n")
      .scenario("condition",
                "type: conditional\nfilter: evt.Meta.what == 'login'\ngroupby: evt.Meta.source_ip\ncapacity: -1\nleakspeed: 1m\n"
                "condition: len(queue.Queue) >= 3 && evt.Meta.who == 'ann'\n")
      .scenario("filtered",
                "type: leaky\nfilter: evt.Meta.what == 'login'\ncapacity: 1\nleakspeed: 1m\n"
                "overflow_filter: any(queue.Queue, {.Meta.who == 'eve'})\n")
      .scenario("bayes",
                "type: bayesian\nfilter: evt.Meta.what == 'login'\ngroupby: evt.Meta.source_ip\ncapacity: -1\nleakspeed: 1m\n"
                "bayesian_prior: 0.5\nbayesian_threshold: 0.9\nbayesian_conditions:\n"
                "  - {condition: \"evt.Meta.who == 'eve'\", prob_given_evil: 0.8, prob_given_benign: 0.2}\n");
  const std::vector<EventReport> reports = engine.run(lines(2) + "2026-03-02T08:05:05Z logout ann 192.0.2.1\n");
  ASSERT_EQ(reports.size(), 3U);
  auto pour_of = [](const EventReport& report, const std::string& scenario) -> const PourReport& {
    static const PourReport kNone;
    for (const auto& pour : report.pours) {
      if (pour->scenario == scenario) {
        return *pour;
      }
    }
    ADD_FAILURE() << "no pour into " << scenario;
    return kNone;
  };
  EXPECT_EQ(pour_of(reports[1], "vt/distinct").outcome, PourOutcome::kSeen);
  EXPECT_EQ(progress_of(pour_of(reports[1], "vt/distinct")), "not counted, for its `distinct` value 'ann' is in the bucket already (1 event)");

  EXPECT_EQ(ending_of(pour_of(reports[0], "vt/cancel")), "the bucket was cancelled by cancel_on at 2026-03-02T08:05:05Z with 2 events");
  const PourReport& cancelled = pour_of(reports[2], "vt/cancel");
  EXPECT_EQ(progress_of(cancelled), "cancel_on holds: the bucket is gone, with the 2 events in it");
  EXPECT_EQ(cancelled.cancel.truth, Truth::kTrue);

  EXPECT_EQ(progress_of(pour_of(reports[1], "vt/condition")),
            "2 events; its condition does not hold yet: len(queue.Queue) >= 3 is false: len(queue.Queue) is 2, queue.Queue is [2 events]");

  const PourReport& filtered = pour_of(reports[1], "vt/filtered");
  EXPECT_EQ(filtered.outcome, PourOutcome::kOverflowed);
  ASSERT_TRUE(filtered.end);
  EXPECT_EQ(filtered.end->end, BucketEnd::kFiltered);
  EXPECT_EQ(ending_of(filtered),
            "the bucket overflowed, but overflow_filter refused it: any(queue.Queue, {.Meta.who == 'eve'}) is false: queue.Queue is [2 events]");

  const PourReport& bayes = pour_of(reports[0], "vt/bayes");
  ASSERT_TRUE(bayes.probability);
  EXPECT_NEAR(*bayes.probability, 0.2, 1e-6);
  ASSERT_EQ(bayes.weighed.size(), 1U);
  EXPECT_EQ(bayes.weighed[0].truth, Truth::kFalse);
}

TEST(Recorder, follows_overflows_through_postoverflows) {
  Engine engine;
  engine.scenario("each", "type: trigger\nfilter: evt.Meta.what == 'login'\n")
      .add("postoverflows/s01-whitelist/vt/friends.yaml",
           "name: vt/friends\nwhitelist:\n  reason: a friend\n  expression:\n    - any(evt.Overflow.Alert.Events, {.GetMeta('who') == 'ann'})\n");
  const std::vector<EventReport> reports = engine.run(lines(1) + "2026-03-02T08:06:00Z login eve 192.0.2.1\n");
  ASSERT_EQ(reports.size(), 2U);
  const PourReport& allowed = *reports[0].pours.at(0);
  ASSERT_TRUE(allowed.end);
  EXPECT_TRUE(allowed.end->allowed);
  EXPECT_EQ(ending_of(allowed), "the bucket overflowed, but a postoverflow allow-lists it: a friend");
  ASSERT_EQ(allowed.end->postoverflows.size(), 1U);
  EXPECT_EQ(allowed.end->postoverflows[0].nodes.at(0).whitelist.at(0).truth, Truth::kTrue);
  EXPECT_FALSE(verdict_of(reports[0]).raised);
  EXPECT_TRUE(verdict_of(reports[1]).raised);
}

TEST(Recorder, follows_overflows_that_are_poured_again) {
  Engine engine;
  engine.scenario("each", "type: trigger\nfilter: evt.Meta.what == 'login'\nreprocess: true\n")
      .scenario("overflows", "type: leaky\nfilter: evt.Overflow.Alert.Scenario == 'vt/each'\ncapacity: 3\nleakspeed: 1m\n");
  const std::vector<EventReport> reports = engine.run(lines(1));
  ASSERT_EQ(reports[0].pours.size(), 2U);
  EXPECT_EQ(reports[0].pours[1]->scenario, "vt/overflows");
  EXPECT_EQ(reports[0].pours[1]->from, "vt/each");
}

TEST(Recorder, tells_scenarios_of_one_name_apart) {
  Engine engine;
  engine.scenario("one",
                  "type: trigger\nfilter: evt.Meta.log_type == 'vt' && evt.Meta.what == 'login'\n---\ntype: trigger\nname: vt/one\n"
                  "description: d\nlabels: {service: vt}\nfilter: evt.Meta.log_type == 'vt' && evt.Meta.what == 'logout'\n");
  const std::vector<EventReport> reports = engine.run(lines(1));
  ASSERT_EQ(reports[0].scenarios.size(), 2U);
  EXPECT_NE(reports[0].scenarios[0].took, reports[0].scenarios[1].took);
}

TEST(Recorder, stops_at_its_limit) {
  Engine engine;
  EXPECT_EQ(engine.run(lines(9), at_most(3)).size(), 3U);
}

constexpr const char* kCloudTrailParser =
    "name: vt/trail\nfilter: evt.Parsed.program == 'aws-cloudtrail'\nonsuccess: next_stage\nstatics:\n"
    "  - {parsed: done, expression: \"UnmarshalJSON(evt.Line.Raw, evt.Unmarshaled, 'cloudtrail')\"}\n"
    "  - {target: evt.StrTime, expression: evt.Unmarshaled.cloudtrail.eventTime}\n"
    "  - {meta: log_type, value: aws-cloudtrail}\n"
    "  - {meta: bucket, expression: \"evt.Unmarshaled.cloudtrail.requestParameters?.bucketName\"}\n"
    "  - {meta: event_name, expression: evt.Unmarshaled.cloudtrail.eventName}\n";

std::string record(int number, const std::string& more) {
  char id[64];
  std::snprintf(id, sizeof id, "00000000-0000-0000-0000-%012d", number);
  return R"({"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::1:user/a"},"eventTime":"2026-03-02T08:05:00Z",)"
         R"("eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.1",)"
         R"("recipientAccountId":"123456789012","eventID":")" +
         std::string(id) + "\"" + more + "}\n";
}

TEST(Recorder, finds_a_record_by_its_id_and_does_not_know_what_was_left_out) {
  Engine engine;
  engine
      .add("parsers/s00-raw/vt/trail.yaml",
           "name: vt/trail-raw\nfilter: evt.Line.Labels.type == 'aws-cloudtrail'\nonsuccess: next_stage\n"
           "statics:\n  - {parsed: program, expression: evt.Line.Labels.type}\n")
      .add("parsers/s01-parse/vt/trail.yaml", kCloudTrailParser)
      .scenario("whole",
                "type: trigger\nfilter: evt.Meta.log_type == 'aws-cloudtrail' && evt.Unmarshaled.cloudtrail.requestParameters?.bucketName == 'x'\n")
      .scenario("meta", "type: trigger\nfilter: evt.Meta.log_type == 'aws-cloudtrail' && evt.Meta.bucket == 'x'\n")
      .scenario(
          "both",
          "type: trigger\nfilter: evt.Meta.log_type == 'aws-cloudtrail' && (evt.Meta.bucket == 'x' || evt.Meta.event_name == 'PutBucketPolicy')\n");
  const std::string omitted = R"(,"requestParameters":{"omitted":true,"originalSize":141672,"reason":"requestParameters too large"})";
  const std::string log = record(1, "") + record(2, omitted) + record(2, omitted);
  const std::vector<EventReport> reports = engine.run(log, one_event("00000000-0000-0000-0000-000000000002"), std::string(engine::kCloudTrailType));
  ASSERT_EQ(reports.size(), 2U);
  const EventReport& report = reports[0];
  EXPECT_EQ(report.title, "PutBucketPolicy by arn:aws:iam::1:user/a from 192.0.2.1");
  EXPECT_EQ(report.omitted, std::vector<std::string>{"requestParameters"});
  ASSERT_NE(scenario_of(report, "vt/whole"), nullptr);
  EXPECT_EQ(scenario_of(report, "vt/whole")->filter.truth, Truth::kUnknown);
  EXPECT_EQ(why_not(scenario_of(report, "vt/whole")->filter),
            "evt.Unmarshaled.cloudtrail.requestParameters?.bucketName == 'x' is unknown: CloudTrail left out requestParameters");
  EXPECT_EQ(scenario_of(report, "vt/meta")->filter.truth, Truth::kUnknown) << "a parser would have made it of what was left out";
  EXPECT_EQ(scenario_of(report, "vt/both")->filter.truth, Truth::kTrue) << "the other side decides";
  EXPECT_TRUE(scenario_of(report, "vt/both")->took);
  EXPECT_TRUE(reports[1].repeated);
  EXPECT_EQ(verdict_of(reports[1]).text, "No alert from this copy: the same record came before, and counts once.");

  const std::vector<EventReport> known = engine.run(log, one_event("00000000-0000-0000-0000-000000000001"), std::string(engine::kCloudTrailType));
  ASSERT_EQ(known.size(), 1U);
  EXPECT_EQ(scenario_of(known[0], "vt/whole")->filter.truth, Truth::kFalse);
}

}  // namespace
}  // namespace vedette::explain

#include "parse/stages.h"

#include <gtest/gtest.h>

#include <utility>

#include "model/alert.h"
#include "parse/testing.h"

namespace vedette::parse {
namespace {

using testing::Bench;
using testing::ContentFolder;
using testing::entries_of;
using Entries = std::map<std::string, std::string>;

constexpr std::string_view kParser = "parsers/s00-raw/vt/a.yaml";

/// One document in one stage.
Entries meta_of(std::string_view document, std::string_view raw = R"({"n":1})", Fate fate = Fate::kParsed) {
  ContentFolder folder;
  folder.add(std::string(kParser), document);
  Bench bench(folder.path());
  EXPECT_FALSE(bench.diagnostics().has_errors()) << bench.messages();
  model::Event& event = bench.event(raw);
  EXPECT_EQ(bench.run(event).fate, fate);
  return entries_of(event.meta);
}

TEST(Statics, turn_values_into_text) {
  EXPECT_EQ(
      meta_of(R"(
name: vt/a
statics:
  - meta: text
    expression: "'a' + 'b'"
  - meta: value
    value: as is
  - meta: int
    expression: "40 + 2"
  - meta: float
    expression: "1 / 3"
  - meta: large
    expression: "1e21"
  - meta: nothing
    expression: nil
  - meta: empty
    expression: "''"
  - meta: list
    expression: "[1, 'a']"
  - meta: map
    expression: "{'a': 1}"
  - meta: failing
    expression: "evt.Unmarshaled.a.b.c"
  - meta: both
    value: wins
    expression: "'loses'"
)"),
      (Entries{
          {"text", "ab"}, {"value", "as is"}, {"int", "42"}, {"float", "0.333333"}, {"large", "1000000000000000000000.000000"}, {"both", "wins"}}));
}

TEST(Statics, of_another_type_drop_the_event) {
  // What was written before stays written; nobody sees it.
  EXPECT_EQ(
      meta_of("name: vt/a\nstatics:\n  - {meta: a, value: x}\n  - {meta: b, expression: 'true'}\n  - {meta: c, value: y}\n", "{}", Fate::kFailed),
      (Entries{{"a", "x"}}));
  EXPECT_EQ(meta_of("name: vt/a\nstatics:\n  - {meta: b, expression: 'evt.Meta'}\n", "{}", Fate::kFailed), Entries());
}

TEST(Statics, read_what_earlier_ones_wrote) {
  EXPECT_EQ(meta_of(R"(
name: vt/a
statics:
  - {parsed: a, value: "1"}
  - {meta: b, expression: "evt.Parsed.a + evt.Parsed.a"}
  - {target: evt.Meta.b, expression: "evt.Meta.b + '!'"}
  - {target: evt.Meta.c.ignored, value: x}
  - {meta: b, expression: "''"}
)"),
            (Entries{{"b", "11!"}, {"c", "x"}}));
}

TEST(Statics, write_named_targets) {
  ContentFolder folder;
  folder.add(std::string(kParser), R"(
name: vt/a
statics:
  - {target: evt.StrTime, value: "2024-03-10 11:12"}
  - {target: evt.Line.Labels.type, value: other}
  - {target: evt.NoSuch, value: x}
  - {target: evt.Meta, value: x}
  - {method: ParseDate, expression: evt.StrTime}
  - {target: MarshaledTime, expression: evt.Enriched.MarshaledTime}
)");
  Bench bench(folder.path());
  model::Event& event = bench.event("{}");
  EXPECT_EQ(bench.run(event).fate, Fate::kParsed);
  EXPECT_EQ(event.line.labels.get("type"), "other");
  EXPECT_EQ(event.marshaled_time, "2024-03-10T11:12:00Z");
  EXPECT_EQ(format_rfc3339(event.time), "2024-03-10T11:12:00Z");
  int failures = 0;
  for (std::size_t i = 0; i < bench.stages().rules().size(); ++i) {
    failures += static_cast<int>(bench.runner().failures()[i].count);
  }
  EXPECT_EQ(failures, 2);
}

TEST(Statics, dates_without_a_date_take_the_reference) {
  ContentFolder folder;
  folder.add(std::string(kParser), "name: vt/a\nstatics:\n  - {method: ParseDate, expression: evt.StrTime}\n");
  Bench bench(folder.path());
  model::Event& event = bench.event("{}");
  EXPECT_EQ(bench.run(event).fate, Fate::kParsed);
  EXPECT_EQ(entries_of(event.enriched), (Entries{{"MarshaledTime", "2026-11-24T04:05:06Z"}}));
  EXPECT_EQ(format_rfc3339(event.time), "2026-11-24T04:05:06Z");
}

TEST(Statics, decode_json) {
  ContentFolder folder;
  folder.add(std::string(kParser), R"(
name: vt/a
statics:
  - {method: UnmarshalJSON, value: x}
  - {meta: n, expression: evt.Unmarshaled.n}
)");
  Bench bench(folder.path());
  model::Event& event = bench.event(R"({"n": 1, "n": 2.5})");
  EXPECT_EQ(bench.run(event).fate, Fate::kParsed);
  EXPECT_EQ(entries_of(event.meta), (Entries{{"n", "2.500000"}}));
  model::Event& bad = bench.event("[1]");
  EXPECT_EQ(bench.run(bad).fate, Fate::kParsed);
  EXPECT_EQ(bench.runner().failures()[0].count, 1);
}

TEST(Statics, of_missing_methods_warn_and_do_nothing) {
  ContentFolder folder;
  folder.add(std::string(kParser), "name: vt/a\nstatics:\n  - {method: GeoIpCity, value: 1.2.3.4}\n  - {method: NoSuch, value: x}\n");
  Bench bench(folder.path());
  EXPECT_FALSE(bench.diagnostics().has_errors());
  EXPECT_EQ(bench.messages().find("GeoIpCity"), std::string::npos) << bench.messages();
  EXPECT_NE(bench.messages().find("there is no method `NoSuch`"), std::string::npos) << bench.messages();
  EXPECT_EQ(bench.run(bench.event("{}")).fate, Fate::kParsed);
  EXPECT_EQ(bench.runner().failures()[0].count, 0);  // a database that is not there is an absence
  EXPECT_EQ(bench.runner().failures()[1].count, 1);
}

TEST(Filters, that_fail_or_give_no_bool_keep_out) {
  for (std::string_view filter :
       {"false", "evt.Unmarshaled.a.b.c == 1", "1 + 1", "nil", "'true'", "evt.Meta.log_type == 'x'", "evt.Parsed.a in ['x', 'y']"}) {
    std::string document = "name: vt/a\nfilter: \"" + std::string(filter) + "\"\nstatics:\n  - {meta: a, value: x}\n";
    EXPECT_EQ(meta_of(document, "{}", Fate::kNotParsed), Entries()) << filter;
  }
  for (std::string_view filter : {"true", "evt.Meta.log_type == ''", "evt.Line.Labels.type == 'vt'", "evt.Line.Labels.type in ['a', 'vt']"}) {
    std::string document = "name: vt/a\nfilter: \"" + std::string(filter) + "\"\nstatics:\n  - {meta: a, value: x}\n";
    EXPECT_EQ(meta_of(document), (Entries{{"a", "x"}})) << filter;
  }
}

TEST(Filters, see_what_earlier_nodes_of_the_stage_wrote) {
  ContentFolder folder;
  folder.add("parsers/s00-raw/vt/a.yaml", "name: vt/a\nfilter: \"evt.Line.Labels.type == 'vt'\"\nstatics:\n  - {meta: kind, value: one}\n");
  folder.add("parsers/s00-raw/vt/b.yaml", "name: vt/b\nfilter: \"evt.Meta.kind == 'one'\"\nstatics:\n  - {meta: kind, value: two}\n");
  folder.add("parsers/s00-raw/vt/c.yaml", "name: vt/c\nfilter: \"evt.Meta.kind == 'one'\"\nstatics:\n  - {meta: bad, value: x}\n");
  folder.add("parsers/s00-raw/vt/d.yaml", "name: vt/d\nfilter: \"evt.Meta.kind == 'two'\"\nstatics:\n  - {meta: good, value: x}\n");
  Bench bench(folder.path());
  model::Event& event = bench.event("{}");
  EXPECT_EQ(bench.run(event).fate, Fate::kParsed);
  EXPECT_EQ(entries_of(event.meta), (Entries{{"kind", "two"}, {"good", "x"}}));
}

TEST(Filters, are_found_among_many_by_their_value) {
  ContentFolder folder;
  std::string documents;
  for (int i = 0; i < 200; ++i) {
    std::string number = std::to_string(1000 + i);
    folder.add("parsers/s00-raw/vt/" + number + ".yaml",
               "name: vt/" + number + "\nfilter: \"evt.Parsed.program == '" + number + "'\"\nstatics:\n  - {meta: at, value: \"" + number + "\"}\n");
  }
  folder.add("parsers/s00-raw/vt/0.yaml", "name: vt/0\nstatics:\n  - {parsed: program, expression: evt.Line.Raw}\n");
  Bench bench(folder.path());
  ASSERT_EQ(bench.stages().nodes().size(), 201);
  for (std::string_view raw : {"1000", "1063", "1064", "1199"}) {
    model::Event& event = bench.event(raw);
    EXPECT_EQ(bench.run(event).fate, Fate::kParsed);
    EXPECT_EQ(entries_of(event.meta), (Entries{{"at", std::string(raw)}}));
  }
}

TEST(StageLogic, needs_a_node_that_moves_the_event_on) {
  ContentFolder folder;
  folder.add("parsers/s00-raw/vt/a.yaml", "name: vt/a\nstatics:\n  - {meta: a, value: x}\n");
  folder.add("parsers/s01-parse/vt/b.yaml", "name: vt/b\nstatics:\n  - {meta: b, value: x}\n");
  Bench bench(folder.path());
  model::Event& event = bench.event("{}");
  ParseResult result = bench.run(event);
  EXPECT_EQ(result.fate, Fate::kNotParsed);
  EXPECT_EQ(result.stage, 0);
  EXPECT_FALSE(event.process);
}

TEST(StageLogic, next_stage_ends_the_stage) {
  ContentFolder folder;
  folder.add("parsers/s00-raw/vt/a.yaml", "name: vt/a\nonsuccess: next_stage\nstatics:\n  - {meta: a, value: x}\n");
  folder.add("parsers/s00-raw/vt/b.yaml", "name: vt/b\nonsuccess: next_stage\nstatics:\n  - {meta: b, value: x}\n");
  folder.add("parsers/s01-parse/vt/c.yaml", "name: vt/c\nstatics:\n  - {meta: stage, expression: evt.Stage}\n");
  Bench bench(folder.path());
  model::Event& event = bench.event("{}");
  EXPECT_EQ(bench.run(event).fate, Fate::kParsed);
  EXPECT_EQ(entries_of(event.meta), (Entries{{"a", "x"}, {"stage", "s01-parse"}}));
  EXPECT_TRUE(event.process);
}

TEST(StageLogic, a_child_and_its_parent_can_both_move_on) {
  // Two stages at once: the one between is never entered.
  ContentFolder folder;
  folder.add("parsers/s00-raw/vt/a.yaml",
             "name: vt/a\nonsuccess: next_stage\nnodes:\n  - onsuccess: next_stage\n    statics:\n      - {meta: a, value: x}\n");
  folder.add("parsers/s01-parse/vt/b.yaml", "name: vt/b\nonsuccess: next_stage\nstatics:\n  - {meta: b, value: x}\n");
  folder.add("parsers/s02-enrich/vt/c.yaml", "name: vt/c\nonsuccess: next_stage\nstatics:\n  - {meta: c, value: x}\n");
  Bench bench(folder.path());
  model::Event& event = bench.event("{}");
  EXPECT_EQ(bench.run(event).fate, Fate::kParsed);
  EXPECT_EQ(entries_of(event.meta), (Entries{{"a", "x"}, {"c", "x"}}));
  EXPECT_EQ(event.stage, "s02-enrich");
}

TEST(StageLogic, events_may_come_in_later) {
  ContentFolder folder;
  folder.add("parsers/s00-raw/vt/a.yaml", "name: vt/a\nonsuccess: next_stage\nstatics:\n  - {meta: a, value: x}\n");
  folder.add("parsers/s01-parse/vt/b.yaml", "name: vt/b\nstatics:\n  - {meta: b, value: x}\n");
  Bench bench(folder.path());
  model::Event& event = bench.event("{}");
  event.stage = "s01-parse";
  EXPECT_EQ(bench.run(event).fate, Fate::kParsed);
  EXPECT_EQ(entries_of(event.meta), (Entries{{"b", "x"}}));
  model::Event& lost = bench.event("{}");
  lost.stage = "no such stage";
  EXPECT_EQ(bench.run(lost).fate, Fate::kNotParsed);
}

TEST(StageLogic, the_last_nested_node_decides) {
  auto parse = [](std::string_view first, std::string_view last, std::string_view on_success, Fate fate) {
    std::string document = "name: vt/a\n";
    if (!on_success.empty()) {
      document += "onsuccess: " + std::string(on_success) + "\n";
    }
    document += "nodes:\n  - filter: \"" + std::string(first) + "\"\n    statics:\n      - {meta: first, value: x}\n  - filter: \"" +
                std::string(last) + "\"\n    statics:\n      - {meta: last, value: x}\nstatics:\n  - {meta: own, value: x}\n";
    return meta_of(document, "{}", fate);
  };
  EXPECT_EQ(parse("true", "false", "", Fate::kNotParsed), (Entries{{"first", "x"}}));
  EXPECT_EQ(parse("false", "true", "", Fate::kParsed), (Entries{{"last", "x"}, {"own", "x"}}));
  EXPECT_EQ(parse("true", "false", "next_stage", Fate::kParsed), (Entries{{"first", "x"}, {"own", "x"}}));
}

TEST(Whitelist, lists_addresses_ranges_and_expressions) {
  ContentFolder folder;
  folder.add("parsers/s00-raw/vt/a.yaml", "name: vt/a\nstatics:\n  - {meta: source_ip, expression: evt.Line.Raw}\n");
  folder.add("parsers/s00-raw/vt/b.yaml", R"(
name: vt/b
whitelist:
  reason: ours
  ip: ["192.0.2.1", "2001:db8::1"]
  cidr: ["198.51.100.0/24"]
  expression:
    - "evt.Meta.source_ip startsWith '10.'"
    - "nil"
    - "evt.Meta.source_ip == 'fails' and evt.Unmarshaled.a.b"
    - "evt.Meta.source_ip in ['fails', '203.0.113.9']"
statics:
  - {meta: passed, value: x}
)");
  Bench bench(folder.path());
  ASSERT_FALSE(bench.diagnostics().has_errors()) << bench.messages();
  struct Case {
    std::string_view ip;
    bool passes;
  };
  for (const Case& c :
       {Case{"192.0.2.1", true}, Case{"192.0.2.2", false}, Case{"2001:db8::1", true}, Case{"2001:DB8:0::1", true}, Case{"198.51.100.77", true},
        Case{"::ffff:192.0.2.1", false}, Case{"10.9.8.7", true}, Case{"203.0.113.9", true}, Case{"fails", false}, Case{"no address", false}}) {
    model::Event& event = bench.event(c.ip);
    ParseResult result = bench.run(event);
    EXPECT_EQ(result.fate, c.passes ? Fate::kAllowListed : Fate::kParsed) << c.ip;
    EXPECT_EQ(event.whitelisted, c.passes) << c.ip;
    EXPECT_EQ(event.whitelist_reason, c.passes ? "ours" : "") << c.ip;
    EXPECT_EQ(event.meta.has("passed"), c.passes) << c.ip;
    if (c.passes) {
      EXPECT_EQ(bench.stages().nodes()[result.node].name, "vt/b");
    }
  }
}

TEST(Whitelist, lets_overflows_pass) {
  ContentFolder folder;
  folder.add("postoverflows/s00-a/vt/a.yaml", "name: vt/a\nfilter: \"false\"\nwhitelist: {reason: never, ip: [192.0.2.1]}\n");
  folder.add("postoverflows/s01-b/vt/b.yaml", "name: vt/b\nwhitelist: {reason: range, cidr: [192.0.2.0/24]}\n");
  folder.add("postoverflows/s02-c/vt/c.yaml",
             "name: vt/c\nwhitelist: {reason: scenario, expression: [\"evt.Overflow.Alert.GetScenario() == 'vt/x'\"]}\n");
  Bench bench(folder.path(), StagesKind::kPostoverflow);
  ASSERT_FALSE(bench.diagnostics().has_errors()) << bench.messages();
  auto pass = [&bench](std::string_view ip, std::string_view scenario) {
    model::RuntimeAlert alert;
    alert.sources[std::string(ip)].ip = ip;
    alert.alerts.emplace_back().scenario = scenario;
    model::Event& event = bench.event("");
    event.type = model::EventType::kOverflow;
    event.overflow = &alert;
    (void)bench.run(event);
    EXPECT_EQ(event.overflow->whitelisted, event.whitelisted);
    return std::string(event.whitelist_reason);
  };
  EXPECT_EQ(pass("192.0.2.1", "vt/x"), "range");
  EXPECT_EQ(pass("198.51.100.1", "vt/x"), "scenario");
  EXPECT_EQ(pass("198.51.100.1", "vt/y"), "");
}

/// A raw stage as the Hub's, and a parser of its own with a stash.
ContentFolder& add_stash_of(ContentFolder& folder, std::string_view stash_filter, std::string_view more = {}) {
  folder.add(
      "parsers/s00-raw/vt/raw.yaml",
      "name: vt/syslog\nfilter: evt.Line.Labels.type == 'syslog'\nonsuccess: next_stage\ngrok: {pattern: '%{WORD:program}: %{GREEDYDATA:message}', "
      "apply_on: Line.Raw}\n---\nname: vt/other\nfilter: evt.Line.Labels.type not in ['syslog']\nonsuccess: next_stage\nstatics:\n"
      "  - {parsed: program, expression: evt.Line.Labels.type}\n");
  folder.add(
      "parsers/s01-parse/vt/stash.yaml",
      "name: vt/stash\nfilter: \"" + std::string(stash_filter) +
          "\"\nnodes:\n  - statics: [{meta: z, value: z}]\n    stash: [{name: a, key: evt.Line.Raw, value: evt.Line.Raw, ttl: 1m, size: 9}]\n");
  folder.add("parsers/s01-parse/vt/trail.yaml",
             "name: vt/trail\nfilter: evt.Parsed.program == 'aws-cloudtrail'\nstatics:\n  - {meta: log_type, value: x}\n" + std::string(more));
  return folder;
}

TEST(StashNodes, bind_only_what_can_come_to_them) {
  auto may = [](std::string_view filter, std::string_view type, std::string_view more = {}) {
    ContentFolder folder;
    Bench bench(add_stash_of(folder, filter, more).path());
    EXPECT_FALSE(bench.diagnostics().has_errors()) << bench.messages();
    return bench.stages().may_touch_stash(type);
  };
  const std::string_view auditd = "evt.Parsed.program == 'auditd'";
  EXPECT_FALSE(may(auditd, "aws-cloudtrail"));
  EXPECT_TRUE(may(auditd, "auditd"));
  EXPECT_TRUE(may(auditd, "syslog"));  // its program can be anything
  EXPECT_TRUE(may("evt.Line.Raw contains 'x'", "aws-cloudtrail"));
  EXPECT_TRUE(may("evt.Meta.log_type == 'x'", "aws-cloudtrail"));
  EXPECT_FALSE(may("evt.Line.Labels.type in ['auditd', 'x'] && evt.Meta.log_type == 'x'", "aws-cloudtrail"));
  // Whatever writes the program counts, wherever it stands.
  EXPECT_TRUE(may(auditd, "aws-cloudtrail", "  - {parsed: program, value: auditd}\n"));
  EXPECT_FALSE(may(auditd, "aws-cloudtrail", "  - {parsed: program, value: other}\n"));
  EXPECT_TRUE(may(auditd, "aws-cloudtrail", "  - {parsed: program, expression: Lower(evt.Line.Raw)}\n"));
  EXPECT_TRUE(may(auditd, "aws-cloudtrail", "  - {meta: y, expression: \"evt.SetParsed('program', evt.Line.Raw) ? 'a' : 'b'\"}\n"));
  EXPECT_TRUE(may(auditd, "aws-cloudtrail", "  - {meta: y, expression: \"GetFromStash('a', evt.Line.Raw)\"}\n"));
}

TEST(StashNodes, keep_and_give_back) {
  ContentFolder folder;
  folder.add("parsers/s00-raw/vt/a.yaml", R"(
name: vt/a
filter: "evt.Line.Raw contains '='"
stash:
  - name: names
    key: "Split(evt.Line.Raw, '=')[0]"
    value: "Split(evt.Line.Raw, '=')[1]"
    ttl: 10s
    size: 100
statics:
  - {meta: kept, value: x}
)");
  folder.add("parsers/s00-raw/vt/b.yaml", R"yaml(
name: vt/b
filter: "not (evt.Line.Raw contains '=')"
statics:
  - {meta: name, expression: "GetFromStash('names', evt.Line.Raw)"}
)yaml");
  Bench bench(folder.path());
  ASSERT_FALSE(bench.diagnostics().has_errors()) << bench.messages();
  EXPECT_EQ(bench.stages().effect(), expr::Effect::kFrontState);
  auto run = [&bench](std::string_view raw, std::int64_t second) {
    model::Event& event = bench.event(raw);
    event.time = Time{second, 0, nullptr};
    EXPECT_EQ(bench.run(event).fate, Fate::kParsed);
    return entries_of(event.meta);
  };
  EXPECT_EQ(run("a=b", 1000), (Entries{{"kept", "x"}}));
  EXPECT_EQ(run("a", 1010), (Entries{{"name", "b"}}));
  EXPECT_EQ(run("a", 1011), Entries());
}

TEST(Loading, leaves_out_what_does_not_compile) {
  ContentFolder folder;
  folder.add("parsers/s00-raw/vt/a.yaml", "name: vt/a\nstatics:\n  - {meta: a, expression: \"NoSuchFunction()\"}\n");
  folder.add("parsers/s00-raw/vt/b.yaml", "name: vt/b\nonsuccess: next_stage\nstatics:\n  - {meta: b, value: x}\n");
  folder.add("parsers/s00-raw/vt/c.yaml",
             "name: vt/c\ngrok: {pattern: \"%{NOSUCH:ip}\", apply_on: message}\n---\nname: vt/d\nstatics:\n  - {meta: d, value: x}\n");
  folder.add("parsers/s00-raw/vt/e.yaml", "name: vt/e\nwhitelist: {reason: x, ip: [300.0.0.1]}\n");
  Bench bench(folder.path());
  ASSERT_EQ(bench.skipped().size(), 3);
  EXPECT_EQ(bench.skipped()[0].name, "vt/a");
  EXPECT_EQ(bench.skipped()[1].name, "vt/c");
  EXPECT_EQ(bench.skipped()[1].kind, "parser");
  EXPECT_EQ(bench.skipped()[1].reason, "there is no pattern `NOSUCH`");
  EXPECT_EQ(bench.skipped()[2].name, "vt/e");
  EXPECT_EQ(bench.stages().nodes().size(), 2);
  EXPECT_EQ(bench.run(bench.event("{}")).fate, Fate::kParsed);
}

class Lines final : public ParseTrace {
 public:
  void say(std::string_view stage, std::string_view node, std::string_view what) override {
    text_ += std::string(stage) + " " + std::string(node) + ": " + std::string(what) + "\n";
  }
  [[nodiscard]] std::string take() { return std::exchange(text_, {}); }

 private:
  std::string text_;
};

TEST(Trace, tells_what_debugged_nodes_do) {
  ContentFolder folder;
  folder.add("parsers/s00-raw/vt/a.yaml", "name: vt/a\nfilter: \"true\"\nstatics:\n  - {meta: a, value: x}\n");
  folder.add("parsers/s00-raw/vt/b.yaml",
             "name: vt/b\ndebug: true\nfilter: \"evt.Meta.a == 'x'\"\nstatics:\n  - {meta: b, expression: evt.Meta.a}\nwhitelist: {reason: x, "
             "expression: ['true']}\n");
  Bench bench(folder.path());
  Lines lines;
  bench.runner().set_trace(&lines);
  (void)bench.run(bench.event("{}"));
  EXPECT_EQ(lines.take(),
            "s00-raw vt/b: filter: true, enters\ns00-raw vt/b: whitelist: lets it pass\ns00-raw vt/b: .Meta[b] = x\ns00-raw vt/b: leaves: ok\n");
  bench.runner().set_trace(&lines, true);
  (void)bench.run(bench.event("{}"));
  EXPECT_NE(lines.take().find("s00-raw vt/a: .Meta[a] = x"), std::string::npos);
}

TEST(Counting, nodes_and_failures) {
  ContentFolder folder;
  folder.add(
      std::string(kParser),
      "name: vt/a\nfilter: \"evt.Line.Raw != 'out'\"\nnodes:\n  - filter: \"evt.Unmarshaled.x.y == 1\"\n    statics:\n      - {meta: a, value: x}\n");
  Bench bench(folder.path());
  bench.runner().set_order({3, 1});
  (void)bench.run(bench.event("out"));
  bench.runner().set_order({3, 2});
  (void)bench.run(bench.event("in"));
  (void)bench.run(bench.event("in"));
  EXPECT_EQ(bench.runner().counts()[0].hits, 2);
  EXPECT_EQ(bench.runner().counts()[0].failed, 2);
  ASSERT_EQ(bench.stages().rules().size(), 3);
  const RuleFailure& failure = bench.runner().failures()[1];
  EXPECT_EQ(failure.count, 2);
  EXPECT_EQ(failure.first, (EventOrder{3, 2}));
  EXPECT_NE(failure.message.find("cannot fetch"), std::string::npos) << failure.message;
  Runner other(bench.stages(), nullptr, Time());
  other.merge(bench.runner());
  other.merge(bench.runner());
  EXPECT_EQ(other.failures()[1].count, 4);
  EXPECT_EQ(other.counts()[0].hits, 4);
}

}  // namespace
}  // namespace vedette::parse

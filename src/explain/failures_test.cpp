#include "explain/failures.h"

#include "explain/testing.h"

namespace vedette::explain {
namespace {

TEST(Failures, are_grouped_by_reason) {
  parse::testing::ContentFolder folder;
  folder.add("parsers/s00-raw/vt/raw.yaml",
             "name: vt/raw\nfilter: evt.Line.Raw != 'stranger'\nonsuccess: next_stage\nstatics:\n"
             "  - {parsed: x, value: y}\n");
  folder.add("parsers/s01-parse/vt/line.yaml",
             "name: vt/line\nfilter: evt.Line.Raw startsWith 'a'\nonsuccess: next_stage\ngrok:\n  pattern: '^a %{INT:n}$'\n  apply_on: Line.Raw\n"
             "statics:\n  - {meta: m, expression: \"evt.Parsed.n == '7' ? true : 'x'\"}\n");
  parse::testing::ContentFolder log;
  log.add("a.log", "a 1\nstranger\na b\nb\na c\na 7\nstranger\na d\n");
  Diagnostics diagnostics;
  engine::RulesChoice choice;
  choice.content_folder = folder.path();
  const engine::Rules rules = engine::load_rules(choice, diagnostics);
  Failures failures(rules);
  engine::ReplayOptions options;
  options.paths = {log.path() + "/a.log"};
  options.type = "vt";
  options.threads = 2;
  options.front_observer = &failures;
  class Sink final : public engine::AlertSink {
    void alert(engine::EmittedAlert&& /*alert*/) override {}
  } sink;
  engine::ReplayProgress progress;
  const std::atomic<bool> stop{false};
  (void)engine::replay(rules, options, sink, progress, stop);

  const std::vector<FailureGroup> groups = failures.groups();
  EXPECT_EQ(failures.events(), 8U);
  std::string told;
  for (const FailureGroup& group : groups) {
    told +=
        std::to_string(group.count) + " " + group.stage + ": " + group.reason + " [" + group.example + ", " + std::to_string(group.record) + "]\n";
  }
  EXPECT_EQ(told,
            "3 s01-parse: vt/line lets it in, but no grok of it matches [a b, 2]\n"
            "2 s00-raw: no parser's filter lets it in [stranger, 1]\n"
            "1 s01-parse: no parser's filter lets it in [b, 3]\n"
            "1 s01-parse: vt/line drops it: the expression must give a text or a number, not bool: the event is dropped [a 7, 5]\n");
}

}  // namespace
}  // namespace vedette::explain

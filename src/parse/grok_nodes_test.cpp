#include "parse/testing.h"

namespace vedette::parse {
namespace {

using testing::Bench;
using testing::ContentFolder;
using testing::entries_of;
using Entries = std::map<std::string, std::string>;

/// A stage that puts the line into `message` comes first.
class Grok {
 public:
  explicit Grok(std::string_view documents) {
    folder_.add("parsers/s00-raw/vt/a.yaml", "name: vt/raw\nonsuccess: next_stage\nstatics:\n  - {parsed: message, expression: evt.Line.Raw}\n");
    folder_.add("parsers/s01-parse/vt/b.yaml", documents);
    bench_ = std::make_unique<Bench>(folder_.path());
  }

  Fate run(std::string_view line) {
    event_ = &bench_->event(line);
    return bench_->run(*event_).fate;
  }
  [[nodiscard]] Entries parsed() const {
    Entries out = entries_of(event_->parsed);
    out.erase("message");
    return out;
  }
  [[nodiscard]] Entries meta() const { return entries_of(event_->meta); }
  [[nodiscard]] Bench& bench() { return *bench_; }

 private:
  ContentFolder folder_;
  std::unique_ptr<Bench> bench_;
  model::Event* event_ = nullptr;
};

TEST(GrokNodes, fill_parsed_and_run_their_statics) {
  Grok grok(
      "name: vt/a\ngrok:\n  pattern: 'user %{USERNAME:user} (?P<x>near) %{IP:ip}( port %{INT:port:int})?'\n  apply_on: message\n  statics:\n"
      "    - {meta: who, expression: evt.Parsed.user}\nstatics:\n  - {meta: all, value: done}\n");
  EXPECT_EQ(grok.run("user bob near 192.0.2.1"), Fate::kParsed);
  EXPECT_EQ(grok.parsed(), (Entries{{"user", "bob"}, {"ip", "192.0.2.1"}, {"port", ""}}));
  EXPECT_EQ(grok.meta(), (Entries{{"who", "bob"}, {"all", "done"}}));
  EXPECT_EQ(grok.run("user bob"), Fate::kNotParsed);
  EXPECT_EQ(grok.parsed(), Entries());
  EXPECT_EQ(grok.meta(), Entries());
}

TEST(GrokNodes, read_a_field_the_line_or_an_expression) {
  Grok line("name: vt/a\ngrok: {pattern: '%{WORD:w}', apply_on: Line.Raw, expression: '1'}\n");
  EXPECT_EQ(line.run("one two"), Fate::kParsed);
  EXPECT_EQ(line.parsed(), (Entries{{"w", "one"}}));
  Grok missing("name: vt/a\ngrok: {pattern: '%{DATA:w}', apply_on: nosuch}\n");
  EXPECT_EQ(missing.run("one"), Fate::kNotParsed);
  Grok whole("name: vt/a\ngrok: {pattern: '^%{INT:n}$', expression: 'len(evt.Line.Raw)'}\n");
  EXPECT_EQ(whole.run("four"), Fate::kParsed);
  EXPECT_EQ(whole.parsed(), (Entries{{"n", "4"}}));
  Grok real("name: vt/a\ngrok: {pattern: '^%{NUMBER:n}$', expression: 'len(evt.Line.Raw) / 8'}\n");
  EXPECT_EQ(real.run("four"), Fate::kParsed);
  EXPECT_EQ(real.parsed(), (Entries{{"n", "0.500000"}}));
  // Neither text nor number: an empty text, counted.
  Grok neither("name: vt/a\ngrok: {pattern: '^%{DATA:n}$', expression: 'evt.Unmarshaled'}\n");
  EXPECT_EQ(neither.run("four"), Fate::kParsed);
  EXPECT_EQ(neither.parsed(), (Entries{{"n", ""}}));
  Grok failing("name: vt/a\ngrok: {pattern: '%{DATA:n}', expression: 'evt.Unmarshaled.a.b'}\n");
  EXPECT_EQ(failing.run("four"), Fate::kNotParsed);
}

TEST(GrokNodes, decide_with_their_nested_nodes) {
  constexpr std::string_view kNested =
      "name: vt/a\ngrok: {pattern: 'a%{INT:a}', apply_on: message}\nnodes:\n  - grok: {pattern: 'b%{INT:b}', apply_on: message}\n"
      "statics:\n  - {meta: done, value: x}\n";
  Grok grok(kNested);
  EXPECT_EQ(grok.run("a1"), Fate::kParsed);  // a nested node cannot fail a grok that matched
  EXPECT_EQ(grok.run("b1"), Fate::kParsed);  // and saves one that did not
  EXPECT_EQ(grok.parsed(), (Entries{{"b", "1"}}));
  EXPECT_EQ(grok.run("c1"), Fate::kNotParsed);
}

TEST(GrokNodes, that_match_nothing_keep_nothing_in_a_stash) {
  Grok grok(
      "name: vt/a\ngrok: {pattern: 'a%{INT:a}', apply_on: message}\nstash:\n  - {name: seen, key: \"'k'\", value: evt.Line.Raw, ttl: 1h}\n"
      "---\nname: vt/b\nstatics:\n  - {meta: seen, expression: \"GetFromStash('seen', 'k')\"}\n");
  EXPECT_EQ(grok.run("b1"), Fate::kParsed);
  EXPECT_EQ(grok.meta(), Entries());
  EXPECT_EQ(grok.run("a1"), Fate::kParsed);
  EXPECT_EQ(grok.meta(), (Entries{{"seen", "a1"}}));
}

TEST(GrokNodes, drop_events_by_a_static_that_is_no_text) {
  Grok grok("name: vt/a\ngrok:\n  pattern: '%{WORD:w}'\n  apply_on: message\n  statics:\n    - {meta: m, expression: \"1 == 1\"}\n");
  EXPECT_EQ(grok.run("x"), Fate::kFailed);
}

TEST(GrokNodes, without_a_pattern_are_none) {
  Grok grok("name: vt/a\ngrok:\n  expression: evt.Line.Raw\n  statics:\n    - {meta: m, value: x}\n");
  EXPECT_EQ(grok.run("x"), Fate::kParsed);
  EXPECT_EQ(grok.meta(), Entries());
}

TEST(GrokNodes, share_inline_patterns_with_what_comes_after) {
  Grok grok(
      "name: vt/a\ngrok: {pattern: '%{MINE:x}', apply_on: message}\n---\n"
      "name: vt/b\npattern_syntax:\n  MINE: 'b+'\nnodes:\n  - grok: {pattern: '%{MINE:b}', apply_on: message}\n---\n"
      "name: vt/c\npattern_syntax:\n  MINE: 'c+'\ngrok: {name: MINE, apply_on: message}\n---\n"
      "name: vt/d\ngrok: {pattern: '%{MINE:d}', apply_on: message}\n");
  ASSERT_EQ(grok.bench().skipped().size(), 1);
  EXPECT_EQ(grok.bench().skipped()[0].reason, "there is no pattern `MINE`");
  EXPECT_NE(grok.bench().messages().find("there is a pattern `MINE` already"), std::string::npos);
  EXPECT_EQ(grok.run("xbbc"), Fate::kParsed);
  EXPECT_EQ(grok.parsed(), (Entries{{"b", "bb"}, {"d", "bb"}}));
}

TEST(GrokNodes, take_patterns_from_a_folder_beside) {
  ContentFolder folder;
  folder.add("patterns/mine", "MINE m+\n# comment\nINT x\n");
  folder.add("patterns/mine.bak", "OTHER o\n");
  folder.add("parsers/s01-parse/vt/b.yaml", "name: vt/a\ngrok: {pattern: '%{MINE:m}%{INT:n}', apply_on: Line.Raw}\n");
  Bench bench(folder.path());
  model::Event& event = bench.event("amm12");
  EXPECT_EQ(bench.run(event).fate, Fate::kParsed);
  EXPECT_EQ(entries_of(event.parsed), (Entries{{"m", "mm"}, {"n", "12"}}));
  EXPECT_NE(bench.messages().find("there is a pattern `INT` already"), std::string::npos);
}

}  // namespace
}  // namespace vedette::parse

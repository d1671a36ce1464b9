#include "parse/observer.h"

#include <gtest/gtest.h>

#include "parse/testing.h"

namespace vedette::parse {
namespace {

using testing::Bench;
using testing::ContentFolder;

/// What was told, one line a call.
class Log final : public ParseObserver {
 public:
  explicit Log(const Stages& stages) : stages_(stages) {}
  void enter(std::uint32_t node, const model::Event& /*event*/) override { add("enter " + stages_.nodes()[node].name); }
  void filtered(std::uint32_t node, bool let_in, const model::Event& /*event*/) override {
    add("filter " + stages_.nodes()[node].name + (let_in ? " in" : " out"));
  }
  void leave(std::uint32_t node, NodeOutcome outcome, const model::Event& event) override {
    static constexpr const char* kOutcomes[] = {"out", "failed", "ok", "dropped"};
    add("leave " + stages_.nodes()[node].name + " " + kOutcomes[static_cast<int>(outcome)] + " " + std::to_string(event.meta.size()));
  }
  void failed(std::uint32_t rule, std::string_view message, Span /*span*/) override {
    add("error " + stages_.rules()[rule].target + ": " + std::string(message));
  }
  [[nodiscard]] std::string take() { return std::exchange(text_, {}); }

 private:
  void add(const std::string& line) { text_ += line + "\n"; }
  const Stages& stages_;
  std::string text_;
};

TEST(ParseObserver, sees_every_node_of_a_stage) {
  ContentFolder folder;
  folder.add("parsers/s00-raw/vt/a.yaml", "name: vt/a\nfilter: \"evt.Line.Labels.type == 'other'\"\nstatics:\n  - {meta: a, value: x}\n")
      .add("parsers/s00-raw/vt/b.yaml",
           "name: vt/b\nnodes:\n  - {name: vt/b1, filter: 'false', statics: [{meta: a, value: x}]}\n"
           "  - {name: vt/b2, statics: [{meta: a, value: x}]}\nstatics:\n  - {meta: b, value: y}\n")
      .add("parsers/s00-raw/vt/c.yaml", "name: vt/c\nonsuccess: next_stage\nstatics:\n  - {meta: c, expression: 'evt.Unmarshaled.a.b'}\n")
      .add("parsers/s01-parse/vt/d.yaml", "name: vt/d\nstatics:\n  - {meta: d, expression: 'true'}\n");
  Bench bench(folder.path());
  ASSERT_FALSE(bench.diagnostics().has_errors()) << bench.messages();
  Log log(bench.stages());
  bench.runner().set_observer(&log);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(bench.run(bench.event("{}")).fate, Fate::kFailed);
    EXPECT_EQ(log.take(),
              "enter vt/a\nfilter vt/a out\nleave vt/a out 0\n"
              "enter vt/b\nenter vt/b1\nfilter vt/b1 out\nleave vt/b1 out 0\nenter vt/b2\nleave vt/b2 ok 1\nleave vt/b ok 2\n"
              "enter vt/c\nerror .Meta[c]: cannot fetch b from <nil>\nleave vt/c ok 2\n"
              "enter vt/d\nerror .Meta[d]: the expression must give a text or a number, not bool: the event is dropped\nleave vt/d dropped 2\n");
  }
  bench.runner().set_observer(nullptr);
  (void)bench.run(bench.event("{}"));
  EXPECT_EQ(log.take(), "");
}

}  // namespace
}  // namespace vedette::parse

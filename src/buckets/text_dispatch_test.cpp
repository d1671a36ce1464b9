#include "buckets/text_dispatch.h"

#include "buckets/bucket_case.h"

namespace vedette::buckets {
namespace {

class TextDispatchTest : public testing::Test {
 protected:
  TextDispatchTest() : machine_(expr::make_machine()), context_(arena_) {
    files_.add("words.txt", expr::DataKind::kString, expr::read_data_file("words.txt", "/.git\nunion\n", expr::DataKind::kString, diagnostics_));
    services_.files = &files_;
    context_.services = &services_;
  }

  /// The scenarios that are left for an event with this path.
  std::vector<std::string> left(const std::vector<std::string>& filters, std::string_view path) {
    std::vector<content::ScenarioSpec> specs;
    for (const std::string& filter : filters) {
      content::ScenarioSpec& spec = specs.emplace_back(trigger_spec());
      spec.name = "scenario " + std::to_string(specs.size());
      spec.filter = source(filter);
    }
    Scenarios scenarios = compile_all(specs);
    TextDispatch dispatch(scenarios, &files_);
    model::Event event = make_event(at(0), {{"path", std::string(path)}}, arena_);
    const expr::Value variables[] = {model::event_value(event)};
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < scenarios.size(); ++i) {
      if (!dispatch.rules_out(i, *machine_, context_, variables)) {
        names.push_back(scenarios.at(i).spec.filter.text());
      } else {
        expr::Outcome outcome = scenarios.at(i).filter->run(*machine_, context_, variables);
        EXPECT_TRUE(outcome.failed || !outcome.value.as_bool()) << scenarios.at(i).spec.filter.text() << " holds for " << path;
      }
    }
    return names;
  }

  Arena arena_;
  Diagnostics diagnostics_;
  expr::DataFiles files_;
  expr::Services services_;
  expr::MachinePtr machine_;
  expr::CallContext context_;
};

TEST_F(TextDispatchTest, LeavesWhatMayHold) {
  const std::string login = "evt.Meta.path contains '/wp-login'";
  const std::string upper = "Upper(evt.Meta.path) contains Upper('/remote')";
  const std::string lines = "any(File('words.txt'), {Upper(evt.Meta.path) contains Upper(#)})";
  const std::string either = "evt.Meta.path startsWith '/solr' or Upper(evt.Meta.path) endsWith '.PHP'";
  const std::string other = "len(evt.Meta.path) > 3";
  const std::vector<std::string> all = {login, upper, lines, either, other};
  EXPECT_EQ(left(all, "/index.html"), Lines({other}));
  EXPECT_EQ(left(all, "/wp-login.php"), Lines({login, either, other}));
  EXPECT_EQ(left(all, "/Remote/x?q=UNION"), Lines({upper, lines, other}));
  EXPECT_EQ(left(all, "/a/.git/config"), Lines({lines, other}));
  EXPECT_EQ(left(all, "/solr"), Lines({either, other}));
  EXPECT_EQ(left(all, ""), Lines({other}));
}

TEST_F(TextDispatchTest, ARegexNeedsWhatAllItsMatchesHold) {
  const std::string plugins = "Upper(evt.Meta.path) matches '/PUBLIC/PLUGINS/[^/]+/../[./]+/'";
  const std::string either = "evt.Meta.path matches '^/(login|logout)[.]php$'";
  const std::string any_case = "evt.Meta.path matches '(?i)wp-login'";
  const std::string digits = "evt.Meta.path matches '[0-9]{3,}'";
  const std::string either_way = "evt.Meta.path matches '[0-9]{3,}' or evt.Meta.path contains '/wp-admin'";
  const std::vector<std::string> all = {plugins, either, any_case, digits, either_way};
  EXPECT_EQ(left(all, "/index.html"), Lines({any_case, digits, either_way}));
  EXPECT_EQ(left(all, "/public/plugins/x/../../"), Lines({plugins, any_case, digits, either_way}));
  EXPECT_EQ(left(all, "/logout.php"), Lines({either, any_case, digits, either_way}));
  EXPECT_EQ(left(all, "/WP-Login"), Lines({any_case, digits, either_way}));
  EXPECT_EQ(left(all, "/1234"), Lines({any_case, digits, either_way}));
}

TEST_F(TextDispatchTest, WhatIsNoTextIsLeftToTheFilter) {
  const std::string filter = "evt.Unmarshaled.x.path contains '/wp-login'";
  EXPECT_EQ(left({filter}, "/"), Lines({filter}));
}

TEST_F(TextDispatchTest, AFileThatIsNotThereHasNoLines) {
  EXPECT_EQ(left({"any(File('nowhere.txt'), {evt.Meta.path contains #})"}, "/wp-login"), Lines({}));
}

}  // namespace
}  // namespace vedette::buckets

#include "gotemplate/template.h"

#include <gtest/gtest.h>

#include "gotemplate/data.h"
#include "gotemplate/function.h"
#include "model/read_alert.h"

namespace vedette::gotemplate {
namespace {

tl::expected<std::string, TemplateError> render(const std::string& text, const std::string& data = "null", const RenderLimits& limits = {}) {
  auto parsed = Template::parse("t", text);
  if (!parsed) {
    return tl::unexpected(parsed.error());
  }
  Heap heap;
  return parsed->render(*read_data(heap, data), heap, from_unix(1'700'000'000, 0), limits);
}

TEST(Template, SaysWhereWhatAndWhatWasMissing) {
  const auto alerts = *model::read_alerts(R"([{"scenario":"s","events":[{"meta":[{"key":"a","value":"b"}]}]}])");
  Heap heap;
  const auto parsed = Template::parse("slack", "{{ range . }}\n{{ $r := GetMeta . \"region\" }}x{{ index $r 0 }}{{ end }}");
  const auto output = parsed->render(value_of_alerts(heap, alerts), heap, Time{});
  ASSERT_FALSE(output.has_value());
  const TemplateError& error = output.error();
  EXPECT_EQ(error.stage, ErrorStage::kRun);
  EXPECT_EQ(error.file, "slack");
  EXPECT_EQ(error.at.line, 2U);
  EXPECT_EQ(error.at.column, 35U);
  EXPECT_EQ(error.action, "index $r 0");
  EXPECT_EQ(error.missing, "no event has the meta \"region\"");
  EXPECT_EQ(error.message(), "template: slack:2:35: at <index $r 0>: error calling index: index out of range: 0 (no event has the meta \"region\")");
}

TEST(Template, NamesTheKeyBehindALaterFailure) {
  EXPECT_EQ(render("{{ .user.name | upper }}", "{}").error().missing, "there is no key \"user\"");
  EXPECT_EQ(render("{{ $x := index . \"k\" }}{{ trunc 3 $x }}", "{}").error().missing, "there is no key \"k\"");
  EXPECT_EQ(render("{{ define \"part\" }}{{ .x.y }}{{ end }}{{ template \"part\" . }}", R"({"x":1})").error().template_name, "part");
}

TEST(Template, StaysWithinItsBounds) {
  EXPECT_NE(render("{{ range until 1000 }}{{ repeat 100 \"x\" }}{{ end }}", "null", {.output_bytes = 1000}).error().reason.find("output is longer"),
            std::string::npos);
  EXPECT_NE(render("{{ repeat 1000000 \"x\" | len }}", "null", {.memory_bytes = 1000}).error().reason.find("bytes of values"), std::string::npos);
  EXPECT_NE(render("{{ range 100000000 }}{{ end }}", "null", {.steps = 1000}).error().reason.find("too many steps"), std::string::npos);
  EXPECT_NE(render("{{ range 100000000 }}{{ end }}", "null", {.steps = UINT64_MAX, .time = std::chrono::milliseconds(20)})
                .error()
                .reason.find("longer than 20 ms"),
            std::string::npos);
  EXPECT_NE(render("{{ define \"a\" }}{{ template \"a\" }}{{ end }}{{ template \"a\" }}").error().reason.find("template depth"), std::string::npos);
  const std::string open(600, '(');
  EXPECT_EQ(render("{{ " + open + "1" + std::string(600, ')') + " }}").error().reason, "max expression depth exceeded");
}

TEST(Template, TakesThePresentFromItsCaller) {
  EXPECT_EQ(*render("{{ now | unixEpoch }} {{ ago 1699999940 }}"), "1700000000 1m0s");
}

TEST(Template, MayBeRenderedAgain) {
  const auto parsed = Template::parse("t", "{{ $d := dict \"n\" 1 }}{{ $_ := set $d \"n\" (add $d.n 1) }}{{ $d.n }}");
  for (int i = 0; i < 2; ++i) {
    Heap heap;
    EXPECT_EQ(*parsed->render(Value(), heap, Time{}), "2");
  }
}

TEST(Functions, AreAllThere) {
  // One of each kind that is easily forgotten.
  for (const char* name :
       {"and", "printf", "GetMeta", "genSignedCertWithKey", "must_date_modify", "osIsAbs", "toDecimal", "mustRegexReplaceAllLiteral"}) {
    EXPECT_NE(find_function(name), nullptr) << name;
  }
  for (const Callable* function : all_functions()) {
    EXPECT_NE(function->native == nullptr, function->reflective == nullptr) << function->name;
  }
}

}  // namespace
}  // namespace vedette::gotemplate

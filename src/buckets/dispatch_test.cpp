#include "buckets/dispatch.h"

#include "buckets/bucket_case.h"

namespace vedette::buckets {
namespace {

std::vector<std::string> candidates(const Scenarios& scenarios, const Meta& meta) {
  Dispatch dispatch(scenarios);
  Arena arena;
  model::Event event = make_event(at(0), meta, arena);
  std::vector<std::uint32_t> found;
  dispatch.candidates(event, found);
  std::vector<std::string> names;
  for (std::uint32_t index : found) {
    names.push_back(scenarios.at(index).name());
  }
  return names;
}

content::ScenarioSpec named(const std::string& name, const std::string& filter) {
  content::ScenarioSpec spec = trigger_spec();
  spec.name = name;
  spec.filter = source(filter);
  return spec;
}

TEST(Dispatch, FindsByTheRarestTest) {
  Scenarios scenarios = compile_all({
      named("a", "evt.Meta.log_type == 't' && evt.Meta.event == 'Login'"),
      named("b", "evt.Meta.log_type == 't' && evt.Meta.event in ['Login', 'Logout']"),
      named("c", "evt.Meta.log_type == 't'"),
      named("d", "evt.Meta.log_type startsWith 't'"),
      named("e", "evt.Meta.log_type == 'u' || evt.Meta.event == 'Login'"),
  });
  EXPECT_EQ(candidates(scenarios, {{"log_type", "t"}, {"event", "Logout"}}), Lines({"b", "c", "d", "e"}));
  EXPECT_EQ(candidates(scenarios, {{"log_type", "t"}, {"event", "Login"}}), Lines({"a", "b", "c", "d", "e"}));
  EXPECT_EQ(candidates(scenarios, {{"event", "Other"}}), Lines({"d", "e"}));
}

TEST(Dispatch, AMissingKeyIsTheEmptyString) {
  Scenarios scenarios = compile_all({named("a", "evt.Meta.user == ''"), named("b", "evt.Meta.user == 'ann'")});
  EXPECT_EQ(candidates(scenarios, {}), Lines({"a"}));
}

}  // namespace
}  // namespace vedette::buckets

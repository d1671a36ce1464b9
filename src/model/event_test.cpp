#include "model/event.h"

#include <gtest/gtest.h>

#include <string>

#include "expr/json_value.h"
#include "model/alert.h"
#include "model/event_types.h"

namespace vedette::model {
namespace {

std::string as_json(const expr::Value& value) {
  Arena arena;
  std::string out;
  std::string error;
  return expr::append_go_json(out, value, arena, error) ? out : "refused: " + error;
}

TEST(Event, SetsWhatTheReferenceSets) {
  Arena arena;
  Event event(arena);
  RuntimeAlert overflow;
  overflow.alerts.emplace_back();
  event.line.labels.set("type", "syslog", arena);

  auto set = [&event](std::string_view target) { return set_target_by_name(event, target, "v"); };
  EXPECT_TRUE(set("evt.StrTime"));
  EXPECT_EQ(event.str_time, "v");
  EXPECT_TRUE(set("MarshaledTime"));
  EXPECT_EQ(event.marshaled_time, "v");
  EXPECT_TRUE(set("evt.Meta.a.b"));  // a map takes the first name
  EXPECT_EQ(event.meta.get("a"), "v");
  EXPECT_FALSE(event.meta.has("a.b"));
  EXPECT_TRUE(set("evt.Parsed."));
  EXPECT_EQ(event.parsed.get(""), "v");
  EXPECT_TRUE(set("evt.Enriched.x"));
  EXPECT_TRUE(set("evt.Unmarshaled.x.y"));
  EXPECT_EQ(as_json(expr::Value::map(&event.unmarshaled)), R"({"x":"v"})");
  EXPECT_TRUE(set("evt.Line.Labels.new"));
  EXPECT_TRUE(set("evt.Line.Raw"));
  EXPECT_EQ(event.line.raw, "v");

  for (const char* target : {"", "evt.", "evt", "evt.Time", "evt.Meta", "evt.Whitelisted", "evt.Type", "evt.nope", "evt.stage", "evt.evt.Stage",
                             "evt.Line", "evt.Line.Time", "evt.Line.Labels", "evt.Line.nope", "evt.Stage.x", "evt.Appsec.Vars.x",
                             "evt.Overflow.Alert.Scenario", "evt.Overflow.Sources.x"}) {
    EXPECT_FALSE(set(target)) << target;
  }

  event.type = EventType::kOverflow;
  event.overflow = &overflow;
  EXPECT_TRUE(set("evt.Overflow.Mapkey"));
  EXPECT_TRUE(set("evt.Overflow.Alert.Scenario"));
  EXPECT_TRUE(set("evt.Overflow.Alert.Source.IP"));
  EXPECT_EQ(overflow.alerts[0].scenario, "v");
  EXPECT_EQ(overflow.alerts[0].source.ip, "v");
  EXPECT_FALSE(set("evt.Overflow.Alert.Meta.x"));
  EXPECT_FALSE(set("evt.Overflow.Alert"));
  EXPECT_FALSE(set("evt.Overflow.Sources.x"));
  overflow.alerts[0].set_nil(AlertField::kScenario, true);
  EXPECT_FALSE(set("evt.Overflow.Alert.Scenario"));
}

TEST(Event, AnOverflowsMetaIsTheFirstThatIsNotEmpty) {
  Arena arena;
  Event event(arena);
  event.meta.set("user", "log", arena);
  EXPECT_EQ(event.get_meta("user"), "log");
  RuntimeAlert overflow;
  overflow.alerts.resize(2);
  auto with = [&arena](std::string_view key, std::string_view value) {
    const MetaItem item{key, value};
    return AlertEvent{"", PackedFields::pack(std::span(&item, 1), arena)};
  };
  overflow.alerts[0].events = {with("user", ""), with("other", "x")};
  overflow.alerts[1].events = {with("user", "second")};
  event.type = EventType::kOverflow;
  EXPECT_EQ(event.get_meta("user"), "");
  event.overflow = &overflow;
  EXPECT_EQ(event.get_meta("user"), "second");
  EXPECT_EQ(event.get_meta("nobody"), "");
}

TEST(Event, RawIsMadeCanonicalOnlyWhenAsked) {
  Arena arena;
  Event event(arena);
  event.line.raw = R"({"b": 1.0, "a": "<x>", "b": 2})";
  EXPECT_EQ(event.text_of_raw(), event.line.raw);
  event.line.raw_is_json_source = true;
  EXPECT_EQ(event.text_of_raw(), R"({"a":"\u003cx\u003e","b":2})");
  EXPECT_EQ(event.text_of_raw().data(), event.text_of_raw().data());
  const expr::Field* line = event_type()->field("Line");
  const expr::Field* raw = line->type->field("Raw");
  Arena scratch;
  expr::Value object = line->get(&event, scratch);
  EXPECT_EQ(raw->get(object.as_object(), scratch).as_string(), event.text_of_raw());
  EXPECT_EQ(raw->get_json_source(object.as_object(), scratch).as_string(), event.line.raw);
}

TEST(Event, IsMarshaledInTheOrderOfItsFields) {
  Arena arena;
  Event event(arena);
  event.line.process = false;
  event.expect_mode = ExpectMode::kLive;
  event.process = false;
  event.meta.set("b", "1", arena);
  event.meta.set("a", "2", arena);
  EXPECT_EQ(as_json(event_value(event)),
            R"({"Line":{"Raw":"","Src":"","Time":"0001-01-01T00:00:00Z","Labels":null,"Process":false,"Module":""},"Alert":{},)"
            R"("Time":"0001-01-01T00:00:00Z","Appsec":{"HasInBandMatches":false,"HasOutBandMatches":false,"MatchedRules":null,"Vars":null,)"
            R"("HookVars":null},"Meta":{"a":"2","b":"1"}})");
}

TEST(ReadEvent, SaysWhatIsWrong) {
  auto message = [](std::string_view text) {
    auto event = read_event(text);
    return event ? std::string("accepted") : event.error().message;
  };
  EXPECT_EQ(message("{}"), "accepted");
  EXPECT_EQ(message(R"({"stage": "s00-raw"})"), "accepted");  // names are equal but for case
  EXPECT_EQ(message("[]"), "not an event: the event is not an object");
  EXPECT_EQ(message(R"({"Meta":{"a":1}})"), "not an event: Meta.a is not a string");
  EXPECT_EQ(message(R"({"Line":{"Time":"yesterday"}})"), "not an event: Line.Time is not a time in RFC 3339");
  EXPECT_EQ(message(R"({"Alert":{"APIAlerts":[{"capacity":1.5}]}})"), "not an event: Alert.APIAlerts.capacity is not an integer");
  EXPECT_EQ(message("{"), "unexpected end of JSON input at offset 1");
}

}  // namespace
}  // namespace vedette::model

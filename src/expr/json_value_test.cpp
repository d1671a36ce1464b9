#include "expr/json_value.h"

#include <gtest/gtest.h>

#include <cmath>

namespace vedette::expr {
namespace {

std::string as_json(const Value& value) {
  Arena arena;
  std::string out;
  std::string error;
  return append_go_json(out, value, arena, error) ? out : "refused: " + error;
}

TEST(JsonValue, DecodesAsGoDoesIntoInterface) {
  Arena arena;
  JsonReader reader;
  Value value = value_of(*reader.parse(R"({"b":[1,"x",null,true,{"k":1,"k":2}],"a":{},"e":[],"b2":1.5})"), arena);
  EXPECT_EQ(value.type_id(), type_id::kAnyMap);
  EXPECT_EQ(value.as_map()->size(), 4U);
  EXPECT_EQ(as_json(value), R"({"a":{},"b":[1,"x",null,true,{"k":2}],"b2":1.5,"e":[]})");
  Value list;
  ASSERT_TRUE(value.as_map()->find("b", arena, list));
  EXPECT_EQ(list.type_id(), type_id::kAnySlice);
  EXPECT_TRUE(list.slice_data()[0].is_float());
  EXPECT_TRUE(list.slice_data()[2].is_nil());
  EXPECT_EQ(list.slice_data()[4].as_map()->size(), 1U);
  std::vector<std::pair<Value, Value>> entries;
  list.slice_data()[4].as_map()->entries(arena, entries);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].second.as_float(), 2);
  Value empty;
  ASSERT_TRUE(value.as_map()->find("e", arena, empty));
  EXPECT_FALSE(empty.is_null());
}

TEST(JsonValue, MarshalsByGoType) {
  EXPECT_EQ(as_json(Value()), "null");
  EXPECT_EQ(as_json(Value::integer(-3)), "-3");
  EXPECT_EQ(as_json(Value::integer(-1, type_id::kUint64)), "18446744073709551615");
  EXPECT_EQ(as_json(Value::floating(1)), "1");
  EXPECT_EQ(as_json(Value::floating(48.8566F, type_id::kFloat32)), "48.8566");
  EXPECT_EQ(as_json(Value::duration(kSecond)), "1000000000");
  EXPECT_EQ(as_json(Value::integer(3, type_id::kMonth)), "3");
  Time time;
  EXPECT_EQ(as_json(Value::time(&time)), "\"0001-01-01T00:00:00Z\"");
  EXPECT_EQ(as_json(Value::typed_nil(type_id::kAnySlice)), "null");
  EXPECT_EQ(as_json(Value::typed_nil(type_id::kStringMap)), "null");
  EXPECT_EQ(as_json(Value::slice(nullptr, 0)), "[]");
  const Value bytes[] = {Value::integer('h', type_id::kUint8), Value::integer('i', type_id::kUint8)};
  EXPECT_EQ(as_json(Value::slice(bytes, 2, type_id::kByteSlice)), "\"aGk=\"");
  const std::pair<Value, Value> entries[] = {{Value::string("b"), Value::string("<")}, {Value::string("a"), Value()}};
  ArenaMap map(entries, 2);
  EXPECT_EQ(as_json(Value::map(&map)), R"({"a":null,"b":"\u003c"})");
}

TEST(JsonValue, RefusesWhatGoRefuses) {
  EXPECT_EQ(as_json(Value::floating(std::nan(""))).substr(0, 8), "refused:");
  EXPECT_EQ(as_json(Value::floating(HUGE_VAL)).substr(0, 8), "refused:");
  ArenaMap map(nullptr, 0);
  EXPECT_EQ(as_json(Value::map(&map, type_id::kAnyAnyMap)).substr(0, 8), "refused:");
}

TEST(JsonValue, IndentsAsMarshalIndent) {
  std::string out;
  append_indented_json(out, R"({"a":[1,{"b":"x,[]{}:\""}],"e":[],"o":{}})", "  ");
  EXPECT_EQ(out, "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x,[]{}:\\\"\"\n    }\n  ],\n  \"e\": [],\n  \"o\": {}\n}");
}

}  // namespace
}  // namespace vedette::expr

#include "engine/record_paths.h"

#include <gtest/gtest.h>

namespace vedette::engine {
namespace {

class RecordPathsTest : public testing::Test {
 protected:
  std::uint32_t add(RecordPaths::Steps path, bool needs_text = false) { return paths_.add(path, needs_text); }
  bool read(std::string_view json) {
    reader_.reset();
    return paths_.read(*reader_.parse(json));
  }
  std::string at(std::uint32_t path) {
    const RecordPaths::Value& value = paths_.value(path);
    return value.found == RecordPaths::Found::kNothing ? "nothing" : "'" + std::string(value.text) + "'";
  }

  JsonReader reader_;
  RecordPaths paths_;
};

TEST_F(RecordPathsTest, ReadsTextsAndNothing) {
  const std::uint32_t name = add({{"name"}});
  const std::uint32_t arn = add({{"user"}, {"arn", true}});
  const std::uint32_t role = add({{"user"}, {"session", true}, {"role", true}});
  EXPECT_EQ(add({{"name"}}), name);
  EXPECT_EQ(paths_.size(), 3U);

  ASSERT_TRUE(read(R"({"name":"n","other":[{"name":true}],"user":{"session":{"role":""},"arn":"a"}})"));
  EXPECT_EQ(at(name), "'n'");
  EXPECT_EQ(at(arn), "'a'");
  EXPECT_EQ(at(role), "''");
  ASSERT_TRUE(read(R"({"user":null})"));
  EXPECT_EQ(at(name), "nothing");
  EXPECT_EQ(at(arn), "nothing");
  ASSERT_TRUE(read(R"({"user":{"session":null,"arn":null}})"));
  EXPECT_EQ(at(role), "nothing");
  ASSERT_TRUE(read("{}"));
}

TEST_F(RecordPathsTest, RefusesWhatAnExpressionMayNotExpect) {
  add({{"name"}});
  add({{"user"}, {"arn", true}});
  EXPECT_FALSE(read(R"({"name":true})"));
  EXPECT_FALSE(read(R"({"name":1})"));
  EXPECT_FALSE(read(R"({"name":["n"]})"));
  EXPECT_FALSE(read(R"({"name":{}})"));
  EXPECT_FALSE(read(R"({"user":"u"})"));
  EXPECT_FALSE(read(R"({"user":{"arn":{}}})"));
  EXPECT_FALSE(read(R"({"name":"a","name":"b"})"));
  EXPECT_FALSE(read(R"({"user":{"arn":"a"},"user":null})"));
  EXPECT_FALSE(read(R"(["name"])"));
  EXPECT_TRUE(read(R"({"other":{"name":true}})"));
}

TEST_F(RecordPathsTest, AStepThatIsNotOptionalNeedsAnObject) {
  add({{"user"}, {"type"}});
  EXPECT_TRUE(read(R"({"user":{"type":"t"}})"));
  EXPECT_TRUE(read(R"({"user":{}})"));
  EXPECT_FALSE(read(R"({"user":null})"));
  EXPECT_FALSE(read("{}"));
}

TEST_F(RecordPathsTest, AnOptionalStepEndsTheWay) {
  add({{"a"}, {"b", true}, {"c"}});
  EXPECT_TRUE(read("{}"));
  EXPECT_TRUE(read(R"({"a":{"b":{"c":"x"}}})"));
  EXPECT_FALSE(read(R"({"a":{}})"));
}

TEST_F(RecordPathsTest, SomeMustBeTexts) {
  const std::uint32_t ip = add({{"ip"}}, true);
  ASSERT_TRUE(read(R"({"ip":""})"));
  EXPECT_EQ(at(ip), "''");
  EXPECT_FALSE(read(R"({"ip":null})"));
  EXPECT_FALSE(read("{}"));
  add({{"x"}, {"address", true}}, true);
  EXPECT_TRUE(read(R"({"ip":"a","x":{"address":"b"}})"));
  EXPECT_FALSE(read(R"({"ip":"a"})"));
}

}  // namespace
}  // namespace vedette::engine

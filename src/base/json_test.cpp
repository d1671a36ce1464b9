#include "base/json.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/json_index.h"

namespace vedette {
namespace {

std::string canonical(JsonView view) {
  std::string out;
  append_canonical_json(out, view);
  return out;
}

/// What json.Marshal gives for the decoded text, or "refused".
std::string read_fast(std::string_view text) {
  JsonReader reader;
  auto view = reader.parse(text);
  return view ? canonical(*view) : "refused";
}

std::string read_slow(std::string_view text) {
  JsonReader reader;
  auto view = reader.parse_slowly(text);
  return view ? canonical(*view) : "refused";
}

struct Case {
  std::string text;
  std::string canonical;  // "refused" where Go's decoder gives an error
};

const Case kCases[] = {
    {"null", "null"},
    {" \t\r\n true ", "true"},
    {"false", "false"},
    {"{}", "{}"},
    {"[]", "[]"},
    {"[ ]", "[]"},
    {"{ }", "{}"},
    {R"({"b":1,"a":[true,null,"x"],"":{}})", R"({"":{},"a":[true,null,"x"],"b":1})"},
    // Equal keys: the last one, wherever it stands.
    {R"({"a":1,"a":2})", R"({"a":2})"},
    {R"({"a":1,"b":2,"a":{"c":1,"c":[]}})", R"({"a":{"c":[]},"b":2})"},
    {R"({"a":1,"\u0061":2})", R"({"a":2})"},
    // Numbers: every one a float64.
    {"0", "0"},
    {"-0", "-0"},
    {"[0,-0,-0.0,0.0,-0e3]", "[0,-0,-0,0,-0]"},
    {"{\"x\":[1,-0]}", "{\"x\":[1,-0]}"},
    {"1.50", "1.5"},
    {"100000000000000000000", "100000000000000000000"},
    {"123456789012345678901234567890", "1.2345678901234568e+29"},
    {"9223372036854775807", "9223372036854776000"},
    {"18446744073709551615", "18446744073709552000"},
    {"-9223372036854775808", "-9223372036854776000"},
    {"9007199254740993", "9007199254740992"},
    {"1e21", "1e+21"},
    {"1e20", "100000000000000000000"},
    {"123456789012345680000", "123456789012345680000"},
    {"0.000001", "0.000001"},
    {"0.0000001", "1e-7"},
    {"1.5e-10", "1.5e-10"},
    {"1e-400", "0"},
    {"-1e-400", "-0"},
    {"4.9e-324", "5e-324"},
    {"1.7976931348623157e308", "1.7976931348623157e+308"},
    {"1e400", "refused"},
    {"[1e400]", "refused"},
    {"-1e309", "refused"},
    {"0e400", "0"},
    {"0.1", "0.1"},
    {"1E5", "100000"},
    {"1e+5", "100000"},
    {"0.30000000000000004", "0.30000000000000004"},
    {std::string(400, '9'), "refused"},
    {"0." + std::string(400, '0') + "1", "0"},
    {"1" + std::string(300, '0'), "1e+300"},
    {std::string(300, '1') + "." + std::string(300, '1'), "1.1111111111111112e+299"},
    {"1" + std::string(400, '0') + "e-400", "1"},
    {"1e99999999999999999999", "refused"},
    {"1e-99999999999999999999", "0"},
    {"01", "refused"},
    {"-", "refused"},
    {"-01", "refused"},
    {"+1", "refused"},
    {".5", "refused"},
    {"1.", "refused"},
    {"1e", "refused"},
    {"1e+", "refused"},
    {"0x10", "refused"},
    {"NaN", "refused"},
    {"Infinity", "refused"},
    // Strings.
    {R"("a\"b\\c\/d\b\f\n\r\t")", R"("a\"b\\c/d\b\f\n\r\t")"},
    {R"("\u0041\u00e9\u65e5\ud83d\ude00")", "\"A\u00e9\u65e5\U0001F600\""},
    {R"("\ud800")", "\"\uFFFD\""},
    {R"("\ud800x")", "\"\uFFFDx\""},
    {R"("\ud800\u0041")", "\"\uFFFDA\""},
    {R"("\udc00\ud800")", "\"\uFFFD\uFFFD\""},
    {R"("\ud800\ud83d\ude00")", "\"\uFFFD\U0001F600\""},
    {R"({"\ud800":1})", "{\"\uFFFD\":1}"},
    {R"("\u0000\u001f\u007f")", "\"\\u0000\\u001f\x7f\""},
    {R"("\u2028\u2029<&>")", R"("\u2028\u2029\u003c\u0026\u003e")"},
    {"\"\xff\"", "\"\uFFFD\""},
    {"\"a\xc3\"", "\"a\uFFFD\""},
    {"\"\xed\xa0\x80\"", "\"\uFFFD\uFFFD\uFFFD\""},
    {"\"\xe6\x97\"", "\"\uFFFD\uFFFD\""},
    {"\"\xf4\x90\x80\x80\"", "\"\uFFFD\uFFFD\uFFFD\uFFFD\""},
    {"\"\xc0\x80\"", "\"\uFFFD\uFFFD\""},
    {R"("\ufffd")", "\"\uFFFD\""},
    {"\"a\tb\"", "refused"},
    {"\"a\nb\"", "refused"},
    {std::string("\"a\0b\"", 5), "refused"},
    {R"("\x41")", "refused"},
    {R"("\'")", "refused"},
    {R"("\u12")", "refused"},
    {R"("\u12G4")", "refused"},
    {"\"open", "refused"},
    {"\"open\\", "refused"},
    {"\"open\\\"", "refused"},
    {"\"\\u", "refused"},
    {"'a'", "refused"},
    // Structure.
    {"", "refused"},
    {"   ", "refused"},
    {"\xef\xbb\xbf{}", "refused"},
    {"{} {}", "refused"},
    {"{}x", "refused"},
    {"1 2", "refused"},
    {"[1,]", "refused"},
    {"[,1]", "refused"},
    {"[1 2]", "refused"},
    {"{\"a\":1,}", "refused"},
    {"{\"a\" 1}", "refused"},
    {"{\"a\"}", "refused"},
    {"{a:1}", "refused"},
    {"{1:1}", "refused"},
    {"{\"a\":}", "refused"},
    {"[1}", "refused"},
    {"{\"a\":1]", "refused"},
    {"[", "refused"},
    {"{", "refused"},
    {"[[1]", "refused"},
    {"]", "refused"},
    {"tru", "refused"},
    {"truex", "refused"},
    {"nul", "refused"},
    {"[true false]", "refused"},
    {"\f1", "refused"},
    {std::string("1\0", 2), "refused"},
    {"[1]\xc2\xa0", "refused"},
    {"// c\n1", "refused"},
};

TEST(Json, DecodesAsGo) {
  for (const Case& c : kCases) {
    EXPECT_EQ(read_fast(c.text), c.canonical) << c.text;
    EXPECT_EQ(read_slow(c.text), c.canonical) << "slowly: " << c.text;
  }
}

TEST(Json, NestsAsDeepAsGo) {
  auto nested = [](std::size_t depth, std::string open, std::string close, std::string core) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) {
      text += open;
    }
    text += core;
    for (std::size_t i = 0; i < depth; ++i) {
      text += close;
    }
    return text;
  };
  for (std::size_t depth : {1'000UL, 1'024UL, 1'025UL, 10'000UL}) {
    std::string text = nested(depth, "[", "]", "1");
    EXPECT_EQ(read_fast(text), text) << depth;
    text = nested(depth, "{\"a\":", "}", "[]");
    EXPECT_EQ(read_fast(text), depth == 10'000 ? "refused" : text) << depth;
  }
  EXPECT_EQ(read_fast(nested(10'001, "[", "]", "")), "refused");
  EXPECT_EQ(read_fast(nested(1'000'000, "[", "]", "")), "refused");
  EXPECT_EQ(read_fast(nested(1'000'000, "{\"a\":", "}", "1")), "refused");
  EXPECT_EQ(read_fast(std::string(1'000'000, '[')), "refused");
}

TEST(Json, SaysWhereItStopped) {
  JsonReader reader;
  auto message = [&reader](std::string_view text) {
    auto view = reader.parse(text);
    return view ? std::string("accepted") : view.error().message;
  };
  EXPECT_EQ(message("{\"a\":01}"), "invalid character '1' after object key:value pair at offset 6");
  EXPECT_EQ(message("\"a\tb\""), "invalid character '\\t' in string literal at offset 2");
  EXPECT_EQ(message("{\"a\":1"), "unexpected end of JSON input at offset 6");
  EXPECT_EQ(message("\xef\xbb\xbf{}"), "invalid character '\u00ef' looking for beginning of value at offset 0");
  EXPECT_EQ(message("[1e400]"), "cannot read number 1e400 into a float64 at offset 1");
  EXPECT_EQ(message("nulx"), "invalid character 'x' in literal null (expecting 'l') at offset 3");
  // Go looks at the whole syntax before it looks at numbers.
  EXPECT_EQ(message("[1e400,]"), "invalid character ']' looking for beginning of value at offset 7");
}

TEST(Json, ViewsFindTheLastOfEqualKeys) {
  for (bool slow : {false, true}) {
    JsonReader reader;
    std::string_view text = R"({"a":1,"bb":"x","a":[1,{"k":"v"}],"":null,"bc":true})";
    auto view = slow ? reader.parse_slowly(text) : reader.parse(text);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->kind(), JsonKind::kObject);
    EXPECT_EQ(view->size(), 4U);
    JsonView found;
    ASSERT_TRUE(view->find("a", found));
    EXPECT_EQ(found.kind(), JsonKind::kArray);
    EXPECT_EQ(found.size(), 2U);
    ASSERT_TRUE(view->find("bb", found));
    EXPECT_EQ(found.as_string(), "x");
    ASSERT_TRUE(view->find("", found));
    EXPECT_EQ(found.kind(), JsonKind::kNull);
    ASSERT_TRUE(view->find("bc", found));
    EXPECT_TRUE(found.as_bool());
    EXPECT_FALSE(view->find("k", found));
    EXPECT_FALSE(view->find("bbb", found));
    std::string keys;
    for (auto it = view->elements(); it.next();) {
      keys += it.key();
      keys += ' ';
    }
    EXPECT_EQ(keys, "a bb a  bc ");
  }
}

TEST(Json, CountsManyKeysOnce) {
  std::string text = "{";
  for (int i = 0; i < 200; ++i) {
    text += "\"k" + std::to_string(i % 150) + "\":" + std::to_string(i) + ",";
  }
  text += "\"last\":0}";
  JsonReader reader;
  auto view = reader.parse(text);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->size(), 151U);
  JsonView found;
  ASSERT_TRUE(view->find("k3", found));
  EXPECT_EQ(found.as_number(), 153);
}

TEST(Json, AnIndexFindsWhatAScanFinds) {
  std::string text = R"({"":"empty","a":1,"ab":2,"abc":3,"abcd":4,"eventName":5,"eventTime":6,"eventType":7,"a":8)";
  for (int i = 0; i < 300; ++i) {
    text += ",\"key" + std::to_string(i) + "\":{\"x\":[" + std::to_string(i) + "]}";
  }
  text += "}";
  JsonReader reader;
  Arena arena;
  JsonView view = *reader.parse(text);
  const JsonKeyIndex* index = JsonKeyIndex::build(view, arena);
  ASSERT_NE(index, nullptr);
  JsonView scanned;
  JsonView indexed;
  for (auto it = view.elements(); it.next();) {
    ASSERT_TRUE(view.find(it.key(), scanned));
    ASSERT_TRUE(index->find(it.key(), json_key_hash(it.key()), indexed));
    EXPECT_EQ(canonical(scanned), canonical(indexed)) << it.key();
  }
  ASSERT_TRUE(index->find("a", json_key_hash("a"), indexed));
  EXPECT_EQ(indexed.as_number(), 8);
  for (const char* missing : {"b", "abcde", "eventname", "key300", "x"}) {
    EXPECT_FALSE(index->find(missing, json_key_hash(missing), indexed)) << missing;
  }
}

TEST(Json, KeysChosenToCollideGetNoIndex) {
  std::string text = "{\"z\":0";
  for (int i = 0; i < 2000; ++i) {
    text += ",\"sameends" + std::to_string(1000 + i) + "sameends\":" + std::to_string(i);
  }
  text += "}";
  JsonReader reader;
  Arena arena;
  JsonView view = *reader.parse(text);
  EXPECT_EQ(JsonKeyIndex::build(view, arena), nullptr);
  EXPECT_EQ(JsonKeyIndex::build(*reader.parse("{\"a\":1}"), arena), nullptr);
  EXPECT_EQ(JsonKeyIndex::build(*reader.parse("[1]"), arena), nullptr);
  EXPECT_EQ(JsonKeyIndex::build(JsonView(), arena), nullptr);
}

TEST(Json, DocumentsLiveUntilReset) {
  JsonReader reader;
  std::vector<JsonView> views;
  std::string text;
  for (int i = 0; i < 5'000; ++i) {
    text = "{\"n\":" + std::to_string(i) + ",\"s\":\"value " + std::to_string(i) + (i % 7 == 0 ? R"(\ud800"})" : "\"}");
    auto view = reader.parse(text);
    ASSERT_TRUE(view);
    views.push_back(*view);
    if (i % 100 == 0) {
      EXPECT_FALSE(reader.parse("{\"broken\":"));
    }
  }
  for (int i = 0; i < 5'000; ++i) {
    JsonView found;
    ASSERT_TRUE(views[static_cast<std::size_t>(i)].find("n", found));
    ASSERT_EQ(found.as_number(), i);
    ASSERT_TRUE(views[static_cast<std::size_t>(i)].find("s", found));
    ASSERT_EQ(found.as_string(), "value " + std::to_string(i) + (i % 7 == 0 ? "\uFFFD" : ""));
  }
  reader.reset();
  EXPECT_TRUE(reader.parse("[1]"));
}

TEST(Json, ReadsLargeArrays) {
  std::string text = "[";
  constexpr std::size_t kCount = 16'800'000;  // more than the tape can count
  for (std::size_t i = 0; i < kCount; ++i) {
    text += "1,";
  }
  text += "2]";
  JsonReader reader;
  auto view = reader.parse(text);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->size(), kCount + 1);
  reader.reset();
  EXPECT_EQ(read_fast("[1]"), "[1]");
}

TEST(Json, PaddedInputIsReadInPlace) {
  std::string text = R"({"a":"b"})";
  std::size_t size = text.size();
  text.append(JsonReader::kPadding, 'x');
  JsonReader reader;
  auto view = reader.parse(std::string_view(text).substr(0, size), true);
  ASSERT_TRUE(view);
  EXPECT_EQ(canonical(*view), R"({"a":"b"})");
}

TEST(Json, AnEmptyViewIsNull) {
  JsonView view;
  EXPECT_EQ(view.kind(), JsonKind::kNull);
  EXPECT_EQ(view.size(), 0U);
  EXPECT_FALSE(view.elements().next());
  EXPECT_EQ(canonical(view), "null");
}

TEST(Json, WritesStringsAsGo) {
  std::string out;
  append_json_string(out, "<a>&\u2028\xff\uFFFD\x01");
  EXPECT_EQ(out, "\"\\u003ca\\u003e\\u0026\\u2028\\ufffd\uFFFD\\u0001\"");
  out.clear();
  append_json_string(out, "<a>&\u2028\n", false);
  EXPECT_EQ(out, "\"<a>&\\u2028\\n\"");
}

TEST(Json, WritesNumbersAsGo) {
  auto written = [](auto number) {
    std::string out;
    append_json_number(out, number);
    return out;
  };
  EXPECT_EQ(written(1.0), "1");
  EXPECT_EQ(written(-0.0), "-0");
  EXPECT_EQ(written(1e21), "1e+21");
  EXPECT_EQ(written(1e-7), "1e-7");
  EXPECT_EQ(written(-1.5e-9), "-1.5e-9");
  EXPECT_EQ(written(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(written(123456789.125), "123456789.125");
  EXPECT_EQ(written(1e22), "1e+22");
  EXPECT_EQ(written(5e-324), "5e-324");
  EXPECT_EQ(written(1.7976931348623157e308), "1.7976931348623157e+308");
  EXPECT_EQ(written(48.8566F), "48.8566");
  EXPECT_EQ(written(1e21F), "1e+21");
  EXPECT_EQ(written(0.0F), "0");
}

}  // namespace
}  // namespace vedette

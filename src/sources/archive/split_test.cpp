#include "sources/archive/split.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/json.h"

namespace vedette::sources {
namespace {

struct Outcome {
  std::vector<std::string> records;
  SplitReport report;
};

/// Feeds `text` in pieces of `step` bytes, as a reader does.
Outcome split(const std::string& text, SplitMode mode = SplitMode::kRecognise, std::size_t step = 0, SplitLimits limits = {}) {
  Splitter splitter(limits);
  splitter.begin(mode);
  Outcome out;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool last = false;
  while (!last) {
    end = step == 0 ? text.size() : std::min(text.size(), end + step);
    last = end == text.size();
    std::string piece = text.substr(begin, end - begin);
    std::size_t size = piece.size();
    piece.append(JsonReader::kPadding, '\0');
    Arena arena;
    std::vector<std::string_view> records;
    begin += splitter.feed({piece.data(), size}, last, arena, records);
    out.records.insert(out.records.end(), records.begin(), records.end());
  }
  out.report = splitter.report();
  return out;
}

const std::string kA = R"({"eventVersion":"1.08","eventName":"A","requestParameters":{"x":["}",{"y":"\"]\\"}]}})";
const std::string kB = R"({"awsRegion":"eu-west-1","eventName":"B"})";

std::vector<std::string> both() {
  return {kA, kB};
}

std::string quoted(const std::string& text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(Split, RecordsDocumentWhateverThePieces) {
  std::string text = R"({"Records":[)" + kA + "," + kB + "]}";
  for (std::size_t step : {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{64}, std::size_t{100}}) {
    Outcome out = split(text, SplitMode::kRecognise, step);
    EXPECT_EQ(out.records, both()) << step;
    EXPECT_EQ(out.report.kind, FileKind::kRecordsDocument);
    EXPECT_EQ(out.report.problem_count, 0U);
  }
}

TEST(Split, PrettyPrintedWithMembersAround) {
  Outcome out = split("{\n  \"first\": {\"Records\": 1},\n  \"Records\": [\n" + kA + ",\n" + kB + "\n  ],\n  \"next\": \"x\"\n}\n");
  EXPECT_EQ(out.records, both());
  EXPECT_EQ(out.report.problem_count, 0U);
}

TEST(Split, ArraysAndLinesAndConcatenation) {
  EXPECT_EQ(split("[" + kA + ",\n" + kB + "]").records, both());
  EXPECT_EQ(split("[" + kA + ",\n" + kB + "]").report.kind, FileKind::kRecordArray);
  EXPECT_EQ(split(kA + "\n" + kB).records, both());
  EXPECT_EQ(split(kA + "\r\n\r\n" + kB + "\n").records, both());
  EXPECT_EQ(split(kA + kB).records, both());
  EXPECT_EQ(split("\xEF\xBB\xBF" + kA + "\n" + kB).records, both());
  EXPECT_EQ(split(kA + "\n" + kB).report.kind, FileKind::kRecordLines);
}

TEST(Split, DocumentsOneALine) {
  std::string text = R"({"Records":[)" + kA + "]}\n" + R"({"Records":[)" + kB + "]}\n";
  for (std::size_t step : {std::size_t{0}, std::size_t{1}, std::size_t{50}}) {
    EXPECT_EQ(split(text, SplitMode::kRecognise, step).records, both()) << step;
  }
}

TEST(Split, EventBridge) {
  std::string envelope = R"({"version":"0","id":"x","detail-type":"AWS API Call via CloudTrail","source":"aws.s3","resources":[],"detail":)";
  Outcome out = split(envelope + kA + "}\n" + envelope + kB + "}\n");
  EXPECT_EQ(out.records, both());
  EXPECT_EQ(out.report.kind, FileKind::kEventBridge);
  out = split(R"({"version":"0","detail-type":"GuardDuty Finding","detail":{"id":"1"}})");
  EXPECT_TRUE(out.records.empty());
  EXPECT_EQ(out.report.kind, FileKind::kOtherAws);
  EXPECT_EQ(out.report.problem_count, 0U);
}

TEST(Split, LookupEvents) {
  std::string text = "{\n \"Events\": [\n  {\"EventId\": \"1\", \"CloudTrailEvent\": " + quoted(kA) + "},\n  {\"CloudTrailEvent\": " + quoted(kB) +
                     "}\n ],\n \"NextToken\": \"x\"\n}\n";
  Outcome out = split(text);
  EXPECT_EQ(out.records, both());
  EXPECT_EQ(out.report.kind, FileKind::kLookupEvents);
}

TEST(Split, LookupEventsPickedByAQuery) {
  // aws cloudtrail lookup-events --query 'Events[].CloudTrailEvent'
  Outcome out = split("[\n    " + quoted(kA) + ",\n    " + quoted(kB) + ",\n    \"no record\", 1\n]\n");
  EXPECT_EQ(out.records, both());
  EXPECT_EQ(out.report.kind, FileKind::kLookupEvents);
  EXPECT_EQ(out.report.problem_count, 2U);
}

TEST(Split, CloudWatch) {
  std::string batch = R"({"messageType":"DATA_MESSAGE","owner":"1","logGroup":"g","logEvents":[{"id":"1","timestamp":1,"message":)";
  std::string control = R"({"messageType":"CONTROL_MESSAGE","logEvents":[{"id":"","timestamp":1,"message":"CWL CONTROL MESSAGE"}]})";
  Outcome out = split(control + batch + quoted(kA) + "}]}" + batch + quoted(kB) + "}]}");
  EXPECT_EQ(out.records, both());
  EXPECT_EQ(out.report.kind, FileKind::kCloudWatch);
  EXPECT_EQ(out.report.other_objects, 1U);
  EXPECT_EQ(split("2026-03-02T08:05:00.000Z " + kA + "\n2026-03-02T08:05:00.000Z " + kB + "\n").records, both());
  EXPECT_EQ(split(R"({"events":[{"logStreamName":"s","message":)" + quoted(kA) + "}]}").records, std::vector<std::string>{kA});
}

TEST(Split, OtherObjectsAreCountedByKind) {
  auto kind = [](const std::string& text) {
    Outcome out = split(text);
    EXPECT_TRUE(out.records.empty()) << text;
    EXPECT_EQ(out.report.problem_count, 0U) << text;
    return out.report.kind;
  };
  EXPECT_EQ(kind(""), FileKind::kEmpty);
  EXPECT_EQ(kind(" \n"), FileKind::kEmpty);
  EXPECT_EQ(kind(R"({"Records":[]})"), FileKind::kNoRecords);
  EXPECT_EQ(kind(R"({"awsAccountId":"1","digestStartTime":"x","logFiles":[]})"), FileKind::kDigest);
  EXPECT_EQ(kind(R"({"fileVersion":"1.0","configSnapshotId":"x","configurationItems":[]})"), FileKind::kConfig);
  EXPECT_EQ(kind(R"({"schemaVersion":"2.0","accountId":"1"})"), FileKind::kGuardDuty);
  EXPECT_EQ(kind(R"({"a":1})"), FileKind::kOtherJson);
  EXPECT_EQ(kind("hello"), FileKind::kUnrecognised);
  EXPECT_EQ(kind("version account-id interface-id srcaddr\n2 123456789012 eni-1 10.0.0.1\n"), FileKind::kOtherAws);
  EXPECT_EQ(kind(R"({"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","s3":{"s3SchemaVersion":"1.0"}}]})"), FileKind::kOtherAws);
  EXPECT_EQ(split(R"({"Records":[{"eventVersion":"1.07","insightDetails":{}}]})").report.kind, FileKind::kInsight);
}

TEST(Split, Utf16IsANamedError) {
  Outcome out = split(std::string("\xFF\xFE{\0\"\0", 6));
  ASSERT_EQ(out.report.problem_count, 1U);
  EXPECT_NE(out.report.problems[0].find("UTF-16"), std::string::npos);
}

TEST(Split, ParquetIsANamedError) {
  Outcome out = split("PAR1xxxx");
  EXPECT_EQ(out.report.problem_count, 1U);
  ASSERT_EQ(out.report.problems.size(), 1U);
  EXPECT_NE(out.report.problems[0].find("Parquet"), std::string::npos);
}

TEST(Split, CutInTheMiddleKeepsWhatIsWhole) {
  Outcome out = split(R"({"Records":[)" + kA + "," + kB.substr(0, 20));
  EXPECT_EQ(out.records, std::vector<std::string>{kA});
  ASSERT_EQ(out.report.problems.size(), 1U);
  EXPECT_EQ(out.report.problems[0],
            "the text ends in the middle of a record that begins, at byte " + std::to_string(12 + kA.size() + 1) + " of its text");
  out = split(R"({"Records":[)" + kA);
  EXPECT_EQ(out.records, std::vector<std::string>{kA});
  EXPECT_EQ(out.report.problem_count, 1U);
}

TEST(Split, ABrokenLineCostsOnlyItself) {
  for (std::size_t step : {std::size_t{0}, std::size_t{1}, std::size_t{33}}) {
    Outcome out = split(kA + "\n" + kA.substr(0, 60) + "\n" + kB + "\n", SplitMode::kRecognise, step);
    EXPECT_EQ(out.report.problem_count, 1U);
    if (step != 1) {
      EXPECT_EQ(out.records, both()) << step;
    }
  }
  Outcome out = split(kA.substr(0, 30) + "\n" + kA + "\n" + kB + "\n");
  EXPECT_EQ(out.records, both());
  EXPECT_EQ(out.report.problem_count, 1U);
  out = split("garbage\n" + kA + "\n" + kB + "\n");
  EXPECT_EQ(out.records, both());
  EXPECT_EQ(out.report.problem_count, 1U);
}

/// A document as a person's tool prints it.
std::string printed() {
  return "{\n  \"Records\": [\n    {\n      \"eventVersion\": \"1.08\",\n      \"eventName\": \"A\"\n    },\n    {\n      \"eventVersion\": "
         "\"1.08\",\n"
         "      \"eventName\": \"B\"\n    }\n  ]\n}\n";
}

/// An element a line.
std::string listed() {
  return "{\"Records\":[\n" + kA + ",\n" + kB + "\n]}\n";
}

std::string one_line() {
  return "{\"Records\":[" + kA + "," + kB + "]}\n";
}

TEST(Split, GarbageBeforeADocumentCostsOnlyItself) {
  const std::string nul(40, '\0');
  const std::string garbage[] = {"garbage\n",
                                 "$ aws s3 cp s3://b/k -\n",
                                 "{\"eventVersion\":\"1.08\",\"aw\n",
                                 "{\"eventVersion\":\"1.08\",\n",
                                 "[not a list\n",
                                 nul,
                                 nul + "\n",
                                 "\xEF\xBB\xBFjunk\n",
                                 "{ this is not }\n",
                                 "2026-03-02 08:05:00 INFO done\r\n",
                                 "\x01\x02\xff\xfe\x80\n",
                                 "ann@host:~$ "};
  const std::string documents[] = {printed(), listed(), one_line(), "{\"Records\":[\n" + kA + "\n]}\n", "[\n" + kA + ",\n" + kB + "\n]\n"};
  for (const std::string& before : garbage) {
    for (const std::string& document : documents) {
      const std::size_t records = split(document).records.size();
      for (std::size_t step : {std::size_t{0}, std::size_t{1}, std::size_t{61}}) {
        if (before == "ann@host:~$ " && (document.starts_with("[") || document.starts_with("{\n"))) {
          continue;  // on the same line only what can be nothing else is found
        }
        Outcome out = split(before + document, SplitMode::kRecognise, step);
        EXPECT_EQ(out.records.size(), records) << before << document << step;
        EXPECT_EQ(out.report.problem_count, 1U) << before << document << step;
      }
    }
  }
}

TEST(Split, GarbageBetweenAndBehindDocuments) {
  const std::string documents[] = {printed(), listed(), one_line()};
  for (const std::string& first : documents) {
    for (const std::string& second : documents) {
      for (const std::string& between :
           {std::string("garbage\n"), std::string("$ cat next.json\n"), std::string(100, '\0'), std::string("{\"eventVersion\":\"1\n")}) {
        Outcome out = split(first + between + second + between);
        EXPECT_EQ(out.records.size(), 4U) << first << between << second;
        EXPECT_EQ(out.report.problem_count, 2U) << first << between << second;
        EXPECT_EQ(out.report.kind, FileKind::kRecordsDocument);
      }
      EXPECT_EQ(split(first + second).records.size(), 4U) << first << second;
      EXPECT_EQ(split(first + second).report.problem_count, 0U) << first << second;
      EXPECT_EQ(split(first + kA + "\n" + kA.substr(0, 50) + "\n" + kB + "\n" + second).records.size(), 6U) << first << second;
    }
  }
}

TEST(Split, WholeDocumentsBehindACutOne) {
  EXPECT_EQ(split(printed().substr(0, 100) + "\n" + printed() + listed()).records.size(), 5U);  // the first of the cut one is whole
  EXPECT_EQ(split(listed().substr(0, 60) + "\n\n" + printed() + listed()).records.size(), 4U);
  EXPECT_EQ(split(one_line().substr(0, 60) + "\n" + printed() + listed()).records.size(), 4U);
  EXPECT_EQ(split(kA.substr(0, kA.find(",") + 1) + "\n" + printed() + listed()).report.problem_count, 1U);
}

TEST(Split, GarbageOfOtherFilesIsNoProblem) {
  for (const std::string text : {"# settings\n{\n  \"a\": 1\n}\nmore\n", "words\n{\"a\":1}\n{\"b\":2}\n", "text\n{ \"x\" y\n"}) {
    Outcome out = split(text);
    EXPECT_TRUE(out.records.empty());
    EXPECT_EQ(out.report.problem_count, 0U) << text;
  }
}

TEST(Split, ARecordTooLongIsPassedOver) {
  SplitLimits limits;
  limits.max_record = 1000;
  std::string huge = R"({"eventName":")" + std::string(5000, 'x') + "\"}";
  Outcome out = split(R"({"Records":[)" + kA + "," + huge + "," + kB + "]}", SplitMode::kRecognise, 256, limits);
  EXPECT_EQ(out.records, both());
  EXPECT_EQ(out.report.problem_count, 1U);
  out = split(kA + "\n" + huge + "\n" + kB + "\n", SplitMode::kRecognise, 256, limits);
  EXPECT_EQ(out.records, both());
  EXPECT_EQ(out.report.problem_count, 1U);
  out = split("a\n" + std::string(5000, 'y') + "\nb\n", SplitMode::kLines, 256, limits);
  EXPECT_EQ(out.records, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(out.report.problem_count, 1U);
}

TEST(Split, LinesAreVerbatim) {
  Outcome out = split("one\r\n\n{\"Records\":[]}\n  x \r\r\nlast", SplitMode::kLines);
  EXPECT_EQ(out.records, (std::vector<std::string>{"one", "{\"Records\":[]}", "  x \r", "last"}));
  EXPECT_EQ(out.report.kind, FileKind::kLines);
}

TEST(Split, SaidToBeCloudTrail) {
  Outcome out = split("{\"a\":1}\nsome text\n" + kA + "\n", SplitMode::kCloudTrail);
  EXPECT_EQ(out.records, (std::vector<std::string>{"{\"a\":1}", "some text", kA}));
}

TEST(Split, UnescapesAsJsonDoes) {
  std::string text = R"({"CloudTrailEvent":"{\"eventName\":\"caf\u00e9 \ud83d\ude00 \ud800 \/\\n\"}"})";
  Outcome out = split(text);
  ASSERT_EQ(out.records.size(), 1U);
  EXPECT_EQ(out.records[0], "{\"eventName\":\"caf\xC3\xA9 \xF0\x9F\x98\x80 \xEF\xBF\xBD /\\n\"}");
}

}  // namespace
}  // namespace vedette::sources

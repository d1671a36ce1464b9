// With and without precedents: the same events poured, the same counts, whatever the records look like.
#include "engine/precedents.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "engine/front.h"
#include "parse/testing.h"

namespace vedette::engine {
namespace {

/// Records of a few kinds, most as AWS writes them, some with anything anywhere.
class Records {
 public:
  explicit Records(unsigned seed) : random_(seed) {}

  std::string next() {
    odd_ = one_of(8);
    out_ = "{";
    member("eventTime", {"2026-03-07T10:00:00Z", "2026-03-07T23:59:59Z", "2026-03-08T03:00:00Z", "2026-02-30T00:00:00Z", "yesterday", ""});
    member("eventName", {"ConsoleLogin", "GetObject", "StopLogging", "AssumeRole", "ListUsers", "GetSessionToken", "CredentialVerification"});
    member("eventSource", {"signin.amazonaws.com", "s3.amazonaws.com", "cloudtrail.amazonaws.com", "iam.amazonaws.com"});
    member("eventType", {"AwsApiCall", "AwsServiceEvent"});
    member("errorCode", {"", "AccessDenied", "Client.UnauthorizedOperation", "NoSuchKey"}, 2);
    member("sourceIPAddress", {"192.0.2.1", "198.51.100.7", "s3.amazonaws.com", ""});
    member("awsRegion", {"us-east-1", "eu-west-1"});
    member("recipientAccountId", {"111111111111", "222222222222"});
    member("eventID", {"0b9c3f1e-0000-4000-8000-000000000001", "x"});
    member("userAgent", {"aws-cli", "console"}, 2);
    object("userIdentity", [this] {
      member("type", {"Root", "IAMUser", "AssumedRole", "AWSService"});
      member("arn", {"arn:aws:iam::111111111111:user/ann", "arn:aws:iam::111111111111:root"}, 2);
      member("userName", {"ann", "HIDDEN_DUE_TO_SECURITY_REASONS"}, 2);
      member("accountId", {"111111111111"}, 2);
      member("invokedBy", {"config.amazonaws.com"}, 6);
      object(
          "sessionContext", [this] { object("sessionIssuer", [this] { member("arn", {"arn:aws:iam::111111111111:role/r"}); }); }, 3);
    });
    object(
        "responseElements",
        [this] {
          member("ConsoleLogin", {"Success", "Failure"});
        },
        2);
    object(
        "additionalEventData",
        [this] {
          member("MFAUsed", {"Yes", "No"});
        },
        2);
    out_ += '}';
    return out_;
  }

 private:
  bool one_of(unsigned n) { return random_() % n == 0; }
  void key(const char* name) {
    if (out_.back() != '{') {
      out_ += ',';
    }
    out_ += '"' + std::string(name) + "\":";
  }
  bool odd_value(const char* name) {
    if (!odd_ || !one_of(12)) {
      return false;
    }
    static constexpr const char* kOdd[] = {"true", "3", "3.5", "null", "[]", "[\"a\"]", "{}", "{\"a\":\"b\"}", "false"};
    key(name);
    out_ += kOdd[random_() % std::size(kOdd)];
    return !one_of(4);  // else the key comes twice
  }
  /// One in `missing` is not there.
  void member(const char* name, std::initializer_list<const char*> values, unsigned missing = 40) {
    if (odd_value(name) || one_of(missing)) {
      return;
    }
    key(name);
    out_ += '"' + std::string(values.begin()[random_() % values.size()]) + '"';
  }
  template <class Fill>
  void object(const char* name, Fill fill, unsigned missing = 40) {
    if (odd_value(name) || one_of(missing)) {
      return;
    }
    key(name);
    out_ += '{';
    fill();
    out_ += '}';
  }

  std::mt19937 random_;
  bool odd_ = false;
  std::string out_;
};

struct Outcome {
  std::vector<std::string> poured;
  std::string counts;
  std::uint64_t settled = 0;
};

Outcome run(const Rules& rules, const std::vector<std::string>& records, bool use_precedents) {
  FrontOptions options;
  options.labels = {{"type", "aws-cloudtrail"}};
  options.reference_date = Time{1'900'000'000, 0, nullptr};
  options.since = Time{1'772'000'000, 0, nullptr};
  options.use_precedents = use_precedents;
  Front front(rules, options, nullptr);
  sources::InputFile file;
  file.path = "trail.json";
  Outcome out;
  std::string text;
  for (std::size_t begin = 0; begin < records.size(); begin += 100) {
    const std::size_t end = std::min(begin + 100, records.size());
    text.clear();
    std::vector<std::size_t> starts;
    for (std::size_t i = begin; i < end; ++i) {
      starts.push_back(text.size());
      text += records[i] + std::string(JsonReader::kPadding, ' ');
    }
    sources::Chunk chunk;
    chunk.first_index = begin;
    for (std::size_t i = begin; i < end; ++i) {
      chunk.records.emplace_back(text.data() + starts[i - begin], records[i].size());
    }
    for (const buckets::PouredEventRef& event : front.process(chunk, file).events) {
      std::string& packed = out.poured.emplace_back(std::to_string(event->order().seconds) + " " + std::to_string(event->order().record));
      for (std::uint32_t i = 0; i < event->pour_count(); ++i) {
        packed += " " + rules.scenarios->at(event->pour(i).scenario).name() + "/" + std::string(event->pour(i).partition);
      }
      for (const model::MetaItem& item : buckets::SnapshotView(event->packed()).meta()) {
        packed += " " + std::string(item.key) + "=" + std::string(item.value);
      }
    }
  }
  const FrontCounts& counts = front.counts();
  out.settled = counts.settled;
  auto say = [&out](const std::string& name, auto count) { out.counts += name + " " + std::to_string(count) + "\n"; };
  say("events", counts.events);
  say("parsed", counts.parsed);
  say("allow-listed", counts.allow_listed);
  say("outside", counts.outside);
  say("undated", counts.undated);
  say("poured", counts.poured);
  say("first", counts.first ? counts.first->seconds : 0);
  say("last", counts.last ? counts.last->seconds : 0);
  for (const auto& [stage, count] : counts.not_parsed_by_stage) {
    say("not parsed " + std::to_string(stage), count);
  }
  for (const auto& [node, count] : counts.failed_by_node) {
    say("failed " + std::to_string(node), count);
  }
  for (const parse::RuleFailure& failure : front.runner().failures()) {
    say("failure " + failure.message + " " + std::to_string(failure.first.record), failure.count);
  }
  for (const auto& [rule, error] : front.scenario_errors().entries()) {
    say("error " + error.message + " " + std::to_string(error.first.record), error.count);
  }
  return out;
}

/// Gives how many were settled.
std::uint64_t expect_same(const Rules& rules, unsigned seed, std::size_t count) {
  Records make(seed);
  std::vector<std::string> records;
  for (std::size_t i = 0; i < count; ++i) {
    records.push_back(make.next());
  }
  const Outcome with = run(rules, records, true);
  const Outcome without = run(rules, records, false);
  EXPECT_EQ(with.counts, without.counts);
  EXPECT_EQ(with.poured.size(), without.poured.size());
  for (std::size_t i = 0; i < std::min(with.poured.size(), without.poured.size()); ++i) {
    if (with.poured[i] != without.poured[i]) {
      ADD_FAILURE() << with.poured[i] << "\ninstead of\n" << without.poured[i];
      break;
    }
  }
  EXPECT_EQ(without.settled, 0U);
  return with.settled;
}

TEST(Precedents, ChangeNothingWithTheBundledContent) {
  Diagnostics diagnostics;
  const Rules rules = load_rules({}, diagnostics);
  std::uint64_t settled = 0;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    settled += expect_same(rules, seed, 10'000);
  }
  EXPECT_GT(settled, 2'000U);
}

constexpr std::string_view kRaw = R"(
onsuccess: next_stage
name: vt/raw
filter: "evt.Line.Labels.type == 'aws-cloudtrail'"
statics:
  - parsed: program
    expression: evt.Line.Labels.type
)";

constexpr std::string_view kParser = R"(
onsuccess: next_stage
name: vt/trail
filter: "evt.Parsed.program == 'aws-cloudtrail'"
statics:
  - parsed: done
    expression: UnmarshalJSON(evt.Line.Raw, evt.Unmarshaled, 'trail')
  - target: evt.StrTime
    expression: evt.Unmarshaled.trail.eventTime
  - meta: name
    expression: evt.Unmarshaled.trail.eventName
  - meta: source
    expression: evt.Unmarshaled.trail.eventSource
  - meta: code
    expression: evt.Unmarshaled.trail.errorCode
  - meta: log_type
    value: trail
)";

constexpr std::string_view kDate = R"(
name: vt/date
filter: "evt.StrTime != ''"
statics:
  - method: ParseDate
    expression: evt.StrTime
  - target: MarshaledTime
    expression: evt.Enriched.MarshaledTime
  - meta: timestamp
    expression: evt.Enriched.MarshaledTime
)";

std::string trigger(const std::string& name, const std::string& filter) {
  return "type: trigger\nname: vt/" + name + "\ndescription: x\nfilter: \"" + filter +
         "\"\nscope:\n  type: name\n  expression: evt.Meta.name\nlabels:\n  service: aws\n";
}

class CustomContent {
 public:
  CustomContent() {
    folder_.add("parsers/s00-raw/vt/raw.yaml", kRaw);
    folder_.add("parsers/s01-parse/vt/trail.yaml", kParser);
    folder_.add("parsers/s02-enrich/vt/date.yaml", kDate);
  }
  CustomContent& add(const std::string& name, const std::string& text) {
    folder_.add(name, text);
    return *this;
  }
  CustomContent& scenario(const std::string& name, const std::string& filter) { return add("scenarios/vt/" + name + ".yaml", trigger(name, filter)); }
  std::uint64_t settled(unsigned seed = 7) {
    Diagnostics diagnostics;
    RulesChoice choice;
    choice.content_folder = folder_.path();
    const Rules rules = load_rules(choice, diagnostics);
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      EXPECT_NE(diagnostic.severity, Severity::kError) << render(diagnostic);
    }
    return expect_same(rules, seed, 6'000);
  }

 private:
  parse::testing::ContentFolder folder_;
};

TEST(Precedents, FollowWhatFiltersRead) {
  EXPECT_GT(CustomContent().scenario("a", "evt.Meta.log_type == 'trail' && evt.Meta.name == 'StopLogging'").settled(), 2'000U);
  EXPECT_GT(CustomContent().scenario("a", "evt.Meta.code startsWith 'Access'").settled(), 2'000U);
  EXPECT_GT(CustomContent().scenario("a", "evt.Meta.code != '' && evt.Meta.name matches '^Get'").settled(), 1'000U);
  EXPECT_GT(CustomContent().scenario("a", "evt.Unmarshaled.trail.userIdentity?.type == 'Root'").settled(), 1'000U);
  EXPECT_GT(CustomContent().scenario("a", "evt.Unmarshaled.trail.responseElements.ConsoleLogin == 'Failure'").settled(), 500U);
}

TEST(Precedents, ClausesThatAreNotPlainAreAskedEachTime) {
  // The first clause refuses; where it does not, the second must be run.
  EXPECT_GT(CustomContent().scenario("a", "evt.Meta.name == 'GetObject' && len(evt.Unmarshaled.trail.sourceIPAddress) > 9").settled(), 2'000U);
  EXPECT_EQ(CustomContent().scenario("a", "len(evt.Meta.name) > 9 && evt.Meta.code != 'x'").settled(), 0U);
}

TEST(Precedents, FieldsWrittenTwiceHangOnBoth) {
  const std::string writes = R"(
name: vt/more
filter: "evt.Meta.name in ['GetObject', 'ListUsers']"
statics:
  - meta: source
    expression: evt.Unmarshaled.trail.awsRegion
  - meta: name
    expression: "evt.Unmarshaled.trail.errorCode == 'AccessDenied' ? 'denied' : ''"
)";
  const std::string reads = R"(
name: vt/reads
filter: "evt.Meta.source == 'eu-west-1' && evt.Meta.name == 'denied'"
statics:
  - meta: late
    expression: evt.Unmarshaled.trail.userAgent
)";
  EXPECT_GT(CustomContent()
                .add("parsers/s02-enrich/vt/more.yaml", writes)
                .add("parsers/s02-enrich/vt/reads.yaml", reads)
                .scenario("a", "evt.Meta.source == 'us-east-1' && evt.Meta.late != ''")
                .scenario("b", "evt.Meta.late == 'aws-cli'")
                .settled(),
            500U);
}

TEST(Precedents, AFilterThatWouldNowHoldIsNoRefusal) {
  // vt/a-early looks at what vt/z-late writes after it.
  EXPECT_GE(
      CustomContent()
          .add("parsers/s02-enrich/vt/a-early.yaml", "name: vt/a-early\nfilter: \"evt.Meta.mark == 'x'\"\nstatics:\n  - meta: seen\n    value: y\n")
          .add("parsers/s02-enrich/vt/z-late.yaml", "name: vt/z-late\nfilter: \"evt.Meta.mark == ''\"\nstatics:\n  - meta: mark\n    value: x\n")
          .scenario("a", "evt.Meta.seen == 'y' || evt.Meta.name == 'StopLogging'")
          .settled(),
      0U);
}

TEST(Precedents, LeaveWhatTheyDoNotKnow) {
  const std::string whitelist = R"(
name: vt/white
filter: "evt.Meta.name == 'GetObject'"
whitelist:
  reason: ours
  expression:
    - evt.Meta.source == 's3.amazonaws.com' && evt.Unmarshaled.trail.awsRegion == 'eu-west-1'
)";
  const std::string grok = R"(
name: vt/grok
filter: "evt.Meta.name == 'ListUsers'"
grok:
  pattern: "%{WORD:first}"
  expression: evt.Meta.source
statics:
  - meta: first
    expression: evt.Parsed.first
)";
  const std::string number = R"(
name: vt/number
filter: "evt.Meta.name == 'AssumeRole'"
statics:
  - meta: length
    expression: len(evt.Unmarshaled.trail.eventSource)
  - meta: what
    expression: evt.Unmarshaled.trail.requestParameters.name
)";
  EXPECT_GT(CustomContent()
                .add("parsers/s02-enrich/vt/white.yaml", whitelist)
                .add("parsers/s02-enrich/vt/grok.yaml", grok)
                .add("parsers/s02-enrich/vt/number.yaml", number)
                .scenario("a", "evt.Meta.first == 'iam'")
                .scenario("b", "evt.Meta.name == 'StopLogging'")
                .settled(),
            500U);
}

TEST(Precedents, ADateThatIsNotTheRecordsOwnIsNone) {
  const std::string before = "name: vt/early\nfilter: \"evt.Meta.log_type == 'trail'\"\nstatics:\n";
  for (const char* statics : {"  - target: MarshaledTime\n    value: 2026-03-07T10:00:00Z\n",
                              "  - target: MarshaledTime\n    expression: \"evt.Enriched.MarshaledTime == '' ? '' : '2026-03-07T10:00:00Z'\"\n",
                              "  - target: evt.StrTime\n    expression: \"evt.Meta.name == 'x' ? '' : '2026-03-07T10:00:00Z'\"\n"}) {
    EXPECT_EQ(CustomContent().add("parsers/s02-enrich/vt/z.yaml", before + statics).scenario("a", "evt.Meta.name == 'StopLogging'").settled(), 0U)
        << statics;
  }
}

TEST(Precedents, NothingWhereATextIsNeededIsAFailure) {
  EXPECT_GE(CustomContent()
                .add("parsers/s02-enrich/vt/z.yaml",
                     "name: vt/z\nfilter: \"evt.Meta.log_type == 'trail'\"\nstatics:\n  - meta: k\n    expression: "
                     "lower(evt.Unmarshaled.trail.userIdentity?.arn)\n")
                .scenario("a", "evt.Meta.name == 'StopLogging'")
                .settled(),
            1U);
}

TEST(Precedents, AFilterThatWritesIsNoneOfThem) {
  EXPECT_GT(CustomContent().scenario("a", "evt.Meta.name == 'GetObject' && evt.SetMeta('mark', 'x')").scenario("b", "evt.Meta.mark == 'x'").settled(),
            1'000U);
}

}  // namespace
}  // namespace vedette::engine

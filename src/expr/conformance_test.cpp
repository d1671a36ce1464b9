// The language against recorded results of the reference: values with their types, and the kind of error.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

#include "expr/program.h"

namespace vedette::expr {
namespace {

const std::filesystem::path kData = std::filesystem::path(VEDETTE_SHARED_DATA) / "expr";

/// env.json as Go's map[string]any with whole numbers as ints.
Value to_value(simdjson::dom::element element, Arena& arena) {
  switch (element.type()) {
    case simdjson::dom::element_type::ARRAY: {
      std::vector<Value> elements;
      for (simdjson::dom::element child : simdjson::dom::array(element)) {
        elements.push_back(to_value(child, arena));
      }
      Value* data = arena.make_array<Value>(elements.size());
      std::copy(elements.begin(), elements.end(), data);
      return Value::slice(data, elements.size());
    }
    case simdjson::dom::element_type::OBJECT: {
      std::vector<std::pair<Value, Value>> entries;
      for (simdjson::dom::key_value_pair field : simdjson::dom::object(element)) {
        entries.emplace_back(Value::string(arena.copy(field.key)), to_value(field.value, arena));
      }
      auto* data = static_cast<std::pair<Value, Value>*>(arena.allocate(entries.size() * sizeof(entries[0])));
      std::copy(entries.begin(), entries.end(), data);
      return Value::map(arena.make<ArenaMap>(data, entries.size()));
    }
    case simdjson::dom::element_type::INT64:
    case simdjson::dom::element_type::UINT64:
      return Value::integer(std::int64_t(element));
    case simdjson::dom::element_type::DOUBLE:
      return Value::floating(double(element));
    case simdjson::dom::element_type::STRING:
      return Value::string(arena.copy(std::string_view(element)));
    case simdjson::dom::element_type::BOOL:
      return Value::boolean(bool(element));
    default:
      return Value();
  }
}

bool same(simdjson::dom::element a, simdjson::dom::element b) {
  using simdjson::dom::element_type;
  if (a.type() != b.type()) {
    return false;
  }
  switch (a.type()) {
    case element_type::ARRAY: {
      simdjson::dom::array x(a);
      simdjson::dom::array y(b);
      if (x.size() != y.size()) {
        return false;
      }
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (!same(x.at(i), y.at(i))) {
          return false;
        }
      }
      return true;
    }
    case element_type::OBJECT: {
      simdjson::dom::object x(a);
      simdjson::dom::object y(b);
      if (x.size() != y.size()) {
        return false;
      }
      for (simdjson::dom::key_value_pair field : x) {
        simdjson::dom::element other;
        if (y.at_key(field.key).get(other) != simdjson::SUCCESS || !same(field.value, other)) {
          return false;
        }
      }
      return true;
    }
    case element_type::INT64:
      return std::int64_t(a) == std::int64_t(b);
    case element_type::UINT64:
      return std::uint64_t(a) == std::uint64_t(b);
    case element_type::DOUBLE:
      return double(a) == double(b);
    case element_type::STRING:
      return std::string_view(a) == std::string_view(b);
    case element_type::BOOL:
      return bool(a) == bool(b);
    default:
      return true;
  }
}

struct Answer {
  std::string kind;  // "result", "compile", "run"
  std::string text;  // typed JSON, or the message
};

class Language : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kData / "language.jsonl")) {
      GTEST_SKIP() << "no recorded results in " << kData;
    }
    simdjson::dom::parser parser;
    for (simdjson::dom::key_value_pair field : simdjson::dom::object(parser.load((kData / "env.json").string()))) {
      values_.push_back(to_value(field.value, arena_));
      environment_.variables.push_back({std::string(field.key), values_.back().type()});
    }
  }

  Answer evaluate(const std::string& expression) {
    Diagnostics diagnostics;
    auto program = Program::compile(SourceText("<expr>", expression), environment_, diagnostics);
    if (program == nullptr) {
      return {"compile", diagnostics.all().empty() ? "" : diagnostics.all().front().message};
    }
    CallContext context(scratch_);
    context.now = wall_clock_now();
    Outcome outcome = program->run(*machine_, context, values_);
    Answer answer = outcome.failed ? Answer{"run", outcome.message} : Answer{"result", to_typed_json(outcome.value, scratch_)};
    scratch_.reset();
    return answer;
  }

  Arena arena_;
  Arena scratch_;
  std::vector<Value> values_;
  Environment environment_;
  MachinePtr machine_ = make_machine();
};

TEST_F(Language, AgreesWithRecordedResults) {
  std::ifstream lines(kData / "language.jsonl");
  simdjson::dom::parser parser;
  simdjson::dom::parser mine;
  std::size_t total = 0;
  std::size_t agree = 0;
  std::map<std::string, std::size_t> categories;
  std::string disagreements;
  std::size_t shown = 0;
  const std::size_t most_shown = std::getenv("VEDETTE_SHOW_ALL") != nullptr ? 1'000'000 : 20;
  for (std::string line; std::getline(lines, line);) {
    simdjson::dom::element wanted = parser.parse(line);
    ++total;
    const std::string expression{std::string_view(wanted["expr"])};
    std::string kind = "result";
    std::string_view error;
    if (wanted["error"].get(error) == simdjson::SUCCESS) {
      kind = error;
    }
    const Answer answer = evaluate(expression);
    bool right = answer.kind == kind;
    if (right && kind == "result") {
      simdjson::dom::element got;
      right = mine.parse(answer.text).get(got) == simdjson::SUCCESS && same(wanted["result"], got);
    }
    if (right) {
      ++agree;
      continue;
    }
    ++categories[kind + " expected, " + answer.kind + " given"];
    if (shown++ < most_shown) {
      disagreements += "  " + line + "\n    gave " + answer.kind + ": " + answer.text.substr(0, 300) + "\n";
    }
  }
  std::cout << "language: " << agree << " of " << total << " agree\n";
  for (const auto& [category, count] : categories) {
    std::cout << "  " << count << " " << category << "\n";
  }
  EXPECT_EQ(agree, total) << disagreements;
}

}  // namespace
}  // namespace vedette::expr

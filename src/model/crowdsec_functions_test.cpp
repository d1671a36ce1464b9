// The helpers, over an event as `evt`, against recorded results of the reference: values with their types, and the kind of error.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/json.h"
#include "expr/builtins/services.h"
#include "expr/program.h"
#include "model/event_types.h"

namespace vedette::model {
namespace {

const std::filesystem::path kData = std::filesystem::path(VEDETTE_SHARED_DATA) / "expr";

using simdjson::dom::element;

/// Equal, whole numbers and floats kept apart.
bool same(element a, element b) {
  using simdjson::dom::element_type;
  if (a.type() != b.type()) {
    return false;
  }
  switch (a.type()) {
    case element_type::ARRAY: {
      simdjson::dom::array x(a);
      simdjson::dom::array y(b);
      auto at = y.begin();
      for (element child : x) {
        if (at == y.end() || !same(child, *at)) {
          return false;
        }
        ++at;
      }
      return at == y.end();
    }
    case element_type::OBJECT: {
      simdjson::dom::object x(a);
      simdjson::dom::object y(b);
      if (x.size() != y.size()) {
        return false;
      }
      for (simdjson::dom::key_value_pair field : x) {
        element other;
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

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Each expression gets an event of its own, since some write it.
Answer evaluate(const std::string& expression, const std::string& event_json, expr::Machine& machine) {
  auto owned = read_event(event_json);
  if (!owned) {
    return {"event", owned.error().message};
  }
  Diagnostics diagnostics;
  auto program = expr::Program::compile(SourceText("<expr>", expression), event_environment(), diagnostics);
  if (program == nullptr) {
    return {"compile", diagnostics.all().empty() ? "" : diagnostics.all().front().message};
  }
  Arena arena;
  JsonReader reader;
  expr::Services services;
  services.json = &reader;
  expr::CallContext context(arena);
  context.now = wall_clock_now();
  context.services = &services;
  const expr::Value variables[] = {event_value(event_of(**owned))};
  expr::Outcome outcome = program->run(machine, context, variables);
  return outcome.failed ? Answer{"run", outcome.message} : Answer{"result", expr::to_typed_json(outcome.value, arena)};
}

void expect_agreement(const char* cases, const char* event) {
  if (!std::filesystem::exists(kData / cases)) {
    GTEST_SKIP() << "no recorded results in " << kData;
  }
  std::string event_json = read_file(kData / event);
  expr::MachinePtr machine = expr::make_machine();
  std::ifstream lines(kData / cases);
  simdjson::dom::parser wanted_parser;
  simdjson::dom::parser got_parser;
  std::size_t total = 0;
  std::size_t agree = 0;
  std::size_t left_out = 0;
  std::size_t shown = 0;
  const std::size_t most_shown = std::getenv("VEDETTE_SHOW_ALL") != nullptr ? 1'000'000 : 20;
  std::string disagreements;
  for (std::string line; std::getline(lines, line);) {
    element wanted = wanted_parser.parse(line);
    std::string expression{std::string_view(wanted["expr"])};
    if (expression.find("LibInjection") != std::string::npos) {
      ++left_out;  // known functions that are not available yet: a load error that says so
      continue;
    }
    ++total;
    std::string kind = "result";
    std::string_view error;
    if (wanted["error"].get(error) == simdjson::SUCCESS) {
      kind = error;
    }
    Answer answer = evaluate(expression, event_json, *machine);
    bool right = answer.kind == kind;
    if (right && kind == "result") {
      element got;
      right = got_parser.parse(answer.text).get(got) == simdjson::SUCCESS && same(wanted["result"], got);
    }
    if (right) {
      ++agree;
    } else if (shown++ < most_shown) {
      disagreements += "  " + line + "\n    gave " + answer.kind + ": " + answer.text.substr(0, 400) + "\n";
    }
  }
  std::cout << cases << ": " << agree << " of " << total << " agree, " << left_out << " LibInjection cases left out\n";
  EXPECT_EQ(agree, total) << disagreements;
}

TEST(Helpers, AgreeOnALog) {
  expect_agreement("helpers_log.jsonl", "event_log.json");
}

TEST(Helpers, AgreeOnAnOverflow) {
  expect_agreement("helpers_overflow.jsonl", "event_overflow.json");
}

}  // namespace
}  // namespace vedette::model

// Corners of the language that recorded results leave out; the answers are the reference's.
#include <gtest/gtest.h>

#include <string>

#include "base/json.h"
#include "expr/builtins/services.h"
#include "expr/json_value.h"
#include "expr/program.h"
#include "model/event_types.h"

namespace vedette::model {
namespace {

/// Typed JSON, "compile" or "run".
std::string evaluate(const std::string& expression) {
  Diagnostics diagnostics;
  auto program = expr::Program::compile(SourceText("<expr>", expression), event_environment(), diagnostics);
  if (program == nullptr) {
    return "compile";
  }
  Arena arena;
  Event event(arena);
  event.meta.set("x", "y", arena);
  event.meta.set("source_ip", "1.2.3.4", arena);
  JsonReader reader;
  expr::Services services;
  services.json = &reader;
  expr::CallContext context(arena);
  context.services = &services;
  expr::MachinePtr machine = expr::make_machine();
  const expr::Value variables[] = {event_value(event)};
  expr::Outcome outcome = program->run(*machine, context, variables);
  return outcome.failed ? "run" : expr::to_typed_json(outcome.value, arena);
}

struct Case {
  const char* expression;
  const char* answer;
};

void expect(std::initializer_list<Case> cases) {
  for (const Case& one : cases) {
    EXPECT_EQ(evaluate(one.expression), one.answer) << one.expression;
  }
}

TEST(ExpressionCorners, AMethodIsAValue) {
  expect({
      {R"(let f = evt.GetMeta; f("x"))", R"("y")"},
      {R"(let f = evt.GetMeta; f("source_ip") == "1.2.3.4")", "true"},
      {R"(let f = evt.GetMeta; let g = f; g("x"))", R"("y")"},
      {R"(let f = evt.GetMeta; map(["x", "q"], f(#)))", R"(["y",""])"},
      {R"(let f = true ? evt.GetMeta : evt.GetMeta; f("x"))", R"("y")"},
      {R"(let f = [evt.GetMeta][0]; f("x"))", R"("y")"},
      {R"(let f = evt.GetMeta; "x" | f())", R"("y")"},
      {R"({"f": evt.GetMeta}.f("x"))", R"("y")"},
      {R"(let f = evt.SetMeta; f("a", "b") && evt.Meta.a == "b")", "true"},
      {R"(evt?.GetMeta("x"))", R"("y")"},
      {R"(evt.GetMeta == nil)", "false"},
      {R"(let f = evt.GetMeta; f(1))", "compile"},
      {R"(let f = evt.GetMeta; f())", "compile"},
      {R"(let f = evt.GetMeta; f("x", "y"))", "compile"},
      {R"((evt.GetMeta)("x"))", "compile"},
      {R"([evt.GetMeta][0]("x"))", "compile"},
      // A helper is no variable: its name is nil there.
      {R"(let f = Upper; f("x"))", "run"},
      {R"(let f = len; f("x"))", "run"},
  });
}

TEST(ExpressionCorners, KeysOfGroups) {
  expect({
      {"groupBy([1, 2, 3, 4], [# % 2])", "run"},
      {"groupBy([[1], [1], [2]], #)", "run"},
      {"groupBy([1, 2, 3], 1..#)", "run"},
      {R"(groupBy([1, 2, 3], # > 1 ? [1] : "x"))", "run"},
      {R"(groupBy(["a", "b"], evt.Meta))", "run"},
      {"groupBy([1, 2], evt.GetMeta)", "run"},
      {"groupBy([], [1])", "{}"},
      {"groupBy([1, 2], evt.Meta.x)", R"({"y":[1,2]})"},
      {"groupBy([1, 2, 3], # == 1 ? nil : #)", R"({"2":[2],"3":[3],"<nil>":[1]})"},
      {R"(len(groupBy([1, 2, "a", 1.0], #)))", "4"},
      {"uniq([[1], [1]])", "[[1]]"},
  });
}

// expr: compiler.go, emitLoopBackwards: the answer of its own test, whether elements are left, stays on the stack, below the result.
TEST(ExpressionCorners, WhatLoopsLeaveBehind) {
  expect({
      {"findLast([1, 2, 3], # == 2)", "2"},
      {"findLast([1, 2, 3], # == 9)", "null"},
      {"findLastIndex([1, 2, 3], # == 9) ?? 7", "7"},
      {"[1, findLastIndex([1, 2, 3], # == 2), 5]", "[true,1,5]"},
      {"[findLast([1, 2, 3], # == 9), 5]", "[null,5]"},
      {"1 + findLast([1, 2, 3], # == 2)", "run"},
      {"map([[1], [2]], findLast(#, # == 9))", "[false,null]"},
      {"let a = findLast([1, 2], # > 5); let b = 3; b", "3"},
  });
}

}  // namespace
}  // namespace vedette::model

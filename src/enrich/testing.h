// For tests of this module: an expression on an empty event, its result as text.
#pragma once

#include <string>

#include "expr/builtins/services.h"
#include "expr/program.h"
#include "model/event_types.h"

namespace vedette::enrich {

/// The value as typed JSON, "compile: .." or "run: ..". Resets `arena`.
inline std::string evaluate_with(expr::Services& services, Arena& arena, const std::string& expression) {
  arena.reset();
  model::Event event(arena);
  Diagnostics diagnostics;
  auto program = expr::Program::compile(SourceText("<expr>", expression), model::event_environment(), diagnostics);
  if (program == nullptr) {
    return "compile: " + diagnostics.all().front().message;
  }
  expr::CallContext context(arena);
  context.services = &services;
  const expr::Value variables[] = {model::event_value(event)};
  expr::MachinePtr machine = expr::make_machine();
  expr::Outcome outcome = program->run(*machine, context, variables);
  return outcome.failed ? "run: " + outcome.message : expr::to_typed_json(outcome.value, arena);
}

}  // namespace vedette::enrich

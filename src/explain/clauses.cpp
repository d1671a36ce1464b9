#include "explain/clauses.h"

#include <algorithm>

#include "explain/value_text.h"

namespace vedette::explain {
namespace {

using expr::Part;
using expr::PartKind;

constexpr std::size_t kMostReadings = 12;

/// What clauses that are joined come to when one of them is unknown.
Truth joined(PartKind kind, const std::vector<Clause>& parts) {
  const Truth decides = kind == PartKind::kAllOf ? Truth::kFalse : Truth::kTrue;
  bool failed = false;
  for (const Clause& part : parts) {
    if (part.truth == decides) {
      return decides;
    }
    failed |= part.reached && part.truth == Truth::kFailed;
  }
  return failed ? Truth::kFailed : Truth::kUnknown;
}

}  // namespace

const Part* PartCache::parts_of(const SourceText& text, const expr::Environment& environment) {
  std::lock_guard lock(mutex_);
  auto [found, is_new] = parts_.try_emplace(&text);
  if (is_new) {
    found->second = expr::parts_of(text, environment);
  }
  return found->second ? &*found->second : nullptr;
}

bool Clauses::may_run(const Part& part) {
  return part.program != nullptr && (part.program->effect() == expr::Effect::kPure || part.program->effect() == expr::Effect::kBackState);
}

Clause Clauses::explain(const SourceText& text, const expr::Environment& environment, const Setting& setting) {
  const Part* part = cache_.parts_of(text, environment);
  Clause out;
  if (part == nullptr) {
    out.text = shortened(text.text());
  } else {
    out = run(*part, setting);
  }
  arena_.reset();
  return out;
}

std::string Clauses::hidden(const Part& part, const Setting& setting) {
  if (setting.omitted == nullptr || setting.event == nullptr || part.program == nullptr) {
    return {};
  }
  return setting.omitted->hides(*setting.event, *part.program, part.text, arena_);
}

Clause Clauses::run(const Part& part, const Setting& setting) {
  Clause out;
  out.kind = part.kind;
  out.text = shortened(part.text, 4 * kShownBytes);
  if (may_run(part)) {
    expr::CallContext context(arena_);
    context.services = setting.services;
    context.now = setting.now;
    const expr::Outcome outcome = part.program->run(*machine_, context, setting.variables);
    if (outcome.failed) {
      out.truth = Truth::kFailed;
      out.failure = outcome.message;
    } else if (outcome.value.is_bool()) {
      out.truth = outcome.value.as_bool() ? Truth::kTrue : Truth::kFalse;
    } else {
      out.value = value_text(outcome.value, arena_);
      out.truth = Truth::kUnasked;
    }
  }
  run_parts(part, setting, out);
  return out;
}

void Clauses::run_parts(const Part& part, const Setting& setting, Clause& out) {
  if (part.kind == PartKind::kTest || part.kind == PartKind::kOperand) {
    out.unknown = hidden(part, setting);
    if (!out.unknown.empty() && out.truth != Truth::kUnasked) {
      out.truth = Truth::kUnknown;
    }
    for (const Part& operand : part.parts) {
      read(operand, setting, out.readings);
    }
    return;
  }
  if (part.kind == PartKind::kLet) {
    read(part.parts[0], setting, out.readings);
    out.parts.push_back(run(part.parts[1], setting));
    if (out.parts[0].truth == Truth::kUnknown) {
      out.truth = Truth::kUnknown;
    }
    return;
  }
  // Which of the parts are reached is what the machine goes by: to it, what was left out is absent.
  bool decided = false;
  bool unknown = false;
  for (std::size_t i = 0; i < part.parts.size(); ++i) {
    Clause inner = run(part.parts[i], setting);
    inner.reached = !decided;
    if (part.kind == PartKind::kAllOf || part.kind == PartKind::kAnyOf) {
      bool engine_true = inner.truth == Truth::kTrue;
      if (inner.truth == Truth::kUnknown) {
        expr::CallContext context(arena_);
        context.services = setting.services;
        context.now = setting.now;
        engine_true = part.parts[i].program->run_filter(*machine_, context, setting.variables).value_or(false);
      }
      const bool failed = inner.truth == Truth::kFailed;
      decided = decided || failed || (inner.truth != Truth::kUnasked && engine_true == (part.kind == PartKind::kAnyOf));
    }
    unknown |= inner.truth == Truth::kUnknown;
    out.parts.push_back(std::move(inner));
  }
  if (part.kind == PartKind::kChoice) {
    const Truth condition = out.parts[0].truth;
    out.parts[1].reached = condition == Truth::kTrue;
    out.parts[2].reached = condition == Truth::kFalse || condition == Truth::kUnknown;
    unknown = condition == Truth::kUnknown || out.parts[condition == Truth::kTrue ? 1 : 2].truth == Truth::kUnknown;
  }
  if (unknown && out.truth != Truth::kUnasked) {
    out.truth = part.kind == PartKind::kAllOf || part.kind == PartKind::kAnyOf ? joined(part.kind, out.parts) : Truth::kUnknown;
  }
}

void conclude(Clause& clause, bool outcome) {
  if (clause.truth == Truth::kUnasked && clause.value.empty()) {
    clause.truth = outcome ? Truth::kTrue : Truth::kFalse;
  }
  if (clause.kind == PartKind::kNot && !clause.parts.empty()) {
    conclude(clause.parts[0], !outcome);
  } else if (clause.kind == PartKind::kLet && !clause.parts.empty()) {
    conclude(clause.parts[0], outcome);
  } else if (clause.kind == PartKind::kAllOf || clause.kind == PartKind::kAnyOf) {
    const bool all = outcome == (clause.kind == PartKind::kAllOf);
    const Truth neutral = clause.kind == PartKind::kAllOf ? Truth::kTrue : Truth::kFalse;
    Clause* only = nullptr;
    std::size_t open = 0;
    bool decided = false;  // by a part that was run
    for (Clause& part : clause.parts) {
      if (part.truth == Truth::kUnasked) {
        ++open;
        only = &part;
      } else {
        decided |= part.truth != neutral;
      }
      if (all && part.reached) {
        conclude(part, outcome);
      }
    }
    if (!all && !decided && open == 1) {
      conclude(*only, outcome);
    }
  }
}

void Clauses::read(const Part& part, const Setting& setting, std::vector<Reading>& out) {
  const bool known = std::any_of(out.begin(), out.end(), [&](const Reading& reading) { return reading.text == part.text; });
  if (known || out.size() >= kMostReadings) {
    return;
  }
  if (may_run(part)) {
    Reading reading;
    reading.text = part.text;
    expr::CallContext context(arena_);
    context.services = setting.services;
    context.now = setting.now;
    const expr::Outcome outcome = part.program->run(*machine_, context, setting.variables);
    reading.unknown = hidden(part, setting);
    if (outcome.failed) {
      reading.failure = outcome.message;
    } else {
      reading.value = value_text(outcome.value, arena_);
    }
    out.push_back(std::move(reading));
  }
  for (const Part& inner : part.parts) {
    read(inner, setting, out);
  }
}

}  // namespace vedette::explain

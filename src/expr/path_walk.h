// Walking a chain of members, which is most of what expressions on events do. Inline: for machine.cpp alone.
#pragma once

#include <cstdint>

#include "expr/bytecode.h"
#include "expr/path_memo.h"
#include "expr/runtime.h"

namespace vedette::expr {

/// How a walk ended. kCut: `?.` met nil, and what follows of the chain is to be skipped.
enum class Walk : std::uint8_t { kDone, kCut, kFailed };

[[gnu::noinline]] inline Value fail_walk(const PathStep& step, FaultKind kind, Value value, Fault& fault, Span& span) {
  if (kind == FaultKind::kCannotGet) {
    fault.set(kind, value, Value(), step.name.text);
  } else {
    fault.set(kind, Value::string(step.name.text), value);
  }
  span = step.span;
  return {};
}

/// Of a struct. False: failed.
inline bool step_to_field(const PathStep& step, Value& value, Arena& arena) {
  if (value.as_object() != nullptr) [[likely]] {
    value = step.get(value.as_object(), arena);
    return true;
  }
  if (step.through_pointer || value.is_nil()) {
    return false;
  }
  value = step.missing;
  return true;
}

/// Of a map whose type is known. False: failed.
inline bool step_to_entry(const PathStep& step, Value& value, Arena& arena) {
  const MapObject* map = value.as_map();
  Value found;
  if (map != nullptr && (step.interned ? map->find_interned(step.key_id, step.name.text, arena, found) : map->find(step.name.text, arena, found)))
      [[likely]] {
    value = found;
    return true;
  }
  if (value.is_nil()) {
    return false;
  }
  value = step.missing;
  return true;
}

inline void keep_in(PathMemo& memo, const PathStep& step, Value value) {
  if (step.memo != 0 && value.type_id() == type_id::kAnyMap && value.as_map() != nullptr) {
    memo.keep(step.memo, value.as_map());
  }
}

/// What `value`, at the end of the path, gives.
inline Value end_path(const PathPlan& plan, Value value) {
  if (plan.dereference && value.type_id() > type_id::kDuration) {
    value = dereference_slow(value);
  }
  return plan.whole_chain && value.is_null() ? Value() : value;
}

/// `step` is the first of `plan`. The value comes back in registers, how it went in `how`; when it failed, `fault` and `span` say why and where.
inline Value walk_path(const PathPlan& plan, const PathStep* step, Value value, Arena& arena, PathMemo* memo, Fault& fault, Span& span, Walk& how) {
  how = Walk::kDone;
  const PathStep* const end = step + plan.count;
  memo = plan.has_memo ? memo : nullptr;
  if (memo != nullptr) {
    for (const PathStep* known = end - 2; known >= step && known->memo != 0; --known) {
      if (const MapObject* map = memo->find(known->memo)) {
        value = map->member(known[1].name, arena);
        step = known + 2;
        if (step != end) {
          keep_in(*memo, step[-1], value);
        }
        break;
      }
    }
  }
  for (; step != end; ++step) {
    if (step->optional && value.is_null()) {
      how = Walk::kCut;
      return plan.whole_chain ? Value() : value;
    }
    switch (step->kind) {
      case StepKind::kField:
        if (!step_to_field(*step, value, arena)) [[unlikely]] {
          how = Walk::kFailed;
          return fail_walk(*step, FaultKind::kCannotGet, value, fault, span);
        }
        break;
      case StepKind::kEntry:
        if (!step_to_entry(*step, value, arena)) [[unlikely]] {
          how = Walk::kFailed;
          return fail_walk(*step, FaultKind::kCannotFetch, value, fault, span);
        }
        break;
      case StepKind::kName:
        if (value.type_id() == type_id::kAnyMap) [[likely]] {
          const MapObject* map = value.as_map();
          value = map != nullptr ? map->member(step->name, arena) : Value();
        } else if (value.is_nil()) {
          how = Walk::kFailed;
          return fail_walk(*step, FaultKind::kCannotFetch, value, fault, span);
        } else {
          const Value from = value;
          if (!fetch_name(from, step->name.text, arena, value, fault)) {
            span = step->span;
            how = Walk::kFailed;
            return {};
          }
        }
        if (memo != nullptr) {
          keep_in(*memo, *step, value);
        }
        break;
    }
  }
  return end_path(plan, value);
}

}  // namespace vedette::expr

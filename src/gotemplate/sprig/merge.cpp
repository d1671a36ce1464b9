#include "gotemplate/sprig/merge.h"

#include "expr/runtime.h"
#include "gotemplate/sprig/lists.h"

namespace vedette::gotemplate {

namespace {

/// mergo.go: isEmptyValue, which looks behind pointers.
bool is_empty_behind(const Value& value) {
  return value.kind() == Kind::kStruct ? false : is_empty(expr::dereference(value));
}

}  // namespace

void merge_maps(Runtime& runtime, Value& target, const Value& source, Overwrite overwrite, int depth) {
  const TemplateMap* from = map_of(source);
  if (from == nullptr || runtime.failed()) {
    return;
  }
  if (depth > kMaxValueDepth) {
    runtime.fail("a value is nested too deeply");
    return;
  }
  TemplateMap* to = map_of(target);
  if (to == nullptr) {
    target = runtime.map(to, target.type_id());
  }
  const bool overwrites = overwrite == Overwrite::kYes;
  const bool starts_empty = to->size() == 0;
  // A map merged into itself changes nothing.
  if (to == from) {
    return;
  }
  for (const auto& [key, value] : from->values()) {
    auto found = to->values().find(key);
    const bool present = found != to->values().end();
    Value present_value = present ? found->second : Value();
    if (value.is_nil()) {
      if (overwrites) {
        runtime.set(*to, key, value);
      }
      continue;
    }
    const bool is_list = value.kind() == Kind::kSlice;
    const bool both_maps = value.kind() == Kind::kMap && present_value.kind() == Kind::kMap;
    if (both_maps && !present_value.is_null()) {
      merge_maps(runtime, present_value, value, overwrite, depth + 1);
    }
    if (is_list && (overwrites || starts_empty)) {
      runtime.set(*to, key, value);
    }
    if (present && !is_empty_behind(present_value) && (is_list || both_maps)) {
      continue;
    }
    if (overwrites || !present || is_empty_behind(present_value)) {
      runtime.set(*to, key, value);
    }
    if (!runtime.step()) {
      return;
    }
  }
}

}  // namespace vedette::gotemplate

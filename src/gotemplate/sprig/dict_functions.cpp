// Sprig's dict.go.
#include <algorithm>
#include <array>

#include "gotemplate/function.h"
#include "gotemplate/print.h"
#include "gotemplate/sprig/merge.h"

namespace vedette::gotemplate {

namespace {

const std::map<std::string_view, Value>& entries_of(const Value& dict) {
  static const std::map<std::string_view, Value> kNone;
  const TemplateMap* map = map_of(dict);
  return map != nullptr ? map->values() : kNone;
}

const Value* find(const Value& dict, std::string_view key) {
  const auto& entries = entries_of(dict);
  auto found = entries.find(key);
  return found == entries.end() ? nullptr : &found->second;
}

Value dict(Runtime& runtime, Arguments arguments) {
  TemplateMap* map = nullptr;
  const Value out = runtime.map(map);
  for (std::size_t i = 0; i < arguments.size() && !runtime.failed(); i += 2) {
    const std::string key = text_of(runtime, arguments[i]);
    runtime.set(*map, key, i + 1 < arguments.size() ? arguments[i + 1] : Value::string(""));
  }
  return out;
}

Value get(Runtime& /*runtime*/, Arguments arguments) {
  const Value* found = find(arguments[0], arguments[1].as_string());
  return found != nullptr ? *found : Value::string("");
}

Value set(Runtime& runtime, Arguments arguments) {
  TemplateMap* map = map_of(arguments[0]);
  if (map == nullptr) {
    return runtime.fail("assignment to entry in nil map");
  }
  runtime.set(*map, arguments[1].as_string(), arguments[2]);
  return arguments[0];
}

Value unset(Runtime& /*runtime*/, Arguments arguments) {
  if (TemplateMap* map = map_of(arguments[0])) {
    map->erase(arguments[1].as_string());
  }
  return arguments[0];
}

Value has_key(Runtime& /*runtime*/, Arguments arguments) {
  return Value::boolean(find(arguments[0], arguments[1].as_string()) != nullptr);
}

Value pluck(Runtime& runtime, Arguments arguments) {
  std::vector<Value> out;
  for (const Value& dict : arguments.subspan(1)) {
    if (const Value* found = find(dict, arguments[0].as_string())) {
      out.push_back(*found);
    }
  }
  return runtime.list(out);
}

/// In the reference in random order.
Value keys(Runtime& runtime, Arguments arguments) {
  std::vector<Value> out;
  for (const Value& dict : arguments) {
    for (const auto& entry : entries_of(dict)) {
      out.push_back(Value::string(entry.first));
    }
    if (!runtime.step(entries_of(dict).size() + 1)) {
      return Value();
    }
  }
  return runtime.list(out, type_id::kStringSlice);
}

Value values(Runtime& runtime, Arguments arguments) {
  std::vector<Value> out;
  for (const auto& entry : entries_of(arguments[0])) {
    out.push_back(entry.second);
  }
  return runtime.list(out);
}

Value pick(Runtime& runtime, Arguments arguments) {
  TemplateMap* map = nullptr;
  const Value out = runtime.map(map);
  for (const Value& key : arguments.subspan(1)) {
    if (const Value* found = find(arguments[0], key.as_string())) {
      runtime.set(*map, key.as_string(), *found);
    }
  }
  return out;
}

Value omit(Runtime& runtime, Arguments arguments) {
  TemplateMap* map = nullptr;
  const Value out = runtime.map(map);
  const Arguments omitted = arguments.subspan(1);
  for (const auto& [key, value] : entries_of(arguments[0])) {
    const bool is_omitted = std::any_of(omitted.begin(), omitted.end(), [&name = key](const Value& each) { return each.as_string() == name; });
    if (!is_omitted && !runtime.set(*map, key, value)) {
      break;
    }
  }
  return out;
}

Value dig(Runtime& runtime, Arguments arguments) {
  if (arguments.size() < 3) {
    return runtime.fail("dig needs at least three arguments");
  }
  const auto wrong_type = [&](const Value& value, std::string_view wanted) {
    return runtime.fail("interface conversion: interface {} is " + (value.is_nil() ? "nil" : value.type()->name) + ", not " + std::string(wanted));
  };
  const Arguments names = arguments.first(arguments.size() - 2);
  for (const Value& name : names) {
    if (!name.is_string() && arguments.back().type_id() == type_id::kAnyMap) {
      return wrong_type(name, "string");
    }
  }
  Value step = arguments.back();
  for (const Value& name : names) {
    if (step.type_id() != type_id::kAnyMap) {
      return wrong_type(step, "map[string]interface {}");
    }
    const Value* found = find(step, name.as_string());
    if (found == nullptr) {
      return arguments[arguments.size() - 2];
    }
    step = *found;
  }
  return step;
}

Value merge_all(Runtime& runtime, Arguments arguments, Overwrite overwrite) {
  Value target = arguments[0];
  for (const Value& source : arguments.subspan(1)) {
    merge_maps(runtime, target, source, overwrite);
  }
  return target;
}

Value merge(Runtime& runtime, Arguments arguments) {
  return merge_all(runtime, arguments, Overwrite::kNo);
}

Value merge_overwrite(Runtime& runtime, Arguments arguments) {
  return merge_all(runtime, arguments, Overwrite::kYes);
}

}  // namespace

std::span<const Row> dict_functions() {
  static constexpr std::array kRows = {
      Row{"dict", "(...any) dict", dict},
      Row{"dig", "(...any) any", dig},
      Row{"get", "(dict, string) any", get},
      Row{"hasKey", "(dict, string) bool", has_key},
      Row{"keys", "(...dict) strings", keys},
      Row{"merge", "(dict, ...dict) any", merge},
      Row{"mergeOverwrite", "(dict, ...dict) any", merge_overwrite},
      Row{"mustMerge", "(dict, ...dict) any", merge},
      Row{"mustMergeOverwrite", "(dict, ...dict) any", merge_overwrite},
      Row{"omit", "(dict, ...string) dict", omit},
      Row{"pick", "(dict, ...string) dict", pick},
      Row{"pluck", "(string, ...dict) list", pluck},
      Row{"set", "(dict, string, any) dict", set},
      Row{"unset", "(dict, string) dict", unset},
      Row{"values", "(dict) list", values},
  };
  return kRows;
}

}  // namespace vedette::gotemplate

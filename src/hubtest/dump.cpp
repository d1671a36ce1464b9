#include "hubtest/dump.h"

#include <cmath>

#include "expr/go_sort.h"
#include "expr/value.h"

namespace vedette::hubtest {
namespace {

using expr::Kind;
using expr::Value;
namespace type_id = expr::type_id;

/// yaml.v3 writes a float as strconv's "g" does, shortest: with an exponent from 1e6 on. What has neither point nor exponent is read back as an int.
Value dumped_float(double number) {
  constexpr double kFirstWithExponent = 1e6;
  if (number != std::trunc(number) || !(std::fabs(number) < kFirstWithExponent)) {
    return Value::floating(number);
  }
  return Value::integer(static_cast<std::int64_t>(number));
}

Value dumped_value(const Value& value, Arena& arena) {
  switch (value.kind()) {
    case Kind::kString:
      return Value::string(arena.copy(value.as_string()));
    case Kind::kFloat32:
    case Kind::kFloat64:
      return dumped_float(value.as_float());
    case Kind::kInt8:
    case Kind::kInt16:
    case Kind::kInt32:
    case Kind::kInt64:
    case Kind::kUint:
    case Kind::kUint8:
    case Kind::kUint16:
    case Kind::kUint32:
    case Kind::kUint64:
      return Value::integer(value.as_int());
    case Kind::kSlice: {
      if (value.is_null()) {
        return Value::slice(nullptr, 0);
      }
      Value* elements = arena.make_array<Value>(value.size());
      for (std::uint32_t i = 0; i < value.size(); ++i) {
        elements[i] = dumped_value(value.slice_data()[i], arena);
      }
      return Value::slice(elements, value.size());
    }
    case Kind::kMap: {
      if (value.is_null()) {
        return Value::map(arena.make<expr::ArenaMap>(nullptr, 0));
      }
      std::vector<std::pair<Value, Value>> entries;
      value.as_map()->entries(arena, entries);
      auto* copied = arena.make_array<std::pair<Value, Value>>(entries.size());
      for (std::size_t i = 0; i < entries.size(); ++i) {
        copied[i] = {dumped_value(entries[i].first, arena), dumped_value(entries[i].second, arena)};
      }
      return Value::map(arena.make<expr::ArenaMap>(copied, entries.size()));
    }
    default:
      return model::copy_value(value, arena);
  }
}

std::string sort_key(const model::Event& event) {
  std::string out;
  if (event.overflow == nullptr) {
    return out;
  }
  if (!event.overflow->alerts.empty()) {
    out = event.overflow->alerts.front().scenario;
  }
  bool first = true;
  for (const auto& [name, source] : event.overflow->sources) {
    out += (first ? "" : "@") + name;
    first = false;
  }
  return out;
}

}  // namespace

const model::Event* dumped_event(const model::Event& event, Arena& arena) {
  auto* copy = arena.make<model::Event>(arena);
  copy->type = event.type;
  copy->expect_mode = event.expect_mode;
  copy->whitelisted = event.whitelisted;
  copy->process = event.process;
  copy->whitelist_reason = arena.copy(event.whitelist_reason);
  copy->stage = arena.copy(event.stage);
  copy->line.raw = arena.copy(event.line.raw);
  copy->line.raw_is_json_source = event.line.raw_is_json_source;
  copy->line.src = arena.copy(event.line.src);
  copy->line.time = event.line.time;
  copy->line.labels = event.line.labels.copy(arena);
  copy->line.process = event.line.process;
  copy->line.module = arena.copy(event.line.module);
  copy->parsed = event.parsed.copy(arena);
  copy->enriched = event.enriched.copy(arena);
  copy->meta = event.meta.copy(arena);
  std::vector<std::pair<Value, Value>> unmarshaled;
  event.unmarshaled.entries(arena, unmarshaled);
  for (const auto& [key, value] : unmarshaled) {
    copy->unmarshaled.set(arena.copy(key.as_string()), dumped_value(value, arena), arena);
  }
  copy->time = event.time;
  copy->str_time = arena.copy(event.str_time);
  copy->str_time_format = arena.copy(event.str_time_format);
  copy->marshaled_time = arena.copy(event.marshaled_time);
  copy->overflow = event.overflow;
  return copy;
}

// hubtest/scenario_assert.go, Less: the greater comes first; equal ones stay where Go's unstable sort leaves them.
void sort_overflows(std::vector<const model::Event*>& overflows) {
  std::vector<std::string> keys;
  keys.reserve(overflows.size());
  for (const model::Event* event : overflows) {
    keys.push_back(sort_key(*event));
  }
  expr::go_sort(
      static_cast<std::int64_t>(overflows.size()),
      [&](std::int64_t i, std::int64_t j) { return keys[static_cast<std::size_t>(i)] > keys[static_cast<std::size_t>(j)]; },
      [&](std::int64_t i, std::int64_t j) {
        std::swap(keys[static_cast<std::size_t>(i)], keys[static_cast<std::size_t>(j)]);
        std::swap(overflows[static_cast<std::size_t>(i)], overflows[static_cast<std::size_t>(j)]);
      });
}

// parser/collector.go, StageParseCollector.Add, as parser/runtime.go calls it: documents only, and not when the event is dropped there.
void DumpRecorder::leave(std::uint32_t node, parse::NodeOutcome outcome, const model::Event& event) {
  const parse::NodeInfo& info = stages_.nodes()[node];
  if (info.parent != parse::ParseResult::kNone || outcome == parse::NodeOutcome::kDropped) {
    return;
  }
  auto& stage = dump_.parsers[info.stage];
  std::vector<ParserResult>& results = stage[info.name];
  ParserResult result;
  result.index = results.empty() ? static_cast<std::int64_t>(stage.size()) : results.front().index;
  result.event = dumped_event(event, *dump_.arena);
  result.success = outcome == parse::NodeOutcome::kSucceeded;
  result.line = line_;
  results.push_back(result);
}

}  // namespace vedette::hubtest

#include "hubtest/generate.h"

#include <fmt/format.h>

#include <algorithm>

namespace vedette::hubtest {
namespace {

using expr::Kind;
using expr::Value;

// hubtest/parser_assert.go, Escape; line breaks too, which would end the assertion.
std::string escape(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '\\':
        out += "\\\\";
        break;
      case '"':
        out += "\\\"";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string base_name(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

std::vector<model::FieldMap::Entry> sorted(const model::FieldMap& map) {
  std::vector<model::FieldMap::Entry> out(map.begin(), map.end());
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return out;
}

class ParserAsserts {
 public:
  explicit ParserAsserts(const Dump& dump) : dump_(dump) {}

  // hubtest/parser_assert.go, AutoGenParserAssert
  std::string write() {
    out_ = fmt::format("len(results) == {}\n", dump_.parsers.size());
    for (const auto& [stage, nodes] : dump_.parsers) {
      for (const auto& [name, results] : nodes) {
        const std::string list = fmt::format("results[\"{}\"][\"{}\"]", stage, name);
        out_ += fmt::format("len({}) == {}\n", list, results.size());
        for (std::size_t i = 0; i < results.size(); ++i) {
          one(fmt::format("{}[{}]", list, i), results[i]);
        }
      }
    }
    return std::move(out_);
  }

 private:
  void one(const std::string& result, const ParserResult& parsed) {
    out_ += fmt::format("{}.Success == {}\n", result, parsed.success);
    if (!parsed.success) {
      return;
    }
    const model::Event& event = *parsed.event;
    fields(result + ".Evt.Parsed", event.parsed);
    fields(result + ".Evt.Meta", event.meta);
    fields(result + ".Evt.Enriched", event.enriched);
    unmarshaled(result + ".Evt.Unmarshaled", Value::map(&event.unmarshaled));
    out_ += fmt::format("{}.Evt.Whitelisted == {}\n", result, event.whitelisted);
    if (!event.whitelist_reason.empty()) {
      out_ += fmt::format("{}.Evt.WhitelistReason == \"{}\"\n", result, escape(event.whitelist_reason));
    }
  }

  void fields(const std::string& map, const model::FieldMap& entries) {
    for (const auto& [key, value] : sorted(entries)) {
      if (value.empty()) {
        continue;
      }
      if (key == "datasource_path" && map.ends_with(".Meta")) {
        out_ += fmt::format("basename({}[\"{}\"]) == \"{}\"\n", map, escape(key), escape(base_name(value)));
      } else {
        out_ += fmt::format("{}[\"{}\"] == \"{}\"\n", map, escape(key), escape(value));
      }
    }
  }

  // buildUnmarshaledAssert: lists are left out.
  void unmarshaled(const std::string& place, const Value& value) {
    switch (value.kind()) {
      case Kind::kMap: {
        std::vector<std::pair<Value, Value>> entries;
        value.as_map()->entries(*dump_.arena, entries);
        std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first.as_string() < b.first.as_string(); });
        for (const auto& [key, entry] : entries) {
          unmarshaled(fmt::format("{}[\"{}\"]", place, escape(key.as_string())), entry);
        }
        break;
      }
      case Kind::kString:
        if (!value.as_string().empty()) {
          out_ += fmt::format("{} == \"{}\"\n", place, escape(value.as_string()));
        }
        break;
      case Kind::kBool:
        out_ += fmt::format("{} == {}\n", place, value.as_bool());
        break;
      case Kind::kInt:
        out_ += fmt::format("{} == {}\n", place, value.as_int());
        break;
      case Kind::kFloat64:
        out_ += fmt::format("FloatApproxEqual({}, {:f})\n", place, value.as_float());
        break;
      default:
        break;
    }
  }

  const Dump& dump_;
  std::string out_;
};

void sources_of(const std::string& overflow, const model::RuntimeAlert& alert, std::string& out) {
  for (const auto& [name, source] : alert.sources) {
    const std::string key = escape(name);
    const std::string place = fmt::format("{}.Sources[\"{}\"]", overflow, key);
    out += fmt::format("\"{}\" in {}.GetSources()\n", key, overflow);
    out += fmt::format("{}.IP == \"{}\"\n", place, escape(source.ip));
    out += fmt::format("{}.Range == \"{}\"\n", place, escape(source.range));
    out += fmt::format("{}.GetScope() == \"{}\"\n", place, escape(source.scope));
    out += fmt::format("{}.GetValue() == \"{}\"\n", place, escape(source.value));
  }
}

void events_of(const std::string& alert, const model::Alert& shown, std::string& out) {
  for (std::size_t i = 0; i < shown.events.size(); ++i) {
    for (const model::MetaItem& meta : shown.events[i].meta) {
      const std::string place = fmt::format("{}.Events[{}].GetMeta(\"{}\")", alert, i, escape(meta.key));
      if (meta.key == "datasource_path") {
        out += fmt::format("basename({}) == \"{}\"\n", place, escape(base_name(meta.value)));
      } else {
        out += fmt::format("{} == \"{}\"\n", place, escape(meta.value));
      }
    }
  }
}

}  // namespace

std::string generate_parser_asserts(const Dump& dump) {
  return ParserAsserts(dump).write();
}

// hubtest/scenario_assert.go, AutoGenScenarioAssert
std::string generate_scenario_asserts(const Dump& dump) {
  std::string out = fmt::format("len(results) == {}\n", dump.overflows.size());
  for (std::size_t i = 0; i < dump.overflows.size(); ++i) {
    const model::RuntimeAlert& overflow = *dump.overflows[i]->overflow;
    const std::string place = fmt::format("results[{}].Overflow", i);
    sources_of(place, overflow, out);
    if (overflow.alerts.empty()) {
      continue;
    }
    const model::Alert& alert = overflow.alerts.front();
    events_of(place + ".Alert", alert, out);
    out += fmt::format("{}.Alert.GetScenario() == \"{}\"\n", place, escape(alert.scenario));
    out += fmt::format("{}.Alert.Remediation == {}\n", place, alert.remediation);
    out += fmt::format("{}.Alert.GetEventsCount() == {}\n", place, alert.events_count);
  }
  return out;
}

}  // namespace vedette::hubtest

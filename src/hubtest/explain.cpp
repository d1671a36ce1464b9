#include "hubtest/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "hubtest/yaml_text.h"
#include "model/event_types.h"

namespace vedette::hubtest {
namespace {

using Fields = std::map<std::string, std::string>;

void add(const char* map, const model::FieldMap& fields, Fields& out) {
  for (const model::FieldMap::Entry& entry : fields) {
    out[fmt::format("evt.{}.{}", map, entry.key)] = entry.value;
  }
}

/// What a difference of two events is made of.
Fields fields_of(const model::Event& event, Arena& arena) {
  Fields out;
  add("Parsed", event.parsed, out);
  add("Enriched", event.enriched, out);
  add("Meta", event.meta, out);
  std::vector<std::pair<expr::Value, expr::Value>> unmarshaled;
  event.unmarshaled.entries(arena, unmarshaled);
  for (const auto& [key, value] : unmarshaled) {
    std::string text = yaml_text(value, arena);
    std::replace(text.begin(), text.end(), '\n', ' ');
    out[fmt::format("evt.Unmarshaled.{}", key.as_string())] = text;
  }
  const std::pair<const char*, std::string_view> texts[] = {{"evt.Stage", event.stage},
                                                            {"evt.StrTime", event.str_time},
                                                            {"evt.StrTimeFormat", event.str_time_format},
                                                            {"evt.MarshaledTime", event.marshaled_time},
                                                            {"evt.WhitelistReason", event.whitelist_reason},
                                                            {"evt.Line.Raw", event.text_of_raw()}};
  for (const auto& [name, text] : texts) {
    if (!text.empty()) {
      out[name] = text;
    }
  }
  if (event.whitelisted) {
    out["evt.Whitelisted"] = "true";
  }
  return out;
}

struct Step {
  std::string name;
  std::int64_t index = 0;
  const model::Event* event = nullptr;
  bool success = false;
};

/// One line's way: stages by name, nodes in the order in which they were asked.
using LineSteps = std::map<std::string, std::vector<Step>>;

class Explainer {
 public:
  Explainer(const Dump& dump, const ExplainOptions& options) : dump_(dump), options_(options) {}

  std::string run() {
    collect();
    for (std::size_t line = 0; line < dump_.lines.size(); ++line) {
      const PouredLine* poured = poured_.count(line) != 0 ? poured_[line] : nullptr;
      const bool passed = dump_.parsed[line];
      if (!options_.only_failures || !passed) {
        show(line, poured, passed);
      }
    }
    return std::move(out_);
  }

 private:
  void collect() {
    steps_.resize(dump_.lines.size());
    for (const auto& [stage, nodes] : dump_.parsers) {
      for (const auto& [name, results] : nodes) {
        for (const ParserResult& result : results) {
          if (result.event->type == model::EventType::kLog && result.line < steps_.size()) {
            steps_[result.line][stage].push_back({name, result.index, result.event, result.success});
          }
        }
      }
    }
    for (LineSteps& stages : steps_) {
      for (auto& [stage, steps] : stages) {
        std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.index < b.index; });
      }
    }
    for (const PouredLine& poured : dump_.poured) {
      poured_[poured.line] = &poured;
    }
  }

  void show(std::size_t line, const PouredLine* poured, bool passed) {
    out_ += fmt::format("line: {}\n", dump_.lines[line]);
    Fields before;
    std::string whitelist_reason;
    for (const auto& [stage, steps] : steps_[line]) {
      out_ += fmt::format("\t├ {}\n", stage);
      for (std::size_t i = 0; i < steps.size(); ++i) {
        const Step& step = steps[i];
        const char* branch = i + 1 == steps.size() ? "└" : "├";
        if (!step.success) {
          out_ += fmt::format("\t|\t{} 🔴 {}\n", branch, step.name);
          continue;
        }
        Fields after = fields_of(*step.event, *dump_.arena);
        if (step.event->whitelisted && whitelist_reason.empty()) {
          whitelist_reason = step.event->whitelist_reason;
        }
        show_step(step, branch, before, after);
        before = std::move(after);
      }
    }
    show_end(poured, passed, whitelist_reason);
  }

  void show_step(const Step& step, const char* branch, const Fields& before, const Fields& after) {
    std::size_t made = 0;
    std::size_t changed = 0;
    std::string details;
    for (const auto& [name, value] : after) {
      auto old = before.find(name);
      if (old == before.end()) {
        ++made;
        details += fmt::format("\t|\t\t{} create {} : {}\n", branch, name, value);
      } else if (old->second != value) {
        ++changed;
        details += fmt::format("\t|\t\t{} update {} : {} -> {}\n", branch, name, old->second, value);
      }
    }
    std::size_t gone = 0;
    for (const auto& [name, value] : before) {
      if (after.count(name) == 0) {
        ++gone;
        details += fmt::format("\t|\t\t{} delete {}\n", branch, name);
      }
    }
    std::string summary;
    for (const auto& [sign, number] : {std::pair('+', made), std::pair('~', changed), std::pair('-', gone)}) {
      if (number != 0) {
        summary += fmt::format("{}{}{}", summary.empty() ? "" : " ", sign, number);
      }
    }
    if (after.count("evt.Whitelisted") != 0 && before.count("evt.Whitelisted") == 0) {
      summary += " [whitelisted]";
    }
    out_ += fmt::format("\t|\t{} 🟢 {} ({})\n", branch, step.name, summary.empty() ? "unchanged" : summary);
    if (options_.details) {
      out_ += details;
    }
  }

  void show_end(const PouredLine* poured, bool passed, const std::string& whitelist_reason) {
    const bool scenarios = poured != nullptr && !poured->scenarios.empty();
    const char* branch = scenarios ? "├" : "└";
    if (!whitelist_reason.empty()) {
      out_ += fmt::format("\t{}-------- parser success, ignored by whitelist ({}) 🟢\n", branch, whitelist_reason);
    } else {
      out_ += fmt::format("\t{}-------- parser {} {}\n", branch, passed ? "success" : "failure", passed ? "🟢" : "🔴");
    }
    if (scenarios) {
      out_ += "\t├ Scenarios\n";
      for (std::size_t i = 0; i < poured->scenarios.size(); ++i) {
        out_ += fmt::format("\t\t{} 🟢 {}\n", i + 1 == poured->scenarios.size() ? "└" : "├", poured->scenarios[i]);
      }
    }
    out_ += '\n';
  }

  const Dump& dump_;
  const ExplainOptions& options_;
  std::vector<LineSteps> steps_;
  std::map<std::uint64_t, const PouredLine*> poured_;
  std::string out_;
};

}  // namespace

std::string explain(const Dump& dump, const ExplainOptions& options) {
  return Explainer(dump, options).run();
}

}  // namespace vedette::hubtest

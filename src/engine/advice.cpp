#include "engine/advice.h"

#include <algorithm>
#include <string_view>

namespace vedette::engine {
namespace {

constexpr std::string_view kCloudTrailCollections =
    "vedette collections install crowdsecurity/aws-console crowdsecurity/aws-cis-benchmark && vedette scenarios install "
    "crowdsecurity/aws-cloudtrail-postexploit";

bool has_node(const parse::Stages& stages, std::initializer_list<std::string_view> names) {
  return std::any_of(stages.nodes().begin(), stages.nodes().end(),
                     [&](const parse::NodeInfo& node) { return std::find(names.begin(), names.end(), node.name) != names.end(); });
}

/// Whether something hands lines that are not syslog's on to the later stages: in the Hub's content that is one document of syslog-logs.
bool has_first_stage(const parse::Stages& stages) {
  bool hub = false;
  bool first = false;
  for (const parse::NodeInfo& node : stages.nodes()) {
    hub = hub || node.name.starts_with("crowdsecurity/");
    first = first || node.stage == "s00-raw";
  }
  return first && (!hub || has_node(stages, {"crowdsecurity/non-syslog", "crowdsecurity/syslog-logs"}));
}

/// Whether any expression of it compares something with a text that holds `word`.
bool tests_for(const expr::Program& program, std::string_view word) {
  for (const expr::KeyTest& test : program.key_tests()) {
    for (const std::string& value : test.any_of) {
      if (value.find(word) != std::string::npos) {
        return true;
      }
    }
  }
  return false;
}

const content::SkippedItem* find_skipped(const Rules& rules, std::string_view word) {
  for (const content::SkippedItem& item : rules.skipped) {
    if (item.name.find(word) != std::string::npos) {
      return &item;
    }
  }
  return nullptr;
}

Advice nothing_parsed(const Rules& rules, const std::string& type, const FrontCounts& front) {
  const parse::Stages& parsers = *rules.parsers;
  if (parsers.nodes().empty()) {
    return {"no line was parsed: " + rules.content.origin + " has no parser that loads", "vedette parsers install crowdsecurity/syslog-logs"};
  }
  std::uint32_t stage = 0;
  std::uint64_t most = 0;
  for (const auto& [index, count] : front.not_parsed_by_stage) {
    if (count > most) {
      most = count;
      stage = index;
    }
  }
  const std::string name = stage < parsers.stage_names().size() ? parsers.stage_names()[stage] : std::string("the first stage");
  if (!has_first_stage(parsers)) {
    std::string problem =
        "no line was parsed: all ended in " + name + ", for crowdsecurity/syslog-logs is missing (it lets in lines that are not syslog's too)";
    if (const content::SkippedItem* item = find_skipped(rules, "syslog")) {
      problem += "; " + item->name + " did not load: " + item->reason;
    }
    return {problem, "vedette parsers install crowdsecurity/syslog-logs"};
  }
  Advice out{"no line was parsed: no parser in " + name + " takes lines of type " + type, {}};
  if (type == kCloudTrailType && !has_node(parsers, {"crowdsecurity/aws-cloudtrail"})) {
    out.problem += ", for crowdsecurity/aws-cloudtrail is missing";
    out.mend = "vedette parsers install crowdsecurity/aws-cloudtrail";
  } else {
    out.problem += "; see the parsers' filters, and --type";
  }
  return out;
}

/// Lines went through, but nothing that reads them, or nothing that reads their dates.
Advice nothing_dated(const parse::Stages& parsers, const std::string& type) {
  std::vector<std::string_view> missing;
  if (!has_first_stage(parsers)) {
    missing.push_back("crowdsecurity/syslog-logs");
  }
  const bool reads_lines =
      std::any_of(parsers.nodes().begin(), parsers.nodes().end(), [](const parse::NodeInfo& node) { return node.stage == "s01-parse"; });
  if (type == kCloudTrailType && !reads_lines) {
    missing.push_back("crowdsecurity/aws-cloudtrail");
  }
  const bool reads_dates = std::any_of(parsers.rules().begin(), parsers.rules().end(), [](const parse::RuleInfo& rule) {
    return rule.part == parse::RulePart::kMethod && rule.target == "ParseDate";
  });
  if (!reads_dates) {
    missing.push_back("crowdsecurity/dateparse-enrich");
  }
  Advice advice{"no event has a time of its own: all took the reference date", {}};
  if (missing.empty()) {
    return advice;
  }
  advice.problem += ", for ";
  advice.mend = "vedette parsers install";
  for (std::size_t i = 0; i < missing.size(); ++i) {
    advice.problem += i == 0 ? "" : i + 1 == missing.size() ? " and " : ", ";
    advice.problem += missing[i];
    advice.mend += ' ';
    advice.mend += missing[i];
  }
  advice.problem += missing.size() == 1 ? " is missing" : " are missing";
  return advice;
}

}  // namespace

std::vector<Advice> advise(const Rules& rules, const ReplayOptions& options, const ReplaySummary& summary) {
  std::vector<Advice> out;
  const FrontCounts& front = summary.front;
  const std::string type = options.type.empty() ? std::string(kCloudTrailType) : options.type;
  if (front.events == 0) {
    if (summary.files == 0 && summary.problem_count == 0) {
      out.push_back({"there is no file in " + options.paths.front() + (options.paths.size() > 1 ? " and the other paths" : ""), {}});
    } else if (summary.records != 0 && options.transform != nullptr && front.transform.failed == 0) {
      out.push_back({"the transform gave no line of any of " + std::to_string(summary.records) + " records", {}});
    }
    return out;
  }
  if (front.parsed == 0) {
    if (front.not_json != front.events) {
      out.push_back(nothing_parsed(rules, type, front));
    }
  } else if (front.undated == front.parsed) {
    out.push_back(nothing_dated(*rules.parsers, type));
  }
  if (rules.scenarios->size() == 0) {
    out.push_back({"nothing can match: " + rules.content.origin + " has no scenario that loads",
                   type == kCloudTrailType ? std::string(kCloudTrailCollections) : std::string()});
  } else if (front.parsed != 0 && front.poured == 0 && front.parsed != front.allow_listed + front.outside) {
    Advice advice{"no scenario took any event (" + std::to_string(rules.scenarios->size()) + " are enabled)", {}};
    bool any = false;
    for (std::uint32_t i = 0; i < rules.scenarios->size(); ++i) {
      const buckets::Scenario& scenario = rules.scenarios->at(i);
      any = any || (scenario.filter != nullptr && (scenario.filter->key_tests().empty() || tests_for(*scenario.filter, type)));
    }
    if (!any && type == kCloudTrailType) {
      advice.problem += ": none of them is for " + type;
      advice.mend = kCloudTrailCollections;
    }
    out.push_back(std::move(advice));
  }
  return out;
}

}  // namespace vedette::engine

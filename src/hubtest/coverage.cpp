#include "hubtest/coverage.h"

#include <optional>
#include <string_view>

namespace vedette::hubtest {
namespace {

/// `text` up to the next quote.
std::optional<std::string_view> up_to_quote(std::string_view text) {
  const std::size_t quote = text.find('"');
  return quote == std::string_view::npos || quote == 0 ? std::nullopt : std::optional(text.substr(0, quote));
}

// hubtest/regexp.go, parserResultRE: results["stage"]["PARSER"][n].Evt. ..
std::optional<std::string_view> parser_in(std::string_view line) {
  constexpr std::string_view kBegin = "results[\"";
  constexpr std::string_view kBetween = "\"][\"";
  if (!line.starts_with(kBegin)) {
    return std::nullopt;
  }
  const std::size_t stage_end = line.find('"', kBegin.size());
  if (stage_end == std::string_view::npos || !line.substr(stage_end).starts_with(kBetween)) {
    return std::nullopt;
  }
  line.remove_prefix(stage_end + kBetween.size());
  const std::optional<std::string_view> name = up_to_quote(line);
  if (!name) {
    return std::nullopt;
  }
  line.remove_prefix(name->size());
  const std::size_t digits = line.find_first_not_of("0123456789", 3);
  return line.starts_with("\"][") && digits != std::string_view::npos && line.substr(digits).starts_with("].Evt.") ? name : std::nullopt;
}

// scenarioResultRE: results[n].Overflow.Alert.GetScenario() == "SCENARIO"
std::optional<std::string_view> scenario_in(std::string_view line) {
  constexpr std::string_view kCall = "].Overflow.Alert.GetScenario() == \"";
  const std::size_t at = line.find(kCall);
  if (!line.starts_with("results[") || at == std::string_view::npos) {
    return std::nullopt;
  }
  return up_to_quote(line.substr(at + kCall.size()));
}

std::string_view without_author(std::string_view name) {
  return name.substr(name.rfind('/') + 1);
}

std::string probing(std::string text) {
  constexpr std::string_view kWrong = "probbing";
  for (std::size_t at = text.find(kWrong); at != std::string::npos; at = text.find(kWrong, at)) {
    text.replace(at, kWrong.size(), "probing");
  }
  return text;
}

// hubtest/coverage.go, GetParsersCoverage
bool is_parser(const std::string& item, std::string_view named) {
  const std::string_view own = without_author(item);
  return item == named || own == named || own == without_author(named) || std::string(own) + "-logs" == without_author(named);
}

// GetScenariosCoverage
bool is_scenario(const std::string& item, std::string_view named) {
  const std::string fixed = probing(item);
  const std::string fixed_named = probing(std::string(named));
  return item == named || without_author(item) == named || fixed == fixed_named || item + "-detection" == named ||
         fixed + "-detection" == fixed_named;
}

void count(const std::string& path, std::optional<std::string_view> (*name_in)(std::string_view),
           bool (*is_item)(const std::string&, std::string_view), std::vector<ItemCoverage>& items) {
  Result<std::shared_ptr<const SourceFile>> file = content::read_source_file(path);
  if (!file) {
    return;  // a test need not have both kinds of assertions
  }
  std::map<std::string, std::size_t, std::less<>> named;
  for (std::string_view text = (*file)->text(); !text.empty();) {
    const std::size_t end = text.find('\n');
    if (std::optional<std::string_view> name = name_in(text.substr(0, end))) {
      ++named[std::string(*name)];
    }
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  for (const auto& [name, times] : named) {
    for (ItemCoverage& item : items) {
      if (is_item(item.name, name)) {
        item.asserts += times;
        item.tests.insert(path);
      }
    }
  }
}

}  // namespace

Result<HubCoverage> coverage_of(const Hub& hub) {
  HubCoverage out;
  for (std::string& name : hub.names(content::ItemKind::kParser)) {
    out.parsers.push_back({std::move(name), 0, {}});
  }
  for (std::string& name : hub.names(content::ItemKind::kScenario)) {
    out.scenarios.push_back({std::move(name), 0, {}});
  }
  Result<std::vector<std::string>> tests = hub.tests();
  if (!tests) {
    return tl::unexpected(tests.error());
  }
  for (const std::string& test : *tests) {
    const std::string folder = hub.tests_folder() + "/" + test;
    count(folder + "/parser.assert", parser_in, is_parser, out.parsers);
    count(folder + "/scenario.assert", scenario_in, is_scenario, out.scenarios);
  }
  return out;
}

}  // namespace vedette::hubtest

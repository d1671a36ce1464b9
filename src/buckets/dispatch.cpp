#include "buckets/dispatch.h"

#include <algorithm>
#include <map>
#include <optional>

namespace vedette::buckets {

Dispatch::Dispatch(const Scenarios& scenarios) {
  // How many scenarios ask for a value of a path: the fewer, the better the test tells events apart.
  std::map<std::pair<std::vector<std::string>, std::string>, std::size_t> demand;
  auto place_of = [](const expr::Path& path) -> std::optional<std::pair<Map, std::string>> {
    if (path.variable != 0) {
      return std::nullopt;
    }
    const std::vector<std::string>& names = path.names;
    if (names.size() == 3 && names[0] == "Line" && names[1] == "Labels") {
      return std::pair(Map::kLabels, names[2]);
    }
    if (names.size() != 2) {
      return std::nullopt;
    }
    if (names[0] == "Meta") {
      return std::pair(Map::kMeta, names[1]);
    }
    if (names[0] == "Parsed") {
      return std::pair(Map::kParsed, names[1]);
    }
    if (names[0] == "Enriched") {
      return std::pair(Map::kEnriched, names[1]);
    }
    return std::nullopt;
  };
  for (std::uint32_t i = 0; i < scenarios.size(); ++i) {
    for (const expr::KeyTest& test : scenarios.at(i).filter->key_tests()) {
      for (const std::string& value : test.any_of) {
        ++demand[{test.path.names, value}];
      }
    }
  }

  std::map<std::pair<Map, std::string>, std::size_t> table_of;
  for (std::uint32_t i = 0; i < scenarios.size(); ++i) {
    const Scenario& scenario = scenarios.at(i);
    const expr::KeyTest* best = nullptr;
    std::size_t best_demand = 0;
    for (const expr::KeyTest& test : scenario.filter->key_tests()) {
      if (!place_of(test.path)) {
        continue;
      }
      std::size_t most = 0;
      for (const std::string& value : test.any_of) {
        most = std::max(most, demand[{test.path.names, value}]);
      }
      if (best == nullptr || most < best_demand) {
        best = &test;
        best_demand = most;
      }
    }
    if (best == nullptr) {
      always_.push_back(i);
    } else {
      auto place = *place_of(best->path);
      auto [at, is_new] = table_of.try_emplace(place, tables_.size());
      if (is_new) {
        tables_.push_back({place.first, model::intern_field(place.second), {}, false});
      }
      for (const std::string& value : best->any_of) {
        std::vector<std::uint32_t>& list = tables_[at->second].by_value[value];
        tables_[at->second].has_empty |= value.empty();
        if (list.empty() || list.back() != i) {
          list.push_back(i);
        }
      }
    }
  }
}

std::string_view Dispatch::read(const Table& table, const model::Event& event) {
  switch (table.map) {
    case Map::kMeta:
      return event.meta.get(table.field);
    case Map::kParsed:
      return event.parsed.get(table.field);
    case Map::kEnriched:
      return event.enriched.get(table.field);
    case Map::kLabels:
      return event.line.labels.get(table.field);
  }
  return {};
}

std::vector<std::vector<std::string>> Dispatch::paths() const {
  std::vector<std::vector<std::string>> out;
  for (const Table& table : tables_) {
    const std::string name(model::field_name(table.field));
    switch (table.map) {
      case Map::kMeta:
        out.push_back({"Meta", name});
        break;
      case Map::kParsed:
        out.push_back({"Parsed", name});
        break;
      case Map::kEnriched:
        out.push_back({"Enriched", name});
        break;
      case Map::kLabels:
        out.push_back({"Line", "Labels", name});
        break;
    }
  }
  return out;
}

void Dispatch::candidates(const model::Event& event, std::vector<std::uint32_t>& out) const {
  out.assign(always_.begin(), always_.end());
  std::size_t lists = always_.empty() ? 0 : 1;
  for (const Table& table : tables_) {
    std::string_view value = read(table, event);
    if (value.empty() && !table.has_empty) {
      continue;
    }
    auto found = table.by_value.find(value);
    if (found != table.by_value.end()) {
      out.insert(out.end(), found->second.begin(), found->second.end());
      ++lists;
    }
  }
  if (lists > 1) {
    std::sort(out.begin(), out.end());
  }
}

}  // namespace vedette::buckets

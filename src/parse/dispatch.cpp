#include "parse/dispatch.h"

#include <algorithm>

namespace vedette::parse {
namespace {

void set_bit(Dispatch::Words& words, std::size_t bit) {
  words[bit / 64] |= std::uint64_t{1} << (bit % 64);
}

bool same(std::string_view a, std::string_view b) {
  return a.data() == b.data() && a.size() == b.size();
}

}  // namespace

std::optional<EventText> EventText::from(const expr::Path& path) {
  const std::vector<std::string>& names = path.names;
  if (path.variable != 0 || names.empty()) {
    return std::nullopt;
  }
  if (names.size() == 2 && names[0] == "Meta") {
    return EventText{Place::kMeta, model::intern_field(names[1])};
  }
  if (names.size() == 2 && names[0] == "Parsed") {
    return EventText{Place::kParsed, model::intern_field(names[1])};
  }
  if (names.size() == 2 && names[0] == "Enriched") {
    return EventText{Place::kEnriched, model::intern_field(names[1])};
  }
  if (names.size() == 3 && names[0] == "Line" && names[1] == "Labels") {
    return EventText{Place::kLabels, model::intern_field(names[2])};
  }
  if (names.size() == 2 && names[0] == "Line" && names[1] == "Src") {
    return EventText{Place::kSource, model::kDynamicKey};
  }
  if (names.size() == 2 && names[0] == "Line" && names[1] == "Module") {
    return EventText{Place::kModule, model::kDynamicKey};
  }
  return std::nullopt;
}

std::string_view EventText::read(const model::Event& event) const {
  switch (place) {
    case Place::kMeta:
      return event.meta.get(field);
    case Place::kParsed:
      return event.parsed.get(field);
    case Place::kEnriched:
      return event.enriched.get(field);
    case Place::kLabels:
      return event.line.labels.get(field);
    case Place::kSource:
      return event.line.src;
    case Place::kModule:
      return event.line.module;
  }
  return {};
}

Dispatch::Dispatch(std::span<const expr::Program* const> filters) {
  std::size_t size = (filters.size() + 63) / 64;
  always_.resize(size);
  for (std::size_t node = 0; node < filters.size(); ++node) {
    const expr::KeyTest* chosen = nullptr;
    std::optional<EventText> text;
    if (filters[node] != nullptr) {
      for (const expr::KeyTest& test : filters[node]->key_tests()) {
        text = EventText::from(test.path);
        if (text) {
          chosen = &test;
          break;
        }
      }
    }
    if (chosen == nullptr) {
      set_bit(always_, node);
      continue;
    }
    auto place = std::find_if(tests_.begin(), tests_.end(), [&text](const ByText& test) { return test.text == *text; });
    if (place == tests_.end()) {
      tests_.push_back({*text, {}});
      place = tests_.end() - 1;
    }
    for (const std::string& value : chosen->any_of) {
      Words& words = place->nodes[value];
      words.resize(size);
      set_bit(words, node);
    }
  }
}

void Dispatch::find(const model::Event& event, Words& candidates, std::vector<std::string_view>& seen) const {
  candidates.assign(always_.begin(), always_.end());
  seen.clear();
  for (const ByText& test : tests_) {
    std::string_view value = test.text.read(event);
    seen.push_back(value);
    auto found = test.nodes.find(value);
    if (found != test.nodes.end()) {
      for (std::size_t i = 0; i < candidates.size(); ++i) {
        candidates[i] |= found->second[i];
      }
    }
  }
}

bool Dispatch::is_stale(const model::Event& event, const std::vector<std::string_view>& seen) const {
  for (std::size_t i = 0; i < tests_.size(); ++i) {
    if (!same(tests_[i].text.read(event), seen[i])) {
      return true;
    }
  }
  return false;
}

}  // namespace vedette::parse

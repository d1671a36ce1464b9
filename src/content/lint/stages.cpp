// Stages that no event gets to.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/nearest.h"
#include "content/lint/rules.h"

namespace vedette::content::lint {
namespace {

constexpr std::array<std::string_view, 3> kParserStages = {"s00-raw", "s01-parse", "s02-enrich"};
constexpr std::array<std::string_view, 2> kPostoverflowStages = {"s00-enrich", "s01-whitelist"};

bool hands_on(const NodeSpec& node) {
  return node.on_success == "next_stage" || std::any_of(node.nodes.begin(), node.nodes.end(), hands_on);
}

// crowdsec: pkg/parser/node.go, process: it succeeds on any event, and the ones after it in its stage are not asked.
bool takes_all(const NodeSpec& node) {
  return node.on_success == "next_stage" && node.filter.empty() && !node.grok && node.nodes.empty();
}

bool is_numbered(std::string_view stage) {
  auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return stage.size() > 4 && stage[0] == 's' && digit(stage[1]) && digit(stage[2]) && stage[3] == '-';
}

// At the head of a document: its name, or its first line.
void say(const NodeSpec& node, std::string_view rule, std::string message, std::string hint, Diagnostics& diagnostics) {
  const std::string& text = node.at.text();
  std::size_t begin = text.find("name:");
  begin = begin == std::string::npos || (begin != 0 && text[begin - 1] != '\n') ? 0 : begin;
  std::size_t end = std::min(text.find('\n', begin), text.size());
  Span span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  diagnostics.add({Severity::kWarning, std::move(message), node.at.file(), node.at.file_span(span), std::move(hint), node.name, rule});
}

void check_names(const std::vector<NodeSpec>& documents, std::span<const std::string_view> known, Diagnostics& diagnostics) {
  std::string_view last;
  for (const NodeSpec& document : documents) {
    if (document.stage == last || std::find(known.begin(), known.end(), document.stage) != known.end()) {
      continue;
    }
    last = document.stage;
    const std::vector<std::string_view> names(known.begin(), known.end());
    const std::string_view near = nearest_name(document.stage, names);
    if (!near.empty()) {
      say(document, "odd-stage", fmt::format("`{}` is a stage of its own, in which every event has to succeed", document.stage),
          fmt::format("did you mean the folder `{}`?", near), diagnostics);
    } else if (!is_numbered(document.stage)) {
      say(document, "odd-stage", fmt::format("the stage `{}` has no place in the order: stages run by name", document.stage),
          "name its folder s01-parse, or as s03-mine", diagnostics);
    }
  }
}

}  // namespace

void check_stages(const Content& content, Diagnostics& diagnostics) {
  check_names(content.parsers, kParserStages, diagnostics);
  check_names(content.postoverflows, kPostoverflowStages, diagnostics);
  const NodeSpec* all = nullptr;
  for (const NodeSpec& document : content.parsers) {
    if (all != nullptr && all->stage == document.stage) {
      say(document, "unreachable-parser", fmt::format("no event gets here: {}, before it, takes all and hands them on", all->name),
          "give that one a `filter`, or rename this file so that it comes first", diagnostics);
    } else if (takes_all(document)) {
      all = &document;
    }
  }
  // crowdsec: pkg/parser/runtime.go, Parse: an event that no node has moved on ends before the next stage.
  std::map<std::string_view, std::vector<const NodeSpec*>> stages;
  for (const NodeSpec& document : content.parsers) {
    stages[document.stage].push_back(&document);
  }
  for (auto stage = stages.begin(); stage != stages.end(); ++stage) {
    auto next = std::next(stage);
    if (next == stages.end() || std::any_of(stage->second.begin(), stage->second.end(), [](const NodeSpec* node) { return hands_on(*node); })) {
      continue;
    }
    say(*next->second.front(), "unreachable-stage",
        fmt::format("no event gets to the stage {}: no parser of {} hands it on", next->first, stage->first),
        fmt::format("a parser of {} needs `onsuccess: next_stage`", stage->first), diagnostics);
    return;
  }
}

}  // namespace vedette::content::lint

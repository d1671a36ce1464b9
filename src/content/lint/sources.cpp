// What the sources of logs and the parsers have to agree on: types of logs, and times.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/nearest.h"
#include "content/lint/rules.h"
#include "content/lint/tree.h"

namespace vedette::content::lint {
namespace {

bool runs_method(const NodeSpec& node, std::string_view method) {
  auto runs = [&](const StaticSpec& action) { return action.method == method; };
  return std::any_of(node.statics.begin(), node.statics.end(), runs) ||
         (node.grok && std::any_of(node.grok->statics.begin(), node.grok->statics.end(), runs)) ||
         std::any_of(node.nodes.begin(), node.nodes.end(), [&](const NodeSpec& child) { return runs_method(child, method); });
}

// The label's value in the file, else the whole source's first line.
Span label_span(const AcquisitionSpec& source, const std::string& value) {
  const std::string& text = source.at.text();
  for (std::size_t at = text.find("type:"); at != std::string::npos; at = text.find("type:", at + 1)) {
    std::size_t begin = text.find_first_not_of(" \t'\"", at + 5);
    if (begin != std::string::npos && text.compare(begin, value.size(), value) == 0) {
      return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + value.size())};
    }
  }
  return {0, static_cast<std::uint32_t>(std::min(text.find('\n'), text.size()))};
}

}  // namespace

void check_times(const Content& content, Expressions expressions, std::span<const AcquisitionSpec> sources, Diagnostics& diagnostics) {
  if (content.parsers.empty()) {
    return;
  }
  // crowdsec: pkg/parser/enrich_date.go: evt.Time is the log's own only when ParseDate runs, and in log time.
  const bool dated =
      std::any_of(content.parsers.begin(), content.parsers.end(), [](const NodeSpec& document) { return runs_method(document, "ParseDate"); });
  const bool log_time =
      sources.empty() || std::any_of(sources.begin(), sources.end(), [](const AcquisitionSpec& source) { return source.use_time_machine; });
  if (dated && log_time) {
    return;
  }
  for (const Expression& expression : expressions) {
    if (expression.scenario == nullptr) {
      continue;
    }
    const Node* found = nullptr;
    each_node(*expression.tree, [&](const Node& node) { found = found == nullptr && path_of(node) == "evt.Time" ? &node : found; });
    if (found == nullptr) {
      continue;
    }
    // A file that is followed is read as it grows: there the two times hardly differ.
    say_at(expression, extent(*found), dated ? Severity::kNote : Severity::kWarning, "time-of-arrival",
           dated ? "`evt.Time` is when the line was read: no source of logs has `use_time_machine: true`"
                 : "`evt.Time` is when the line was read: no parser takes the date of the line (`method: ParseDate`)",
           dated ? "add it to the sources whose lines come late" : "install crowdsecurity/dateparse-enrich", diagnostics);
  }
}

void check_log_types(Expressions expressions, std::span<const AcquisitionSpec> sources, Diagnostics& diagnostics) {
  constexpr std::array<std::string_view, 2> kFields = {"evt.Line.Labels.type", "evt.Parsed.program"};
  std::vector<TextTest> tests;
  std::vector<std::string_view> names;
  for (const Expression& expression : expressions) {
    if (expression.role != Role::kNodeFilter || expression.postoverflow) {
      continue;
    }
    each_node(*expression.tree, [&](const Node& node) {
      std::optional<TextTest> test = node.kind == NodeKind::kBinary ? text_test(node) : std::nullopt;
      if (test && test->positive && std::find(kFields.begin(), kFields.end(), test->path) != kFields.end()) {
        tests.push_back(std::move(*test));
      }
    });
  }
  if (tests.empty()) {
    return;  // parsers that ask for no type take any
  }
  for (const TextTest& test : tests) {
    names.insert(names.end(), test.values.begin(), test.values.end());
  }
  for (const AcquisitionSpec& source : sources) {
    auto label = source.labels.find("type");
    if (label == source.labels.end() || label->second.empty() || source.source == "appsec" ||
        std::any_of(tests.begin(), tests.end(), [&](const TextTest& test) { return accepts(test, label->second); })) {
      continue;
    }
    const std::string_view near = nearest_name(label->second, names);
    diagnostics.add({Severity::kWarning, fmt::format("no parser takes logs of type `{}`", label->second), source.at.file(),
                     source.at.file_span(label_span(source, label->second)),
                     near.empty() ? "install the parser for them, or name another type" : fmt::format("did you mean `{}`?", near), source.name,
                     "unread-log-type"});
  }
}

}  // namespace vedette::content::lint

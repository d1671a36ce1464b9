#include "cli/check_output.h"

#include <fmt/format.h>

#include "base/json.h"
#include "cli/terminal.h"

namespace vedette::cli {
namespace {

std::string place_of(const SourceFile& file, Span span) {
  const LineColumn begin = file.position(span.begin);
  const LineColumn end = file.position(span.end);
  return fmt::format(R"("line": {}, "column": {}, "end_line": {}, "end_column": {})", begin.line, begin.column, end.line, end.column);
}

}  // namespace

std::string check_as_text(const Diagnostics& diagnostics, const CheckCounts& counts, ShowNotes notes) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (diagnostic.severity != Severity::kNote || notes == ShowNotes::kYes) {
      out += render(diagnostic, ShowRule::kYes) + "\n";
    }
  }
  auto add = [&](std::size_t count, std::string_view one, std::string_view many) { out += count_of(count, one, many) + ", "; };
  add(counts.parsers, "parser", "parsers");
  add(counts.scenarios, "scenario", "scenarios");
  out += count_of(counts.postoverflows, "postoverflow", "postoverflows");
  auto add_some = [&](std::size_t count, std::string_view one, std::string_view many) {
    out += count == 0 ? std::string() : ", " + count_of(count, one, many);
  };
  add_some(counts.collections, "collection", "collections");
  add_some(counts.profiles, "profile", "profiles");
  add_some(counts.sources, "log source", "log sources");
  out += fmt::format("; {}, {}", count_of(counts.errors, "error", "errors"), count_of(counts.warnings, "warning", "warnings"));
  add_some(counts.notes, "note", "notes");
  out += counts.notes != 0 && notes == ShowNotes::kNo ? " (--notes shows them)\n" : "\n";
  return out;
}

std::string check_as_json(const Diagnostics& diagnostics, const CheckCounts& counts) {
  std::string out = "{\n  \"diagnostics\": [";
  bool first = true;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    out += first ? "\n" : ",\n";
    first = false;
    out +=
        fmt::format(R"(    {{"rule": {}, "severity": "{}", "message": {})", json_string(diagnostic.rule.empty() ? "other" : diagnostic.rule, false),
                    severity_name(diagnostic.severity), json_string(diagnostic.message, false));
    if (!diagnostic.hint.empty()) {
      out += ", \"help\": " + json_string(diagnostic.hint, false);
    }
    if (!diagnostic.item.empty()) {
      out += ", \"item\": " + json_string(diagnostic.item, false);
    }
    if (diagnostic.file != nullptr) {
      out += ", \"file\": " + json_string(diagnostic.file->name(), false) + ", " + place_of(*diagnostic.file, diagnostic.span);
      if (!diagnostic.repair.empty()) {
        out += ", \"repair\": [";
        for (const Edit& edit : diagnostic.repair) {
          out += fmt::format("{}{{{}, \"text\": {}}}", &edit == diagnostic.repair.data() ? "" : ", ", place_of(*diagnostic.file, edit.span),
                             json_string(edit.text, false));
        }
        out += "]";
      }
    }
    out += "}";
  }
  out += first ? "],\n" : "\n  ],\n";
  out += fmt::format(
      "  \"summary\": {{\"parsers\": {}, \"scenarios\": {}, \"postoverflows\": {}, \"collections\": {}, \"profiles\": {}, \"sources\": {}, "
      "\"errors\": {}, \"warnings\": {}, \"notes\": {}}}\n}}\n",
      counts.parsers, counts.scenarios, counts.postoverflows, counts.collections, counts.profiles, counts.sources, counts.errors, counts.warnings,
      counts.notes);
  return out;
}

}  // namespace vedette::cli

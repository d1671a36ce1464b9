// SARIF 2.1.0, the Static Analysis Results Interchange Format: what code hosts and CI systems read.
#include <fmt/format.h>

#include <filesystem>
#include <map>

#include "base/json.h"
#include "base/uri.h"
#include "cli/check_output.h"
#include "cli/check_rules.h"

namespace vedette::cli {
namespace {

// RFC 3986: a relative path is a reference, an absolute one a file URI.
std::string uri_of(std::string_view path) {
  return (path.starts_with("/") ? "file://" : "") + escape_uri_path(path.substr(path.starts_with("./") ? 2 : 0));
}

std::string_view level_of(Severity severity) {
  return severity_name(severity);  // SARIF has the same words
}

// 3.30: lines and columns from 1, the end exclusive; columns count characters, as columnKind says.
std::string region_of(const SourceFile& file, Span span) {
  const LineColumn begin = file.position(span.begin);
  const LineColumn end = file.position(span.end);
  return fmt::format(R"({{"startLine": {}, "startColumn": {}, "endLine": {}, "endColumn": {}, "byteOffset": {}, "byteLength": {}}})", begin.line,
                     begin.column, end.line, end.column, span.begin, span.end - span.begin);
}

std::string locations_of(const Diagnostic& diagnostic) {
  std::string out;
  if (diagnostic.file != nullptr) {
    out += fmt::format(R"("physicalLocation": {{"artifactLocation": {{"uri": {}}}, "region": {}}})",
                       json_string(uri_of(diagnostic.file->name()), false), region_of(*diagnostic.file, diagnostic.span));
  }
  if (!diagnostic.item.empty()) {
    out += fmt::format(R"({}"logicalLocations": [{{"fullyQualifiedName": {}}}])", out.empty() ? "" : ", ", json_string(diagnostic.item, false));
  }
  return out.empty() ? out : ", \"locations\": [{" + out + "}]";
}

std::string fixes_of(const Diagnostic& diagnostic) {
  if (diagnostic.repair.empty() || diagnostic.file == nullptr) {
    return {};
  }
  std::string replacements;
  for (const Edit& edit : diagnostic.repair) {
    replacements += fmt::format(R"({}{{"deletedRegion": {}, "insertedContent": {{"text": {}}}}})", replacements.empty() ? "" : ", ",
                                region_of(*diagnostic.file, edit.span), json_string(edit.text, false));
  }
  return fmt::format(
      R"(, "fixes": [{{"description": {{"text": {}}}, "artifactChanges": [{{"artifactLocation": {{"uri": {}}}, "replacements": [{}]}}]}}])",
      json_string(diagnostic.hint.empty() ? "repair" : diagnostic.hint, false), json_string(uri_of(diagnostic.file->name()), false), replacements);
}

}  // namespace

std::string check_as_sarif(const Diagnostics& diagnostics) {
  std::string out =
      "{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n  \"version\": \"2.1.0\",\n  \"runs\": [{\n    \"tool\": {\"driver\": "
      "{\n      \"name\": \"vedette\",\n      \"semanticVersion\": \"" VEDETTE_VERSION "\",\n      \"rules\": [";
  std::map<std::string_view, std::size_t> index;
  for (const CheckRule& rule : check_rules()) {
    out += fmt::format(
        "{}\n        {{\"id\": \"{}\", \"shortDescription\": {{\"text\": {}}}, \"help\": {{\"text\": {}}}, "
        "\"defaultConfiguration\": {{\"level\": \"{}\"}}}}",
        index.empty() ? "" : ",", rule.name, json_string(rule.meaning, false), json_string(rule.remedy, false), level_of(rule.severity));
    index.emplace(rule.name, index.size());
  }
  out += "\n      ]\n    }},\n    \"columnKind\": \"unicodeCodePoints\",\n    \"results\": [";
  bool first = true;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    const std::string_view rule = check_rule(diagnostic.rule).name;
    std::string message = diagnostic.message;
    if (!diagnostic.hint.empty()) {
      message += "; " + diagnostic.hint;
    }
    out +=
        fmt::format("{}\n      {{\"ruleId\": \"{}\", \"ruleIndex\": {}, \"level\": \"{}\", \"message\": {{\"text\": {}}}{}{}}}", first ? "" : ",",
                    rule, index.at(rule), level_of(diagnostic.severity), json_string(message, false), locations_of(diagnostic), fixes_of(diagnostic));
    first = false;
  }
  out += first ? "]\n  }]\n}\n" : "\n    ]\n  }]\n}\n";
  return out;
}

}  // namespace vedette::cli

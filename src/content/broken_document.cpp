#include <fmt/format.h>

#include "content/lost_keys.h"
#include "content/spec_reader.h"

namespace vedette::content {
namespace {

std::string join(const std::vector<std::string_view>& names, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    out += i == 0 ? "" : i + 1 == names.size() ? last : ", ";
    out += fmt::format("`{}`", names[i]);
  }
  return out;
}

}  // namespace

void report_broken_document(const YamlDocument& document, const std::shared_ptr<const SourceFile>& file, const Schema& schema, ItemReport& report) {
  LostKeys lost = find_lost_keys(file->text(), document.begin, document.end, schema);
  if (report.item().empty()) {
    report.name_item(lost.name);
  }
  for (const StrayLines& stray : lost.stray) {
    if (stray.candidates.empty()) {
      continue;  // nothing that is known: the YAML error says where
    }
    std::string inside = stray.inside.empty() ? std::string() : fmt::format(" inside of `{}`", stray.inside);
    Diagnostic said{Severity::kError,
                    fmt::format("the key that holds these lines is missing: {}{}", join(stray.candidates, " or "), inside),
                    file,
                    stray.span,
                    fmt::format("put a line `{}:` above, and indent these lines with spaces, deeper than it", stray.candidates.front()),
                    {},
                    "missing-key"};
    if (document.failed && stray.candidates.size() == 1) {
      said.repair.push_back({{stray.line, stray.line}, std::string(stray.indentation, ' ') + std::string(stray.candidates.front()) + ":\n"});
    }
    report.add(std::move(said));
  }
  // A file in which nothing is known (binary, UTF-16, not YAML at all) is told apart by its YAML error alone.
  if (document.failed && lost.any_known) {
    for (std::string_view key : lost.required) {
      report.add({Severity::kError, fmt::format("this {} has no `{}`", schema.what, key), file, lost.first_line, {}, {}, "missing-key"});
    }
  }
}

}  // namespace vedette::content

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
    report.error(file, stray.span, fmt::format("the key that holds these lines is missing: {}{}", join(stray.candidates, " or "), inside),
                 fmt::format("put a line `{}:` above, and indent these lines with spaces, deeper than it", stray.candidates.front()));
  }
  // A file in which nothing is known (binary, UTF-16, not YAML at all) is told apart by its YAML error alone.
  if (document.failed && lost.any_known) {
    for (std::string_view key : lost.required) {
      report.error(file, lost.first_line, fmt::format("this {} has no `{}`", schema.what, key));
    }
  }
}

}  // namespace vedette::content

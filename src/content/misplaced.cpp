#include "content/misplaced.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vedette::content {
namespace {

struct Kind {
  std::string_view what;
  std::string_view folder;
  std::array<std::string_view, 12> keys;  // that no other kind has
  std::size_t enough;                     // of them
};
constexpr std::array<Kind, 3> kKinds = {{
    {"parser", "parsers/<stage>/", {"statics", "grok", "nodes", "onsuccess", "whitelist", "pattern_syntax", "stash"}, 1},
    {"scenario",
     "scenarios/",
     {"type", "capacity", "leakspeed", "groupby", "distinct", "blackhole", "labels", "scope", "reprocess", "cancel_on", "condition",
      "overflow_filter"},
     2},
    {"collection", "collections/", {"parsers", "scenarios", "postoverflows", "collections", "contexts", "appsec-rules", "appsec-configs"}, 1},
}};

std::size_t count_keys(const YamlNode& root, const Kind& kind) {
  return std::count_if(kind.keys.begin(), kind.keys.end(), [&](std::string_view key) { return !key.empty() && root.find(key) != nullptr; });
}

}  // namespace

bool report_misplaced(const YamlNode& root, ItemKind kind, ItemReport& report) {
  if (!root.is_mapping() || kind == ItemKind::kContext) {
    return false;
  }
  const Kind& own = kKinds[kind == ItemKind::kScenario ? 1 : 0];
  if (count_keys(root, own) != 0) {
    return false;
  }
  for (const Kind& other : kKinds) {
    if (&other == &own || count_keys(root, other) < other.enough) {
      continue;
    }
    const YamlEntry* name = root.find("name");
    const YamlNode& at = name != nullptr ? *name->value : *root.entries.front().key;
    report.add({Severity::kError,
                fmt::format("this is a {}, and its folder is for {}s", other.what, name_of(kind)),
                at.file(),
                at.span,
                fmt::format("move the file to {}", other.folder),
                {},
                "misplaced-item"});
    return true;
  }
  return false;
}

}  // namespace vedette::content

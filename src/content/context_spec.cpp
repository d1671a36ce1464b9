#include <fmt/format.h>

#include <algorithm>

#include "content/spec_reader.h"

namespace vedette::content {

void read_context(const YamlNode& root, Content& content, Diagnostics& diagnostics) {
  ItemReport report(diagnostics);
  if (root.is_null()) {
    return;
  }
  if (!root.is_mapping()) {
    report.error(root, fmt::format("a context maps keys to lists of expressions; this is {}", describe(root)));
    return;
  }
  for (const YamlEntry& entry : root.entries) {
    if (entry.value->is_null()) {
      continue;
    }
    if (!entry.value->is_sequence()) {
      report.error(*entry.value, fmt::format("context `{}` takes a list of expressions, not {}", entry.key->text, describe(*entry.value)),
                   "begin each with `- `");
      continue;
    }
    std::vector<SourceText>& expressions = content.context[entry.key->text];
    for (const YamlNode* item : entry.value->items) {
      if (!item->is_scalar()) {
        report.error(*item, fmt::format("an entry of context `{}` is one expression, not {}", entry.key->text, describe(*item)));
        continue;
      }
      // alertcontext/config.go, mergeContext: equal texts count once
      bool known = std::any_of(expressions.begin(), expressions.end(), [&](const SourceText& e) { return e.text() == item->text; });
      if (!known) {
        expressions.push_back(item->source());
      }
    }
  }
}

void read_context_item(const YamlDocument& document, Content& content, Diagnostics& diagnostics) {
  if (document.failed || document.root->is_null()) {
    return;
  }
  ItemReport report(diagnostics);
  const YamlEntry* context = document.root->find("context");
  if (context == nullptr || context->value->is_null()) {
    report.missing(*document.root, "this context file has no `context`", "the expressions stand under the key `context:`");
    return;
  }
  read_context(*context->value, content, diagnostics);
}

}  // namespace vedette::content

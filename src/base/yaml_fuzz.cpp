// The YAML loader on any bytes: it must end, stay in bounds, and every place it names must lie in the file.
#include <string>

#include "base/error.h"
#include "base/yaml.h"
#include "base/yaml_scalar.h"

namespace {

void walk(const vedette::YamlNode& node, std::size_t size, std::size_t depth) {
  VEDETTE_CHECK(depth <= 258);
  VEDETTE_CHECK(node.span.begin <= node.span.end && node.span.end <= size);
  vedette::SourceText text = node.source();
  if (node.is_scalar()) {
    (void)vedette::resolve_yaml(node);
    for (std::uint32_t i = 0; i < text.text().size(); i += 1 + text.text().size() / 64) {
      vedette::Span span = text.file_span({i, i + 1});
      VEDETTE_CHECK(text.file()->position(span.begin).line >= 1);
    }
  }
  for (const vedette::YamlNode* item : node.items) {
    walk(*item, size, depth + 1);
  }
  for (const vedette::YamlEntry& entry : node.entries) {
    walk(*entry.key, size, depth + 1);
    walk(*entry.value, size, depth + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto file = std::make_shared<vedette::SourceFile>("fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size));
  vedette::Diagnostics diagnostics;
  vedette::YamlLimits limits;
  limits.max_nodes = 20'000;
  vedette::YamlFile yaml = vedette::YamlFile::parse(file, diagnostics, limits);
  for (const vedette::YamlDocument& document : yaml.documents()) {
    VEDETTE_CHECK(document.begin <= document.end && document.end <= size);
    VEDETTE_CHECK(document.root != nullptr || document.failed);
    if (document.root != nullptr) {
      walk(*document.root, size, 0);
    }
  }
  for (const vedette::Diagnostic& diagnostic : diagnostics.all()) {
    VEDETTE_CHECK(!vedette::render(diagnostic).empty());
  }
  return 0;
}

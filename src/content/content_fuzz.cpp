// Any bytes as an item of every kind, as profiles and as acquisition: it must end, and every place it names must lie in the file.
#include <cstdint>
#include <string>

#include "base/error.h"
#include "content/item_file.h"
#include "content/lost_keys.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vedette;
  using namespace vedette::content;
  auto file = std::make_shared<const SourceFile>("fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size));
  for (ItemKind kind : {ItemKind::kParser, ItemKind::kPostoverflow, ItemKind::kScenario, ItemKind::kContext}) {
    ItemFile item;
    item.kind = kind;
    item.stage = "s00-raw";
    item.file = file;
    Content content;
    Diagnostics diagnostics;
    read_items({item}, content, diagnostics);
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      VEDETTE_CHECK(diagnostic.span.begin <= diagnostic.span.end && diagnostic.span.end <= size);
      VEDETTE_CHECK(!render(diagnostic).empty());
    }
  }
  for (const Schema* schema : {&kNodeSchema, &kScenarioSchema, &kProfileSchema}) {
    LostKeys lost = find_lost_keys(file->text(), 0, size, *schema);
    for (const StrayLines& stray : lost.stray) {
      VEDETTE_CHECK(stray.span.end <= size);
    }
  }
  return 0;
}

// Both JSON readers on any bytes: the fast one takes nothing that the slow one refuses, and they give the same document.
#include <cstdint>

#include "base/json.h"
#include "base/json_index.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static vedette::JsonReader reader;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto fast = reader.parse(text);
  auto slow = reader.parse_slowly(text);
  VEDETTE_CHECK(fast.has_value() == slow.has_value());
  if (fast) {
    std::string a;
    std::string b;
    vedette::append_canonical_json(a, *fast);
    vedette::append_canonical_json(b, *slow);
    VEDETTE_CHECK(a == b);
    // An index finds what a scan finds.
    vedette::Arena arena;
    if (const vedette::JsonKeyIndex* index = vedette::JsonKeyIndex::build(*fast, arena)) {
      for (auto it = fast->elements(); it.next();) {
        vedette::JsonView scanned;
        vedette::JsonView indexed;
        VEDETTE_CHECK(fast->find(it.key(), scanned) && index->find(it.key(), vedette::json_key_hash(it.key()), indexed));
        std::string x;
        std::string y;
        vedette::append_canonical_json(x, scanned);
        vedette::append_canonical_json(y, indexed);
        VEDETTE_CHECK(x == y);
      }
    }
    // What was written reads back to itself.
    auto again = reader.parse(a);
    VEDETTE_CHECK(again.has_value());
    b.clear();
    vedette::append_canonical_json(b, *again);
    VEDETTE_CHECK(a == b);
  }
  reader.reset();
  return 0;
}

// Any bytes as a hub's index: it must end, and each item that is read must have what the rest hangs on.
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "content/hub/index.h"
#include "content/hub/paths.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vedette;
  using namespace vedette::content;
  Result<HubIndex> index = HubIndex::parse({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!index) {
    VEDETTE_CHECK(index.error().message.starts_with("fuzz is no index of a hub: "));
    return 0;
  }
  for (ItemType type : kItemTypes) {
    for (const auto& [name, item] : index->items(type)) {
      VEDETTE_CHECK(item.type == type && item.name == name && !item.path.empty() && (!has_stages(type) || !item.stage.empty()));
      VEDETTE_CHECK(index->find_path(item.path) != nullptr);
      (void)item.version_of(item.newest_digest());
      if (Result<std::string> place = safe_path("/hub", item.path)) {
        VEDETTE_CHECK(place->starts_with("/hub/") && place->find("/../") == std::string::npos);
      }
    }
  }
  return 0;
}

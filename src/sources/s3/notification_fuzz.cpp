// Any bytes as a message of a queue: read or refused, and what is read names things that can be asked for.
#include "sources/s3/notification.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto notification = vedette::sources::parse_notification({reinterpret_cast<const char*>(data), size});
  if (!notification) {
    VEDETTE_CHECK(!notification.error().message.empty() && notification.error().message.size() < 200);
    return 0;
  }
  VEDETTE_CHECK(notification->objects.empty() != notification->instead.empty());
  for (const vedette::sources::NotifiedObject& object : notification->objects) {
    VEDETTE_CHECK(!object.bucket.empty() && !object.key.empty() && object.key.size() <= 1024);
  }
  return 0;
}

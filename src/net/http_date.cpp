#include "net/http_date.h"

#include <ctime>
#include <string>

namespace vedette::net {

std::optional<std::int64_t> parse_http_date(std::string_view text) {
  std::tm fields{};
  const std::string terminated(text);
  const char* end = ::strptime(terminated.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &fields);
  if (end == nullptr || *end != '\0') {
    return std::nullopt;
  }
  return ::timegm(&fields);
}

}  // namespace vedette::net

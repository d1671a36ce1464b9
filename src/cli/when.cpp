#include "cli/when.h"

#include <string>

namespace vedette::cli {

Result<Time> parse_when(std::string_view text) {
  std::string full(text);
  if (full.size() > 10 && full[10] == ' ') {
    full[10] = 'T';
  }
  if (full.size() == 10) {
    full += "T00:00:00Z";
  } else if (full.size() == 16) {
    full += ":00Z";
  } else if (full.size() == 19) {
    full += "Z";
  }
  Result<Time> time = parse_rfc3339(full);
  if (!time) {
    return fail(ErrorKind::kInvalid, "\"" + std::string(text) + "\" is not a date: 2026-03-02, 2026-03-02T08:05 or 2026-03-02T08:05:00Z is one");
  }
  return time;
}

}  // namespace vedette::cli

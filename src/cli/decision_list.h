// Lists of decisions as `decisions import` reads them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vedette::cli {

/// What is empty was not given; `value` always is.
struct GivenDecision {
  std::string duration;
  std::string reason;
  std::string scope;
  std::string type;
  std::string value;
};

/// `format`: "json" (a list of objects), "csv" (with a head) or "values" (one a line); empty: by the end of the file's name. At least one, or an
/// error that names the item (clidecision/import.go).
[[nodiscard]] Result<std::vector<GivenDecision>> read_decision_list(std::string_view content, std::string_view file, std::string format);

}  // namespace vedette::cli

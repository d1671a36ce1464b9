// Alerts from JSON: a file given on the command line, what a local API answered, what a database kept.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "model/alert.h"

namespace vedette::model {

/// One alert or a list of them, as models.Alert is marshalled; absent fields and nulls are nil where the reference has a pointer or a slice. The
/// alerts keep what their texts point to.
[[nodiscard]] Result<std::vector<Alert>> read_alerts(std::string_view json);
/// The same from a document that `keeper` keeps; null is no alert at all.
[[nodiscard]] Result<std::vector<Alert>> read_alerts(JsonView view, std::shared_ptr<const void> keeper);

}  // namespace vedette::model

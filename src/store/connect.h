// Opens connections; one function a kind of database.
#pragma once

#include <memory>

#include "base/error.h"
#include "store/database.h"
#include "store/settings.h"

namespace vedette::store {

/// Makes the file, with mode 0600, when it is not there.
[[nodiscard]] Result<std::unique_ptr<Connection>> open_sqlite(const Settings& settings);
/// Loads libpq when it is called first; kNotFound when this machine has none.
[[nodiscard]] Result<std::unique_ptr<Connection>> open_postgresql(const Settings& settings);

}  // namespace vedette::store

// Locks of a store that one process holds; one function a kind of database. Private to store.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "store/database.h"
#include "store/store.h"

namespace vedette::store {

/// A lock on the file `<path>.<name>.lock`, which stays behind, empty. Null when another holds it.
[[nodiscard]] Result<std::unique_ptr<StoreLock>> lock_file(const std::string& path, std::string_view name);
/// An advisory lock of the database, which lives as long as `connection`. Null when another holds it.
[[nodiscard]] Result<std::unique_ptr<StoreLock>> lock_in_database(std::unique_ptr<Connection> connection, std::string_view name);

}  // namespace vedette::store

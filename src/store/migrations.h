// The tables' shape, as numbered steps that only go forward: each is one transaction, and the database knows how far it has come.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/error.h"
#include "store/database.h"

namespace vedette::store {

struct Migration {
  std::int64_t number;
  std::string_view name;
  std::string_view sqlite;
  std::string_view postgresql;
};

/// In order, numbered from 1. A step that was released is never changed: a further one changes what it made.
[[nodiscard]] std::span<const Migration> migrations();

/// Takes the steps that are missing; safe when several processes do so at once. kInvalid, with nothing changed, when the database has steps that this
/// program does not know: a newer one wrote it.
[[nodiscard]] Result<void> migrate(Connection& connection, std::span<const Migration> steps = migrations());

}  // namespace vedette::store

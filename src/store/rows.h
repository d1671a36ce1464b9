// Short ways to read what a query answers. Private to the tables.
#pragma once

#include <cstdint>
#include <optional>

#include "store/database.h"

namespace vedette::store {

/// The first column of the only row; nothing without a row.
[[nodiscard]] inline Result<std::optional<std::int64_t>> first_integer(Result<Rows> rows) {
  if (!rows) {
    return tl::unexpected(std::move(rows.error()));
  }
  Result<bool> found = rows->next();
  if (!found) {
    return tl::unexpected(std::move(found.error()));
  }
  return *found && !rows->is_null(0) ? std::optional(rows->integer(0)) : std::nullopt;
}

/// Calls `each(rows)`, a Result<void>, for every row.
template <class Each>
[[nodiscard]] Result<void> for_each_row(Result<Rows> rows, Each each) {
  if (!rows) {
    return tl::unexpected(std::move(rows.error()));
  }
  for (;;) {
    Result<bool> more = rows->next();
    if (!more) {
      return tl::unexpected(std::move(more.error()));
    }
    if (!*more) {
      return {};
    }
    if (Result<void> done = each(*rows); !done) {
      return done;
    }
  }
}

}  // namespace vedette::store

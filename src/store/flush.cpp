#include "store/flush.h"

#include <fmt/format.h>

#include "store/conditions.h"
#include "store/rows.h"
#include "store/stored_time.h"

namespace vedette::store {

namespace {

constexpr int kBatch = 1000;

/// What may go: no decision in force (flush.go, alertWithoutActiveDecision), and no notification that is still to be sent.
std::string is_settled(Conditions& where, Time now) {
  return fmt::format(
      "NOT EXISTS (SELECT 1 FROM vedette_decisions d WHERE d.alert = a.id AND d.until >= {})"
      " AND NOT EXISTS (SELECT 1 FROM vedette_outbox_alerts l JOIN vedette_outbox o ON o.id = l.outbox WHERE l.alert = a.id AND o.state IN (0, 1))",
      where.value(stored_time(now)));
}

/// Deletes from `table`, under the name a, what the conditions say, a batch a transaction.
template <class Require>
Result<std::int64_t> remove_in_batches(Store& store, std::string_view table, Require require) {
  std::int64_t total = 0;
  for (;;) {
    Result<Transaction> transaction = store.begin();
    if (!transaction) {
      return tl::unexpected(std::move(transaction.error()));
    }
    Conditions where;
    require(where);
    Result<std::int64_t> removed = transaction->connection().execute(
        fmt::format("DELETE FROM {0} WHERE id IN (SELECT a.id FROM {0} a WHERE {1} ORDER BY a.id LIMIT {2})", table, where.sql(), kBatch),
        where.parameters());
    if (!removed) {
      return removed;
    }
    if (Result<void> kept = transaction->commit(); !kept) {
      return tl::unexpected(std::move(kept.error()));
    }
    total += *removed;
    if (*removed < kBatch) {
      return total;
    }
  }
}

Result<std::optional<std::int64_t>> ask(Store& store, std::string_view sql) {
  Result<Transaction> transaction = store.begin(Access::kRead);
  if (!transaction) {
    return tl::unexpected(std::move(transaction.error()));
  }
  return first_integer(transaction->connection().query(sql));
}

}  // namespace

Result<Flushed> flush(Store& store, const FlushLimits& limits, Time now) {
  Flushed out;
  Result<std::optional<std::int64_t>> total = ask(store, "SELECT COUNT(*) FROM vedette_alerts");
  if (!total) {
    return tl::unexpected(std::move(total.error()));
  }
  out.total = total->value_or(0);
  if (limits.max_age) {
    auto removed = remove_in_batches(store, "vedette_alerts", [&](Conditions& where) {
      where.require(fmt::format("a.created_at <= {}", where.value(stored_time(add(now, -*limits.max_age)))));
      where.require(is_settled(where, now));
    });
    if (!removed) {
      return tl::unexpected(std::move(removed.error()));
    }
    out.by_age = *removed;
  }
  if (limits.max_items && *limits.max_items >= 0) {
    // The newest that goes. The reference reckons with ids, and so deletes too many where ids are missing.
    auto last = ask(store, fmt::format("SELECT id FROM vedette_alerts ORDER BY id DESC LIMIT 1 OFFSET {}", *limits.max_items));
    if (!last) {
      return tl::unexpected(std::move(last.error()));
    }
    if (last->has_value()) {
      auto removed = remove_in_batches(store, "vedette_alerts", [&](Conditions& where) {
        where.require(fmt::format("a.id <= {}", where.value(**last)));
        where.require(is_settled(where, now));
      });
      if (!removed) {
        return tl::unexpected(std::move(removed.error()));
      }
      out.by_number = *removed;
    }
  }
  // flush.go, FlushOrphans
  auto decisions = remove_in_batches(store, "vedette_decisions", [&](Conditions& where) {
    where.require(fmt::format("a.alert IS NULL AND a.until <= {}", where.value(stored_time(now))));
  });
  if (!decisions) {
    return tl::unexpected(std::move(decisions.error()));
  }
  out.decisions = *decisions;
  auto outbox = remove_in_batches(store, "vedette_outbox", [](Conditions& where) {
    where.require("a.state = 2 AND NOT EXISTS (SELECT 1 FROM vedette_outbox_alerts l WHERE l.outbox = a.id)");
  });
  if (!outbox) {
    return tl::unexpected(std::move(outbox.error()));
  }
  out.outbox = *outbox;
  return out;
}

}  // namespace vedette::store

#include "store/checkpoints.h"

#include <fmt/format.h>

#include "store/rows.h"
#include "store/stored_time.h"

namespace vedette::store {

namespace {

// A prefix as a range of names, which the primary key's index serves: from it to what would come behind all that begin with it.
struct NameRange {
  std::string first;
  std::string behind;  // empty: no end

  explicit NameRange(std::string_view prefix) : first(prefix), behind(prefix) {
    while (!behind.empty() && static_cast<unsigned char>(behind.back()) >= 0x7F) {
      behind.pop_back();
    }
    if (!behind.empty()) {
      ++behind.back();
    }
  }
};

enum class Body : std::uint8_t { kLeftOut, kRead };

Result<std::vector<Checkpoint>> read_range(Connection& connection, std::string_view prefix, Body body) {
  const NameRange range(prefix);
  std::vector<Checkpoint> out;
  auto done = for_each_row(
      connection.query(
          fmt::format("SELECT name, generation, saved_at{} FROM vedette_checkpoints WHERE name >= $1 AND ($2 = '' OR name < $2) ORDER BY name",
                      body == Body::kRead ? ", body" : ""),
          {std::string_view(range.first), std::string_view(range.behind)}),
      [&out, body](const Rows& rows) -> Result<void> {
        Checkpoint& one = out.emplace_back();
        one.name = rows.text(0);
        one.generation = rows.integer(1);
        one.saved_at = time_of(rows.integer(2));
        if (body == Body::kRead) {
          one.bytes = rows.blob(3);
        }
        return {};
      });
  if (!done) {
    return tl::unexpected(std::move(done.error()));
  }
  return out;
}

}  // namespace

Result<void> Checkpoints::write(std::string_view name, std::int64_t generation, std::string_view bytes, Time now) {
  constexpr std::size_t kLongestName = 512;
  if (name.empty() || name.size() > kLongestName || bytes.size() > kMaxBytes) {
    return fail(ErrorKind::kInvalid, fmt::format("checkpoint `{}` of {} bytes: names have 1 to {} bytes, states at most {}",
                                                 name.substr(0, kLongestName), bytes.size(), kLongestName, kMaxBytes));
  }
  Result<std::int64_t> written = connection_.execute(
      "INSERT INTO vedette_checkpoints (name, generation, saved_at, body) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO UPDATE"
      " SET generation = excluded.generation, saved_at = excluded.saved_at, body = excluded.body"
      " WHERE vedette_checkpoints.generation <= excluded.generation",
      {name, generation, stored_time(now), Blob{bytes}});
  if (!written) {
    return tl::unexpected(std::move(written.error()));
  }
  if (*written == 0) {
    return fail(ErrorKind::kConflict,
                fmt::format("checkpoint `{}` has gone beyond generation {}: another process works on the same store", name, generation));
  }
  return {};
}

Result<std::optional<Checkpoint>> Checkpoints::read(std::string_view name) {
  std::optional<Checkpoint> out;
  auto done = for_each_row(connection_.query("SELECT generation, saved_at, body FROM vedette_checkpoints WHERE name = $1", {name}),
                           [&out, name](const Rows& rows) -> Result<void> {
                             out = Checkpoint{std::string(name), rows.integer(0), time_of(rows.integer(1)), std::string(rows.blob(2))};
                             return {};
                           });
  if (!done) {
    return tl::unexpected(std::move(done.error()));
  }
  return out;
}

Result<std::vector<Checkpoint>> Checkpoints::read_all(std::string_view prefix) {
  return read_range(connection_, prefix, Body::kRead);
}

Result<std::vector<Checkpoint>> Checkpoints::list(std::string_view prefix) {
  return read_range(connection_, prefix, Body::kLeftOut);
}

Result<std::int64_t> Checkpoints::remove_older(std::string_view prefix, std::int64_t generation) {
  const NameRange range(prefix);
  return connection_.execute("DELETE FROM vedette_checkpoints WHERE name >= $1 AND ($2 = '' OR name < $2) AND generation < $3",
                             {std::string_view(range.first), std::string_view(range.behind), generation});
}

Result<bool> Checkpoints::remove(std::string_view name) {
  Result<std::int64_t> removed = connection_.execute("DELETE FROM vedette_checkpoints WHERE name = $1", {name});
  if (!removed) {
    return tl::unexpected(std::move(removed.error()));
  }
  return *removed != 0;
}

}  // namespace vedette::store

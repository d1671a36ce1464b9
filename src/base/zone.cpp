#include "base/zone.h"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "base/calendar.h"
#include "base/zone_rule.h"

namespace vedette {
namespace {

constexpr std::size_t kMostNamedFixedZones = 4096;
constexpr std::size_t kLargestZoneFile = 1 << 20;
constexpr std::int32_t kMinutesEachWay = 24 * 60;

/// Reads big-endian numbers; after running out everything is zero and `failed`.
class ZoneReader {
 public:
  explicit ZoneReader(std::string_view bytes) : rest_(bytes) {}
  std::string_view take(std::size_t size) {
    if (size > rest_.size()) {
      failed_ = true;
      rest_ = {};
      return {};
    }
    std::string_view out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }
  std::int64_t number(std::size_t size) {
    std::string_view bytes = take(size);
    std::uint64_t value = 0;
    for (char c : bytes) {
      value = value << 8 | static_cast<unsigned char>(c);
    }
    return size == 4 ? static_cast<std::int32_t>(value) : static_cast<std::int64_t>(value);
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

struct Counts {
  std::size_t utc_local, standard_wall, leap, time, kind, chars;

  explicit Counts(ZoneReader& in) {
    for (std::size_t* count : {&utc_local, &standard_wall, &leap, &time, &kind, &chars}) {
      *count = static_cast<std::uint32_t>(in.number(4));
    }
  }
  [[nodiscard]] bool plausible() const {
    for (std::size_t count : {utc_local, standard_wall, leap, time, kind, chars}) {
      if (count > kLargestZoneFile) {
        return false;
      }
    }
    return true;
  }
};

}  // namespace

/// Owns all zones of the process.
class ZoneTable {
 public:
  static ZoneTable& instance() {
    static ZoneTable* table = new ZoneTable();  // never freed: zones are pointed to until the very end
    return *table;
  }

  Result<const Zone*> load(std::string_view name) {
    std::lock_guard lock(mutex_);
    auto known = places_.find(name);
    if (known != places_.end()) {
      return known->second.get();
    }
    Result<std::string> bytes = read_file(name);
    if (!bytes) {
      return tl::unexpected(bytes.error());
    }
    auto zone = parse(name, *bytes);
    if (!zone) {
      return fail(ErrorKind::kInvalid, "malformed time zone information");
    }
    return places_.emplace(std::string(name), std::move(zone)).first->second.get();
  }

  const Zone* fixed(std::string_view name, std::int32_t offset) {
    bool whole_minutes = name.empty() && offset % 60 == 0 && std::abs(offset / 60) <= kMinutesEachWay;
    std::atomic<const Zone*>* slot = whole_minutes ? &by_minutes_[offset / 60 + kMinutesEachWay] : nullptr;
    if (slot != nullptr) {
      if (const Zone* zone = slot->load(std::memory_order_acquire)) {
        return zone;
      }
    }
    std::lock_guard lock(mutex_);
    auto key = std::make_pair(std::string(name), offset);
    auto known = fixed_.find(key);
    if (known == fixed_.end()) {
      if (!name.empty() && named_fixed_ >= kMostNamedFixedZones) {
        key.first.clear();
        known = fixed_.find(key);
      }
      if (known == fixed_.end()) {
        named_fixed_ += !key.first.empty();
        std::unique_ptr<Zone> zone(new Zone());
        zone->name_ = key.first;
        zone->kinds_.push_back({offset, false, key.first});
        zone->transitions_.push_back({INT64_MIN, 0});
        known = fixed_.emplace(std::move(key), std::move(zone)).first;
      }
    }
    if (slot != nullptr) {
      slot->store(known->second.get(), std::memory_order_release);
    }
    return known->second.get();
  }

 private:
  static Result<std::string> read_file(std::string_view name) {
    // Go: zoneinfo.go, LoadLocation: no name of the database holds "..", and none begins with a slash.
    if (name.size() > 255 || name.find("..") != std::string_view::npos || name.find('\0') != std::string_view::npos || name[0] == '/' ||
        name[0] == '\\') {
      return fail(ErrorKind::kInvalid, "time: invalid location name");
    }
    for (const char* folder : {"/usr/share/zoneinfo/", "/usr/share/lib/zoneinfo/", "/usr/lib/locale/TZ/", "/etc/zoneinfo/"}) {
      std::string path = folder + std::string(name);
      std::ifstream in(path, std::ios::binary);
      std::string bytes(4, '\0');
      if (!in || !in.read(bytes.data(), 4)) {
        continue;
      }
      char block[4096];
      while (bytes.size() <= kLargestZoneFile && (in.read(block, sizeof block) || in.gcount() > 0)) {
        bytes.append(block, static_cast<std::size_t>(in.gcount()));
      }
      return bytes;
    }
    return fail(ErrorKind::kNotFound, "unknown time zone " + std::string(name));
  }

  // Go: zoneinfo_read.go, LoadLocationFromTZData; the format is RFC 8536.
  static std::unique_ptr<Zone> parse(std::string_view name, std::string_view bytes) {
    ZoneReader in(bytes);
    if (in.take(4) != "TZif") {
      return nullptr;
    }
    std::string_view header = in.take(16);
    if (header.empty() || (header[0] != 0 && header[0] != '2' && header[0] != '3' && header[0] != '4')) {
      return nullptr;
    }
    Counts counts(in);
    std::size_t number_size = 4;
    if (header[0] != 0) {
      if (!counts.plausible()) {
        return nullptr;
      }
      // The same again follows in 64 bits.
      in.take(counts.time * 5 + counts.kind * 6 + counts.chars + counts.leap * 8 + counts.standard_wall + counts.utc_local);
      in.take(20);
      counts = Counts(in);
      number_size = 8;
    }
    if (in.failed() || !counts.plausible() || counts.kind == 0) {
      return nullptr;
    }
    ZoneReader times(in.take(counts.time * number_size));
    std::string_view kinds_of_times = in.take(counts.time);
    ZoneReader kinds(in.take(counts.kind * 6));
    std::string_view names = in.take(counts.chars);
    in.take(counts.leap * (number_size + 4) + counts.standard_wall + counts.utc_local);
    if (in.failed()) {
      return nullptr;
    }
    std::unique_ptr<Zone> zone(new Zone());
    zone->name_ = name;
    for (std::size_t i = 0; i < counts.kind; ++i) {
      auto offset = static_cast<std::int32_t>(kinds.number(4));
      bool daylight_saving = kinds.number(1) != 0;
      auto at = static_cast<std::size_t>(kinds.number(1));
      if (at >= names.size()) {
        return nullptr;
      }
      std::string_view abbreviation = names.substr(at);
      zone->kinds_.push_back({offset, daylight_saving, std::string(abbreviation.substr(0, abbreviation.find('\0')))});
    }
    for (std::size_t i = 0; i < counts.time; ++i) {
      auto kind = static_cast<std::uint8_t>(kinds_of_times[i]);
      if (kind >= zone->kinds_.size()) {
        return nullptr;
      }
      zone->transitions_.push_back({times.number(number_size), kind});
    }
    if (zone->transitions_.empty()) {
      zone->transitions_.push_back({INT64_MIN, 0});
    }
    std::string_view rest = in.rest();
    if (rest.size() > 2 && rest.front() == '\n' && rest.back() == '\n') {
      zone->rule_ = rest.substr(1, rest.size() - 2);
    }
    return zone;
  }

  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Zone>, std::less<>> places_;
  std::map<std::pair<std::string, std::int32_t>, std::unique_ptr<Zone>> fixed_;
  std::size_t named_fixed_ = 0;
  std::atomic<const Zone*> by_minutes_[2 * kMinutesEachWay + 1] = {};
};

Result<const Zone*> Zone::load(std::string_view name) {
  if (name.empty() || name == "UTC" || name == "Local") {
    return static_cast<const Zone*>(nullptr);
  }
  return ZoneTable::instance().load(name);
}

const Zone* Zone::fixed(std::string_view name, std::int32_t offset) {
  return ZoneTable::instance().fixed(name, offset);
}

const Zone::Kind& Zone::first_kind() const {
  // Go: zoneinfo.go, lookupFirstZone (from tzcode's localtime.c).
  bool first_used = false;
  for (const Transition& transition : transitions_) {
    first_used |= transition.kind == 0;
  }
  if (!first_used) {
    return kinds_.front();
  }
  if (!transitions_.empty() && kinds_[transitions_.front().kind].daylight_saving) {
    for (int i = transitions_.front().kind - 1; i >= 0; --i) {
      if (!kinds_[static_cast<std::size_t>(i)].daylight_saving) {
        return kinds_[static_cast<std::size_t>(i)];
      }
    }
  }
  for (const Kind& kind : kinds_) {
    if (!kind.daylight_saving) {
      return kind;
    }
  }
  return kinds_.front();
}

Zone::Period Zone::period_of(const Kind& kind, std::int64_t start, std::int64_t end) const {
  return {kind.name, kind.offset, start, end, kind.daylight_saving};
}

Zone::Period Zone::lookup(std::int64_t unix_seconds) const {
  if (unix_seconds < transitions_.front().when) {
    return period_of(first_kind(), INT64_MIN, transitions_.front().when);
  }
  std::size_t low = 0;
  std::size_t high = transitions_.size();
  std::int64_t end = INT64_MAX;
  while (high - low > 1) {
    std::size_t middle = (low + high) / 2;
    if (unix_seconds < transitions_[middle].when) {
      end = transitions_[middle].when;
      high = middle;
    } else {
      low = middle;
    }
  }
  if (low + 1 == transitions_.size() && !rule_.empty()) {
    if (std::optional<Period> period = period_by_rule(rule_, transitions_[low].when, unix_seconds)) {
      return *period;
    }
  }
  return period_of(kinds_[transitions_[low].kind], transitions_[low].when, end);
}

std::optional<std::int32_t> Zone::offset_of(std::string_view name, std::int64_t unix_seconds) const {
  for (const Kind& kind : kinds_) {
    if (kind.name == name) {
      Period period = lookup(unix_seconds - kind.offset);
      if (period.name == name) {
        return period.offset;
      }
    }
  }
  for (const Kind& kind : kinds_) {
    if (kind.name == name) {
      return kind.offset;
    }
  }
  return std::nullopt;
}

Zone::Period period_of(const Zone* zone, std::int64_t unix_seconds) {
  if (zone == nullptr) {
    Zone::Period utc;
    utc.name = "UTC";
    return utc;
  }
  return zone->lookup(unix_seconds);
}

std::string_view name_of(const Zone* zone) {
  return zone == nullptr ? std::string_view("UTC") : std::string_view(zone->name());
}

}  // namespace vedette

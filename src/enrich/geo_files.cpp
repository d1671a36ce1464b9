#include "enrich/geo_files.h"

#include <maxminddb.h>
#include <netinet/in.h>
#include <sys/stat.h>

#include <array>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

namespace vedette::enrich {
namespace {

using expr::GeoAsn;
using expr::GeoCity;
using expr::GeoPlace;

// geoip2-golang: getDBType: which databases answer City() and ASN().
constexpr std::array<std::string_view, 14> kCityTypes = {"DBIP-City-Lite",
                                                         "DBIP-Country-Lite",
                                                         "DBIP-Country",
                                                         "DBIP-Location (compat=City)",
                                                         "GeoLite2-City",
                                                         "GeoIP-City-Redacted-US",
                                                         "GeoIP2-City",
                                                         "GeoIP2-City-Africa",
                                                         "GeoIP2-City-Asia-Pacific",
                                                         "GeoIP2-City-Europe",
                                                         "GeoIP2-City-North-America",
                                                         "GeoIP2-City-South-America",
                                                         "GeoIP2-Precision-City",
                                                         "GeoLite2-Country"};
constexpr std::array<std::string_view, 5> kMoreCityTypes = {"GeoIP2-Country", "DBIP-ISP (compat=Enterprise)", "DBIP-Location-ISP (compat=Enterprise)",
                                                            "GeoIP-Enterprise-Redacted-US", "GeoIP2-Enterprise"};
constexpr std::array<std::string_view, 4> kAsnTypes = {"DBIP-ASN-Lite (compat=GeoLite2-ASN)", "GeoLite2-ASN", "GeoIP2-ISP", "GeoIP2-Precision-ISP"};

template <std::size_t N>
bool is_among(std::string_view type, const std::array<std::string_view, N>& types) {
  for (std::string_view one : types) {
    if (one == type) {
      return true;
    }
  }
  return false;
}

std::string_view text_of(const MMDB_entry_data_s& data) {
  return data.has_data && data.type == MMDB_DATA_TYPE_UTF8_STRING ? std::string_view(data.utf8_string, data.data_size) : std::string_view();
}

std::uint32_t whole_of(const MMDB_entry_data_s& data) {
  if (!data.has_data) {
    return 0;
  }
  switch (data.type) {
    case MMDB_DATA_TYPE_UINT16:
      return data.uint16;
    case MMDB_DATA_TYPE_UINT32:
      return data.uint32;
    case MMDB_DATA_TYPE_INT32:
      return data.int32 < 0 ? 0 : static_cast<std::uint32_t>(data.int32);
    case MMDB_DATA_TYPE_UINT64:
      return static_cast<std::uint32_t>(data.uint64);
    default:
      return 0;
  }
}

double number_of(const MMDB_entry_data_s& data) {
  if (!data.has_data) {
    return 0;
  }
  return data.type == MMDB_DATA_TYPE_DOUBLE ? data.double_value : data.type == MMDB_DATA_TYPE_FLOAT ? static_cast<double>(data.float_value) : 0;
}

bool truth_of(const MMDB_entry_data_s& data) {
  return data.has_data && data.type == MMDB_DATA_TYPE_BOOLEAN && data.boolean;
}

/// The value at a path of keys; without data where there is none.
template <class... Keys>
MMDB_entry_data_s value_at(MMDB_entry_s entry, Keys... keys) {
  MMDB_entry_data_s data{};
  if (MMDB_get_value(&entry, &data, keys..., nullptr) != MMDB_SUCCESS) {
    data.has_data = false;
  }
  return data;
}

class Database {
 public:
  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() {
    if (open_) {
      MMDB_close(&database_);
    }
  }

  Result<void> open(const std::string& path) {
    const int status = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &database_);
    if (status != MMDB_SUCCESS) {
      return fail(ErrorKind::kInvalid, path + ": this is no GeoIP database: " + MMDB_strerror(status));
    }
    open_ = true;
    type_ = database_.metadata.database_type != nullptr ? database_.metadata.database_type : "";
    return {};
  }
  [[nodiscard]] bool is_open() const { return open_; }
  [[nodiscard]] std::string_view type() const { return type_; }

  /// The entry of an address; without data when it has none.
  Result<MMDB_lookup_result_s> look_up(const Ip& address) const {
    int error = MMDB_SUCCESS;
    MMDB_lookup_result_s found{};
    if (address.is_v4()) {
      sockaddr_in peer{};
      peer.sin_family = AF_INET;
      std::memcpy(&peer.sin_addr, address.bytes().data() + 12, 4);
      found = MMDB_lookup_sockaddr(&database_, reinterpret_cast<const sockaddr*>(&peer), &error);
    } else {
      sockaddr_in6 peer{};
      peer.sin6_family = AF_INET6;
      std::memcpy(&peer.sin6_addr, address.bytes().data(), 16);
      found = MMDB_lookup_sockaddr(&database_, reinterpret_cast<const sockaddr*>(&peer), &error);
    }
    if (error == MMDB_IPV6_LOOKUP_IN_IPV4_DATABASE_ERROR) {
      return fail(ErrorKind::kInvalid,
                  "error looking up '" + address.to_string() + "': you attempted to look up an IPv6 address in an IPv4-only database");
    }
    if (error != MMDB_SUCCESS) {
      return fail(ErrorKind::kInvalid, std::string("GeoIP database: ") + MMDB_strerror(error));
    }
    return found;
  }
  [[nodiscard]] bool is_v6() const { return database_.metadata.ip_version == 6; }

 private:
  MMDB_s database_{};
  bool open_ = false;
  std::string_view type_;
};

/// Walks the list of a whole entry, which libmaxminddb gives flat: a map is followed by its keys and values, a list by its elements.
class EntryReader {
 public:
  EntryReader(MMDB_entry_data_list_s* list, Arena& arena) : at_(list), arena_(arena) {}

  void read(GeoCity& out) {
    for_each_key([&](std::string_view key) {
      if (key == "city") {
        place(out.city);
      } else if (key == "postal") {
        for_each_key([&](std::string_view inner) { inner == "code" ? text(out.postal_code) : skip(); });
      } else if (key == "continent") {
        place(out.continent);
      } else if (key == "subdivisions") {
        subdivisions(out);
      } else if (key == "represented_country") {
        place(out.represented_country);
      } else if (key == "country") {
        place(out.country);
      } else if (key == "registered_country") {
        place(out.registered_country);
      } else if (key == "location") {
        location(out.location);
      } else if (key == "traits") {
        traits(out.traits);
      } else {
        skip();
      }
    });
  }

 private:
  /// Calls `visit` for each key of the map that comes; it takes the value. Another kind of value is skipped.
  template <class Visit>
  void for_each_key(Visit&& visit) {
    if (at_ == nullptr || at_->entry_data.type != MMDB_DATA_TYPE_MAP) {
      skip();
      return;
    }
    std::uint32_t size = at_->entry_data.data_size;
    at_ = at_->next;
    for (; size > 0 && at_ != nullptr; --size) {
      std::string_view key = text_of(at_->entry_data);
      at_ = at_->next;
      visit(key);
    }
  }

  /// Without recursion: entries come from a file.
  void skip() {
    for (std::uint64_t left = 1; left > 0 && at_ != nullptr; --left) {
      if (at_->entry_data.type == MMDB_DATA_TYPE_MAP) {
        left += std::uint64_t{2} * at_->entry_data.data_size;
      } else if (at_->entry_data.type == MMDB_DATA_TYPE_ARRAY) {
        left += at_->entry_data.data_size;
      }
      at_ = at_->next;
    }
  }

  void text(std::string_view& out) {
    if (at_ != nullptr) {
      out = text_of(at_->entry_data);
    }
    skip();
  }
  template <class Number>
  void whole(Number& out) {
    if (at_ != nullptr) {
      out = static_cast<Number>(whole_of(at_->entry_data));
    }
    skip();
  }
  void number(double& out) {
    if (at_ != nullptr) {
      out = number_of(at_->entry_data);
    }
    skip();
  }
  void truth(bool& out) {
    if (at_ != nullptr) {
      out = truth_of(at_->entry_data);
    }
    skip();
  }

  void names(GeoPlace& out) {
    if (at_ == nullptr || at_->entry_data.type != MMDB_DATA_TYPE_MAP) {
      skip();
      return;
    }
    constexpr std::uint32_t kMostNames = 64;
    using Name = std::pair<std::string_view, std::string_view>;
    const std::uint32_t room = at_->entry_data.data_size < kMostNames ? at_->entry_data.data_size : kMostNames;
    Name* list = arena_.make_array<Name>(room);
    std::size_t count = 0;
    for_each_key([&](std::string_view key) {
      std::string_view value;
      text(value);
      if (count < room) {
        list[count++] = {key, value};
      }
    });
    out.names = {list, count};
  }

  void place(GeoPlace& out) {
    for_each_key([&](std::string_view key) {
      if (key == "names") {
        names(out);
      } else if (key == "iso_code" || key == "code") {
        text(out.code);
      } else if (key == "geoname_id") {
        whole(out.geoname_id);
      } else if (key == "is_in_european_union") {
        truth(out.in_european_union);
      } else if (key == "type") {
        text(out.type);
      } else {
        skip();
      }
    });
  }

  void subdivisions(GeoCity& out) {
    if (at_ == nullptr || at_->entry_data.type != MMDB_DATA_TYPE_ARRAY) {
      skip();
      return;
    }
    constexpr std::uint32_t kMostSubdivisions = 64;
    std::uint32_t size = at_->entry_data.data_size;
    const std::uint32_t room = size < kMostSubdivisions ? size : kMostSubdivisions;
    GeoPlace* places = arena_.make_array<GeoPlace>(room);
    at_ = at_->next;
    std::uint32_t count = 0;
    for (; size > 0 && at_ != nullptr; --size) {
      if (count < room) {
        place(places[count++]);
      } else {
        skip();
      }
    }
    out.subdivisions = {places, count};
  }

  void location(GeoCity::Location& out) {
    for_each_key([&](std::string_view key) {
      if (key == "time_zone") {
        text(out.time_zone);
      } else if (key == "latitude") {
        number(out.latitude);
      } else if (key == "longitude") {
        number(out.longitude);
      } else if (key == "metro_code") {
        whole(out.metro_code);
      } else if (key == "accuracy_radius") {
        whole(out.accuracy_radius);
      } else {
        skip();
      }
    });
  }

  void traits(GeoCity::Traits& out) {
    for_each_key([&](std::string_view key) {
      if (key == "is_anonymous_proxy") {
        truth(out.is_anonymous_proxy);
      } else if (key == "is_anycast") {
        truth(out.is_anycast);
      } else if (key == "is_satellite_provider") {
        truth(out.is_satellite_provider);
      } else {
        skip();
      }
    });
  }

  MMDB_entry_data_list_s* at_;
  Arena& arena_;
};

void read_brief(const MMDB_entry_s& entry, const char* key, GeoPlace& out) {
  out.code = text_of(value_at(entry, key, "iso_code"));
  if (!out.code.empty()) {
    out.in_european_union = truth_of(value_at(entry, key, "is_in_european_union"));
  }
}

class GeoFiles final : public expr::GeoDatabases {
 public:
  [[nodiscard]] bool has_city() const override { return city_.is_open(); }
  [[nodiscard]] bool has_asn() const override { return asn_.is_open(); }

  Result<void> city(const Ip& address, Arena& arena, GeoCity& out) const override {
    Result<MMDB_lookup_result_s> found = find_city(address);
    if (!found) {
      return tl::unexpected<Error>(found.error());
    }
    if (!found->found_entry) {
      return {};
    }
    MMDB_entry_data_list_s* list = nullptr;
    const int status = MMDB_get_entry_data_list(&found->entry, &list);
    if (status != MMDB_SUCCESS) {
      MMDB_free_entry_data_list(list);
      return fail(ErrorKind::kInvalid, std::string("GeoIP database: ") + MMDB_strerror(status));
    }
    EntryReader(list, arena).read(out);  // its texts lie in the file
    MMDB_free_entry_data_list(list);
    return {};
  }

  Result<void> city_brief(const Ip& address, GeoCity& out) const override {
    Result<MMDB_lookup_result_s> found = find_city(address);
    if (!found) {
      return tl::unexpected<Error>(found.error());
    }
    if (!found->found_entry) {
      return {};
    }
    read_brief(found->entry, "country", out.country);
    if (out.country.code.empty()) {
      read_brief(found->entry, "registered_country", out.registered_country);
      if (out.registered_country.code.empty()) {
        read_brief(found->entry, "represented_country", out.represented_country);
      }
    }
    out.location.latitude = number_of(value_at(found->entry, "location", "latitude"));
    out.location.longitude = number_of(value_at(found->entry, "location", "longitude"));
    return {};
  }

  Result<void> asn(const Ip& address, GeoAsn& out) const override {
    if (!is_among(asn_.type(), kAsnTypes)) {
      return wrong_kind("ASN", asn_.type());
    }
    Result<MMDB_lookup_result_s> found = asn_.look_up(address);
    if (!found) {
      return tl::unexpected<Error>(found.error());
    }
    if (found->found_entry) {
      out.organization = text_of(value_at(found->entry, "autonomous_system_organization"));
      out.number = whole_of(value_at(found->entry, "autonomous_system_number"));
    }
    return {};
  }

  Result<std::optional<IpPrefix>> network(const Ip& address) const override {
    Result<MMDB_lookup_result_s> found = asn_.look_up(address);
    if (!found) {
      return tl::unexpected<Error>(found.error());
    }
    if (!found->found_entry) {
      return std::optional<IpPrefix>();
    }
    int bits = found->netmask;
    if (address.is_v4() && asn_.is_v6()) {
      if (bits < 96) {
        // maxminddb-golang: cidr: a record above the IPv4 part of the tree
        return IpPrefix::of(Ip::from_v6({}), bits);
      }
      bits -= 96;
    }
    return IpPrefix::of(address, bits);
  }

  Database city_;
  Database asn_;

 private:
  static tl::unexpected<Error> wrong_kind(std::string_view method, std::string_view type) {
    return fail(ErrorKind::kInvalid, "geoip2: the " + std::string(method) + " method does not support the " + std::string(type) + " database");
  }

  Result<MMDB_lookup_result_s> find_city(const Ip& address) const {
    if (!is_among(city_.type(), kCityTypes) && !is_among(city_.type(), kMoreCityTypes)) {
      return wrong_kind("City", city_.type());
    }
    return city_.look_up(address);
  }
};

/// True when `name` is in one of the folders; then it is open, or the diagnostics say why not.
bool open_first(std::span<const std::string> folders, const char* name, Database& database, Diagnostics& diagnostics) {
  for (const std::string& folder : folders) {
    std::string path = folder + "/" + name;
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
      continue;
    }
    if (Result<void> opened = database.open(path); !opened) {
      diagnostics.add({Severity::kWarning, opened.error().message, nullptr, {}, "it counts as missing", {}});
    }
    return true;
  }
  return false;
}

}  // namespace

std::shared_ptr<const expr::GeoDatabases> open_geo_files(std::span<const std::string> folders, Diagnostics& diagnostics) {
  RuleScope rule(diagnostics, "unreadable-file");
  auto files = std::make_shared<GeoFiles>();
  (void)open_first(folders, kCityDatabase, files->city_, diagnostics);
  (void)open_first(folders, kAsnDatabase, files->asn_, diagnostics);
  if (!files->has_city() && !files->has_asn()) {
    return nullptr;
  }
  return files;
}

}  // namespace vedette::enrich

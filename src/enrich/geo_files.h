// GeoIP databases in MaxMind's format (GeoLite2-City.mmdb, GeoLite2-ASN.mmdb), read where they lie.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/diagnostic.h"
#include "expr/builtins/geo.h"

namespace vedette::enrich {

inline constexpr const char* kCityDatabase = "GeoLite2-City.mmdb";
inline constexpr const char* kAsnDatabase = "GeoLite2-ASN.mmdb";

/// Opens each database in the first of `folders` that has it. One that is missing is no news here (see Content's data files); one that cannot be
/// read is a warning and counts as missing. Null when there is none at all. The files are mapped: they must not be written in place, only replaced.
[[nodiscard]] std::shared_ptr<const expr::GeoDatabases> open_geo_files(std::span<const std::string> folders, Diagnostics& diagnostics);

}  // namespace vedette::enrich

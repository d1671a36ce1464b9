// The methods on addresses: GeoIpCity, GeoIpASN, IpToRange, reverse_dns.
#pragma once

#include <string_view>

#include "enrich/enricher.h"

namespace vedette::enrich {

[[nodiscard]] EnrichResult geo_ip_city(std::string_view value, model::Event& event, const EnrichContext& context);
[[nodiscard]] EnrichResult geo_ip_asn(std::string_view value, model::Event& event, const EnrichContext& context);
[[nodiscard]] EnrichResult ip_to_range(std::string_view value, model::Event& event, const EnrichContext& context);
[[nodiscard]] EnrichResult reverse_dns(std::string_view value, model::Event& event, const EnrichContext& context);

}  // namespace vedette::enrich

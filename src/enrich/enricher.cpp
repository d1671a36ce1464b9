#include "enrich/enricher.h"

#include <array>

#include "base/go_layout.h"
#include "base/json.h"
#include "enrich/address_methods.h"
#include "enrich/date.h"
#include "expr/builtins/services.h"
#include "expr/json_value.h"

namespace vedette::enrich {
namespace {

model::FieldId marshaled_time_id() {
  static const model::FieldId kId = model::intern_field("MarshaledTime");
  return kId;
}

std::string_view written(Time time, Arena& arena) {
  char buffer[kRfc3339Room];
  return arena.copy({buffer, static_cast<std::size_t>(write_rfc3339(time, buffer) - buffer)});
}

// crowdsec: pkg/parser/enrich_date.go, ParseDate
EnrichResult parse_date_method(std::string_view value, model::Event& event, const EnrichContext& context) {
  std::optional<Time> time = parse_date(value, event.str_time_format, context.reference);
  if (time) {
    // In the time machine an event happens when its line says; live, when it was read.
    if (event.expect_mode == model::ExpectMode::kTimeMachine) {
      event.time = *time;
    }
    event.enriched.set(marshaled_time_id(), written(*time, *event.arena), *event.arena);
    return EnrichResult::kWritten;
  }
  Time present = context.reference;
  present.zone = nullptr;
  event.enriched.set(marshaled_time_id(), written(present, *event.arena), *event.arena);
  return EnrichResult::kNothing;
}

// crowdsec: pkg/parser/enrich_unmarshal.go: the value is ignored, the raw line is read; keys join those that are there already.
EnrichResult unmarshal_json(std::string_view, model::Event& event, const EnrichContext& context) {
  if (context.services == nullptr || context.services->json == nullptr) {
    return EnrichResult::kFailed;
  }
  Result<JsonView> document = context.services->json->parse(event.line.raw);
  if (!document) {
    return EnrichResult::kFailed;
  }
  if (document->kind() == JsonKind::kNull) {
    event.unmarshaled.clear();  // Go: null into a map makes it nil
    return EnrichResult::kWritten;
  }
  if (document->kind() != JsonKind::kObject) {
    return EnrichResult::kFailed;
  }
  for (auto it = document->elements(); it.next();) {
    event.unmarshaled.set(it.key(), expr::value_of(it.value(), *event.arena), *event.arena);
  }
  return EnrichResult::kWritten;
}

constexpr std::array<Enricher, 6> kEnrichers = {{
    {"GeoIpASN", geo_ip_asn, false, "The autonomous system of an address, from GeoLite2-ASN.mmdb: ASNNumber and ASNOrg."},
    {"GeoIpCity", geo_ip_city, false, "The place of an address, from GeoLite2-City.mmdb: IsoCode, IsInEU, Latitude, Longitude."},
    {"IpToRange", ip_to_range, false, "The network of an address, from GeoLite2-ASN.mmdb: SourceRange."},
    {"ParseDate", parse_date_method, true, "The time of the event, from text in the layout of StrTimeFormat or a usual one."},
    {"UnmarshalJSON", unmarshal_json, false, "Decodes the line into evt.Unmarshaled."},
    {"reverse_dns", reverse_dns, false, "The name of an address; asks the network."},
}};

}  // namespace

std::span<const Enricher> enrichers() {
  return kEnrichers;
}

const Enricher* find_enricher(std::string_view name) {
  for (const Enricher& enricher : kEnrichers) {
    if (enricher.name == name) {
      return &enricher;
    }
  }
  return nullptr;
}

}  // namespace vedette::enrich

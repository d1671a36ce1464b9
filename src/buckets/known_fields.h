// The event fields that buckets read by name, interned once.
#pragma once

#include <array>

#include "model/field_map.h"

namespace vedette::buckets {

struct KnownFields {
  // Meta
  model::FieldId source_ip = model::intern_field("source_ip");
  model::FieldId source_range = model::intern_field("SourceRange");
  // Enriched
  model::FieldId as_number = model::intern_field("ASNumber");
  model::FieldId asn_number = model::intern_field("ASNNumber");
  model::FieldId as_organisation = model::intern_field("ASNOrg");
  model::FieldId country = model::intern_field("IsoCode");
  model::FieldId latitude = model::intern_field("Latitude");
  model::FieldId longitude = model::intern_field("Longitude");

  /// What SourceFromEvent reads of Enriched.
  [[nodiscard]] std::array<model::FieldId, 6> places() const { return {as_number, asn_number, as_organisation, country, latitude, longitude}; }
};

/// First called while loading (Scenarios::compile).
inline const KnownFields& known_fields() {
  static const KnownFields fields;
  return fields;
}

}  // namespace vedette::buckets

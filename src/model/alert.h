// An alert in the shape of CrowdSec's local API (pkg/models: Alert, Source, Event, Meta), and the RuntimeAlert that carries it through the postoverflows.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/time.h"

namespace vedette::model {

struct MetaItem {
  std::string key;
  std::string value;
  friend bool operator==(const MetaItem&, const MetaItem&) = default;
};

/// models.Event
struct AlertEvent {
  std::string timestamp;
  std::vector<MetaItem> meta;  // sorted by key

  [[nodiscard]] const std::string* get_meta(std::string_view key) const;
};

/// models.Source
struct Source {
  std::string scope;
  std::string value;
  std::string ip;
  std::string range;
  std::string as_name;
  std::string as_number;
  std::string cn;
  float latitude = 0;
  float longitude = 0;
};

/// models.Alert. Times are as the reference prints them (RFC 3339).
struct Alert {
  std::int32_t capacity = 0;
  std::vector<AlertEvent> events;
  std::int32_t events_count = 0;
  std::string kind = "crowdsec";
  std::string leakspeed;
  std::string message;
  std::vector<MetaItem> meta;  // the alert context
  bool remediation = false;
  std::string scenario;
  std::string scenario_hash;
  std::string scenario_version;
  bool simulated = false;
  Source source;
  std::string start_at;
  std::string stop_at;
  std::string uuid;

  // Not part of the reference's JSON; kept for the user's eyes.
  Time start;
  Time stop;
};

/// pipeline.RuntimeAlert: an overflow on its way out.
struct RuntimeAlert {
  std::string map_key;
  std::string bucket_id;
  bool whitelisted = false;
  bool reprocess = false;
  std::map<std::string, Source> sources;  // sorted: the reference's order is random
  std::vector<Alert> alerts;              // APIAlerts, one a source; Alert is alerts[0]
};

/// The local API's JSON, fields in the reference's order; one line, no newline at the end.
[[nodiscard]] std::string to_json(const Alert& alert);

}  // namespace vedette::model

// An alert in the shape of CrowdSec's local API (pkg/models: Alert, Source, Event, Meta), and the RuntimeAlert that carries it through the
// postoverflows.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "model/packed_fields.h"

namespace vedette::model {

/// models.Event. Views: on what `Alert::texts` keeps, or on what its maker keeps as long as the alert.
struct AlertEvent {
  std::string_view timestamp;
  PackedFields meta;  // sorted by key, unless it was read from elsewhere
  // Nil in what an old or foreign agent sends.
  bool timestamp_is_nil = false;
  bool meta_is_nil = false;

  /// Null-data when it is not there.
  [[nodiscard]] std::string_view get_meta(std::string_view key) const { return meta.get(key); }
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
  // Pointers in the reference, nil in what an old or foreign agent sends.
  bool scope_is_nil = false;
  bool value_is_nil = false;
};

/// Fields of models.Decision that are pointers, and so can be nil.
enum class DecisionField : std::uint8_t { kDuration, kOrigin, kScenario, kScope, kSimulated, kType, kValue };

/// models.Decision. Strings that are pointers in the reference are "" for nil.
struct Decision {
  std::string duration;
  std::int64_t id = 0;
  std::string origin;
  std::string scenario;
  std::string scope;
  bool simulated = false;
  std::string type;
  std::string until;
  std::string uuid;
  std::string value;

  /// Only decisions that were read from elsewhere have any.
  std::uint8_t nil_fields = 0;
  [[nodiscard]] bool is_nil(DecisionField field) const { return (nil_fields >> static_cast<unsigned>(field) & 1U) != 0; }
  void set_nil(DecisionField field, bool nil) {
    const unsigned bit = 1U << static_cast<unsigned>(field);
    nil_fields = static_cast<std::uint8_t>(nil ? nil_fields | bit : nil_fields & ~bit);
  }
};

/// Fields of models.Alert that are pointers or slices, and so can be nil.
enum class AlertField : std::uint8_t {
  kCapacity,
  kEventsCount,
  kLeakspeed,
  kMessage,
  kScenario,
  kScenarioHash,
  kScenarioVersion,
  kSimulated,
  kSource,
  kStartAt,
  kStopAt,
  kLabels,
  kDecisions,
  kEvents,
  kMeta,
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

  // Only in alerts that came back from a local API.
  std::string created_at;
  std::int64_t id = 0;
  std::string machine_id;
  std::vector<std::string> labels;
  std::vector<Decision> decisions;

  /// An overflow's own alert has neither labels nor decisions; the rest is nil only in alerts read from elsewhere.
  std::uint32_t nil_fields = (1U << static_cast<unsigned>(AlertField::kLabels)) | (1U << static_cast<unsigned>(AlertField::kDecisions));
  [[nodiscard]] bool is_nil(AlertField field) const { return (nil_fields >> static_cast<unsigned>(field) & 1U) != 0; }
  void set_nil(AlertField field, bool nil) {
    std::uint32_t bit = 1U << static_cast<unsigned>(field);
    nil_fields = nil ? nil_fields | bit : nil_fields & ~bit;
  }

  // Not part of the reference's JSON; kept for the user's eyes.
  Time start;
  Time stop;

  /// Keeps the texts of `events` and `meta`; shared by the copies of an alert, which may hold a thousand events.
  std::shared_ptr<const void> texts;
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

/// The source for a person: "ip 192.0.2.1 (FR/64500)", "range ..", "empty source" (models.Source.String). May be null.
[[nodiscard]] std::string describe(const Source* source);

/// One line a decision, or one for an alert without any (models.Alert.FormatAsStrings).
[[nodiscard]] std::vector<std::string> describe(const Alert& alert, std::string_view machine);

/// The local API's JSON, fields in the reference's order; one line, no newline at the end.
[[nodiscard]] std::string to_json(const Alert& alert);
/// The same, appended.
void append_json(Bytes& out, const Alert& alert);

}  // namespace vedette::model

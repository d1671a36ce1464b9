#include "buckets/overflow.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cstdint>

#include "base/go_layout.h"
#include "buckets/sources.h"

namespace vedette::buckets {

namespace {

// leakybucket: BucketFactory.BucketKey
std::string map_key(const Scenario& scenario, std::string_view partition) {
  std::string text = scenario.spec.filter.text();
  text += '\0';
  text += partition;
  text += '\0';
  text += scenario.name();
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  std::string hexadecimal;
  hexadecimal.reserve(2 * sizeof digest);
  for (unsigned char byte : digest) {
    constexpr char kDigits[] = "0123456789abcdef";
    hexadecimal += kDigits[byte >> 4];
    hexadecimal += kDigits[byte & 15];
  }
  return hexadecimal;
}

std::string timestamp_of(const PouredEvent& poured) {
  const model::Event& event = poured.event();
  if (!event.marshaled_time.empty()) {
    return std::string(event.marshaled_time);
  }
  // The reference leaves it out when there is no time at all, and then cannot send the alert.
  return format_rfc3339(event.time.is_zero() ? poured.time() : event.time);
}

}  // namespace

std::vector<model::AlertEvent> events_from_queue(std::span<const PouredEventRef> queue) {
  std::vector<model::AlertEvent> events;
  events.reserve(queue.size());
  for (const PouredEventRef& poured : queue) {
    const model::FieldMap& meta = poured->event().meta;
    model::AlertEvent& event = events.emplace_back();
    event.timestamp = timestamp_of(*poured);
    event.meta.reserve(meta.size());
    for (const model::FieldMap::Entry& entry : meta) {
      event.meta.push_back({std::string(entry.key), std::string(entry.value)});
    }
    std::sort(event.meta.begin(), event.meta.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  }
  return events;
}

Result<std::shared_ptr<model::RuntimeAlert>> make_alert(const Scenario& scenario, const BucketFacts& bucket, std::span<const PouredEventRef> queue,
                                                        std::vector<model::MetaItem> context) {
  Result<Sources> sources = sources_of(scenario, queue);
  if (!sources) {
    return tl::unexpected(sources.error());
  }
  if (sources->values.empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("none of the overflow's sources has the scope {}", scenario.scope_type));
  }

  model::Alert alert;
  alert.scenario = scenario.name();
  alert.scenario_hash = scenario.spec.hash;
  alert.scenario_version = scenario.spec.version;
  alert.capacity = static_cast<std::int32_t>(scenario.spec.capacity);
  alert.events_count = static_cast<std::int32_t>(bucket.total_count);
  alert.leakspeed = format_duration(scenario.leakspeed);
  alert.simulated = scenario.spec.simulated;
  alert.remediation = scenario.spec.remediation;
  alert.start = bucket.first;
  alert.stop = bucket.overflow;
  alert.start_at = format_rfc3339(bucket.first);
  alert.stop_at = format_rfc3339(bucket.overflow);
  alert.meta = std::move(context);
  const std::string source = sources->values.size() > 1 ? fmt::format("{} sources", sources->values.size()) : sources->values.begin()->first;
  alert.message = fmt::format("{} {} performed '{}' ({} events over {}) at {}", sources->scope, source, scenario.name(), bucket.total_count,
                              format_duration(subtract(bucket.overflow, bucket.first)), format_time(bucket.last, kLayoutString));
  alert.events = events_from_queue(queue);

  auto runtime = std::make_shared<model::RuntimeAlert>();
  runtime->map_key = map_key(scenario, bucket.partition);
  runtime->bucket_id = bucket.bucket_id;
  runtime->reprocess = scenario.spec.reprocess;
  runtime->alerts.reserve(sources->values.size());
  for (const auto& [value, one] : sources->values) {
    alert.source = one;
    runtime->alerts.push_back(alert);
  }
  runtime->sources = std::move(sources->values);
  return runtime;
}

}  // namespace vedette::buckets

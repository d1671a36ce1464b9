#include "buckets/overflow.h"

#include <fmt/format.h>
#include <openssl/evp.h>

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
  // Looking the algorithm up costs more than the digest.
  static const EVP_MD* const kSha1 = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  unsigned char digest[20];
  unsigned int size = sizeof digest;
  VEDETTE_CHECK(kSha1 != nullptr && EVP_Digest(text.data(), text.size(), digest, &size, kSha1, nullptr) == 1);
  std::string hexadecimal;
  hexadecimal.reserve(2 * sizeof digest);
  for (unsigned char byte : digest) {
    constexpr char kDigits[] = "0123456789abcdef";
    hexadecimal += kDigits[byte >> 4];
    hexadecimal += kDigits[byte & 15];
  }
  return hexadecimal;
}

std::string_view timestamp_of(const PouredEvent& poured, Arena& texts) {
  const model::Event& event = poured.event();
  if (!event.marshaled_time.empty()) {
    return event.marshaled_time;
  }
  // The reference leaves it out when there is no time at all, and then cannot send the alert.
  return texts.copy(format_rfc3339(event.time.is_zero() ? poured.time() : event.time));
}

/// The places of an event's Meta in the order of their keys. Events of one bucket went through the same parsers, so nearly all hold the same fields
/// in the same order as the one before, and are not sorted anew.
class MetaOrder {
 public:
  [[nodiscard]] std::span<const std::uint32_t> of(const model::FieldMap& meta) {
    const auto size = static_cast<std::uint32_t>(meta.size());
    bool same = ids_.size() == size;
    for (std::uint32_t i = 0; same && i < size; ++i) {
      same = ids_[i] == meta.id_at(i) && ids_[i] != model::kDynamicKey;
    }
    if (!same) {
      ids_.resize(size);
      places_.resize(size);
      for (std::uint32_t i = 0; i < size; ++i) {
        ids_[i] = meta.id_at(i);
        places_[i] = i;
      }
      const model::FieldMap::Entry* entries = meta.begin();
      std::sort(places_.begin(), places_.end(), [entries](std::uint32_t a, std::uint32_t b) { return entries[a].key < entries[b].key; });
    }
    return places_;
  }

 private:
  std::vector<model::FieldId> ids_;
  std::vector<std::uint32_t> places_;
};

/// What the views of an alert point to.
struct AlertTexts {
  std::vector<PouredEventRef> events;
  Arena made{256};
};

}  // namespace

std::vector<model::AlertEvent> events_from_queue(std::span<const PouredEventRef> queue, Arena& texts) {
  std::vector<model::AlertEvent> events;
  MetaOrder order;
  events.reserve(queue.size());
  for (const PouredEventRef& poured : queue) {
    const model::FieldMap& meta = poured->event().meta;
    model::AlertEvent& event = events.emplace_back();
    event.timestamp = timestamp_of(*poured, texts);
    event.meta.reserve(meta.size());
    for (std::uint32_t place : order.of(meta)) {
      const model::FieldMap::Entry& entry = meta.begin()[place];
      event.meta.push_back({entry.key, entry.value});
    }
  }
  return events;
}

Result<std::shared_ptr<model::RuntimeAlert>> make_alert(const Scenario& scenario, const BucketFacts& bucket, std::span<const PouredEventRef> queue,
                                                        std::span<const model::MetaItem> context) {
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
  const std::string source = sources->values.size() > 1 ? fmt::format("{} sources", sources->values.size()) : sources->values.begin()->first;
  alert.message = fmt::format("{} {} performed '{}' ({} events over {}) at {}", sources->scope, source, scenario.name(), bucket.total_count,
                              format_duration(subtract(bucket.overflow, bucket.first)), format_time(bucket.last, kLayoutString));
  auto texts = std::make_shared<AlertTexts>();
  texts->events.assign(queue.begin(), queue.end());
  alert.events = events_from_queue(queue, texts->made);
  for (const model::MetaItem& item : context) {
    alert.meta.push_back({texts->made.copy(item.key), texts->made.copy(item.value)});
  }
  alert.texts = std::move(texts);

  auto runtime = std::make_shared<model::RuntimeAlert>();
  runtime->map_key = map_key(scenario, bucket.partition);
  runtime->bucket_id = bucket.bucket_id;
  runtime->reprocess = scenario.spec.reprocess;
  runtime->alerts.reserve(sources->values.size());
  std::size_t left = sources->values.size();
  for (const auto& [value, one] : sources->values) {
    alert.source = one;
    if (--left == 0) {
      runtime->alerts.push_back(std::move(alert));
    } else {
      runtime->alerts.push_back(alert);
    }
  }
  runtime->sources = std::move(sources->values);
  return runtime;
}

}  // namespace vedette::buckets

#include "buckets/overflow.h"

#include <fmt/format.h>
#include <openssl/evp.h>

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
  // Looking the algorithm up and making a context cost more than the digest.
  static const EVP_MD* const kSha1 = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  unsigned char digest[20];
  VEDETTE_CHECK(kSha1 != nullptr && context != nullptr && EVP_DigestInit_ex2(context.get(), kSha1, nullptr) == 1 &&
                EVP_DigestUpdate(context.get(), text.data(), text.size()) == 1 && EVP_DigestFinal_ex(context.get(), digest, nullptr) == 1);
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
  if (std::string_view marshaled = poured.marshaled_time(); !marshaled.empty()) {
    return marshaled;
  }
  // The reference leaves it out when there is no time at all, and then cannot send the alert.
  const Time time = poured.event_time();
  return texts.copy(format_rfc3339(time.is_zero() ? poured.time() : time));
}

/// What the views of an alert point to.
struct AlertTexts {
  std::vector<PouredEventRef> events;
  Arena made{256};
};

}  // namespace

std::vector<model::AlertEvent> events_from_queue(std::span<const PouredEventRef> queue, Arena& texts) {
  std::vector<model::AlertEvent> events;
  events.reserve(queue.size());
  for (const PouredEventRef& poured : queue) {
    events.push_back({timestamp_of(*poured, texts), poured->meta(texts)});
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

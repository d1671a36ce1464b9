#include "delivery/alert_key.h"

#include <openssl/evp.h>

#include <array>
#include <memory>

#include "base/error.h"

namespace vedette::delivery {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

/// SHA-256 over texts, each with its length before it.
class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new()) {
    VEDETTE_CHECK(context_ != nullptr);
    VEDETTE_CHECK(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }

  Digest& add(std::string_view text) {
    add_number(text.size());
    VEDETTE_CHECK(EVP_DigestUpdate(context_.get(), text.data(), text.size()) == 1);
    return *this;
  }
  Digest& add_number(std::uint64_t number) {
    std::array<unsigned char, 8> bytes{};
    for (unsigned char& byte : bytes) {
      byte = static_cast<unsigned char>(number & 0xFFU);
      number >>= 8U;
    }
    VEDETTE_CHECK(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
    return *this;
  }
  /// The first 128 bits.
  [[nodiscard]] std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    VEDETTE_CHECK(EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1);
    std::string out;
    for (std::size_t i = 0; i < 16; ++i) {
      out += kHex[digest[i] >> 4U];
      out += kHex[digest[i] & 0xFU];
    }
    return out;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

void add_event(const model::AlertEvent& event, Digest& digest) {
  const std::string_view id = event.get_meta("event_id");
  if (!id.empty()) {
    digest.add("id").add(id);
    return;
  }
  digest.add("meta").add(event.timestamp).add_number(event.meta.size());
  for (const model::MetaItem item : event.meta) {
    digest.add(item.key).add(item.value);
  }
}

}  // namespace

std::string alert_key(const model::Alert& alert) {
  Digest digest;
  digest.add("vedette alert 1").add(alert.kind).add(alert.scenario).add(alert.source.scope).add(alert.source.value);
  digest.add(alert.start_at).add(alert.stop_at).add_number(static_cast<std::uint64_t>(alert.events_count)).add_number(alert.events.size());
  for (const model::AlertEvent& event : alert.events) {
    add_event(event, digest);
  }
  return digest.hex();
}

std::string uuid_of(std::string_view key) {
  VEDETTE_CHECK(key.size() >= 32);
  std::string hex(key.substr(0, 32));
  hex[12] = '8';                                                      // the version
  hex[16] = kHex[8U + (static_cast<unsigned char>(hex[16]) & 0x3U)];  // the variant
  return hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' + hex.substr(16, 4) + '-' + hex.substr(20);
}

std::string uuid_of(std::string_view key, std::size_t number) {
  return uuid_of(Digest().add("vedette decision 1").add(key).add_number(number).hex());
}

std::string combined_key(std::string_view notifier, const std::vector<std::string>& keys) {
  Digest digest;
  digest.add("vedette group 1").add(notifier).add_number(keys.size());
  for (const std::string& key : keys) {
    digest.add(key);
  }
  return digest.hex();
}

}  // namespace vedette::delivery

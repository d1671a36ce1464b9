#include "notify/signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/error.h"

namespace vedette::notify {

std::string encode_base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int written = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                                      static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(written));
  return out;
}

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) {
    return std::nullopt;
  }
  std::string out(text.size() / 4 * 3, '\0');
  const int read = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (read < 0) {
    return std::nullopt;
  }
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  out.resize(static_cast<std::size_t>(read) - padding);
  return out;
}

std::string sentinel_authorization(std::string_view customer, std::string_view key, std::size_t length, std::string_view date) {
  const std::string text = "POST\n" + std::to_string(length) + "\napplication/json\nx-ms-date:" + std::string(date) + "\n/api/logs";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  const unsigned char* made =
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
  VEDETTE_CHECK(made != nullptr);
  return "SharedKey " + std::string(customer) + ":" + encode_base64({reinterpret_cast<const char*>(digest), size});
}

}  // namespace vedette::notify

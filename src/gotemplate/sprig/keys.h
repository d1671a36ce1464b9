// Private keys as PEM texts, by OpenSSL.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace vedette::gotemplate {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

[[nodiscard]] Result<Key> generate_rsa_key(int bits);
/// "rsa" (4096 bits), "dsa", "ecdsa" (P-256), "ed25519".
[[nodiscard]] Result<Key> generate_key(std::string_view type);
/// PKCS #1, SEC 1 or DSA's own form; PKCS #8 for what has no other.
[[nodiscard]] std::string to_pem(const Key& key);
/// The reference takes what `to_pem` writes, and PKCS #8.
[[nodiscard]] Result<Key> parse_key(std::string_view pem);

}  // namespace vedette::gotemplate

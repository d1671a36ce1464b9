#include "gotemplate/sprig/keys.h"

#include <openssl/dsa.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace vedette::gotemplate {

namespace {

struct FreeContext {
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_PKEY_CTX, FreeContext>;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

tl::unexpected<Error> refused(std::string_view what) {
  ERR_clear_error();
  return fail(ErrorKind::kInvalid, std::string(what));
}

Result<Key> generated(EVP_PKEY* key) {
  return key != nullptr ? Result<Key>(Key(key)) : refused("the key cannot be made");
}

Result<Key> generate_dsa_key() {
  const Context parameters(EVP_PKEY_CTX_new_id(EVP_PKEY_DSA, nullptr));
  EVP_PKEY* made = nullptr;
  if (parameters == nullptr || EVP_PKEY_paramgen_init(parameters.get()) != 1 || EVP_PKEY_CTX_set_dsa_paramgen_bits(parameters.get(), 2048) != 1 ||
      EVP_PKEY_CTX_set_dsa_paramgen_q_bits(parameters.get(), 256) != 1 || EVP_PKEY_paramgen(parameters.get(), &made) != 1) {
    return refused("failed to generate dsa params");
  }
  const Key base(made);
  const Context context(EVP_PKEY_CTX_new(base.get(), nullptr));
  EVP_PKEY* key = nullptr;
  if (context == nullptr || EVP_PKEY_keygen_init(context.get()) != 1 || EVP_PKEY_keygen(context.get(), &key) != 1) {
    return refused("the key cannot be made");
  }
  return Key(key);
}

}  // namespace

Result<Key> generate_rsa_key(int bits) {
  return generated(EVP_RSA_gen(static_cast<unsigned>(bits)));
}

Result<Key> generate_key(std::string_view type) {
  if (type.empty() || type == "rsa") {
    return generate_rsa_key(4096);
  }
  if (type == "dsa") {
    return generate_dsa_key();
  }
  if (type == "ecdsa") {
    return generated(EVP_EC_gen("P-256"));
  }
  if (type == "ed25519") {
    return generated(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  }
  return fail(ErrorKind::kInvalid, "Unknown type " + std::string(type));
}

std::string to_pem(const Key& key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  const bool has_own_form = EVP_PKEY_is_a(key.get(), "RSA") == 1 || EVP_PKEY_is_a(key.get(), "EC") == 1 || EVP_PKEY_is_a(key.get(), "DSA") == 1;
  const int written = has_own_form ? PEM_write_bio_PrivateKey_traditional(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr)
                                   : PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return written == 1 && size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

Result<Key> parse_key(std::string_view pem) {
  if (pem.find("-----BEGIN ") == std::string_view::npos) {
    return fail(ErrorKind::kInvalid, "no PEM data in input");
  }
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  // Nobody is asked for a password.
  EVP_PKEY* key = PEM_read_bio_PrivateKey(
      bio.get(), nullptr, [](char*, int, int, void*) { return 0; }, nullptr);
  return key != nullptr ? Result<Key>(Key(key)) : refused("no private key in the PEM data");
}

}  // namespace vedette::gotemplate

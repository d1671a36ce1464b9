// Sprig's crypto.go: private keys and X.509 certificates.
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "base/base64.h"
#include "base/ip.h"
#include "expr/struct_fields.h"
#include "gotemplate/function.h"
#include "gotemplate/sprig/keys.h"

namespace vedette::gotemplate {

namespace {

// What making a key costs, in steps of a rendering.
constexpr std::uint64_t kKeySteps = 2'000'000;

/// sprig.certificate: PEM texts, in the heap of the rendering.
struct Certificate {
  std::string_view cert;
  std::string_view key;
};

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using X509Pointer = std::unique_ptr<X509, FreeCertificate>;

X509Pointer parse_certificate(std::string_view pem) {
  BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509Pointer out(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr));
  BIO_free(bio);
  ERR_clear_error();
  return out;
}

Value certificate_value(Runtime& runtime, std::string_view cert, std::string_view key) {
  if (!runtime.take(cert.size() + key.size() + sizeof(Certificate))) {
    return Value();
  }
  return Value::object(runtime.arena().make<Certificate>(Certificate{runtime.arena().copy(cert), runtime.arena().copy(key)}), certificate_type()->id);
}

struct Request {
  std::string name;
  std::string alternatives;  // subjectAltName in OpenSSL's spelling; empty: none
  std::int64_t days = 0;
  bool is_authority = false;
};

bool add_extension(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
  const bool added = extension != nullptr && X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

/// A certificate for `key`, signed with `issuer_key`; of its own issuer when `issuer` is null. Empty when OpenSSL refuses.
std::string make_certificate(const Request& request, const Key& key, X509* issuer, const Key& issuer_key, Time now) {
  X509Pointer certificate(X509_new());
  std::array<unsigned char, 16> serial{};
  if (RAND_bytes(serial.data(), serial.size()) != 1) {
    return {};
  }
  BIGNUM* number = BN_bin2bn(serial.data(), serial.size(), nullptr);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate.get()));
  BN_free(number);
  X509_set_version(certificate.get(), 2);  // version 3
  const time_t start = now.seconds;
  X509_time_adj_ex(X509_getm_notBefore(certificate.get()), 0, 0, const_cast<time_t*>(&start));
  X509_time_adj_ex(X509_getm_notAfter(certificate.get()), static_cast<int>(request.days), 0, const_cast<time_t*>(&start));
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(request.name.data()), static_cast<int>(request.name.size()), -1, 0);
  X509* signer = issuer != nullptr ? issuer : certificate.get();
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer));
  X509_set_pubkey(certificate.get(), key.get());
  bool complete = add_extension(certificate.get(), signer, NID_key_usage,
                                std::string("critical,digitalSignature,keyEncipherment") + (request.is_authority ? ",keyCertSign" : "")) &&
                  add_extension(certificate.get(), signer, NID_ext_key_usage, "serverAuth,clientAuth") &&
                  add_extension(certificate.get(), signer, NID_basic_constraints, request.is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (request.is_authority) {
    complete = complete && add_extension(certificate.get(), signer, NID_subject_key_identifier, "hash");
  }
  if (issuer != nullptr && X509_get0_subject_key_id(issuer) != nullptr) {
    complete = complete && add_extension(certificate.get(), signer, NID_authority_key_identifier, "keyid");
  }
  if (!request.alternatives.empty()) {
    complete = complete && add_extension(certificate.get(), signer, NID_subject_alt_name, request.alternatives);
  }
  const bool hashes = EVP_PKEY_is_a(issuer_key.get(), "ED25519") != 1;
  std::string out;
  if (complete && X509_sign(certificate.get(), issuer_key.get(), hashes ? EVP_sha256() : nullptr) > 0) {
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(bio, certificate.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio, &text);
    out.assign(text, static_cast<std::size_t>(size));
    BIO_free(bio);
  }
  ERR_clear_error();
  return out;
}

/// Appends the elements of a list of names, each as `kind`:name; false, with the failure recorded, when one is none.
bool add_names(Runtime& runtime, const Value& list, std::string_view kind, std::string& out) {
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    const Value& element = list.slice_data()[i];
    const bool is_address = kind == "IP";
    if (!element.is_string()) {
      runtime.fail((is_address ? "error parsing ip: " : "error processing alternate dns name: ") + runtime.format(element) + " is not a string");
      return false;
    }
    const std::string text(element.as_string());
    if (is_address && !Ip::parse(text)) {
      runtime.fail("error parsing ip: " + text);
      return false;
    }
    // OpenSSL's spelling has no way to quote these.
    if (text.empty() || text.find_first_of(",\n\r") != std::string::npos) {
      runtime.fail("error processing alternate dns name: " + text);
      return false;
    }
    out += out.empty() ? "" : ",";
    out += std::string(kind) + ":" + text;
  }
  return true;
}

/// The key that a PEM text holds, or a new one when there is none.
std::optional<Key> key_for(Runtime& runtime, const Value* pem) {
  if (!runtime.step(kKeySteps)) {
    return std::nullopt;
  }
  auto key = pem != nullptr ? parse_key(pem->as_string()) : generate_rsa_key(2048);
  if (!key) {
    runtime.fail((pem != nullptr ? "parsing private key: " : "error generating rsa key: ") + key.error().message);
    return std::nullopt;
  }
  return std::move(*key);
}

Value finish(Runtime& runtime, const Request& request, const Key& key, X509* issuer, const Key& issuer_key) {
  const std::string certificate = make_certificate(request, key, issuer, issuer_key, runtime.context.now);
  return certificate.empty() ? runtime.fail("error creating certificate") : certificate_value(runtime, certificate, to_pem(key));
}

// genCA cn days, genCAWithKey cn days key
Value authority(Runtime& runtime, Arguments arguments) {
  const auto key = key_for(runtime, arguments.size() > 2 ? &arguments[2] : nullptr);
  const Request request{std::string(arguments[0].as_string()), "", arguments[1].as_int(), true};
  return key ? finish(runtime, request, *key, nullptr, *key) : Value();
}

bool read_request(Runtime& runtime, Arguments arguments, Request& out) {
  out.name = arguments[0].as_string();
  out.days = arguments[3].as_int();
  return add_names(runtime, arguments[1], "IP", out.alternatives) && add_names(runtime, arguments[2], "DNS", out.alternatives);
}

// genSelfSignedCert cn ips names days, genSelfSignedCertWithKey .. key
Value self_signed(Runtime& runtime, Arguments arguments) {
  Request request;
  if (!read_request(runtime, arguments, request)) {
    return Value();
  }
  const auto key = key_for(runtime, arguments.size() > 4 ? &arguments[4] : nullptr);
  return key ? finish(runtime, request, *key, nullptr, *key) : Value();
}

// genSignedCert cn ips names days ca, genSignedCertWithKey .. ca key
Value signed_by(Runtime& runtime, Arguments arguments) {
  Request request;
  if (!read_request(runtime, arguments, request)) {
    return Value();
  }
  const auto* ca = static_cast<const Certificate*>(arguments[4].as_object());
  const X509Pointer issuer = parse_certificate(ca != nullptr ? ca->cert : std::string_view());
  if (issuer == nullptr) {
    return runtime.fail("unable to decode certificate");
  }
  auto issuer_key = parse_key(ca->key);
  if (!issuer_key) {
    return runtime.fail("error parsing private key: " + issuer_key.error().message);
  }
  const auto key = key_for(runtime, arguments.size() > 5 ? &arguments[5] : nullptr);
  return key ? finish(runtime, request, *key, issuer.get(), *issuer_key) : Value();
}

Value build_custom(Runtime& runtime, Arguments arguments) {
  std::string cert;
  std::string key;
  std::size_t bad_offset = 0;
  if (!append_base64_decoded(cert, arguments[0].as_string(), bad_offset)) {
    return runtime.fail("unable to decode base64 certificate");
  }
  if (!append_base64_decoded(key, arguments[1].as_string(), bad_offset)) {
    return runtime.fail("unable to decode base64 private key");
  }
  if (parse_certificate(cert) == nullptr) {
    return runtime.fail("unable to decode certificate");
  }
  if (auto parsed = parse_key(key); !parsed) {
    return runtime.fail("error parsing private key: " + parsed.error().message);
  }
  return certificate_value(runtime, cert, key);
}

/// Its failures are texts, as Sprig has it.
Value private_key(Runtime& runtime, Arguments arguments) {
  if (!runtime.step(kKeySteps)) {
    return Value();
  }
  auto key = generate_key(arguments[0].as_string());
  return runtime.text(key ? to_pem(*key) : key.error().message);
}

}  // namespace

const Type* certificate_type() {
  static const Type* type = [] {
    expr::Type* made = expr::define_struct("sprig.certificate");
    made->fields = {expr::struct_field("Cert", expr::type_of(type_id::kString), expr::text_field<&Certificate::cert>),
                    expr::struct_field("Key", expr::type_of(type_id::kString), expr::text_field<&Certificate::key>)};
    return made;
  }();
  return type;
}

std::span<const Row> certificate_functions() {
  static constexpr std::array kRows = {
      Row{"buildCustomCert", "(string, string) certificate", build_custom},
      Row{"genCA", "(string, int) certificate", authority},
      Row{"genCAWithKey", "(string, int, string) certificate", authority},
      Row{"genPrivateKey", "(string) string", private_key},
      Row{"genSelfSignedCert", "(string, list, list, int) certificate", self_signed},
      Row{"genSelfSignedCertWithKey", "(string, list, list, int, string) certificate", self_signed},
      Row{"genSignedCert", "(string, list, list, int, certificate) certificate", signed_by},
      Row{"genSignedCertWithKey", "(string, list, list, int, certificate, string) certificate", signed_by},
  };
  return kRows;
}

}  // namespace vedette::gotemplate

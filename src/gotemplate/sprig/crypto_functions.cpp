// Sprig's crypto.go, but for keys and certificates, and what is random.
#include <crypt.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <cstring>
#include <memory>
#include <string>

#include "base/base64.h"
#include "base/utf8.h"
#include "gotemplate/function.h"

namespace vedette::gotemplate {

namespace {

// What a password function costs, in steps of a rendering: they are slow by design.
constexpr std::uint64_t kPasswordSteps = 1'000'000;

std::string hexadecimal(const unsigned char* bytes, std::size_t size) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < size; ++i) {
    out += kDigits[bytes[i] >> 4];
    out += kDigits[bytes[i] & 15];
  }
  return out;
}

template <const EVP_MD* (*kAlgorithm)()>
Value digest(Runtime& runtime, Arguments arguments) {
  const std::string_view text = arguments[0].as_string();
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (!runtime.step(text.size() / 64) || EVP_Digest(text.data(), text.size(), bytes, &size, kAlgorithm(), nullptr) != 1) {
    return runtime.fail("the digest cannot be made");
  }
  return runtime.text(hexadecimal(bytes, size));
}

Value adler32sum(Runtime& runtime, Arguments arguments) {
  constexpr std::uint32_t kModulus = 65521;
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const char c : arguments[0].as_string()) {
    a = (a + static_cast<unsigned char>(c)) % kModulus;
    b = (b + a) % kModulus;
  }
  return runtime.text(std::to_string(b << 16 | a));
}

bool random_bytes(Runtime& runtime, std::span<unsigned char> out) {
  if (out.empty() || RAND_bytes(out.data(), static_cast<int>(out.size())) == 1) {
    return true;
  }
  runtime.fail("there is no randomness to be had");
  return false;
}

/// A random number below `bound`.
std::uint32_t random_below(Runtime& runtime, std::uint32_t bound) {
  const std::uint32_t fair = UINT32_MAX - UINT32_MAX % bound;
  std::uint32_t number = UINT32_MAX;
  while (number >= fair) {
    if (!random_bytes(runtime, {reinterpret_cast<unsigned char*>(&number), sizeof number})) {
      return 0;
    }
  }
  return number % bound;
}

Value random_text(Runtime& runtime, std::int64_t count, std::string_view alphabet) {
  if (count <= 0) {
    return Value::string("");
  }
  if (!runtime.take(static_cast<std::uint64_t>(count))) {
    return Value();
  }
  std::string out;
  for (std::int64_t i = 0; i < count && runtime.step(); ++i) {
    out += alphabet[random_below(runtime, static_cast<std::uint32_t>(alphabet.size()))];
  }
  return runtime.text(out);
}

constexpr std::string_view kLettersAndDigits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

Value rand_alpha_num(Runtime& runtime, Arguments arguments) {
  return random_text(runtime, arguments[0].as_int(), kLettersAndDigits);
}

Value rand_alpha(Runtime& runtime, Arguments arguments) {
  return random_text(runtime, arguments[0].as_int(), kLettersAndDigits.substr(0, 52));
}

Value rand_numeric(Runtime& runtime, Arguments arguments) {
  return random_text(runtime, arguments[0].as_int(), kLettersAndDigits.substr(52));
}

Value rand_ascii(Runtime& runtime, Arguments arguments) {
  static const std::string alphabet = [] {
    std::string out;
    for (char c = 32; c < 127; ++c) {
      out += c;
    }
    return out;
  }();
  return random_text(runtime, arguments[0].as_int(), alphabet);
}

Value rand_int(Runtime& runtime, Arguments arguments) {
  std::int64_t range = 0;
  if (__builtin_sub_overflow(arguments[1].as_int(), arguments[0].as_int(), &range) || range <= 0) {
    return runtime.fail("invalid argument to Intn");
  }
  std::uint64_t number = 0;
  if (!random_bytes(runtime, {reinterpret_cast<unsigned char*>(&number), sizeof number})) {
    return Value();
  }
  return Value::integer(arguments[0].as_int() + static_cast<std::int64_t>(number % static_cast<std::uint64_t>(range)));
}

Value rand_bytes(Runtime& runtime, Arguments arguments) {
  const std::int64_t count = arguments[0].as_int();
  if (count < 0) {
    return runtime.fail("runtime error: makeslice: len out of range");
  }
  if (!runtime.take(static_cast<std::uint64_t>(count) * 2)) {
    return Value();
  }
  std::string bytes(static_cast<std::size_t>(count), '\0');
  std::string out;
  if (!random_bytes(runtime, {reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()})) {
    return Value();
  }
  append_base64(out, bytes);
  return runtime.text(out);
}

Value shuffle(Runtime& runtime, Arguments arguments) {
  std::u32string runes;
  for (std::string_view text = arguments[0].as_string(); !text.empty();) {
    const Rune rune = decode_rune(text);
    runes += rune.code;
    text.remove_prefix(rune.width);
  }
  if (!runtime.step(runes.size())) {
    return Value();
  }
  for (std::size_t i = runes.size(); i > 1; --i) {
    std::swap(runes[i - 1], runes[random_below(runtime, static_cast<std::uint32_t>(i))]);
  }
  std::string out;
  for (const char32_t rune : runes) {
    append_rune(out, rune);
  }
  return runtime.text(out);
}

Value uuidv4(Runtime& runtime, Arguments /*arguments*/) {
  std::array<unsigned char, 16> bytes{};
  if (!random_bytes(runtime, bytes)) {
    return Value();
  }
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
  std::string out = hexadecimal(bytes.data(), bytes.size());
  for (const std::size_t at : {8, 13, 18, 23}) {
    out.insert(at, "-");
  }
  return runtime.text(out);
}

/// "$2a$10$..", as golang.org/x/crypto/bcrypt makes it; its error is a text.
std::string bcrypt_hash(Runtime& runtime, std::string_view password) {
  constexpr std::string_view kFailed = "failed to encrypt string with bcrypt: ";
  constexpr std::size_t kMaxPassword = 72;
  if (password.size() > kMaxPassword) {
    return std::string(kFailed) + "bcrypt: password length exceeds 72 bytes";
  }
  if (password.find('\0') != std::string_view::npos) {
    return std::string(kFailed) + "the password holds a zero byte";
  }
  if (!runtime.step(kPasswordSteps)) {
    return {};
  }
  char salt[CRYPT_GENSALT_OUTPUT_SIZE];
  auto data = std::make_unique<crypt_data>();
  std::memset(data.get(), 0, sizeof *data);
  if (crypt_gensalt_rn("$2a$", 10, nullptr, 0, salt, sizeof salt) == nullptr) {
    return std::string(kFailed) + "no salt";
  }
  const char* hash = crypt_r(std::string(password).c_str(), salt, data.get());
  return hash != nullptr && hash[0] == '$' ? hash : std::string(kFailed) + "not supported";
}

Value bcrypt(Runtime& runtime, Arguments arguments) {
  return runtime.text(bcrypt_hash(runtime, arguments[0].as_string()));
}

Value htpasswd(Runtime& runtime, Arguments arguments) {
  const std::string user(arguments[0].as_string());
  if (user.find(':') != std::string::npos) {
    return runtime.text("invalid username: " + user);
  }
  return runtime.text(user + ":" + bcrypt_hash(runtime, arguments[1].as_string()));
}

/// The shapes of a derived password: a letter stands for the set that a character is taken from.
std::span<const std::string_view> password_shapes(std::string_view type) {
  static constexpr std::string_view kMaximum[] = {"anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"};
  static constexpr std::string_view kLong[] = {
      "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv", "CvccCvcvCvcvno", "CvcvnoCvccCvcv",
      "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc", "CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv",
      "CvccCvccCvcvno", "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc", "CvccCvcvCvccno"};
  static constexpr std::string_view kMedium[] = {"CvcnoCvc", "CvcCvcno"};
  static constexpr std::string_view kShort[] = {"Cvcn"};
  static constexpr std::string_view kBasic[] = {"aaanaaan", "aannaaan", "aaannaaa"};
  static constexpr std::string_view kPin[] = {"nnnn"};
  return type == "maximum"  ? std::span<const std::string_view>(kMaximum)
         : type == "long"   ? std::span<const std::string_view>(kLong)
         : type == "medium" ? std::span<const std::string_view>(kMedium)
         : type == "short"  ? std::span<const std::string_view>(kShort)
         : type == "basic"  ? std::span<const std::string_view>(kBasic)
         : type == "pin"    ? std::span<const std::string_view>(kPin)
                            : std::span<const std::string_view>();
}

std::string_view characters_of(char shape) {
  switch (shape) {
    case 'V':
      return "AEIOU";
    case 'C':
      return "BCDFGHJKLMNPQRSTVWXYZ";
    case 'v':
      return "aeiou";
    case 'c':
      return "bcdfghjklmnpqrstvwxyz";
    case 'A':
      return "AEIOUBCDFGHJKLMNPQRSTVWXYZ";
    case 'a':
      return "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
    case 'n':
      return "0123456789";
    case 'o':
      return "@&%?,=[]_:-+*$#!'^~;()/.";
    default:
      return "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()";
  }
}

std::string big_endian(std::size_t number) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += static_cast<char>(number >> shift);
  }
  return out;
}

/// The Master Password algorithm.
Value derive_password(Runtime& runtime, Arguments arguments) {
  constexpr std::string_view kSeed = "com.lyndir.masterpassword";
  const std::string type(arguments[1].as_string());
  const std::string_view password = arguments[2].as_string();
  const std::string user(arguments[3].as_string());
  const std::string site(arguments[4].as_string());
  const auto shapes = password_shapes(type);
  if (shapes.empty()) {
    return runtime.text("cannot find password template " + type);
  }
  if (!runtime.step(kPasswordSteps)) {
    return Value();
  }
  const std::string salt = std::string(kSeed) + big_endian(user.size()) + user;
  unsigned char key[64];
  constexpr std::uint64_t kMemory = std::uint64_t{64} << 20;
  if (EVP_PBE_scrypt(password.data(), password.size(), reinterpret_cast<const unsigned char*>(salt.data()), salt.size(), 32768, 8, 2, kMemory, key,
                     sizeof key) != 1) {
    return runtime.fail("the password cannot be derived");
  }
  const std::string message = std::string(kSeed) + big_endian(site.size()) + site + big_endian(static_cast<std::uint32_t>(arguments[0].as_int()));
  unsigned char seed[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), key, sizeof key, reinterpret_cast<const unsigned char*>(message.data()), message.size(), seed, &size);
  const std::string_view shape = shapes[seed[0] % shapes.size()];
  std::string out;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const std::string_view characters = characters_of(shape[i]);
    out += characters[seed[i + 1] % characters.size()];
  }
  return runtime.text(out);
}

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

/// AES-256-CBC without padding; the password, cut or filled with zeros, is the key. Empty on failure.
std::string run_aes(bool encrypts, std::string_view password, std::string_view iv, std::string_view bytes) {
  unsigned char key[32] = {};
  std::memcpy(key, password.data(), std::min(password.size(), sizeof key));
  const Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  std::string out(bytes.size() + 16, '\0');
  auto* target = reinterpret_cast<unsigned char*>(out.data());
  int size = 0;
  int rest = 0;
  if (EVP_CipherInit_ex(cipher.get(), EVP_aes_256_cbc(), nullptr, key, reinterpret_cast<const unsigned char*>(iv.data()), encrypts ? 1 : 0) != 1 ||
      EVP_CIPHER_CTX_set_padding(cipher.get(), 0) != 1 ||
      EVP_CipherUpdate(cipher.get(), target, &size, reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) != 1 ||
      EVP_CipherFinal_ex(cipher.get(), target + size, &rest) != 1) {
    return {};
  }
  out.resize(static_cast<std::size_t>(size + rest));
  return out;
}

constexpr std::size_t kBlock = 16;

Value encrypt_aes(Runtime& runtime, Arguments arguments) {
  const std::string_view text = arguments[1].as_string();
  if (text.empty()) {
    return Value::string("");
  }
  if (!runtime.take(text.size() * 3)) {
    return Value();
  }
  std::string content(text);
  const std::size_t padding = kBlock - content.size() % kBlock;
  content.append(padding, static_cast<char>(padding));
  std::string iv(kBlock, '\0');
  if (!random_bytes(runtime, {reinterpret_cast<unsigned char*>(iv.data()), iv.size()})) {
    return Value();
  }
  std::string out;
  append_base64(out, iv + run_aes(true, arguments[0].as_string(), iv, content));
  return runtime.text(out);
}

Value decrypt_aes(Runtime& runtime, Arguments arguments) {
  if (arguments[1].as_string().empty()) {
    return Value::string("");
  }
  std::string bytes;
  std::size_t bad_offset = 0;
  if (!append_base64_decoded(bytes, arguments[1].as_string(), bad_offset)) {
    return runtime.fail("illegal base64 data at input byte " + std::to_string(bad_offset));
  }
  if (bytes.size() < 2 * kBlock || bytes.size() % kBlock != 0) {
    return runtime.fail("crypto/cipher: input not full blocks");
  }
  std::string text = run_aes(false, arguments[0].as_string(), bytes.substr(0, kBlock), std::string_view(bytes).substr(kBlock));
  const std::size_t padding = text.empty() ? 1 : static_cast<unsigned char>(text.back());
  if (padding > text.size()) {
    return runtime.fail("runtime error: slice bounds out of range");
  }
  text.resize(text.size() - padding);
  return runtime.text(text);
}

}  // namespace

std::span<const Row> crypto_functions() {
  static constexpr std::array kRows = {
      Row{"adler32sum", "(string) string", adler32sum},
      Row{"bcrypt", "(string) string", bcrypt},
      Row{"decryptAES", "(string, string) string", decrypt_aes},
      Row{"derivePassword", "(uint32, string, string, string, string) string", derive_password},
      Row{"encryptAES", "(string, string) string", encrypt_aes},
      Row{"htpasswd", "(string, string) string", htpasswd},
      Row{"randAlpha", "(int) string", rand_alpha},
      Row{"randAlphaNum", "(int) string", rand_alpha_num},
      Row{"randAscii", "(int) string", rand_ascii},
      Row{"randBytes", "(int) string", rand_bytes},
      Row{"randInt", "(int, int) int", rand_int},
      Row{"randNumeric", "(int) string", rand_numeric},
      Row{"sha1sum", "(string) string", digest<EVP_sha1>},
      Row{"sha256sum", "(string) string", digest<EVP_sha256>},
      Row{"sha512sum", "(string) string", digest<EVP_sha512>},
      Row{"shuffle", "(string) string", shuffle},
      Row{"uuidv4", "() string", uuidv4},
  };
  return kRows;
}

}  // namespace vedette::gotemplate

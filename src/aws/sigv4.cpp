#include "aws/sigv4.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "base/uri.h"

namespace vedette::aws {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
using Digest = std::array<unsigned char, 32>;

Digest sha256(std::string_view data) {
  Digest out{};
  unsigned length = 0;
  EVP_Digest(data.data(), data.size(), out.data(), &length, EVP_sha256(), nullptr);
  return out;
}

std::string_view view(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Digest hmac(std::string_view key, std::string_view data) {
  Digest out{};
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(data.data()), data.size(), out.data(), &length);
  return out;
}

std::string hex(const Digest& digest) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(digest.size() * 2);
  for (const unsigned char byte : digest) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

struct Stamp {
  std::string time;  // 20150830T123600Z
  std::string date;  // 20150830
};

Stamp stamp_of(Time time) {
  const std::string rfc3339 = format_rfc3339({time.seconds, 0, nullptr});  // 2015-08-30T12:36:00Z
  Stamp stamp;
  for (const char c : rfc3339) {
    if (c != '-' && c != ':') {
      stamp.time += c;
    }
  }
  stamp.date = stamp.time.substr(0, stamp.time.find('T'));
  return stamp;
}

/// RFC 3986, 5.2.4, and runs of slashes become one.
std::string normalize(std::string_view path) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  bool ends_in_slash = false;
  while (begin < path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    ends_in_slash = end < path.size();
    if (part == "..") {
      if (!parts.empty()) {
        parts.pop_back();
      }
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
    begin = end + 1;
  }
  std::string out = "/";
  for (const std::string_view part : parts) {
    out += part;
    out += '/';
  }
  if (!parts.empty() && !ends_in_slash) {
    out.pop_back();
  }
  return out;
}

std::string canonical_path(const SignableRequest& request, const SigningOptions& options) {
  const std::string_view path = request.path.empty() ? std::string_view("/") : std::string_view(request.path);
  if (options.s3_rules) {
    return std::string(path);
  }
  return escape_uri_path(options.normalize_path ? normalize(path) : std::string(path));
}

std::string canonical_query(const Pairs& query) {
  Pairs encoded;
  encoded.reserve(query.size());
  for (const auto& [name, value] : query) {
    encoded.emplace_back(escape_uri(name), escape_uri(value));
  }
  std::sort(encoded.begin(), encoded.end());
  std::string out;
  for (const auto& [name, value] : encoded) {
    out += (out.empty() ? "" : "&") + name + "=" + value;
  }
  return out;
}

/// Without blanks at the ends, and runs of blanks within as one.
std::string trim_all(std::string_view value) {
  std::string out;
  bool blank = false;
  for (const char c : value) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      blank = !out.empty();
      continue;
    }
    if (blank) {
      out += ' ';
      blank = false;
    }
    out += c;
  }
  return out;
}

struct CanonicalHeaders {
  std::string lines;         // "host:..\n"
  std::string signed_names;  // "host;x-amz-date"
};

CanonicalHeaders canonical_headers(const Pairs& headers) {
  Pairs sorted;
  sorted.reserve(headers.size());
  for (const auto& [name, value] : headers) {
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; });
    sorted.emplace_back(std::move(lower), trim_all(value));
  }
  // Values of one name keep their order.
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  CanonicalHeaders out;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0 && sorted[i].first == sorted[i - 1].first) {
      out.lines.back() = ',';
      out.lines += sorted[i].second + "\n";
      continue;
    }
    out.lines += sorted[i].first + ":" + sorted[i].second + "\n";
    out.signed_names += (out.signed_names.empty() ? "" : ";") + sorted[i].first;
  }
  return out;
}

std::string scope_of(const Stamp& stamp, const SigningOptions& options) {
  return stamp.date + "/" + options.region + "/" + options.service + "/aws4_request";
}

Digest signing_key(const Stamp& stamp, const Credentials& credentials, const SigningOptions& options) {
  Digest key = hmac("AWS4" + credentials.secret_access_key, stamp.date);
  key = hmac(view(key), options.region);
  key = hmac(view(key), options.service);
  return hmac(view(key), "aws4_request");
}

void finish(Signature& out, const SignableRequest& request, const Pairs& query, const CanonicalHeaders& headers, const Stamp& stamp,
            const Credentials& credentials, const SigningOptions& options) {
  out.canonical_request = request.method + "\n" + canonical_path(request, options) + "\n" + canonical_query(query) + "\n" + headers.lines + "\n" +
                          headers.signed_names + "\n" + options.payload_hash;
  out.string_to_sign = std::string(kAlgorithm) + "\n" + stamp.time + "\n" + scope_of(stamp, options) + "\n" + hex(sha256(out.canonical_request));
  out.signature = hex(hmac(view(signing_key(stamp, credentials, options)), out.string_to_sign));
}

}  // namespace

Signature sign(const SignableRequest& request, const Credentials& credentials, const SigningOptions& options) {
  const Stamp stamp = stamp_of(options.time);
  Signature out;
  out.headers.emplace_back("X-Amz-Date", stamp.time);
  if (options.s3_rules) {
    out.headers.emplace_back("X-Amz-Content-Sha256", options.payload_hash);
  }
  if (!credentials.session_token.empty() && options.sign_token) {
    out.headers.emplace_back("X-Amz-Security-Token", credentials.session_token);
  }
  Pairs all = request.headers;
  all.insert(all.end(), out.headers.begin(), out.headers.end());
  const CanonicalHeaders headers = canonical_headers(all);
  finish(out, request, request.query, headers, stamp, credentials, options);
  if (!credentials.session_token.empty() && !options.sign_token) {
    out.headers.emplace_back("X-Amz-Security-Token", credentials.session_token);
  }
  out.headers.emplace_back("Authorization", std::string(kAlgorithm) + " Credential=" + credentials.access_key_id + "/" + scope_of(stamp, options) +
                                                ", SignedHeaders=" + headers.signed_names + ", Signature=" + out.signature);
  return out;
}

Signature presign(const SignableRequest& request, const Credentials& credentials, const SigningOptions& options, int expires_seconds) {
  const Stamp stamp = stamp_of(options.time);
  const CanonicalHeaders headers = canonical_headers(request.headers);
  Signature out;
  out.query = {{"X-Amz-Algorithm", std::string(kAlgorithm)},
               {"X-Amz-Credential", credentials.access_key_id + "/" + scope_of(stamp, options)},
               {"X-Amz-Date", stamp.time},
               {"X-Amz-Expires", std::to_string(expires_seconds)},
               {"X-Amz-SignedHeaders", headers.signed_names}};
  const auto add_token = [&](bool now) {
    if (!credentials.session_token.empty() && options.sign_token == now) {
      out.query.emplace_back("X-Amz-Security-Token", credentials.session_token);
    }
  };
  add_token(true);
  Pairs query = request.query;
  query.insert(query.end(), out.query.begin(), out.query.end());
  finish(out, request, query, headers, stamp, credentials, options);
  add_token(false);
  out.query.emplace_back("X-Amz-Signature", out.signature);
  return out;
}

std::string sign_chunk(std::string_view chunk, std::string_view previous, const Credentials& credentials, const SigningOptions& options) {
  const Stamp stamp = stamp_of(options.time);
  const std::string text = std::string(kAlgorithm) + "-PAYLOAD\n" + stamp.time + "\n" + scope_of(stamp, options) + "\n" + std::string(previous) +
                           "\n" + hex(sha256({})) + "\n" + hex(sha256(chunk));
  return hex(hmac(view(signing_key(stamp, credentials, options)), text));
}

std::string payload_hash(std::string_view body) {
  return hex(sha256(body));
}

std::string query_string(const Pairs& query) {
  std::string out;
  for (const auto& [name, value] : query) {
    out += (out.empty() ? "" : "&") + escape_uri(name) + "=" + escape_uri(value);
  }
  return out;
}

}  // namespace vedette::aws

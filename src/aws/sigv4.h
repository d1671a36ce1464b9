// AWS Signature Version 4, pure: the same request, keys and time give the same signature.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/credentials.h"
#include "base/time.h"

namespace vedette::aws {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// A request as far as a signature covers it.
struct SignableRequest {
  std::string method;
  std::string path;  // as it goes out: percent-encoded once, begins with a slash
  Pairs query;       // decoded
  Pairs headers;     // all of these are signed; `Host` must be among them, `X-Amz-Date` and `X-Amz-Security-Token` must not
};

struct SigningOptions {
  Time time;
  std::string region;   // "us-east-1"
  std::string service;  // "s3"
  /// What the body hashes to: payload_hash(body), kUnsignedPayload, or for streams kStreamingPayload.
  std::string payload_hash;
  bool s3_rules = false;       // the path is neither normalized nor encoded a second time, and X-Amz-Content-Sha256 goes along
  bool sign_token = true;      // false: the session token is added after signing (a few old services)
  bool normalize_path = true;  // for the published test vectors; s3_rules never normalize
};

inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";
inline constexpr std::string_view kStreamingPayload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

struct Signature {
  std::string canonical_request;
  std::string string_to_sign;
  std::string signature;  // hexadecimal
  Pairs headers;          // to be added to the request: Authorization, X-Amz-Date, ...; empty for a presigned query
  Pairs query;            // to be added to the query, in this order, the signature last; empty for signed headers
};

[[nodiscard]] Signature sign(const SignableRequest& request, const Credentials& credentials, const SigningOptions& options);
/// A URL that carries its own signature for `expires_seconds` (up to seven days).
[[nodiscard]] Signature presign(const SignableRequest& request, const Credentials& credentials, const SigningOptions& options, int expires_seconds);
/// The signature of a chunk of a streamed upload: `previous` is that of the chunk before, at first that of the request.
[[nodiscard]] std::string sign_chunk(std::string_view chunk, std::string_view previous, const Credentials& credentials,
                                     const SigningOptions& options);

/// SHA-256, hexadecimal.
[[nodiscard]] std::string payload_hash(std::string_view body);
/// "a=1&b=2", each side encoded, in the given order: the query as it goes out.
[[nodiscard]] std::string query_string(const Pairs& query);

}  // namespace vedette::aws

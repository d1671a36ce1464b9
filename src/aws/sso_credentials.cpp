#include <openssl/evp.h>

#include <fstream>

#include "aws/credential_sources.h"
#include "aws/endpoint.h"
#include "aws/sigv4.h"
#include "base/json.h"

namespace vedette::aws {
namespace {

constexpr std::size_t kMaxCache = 256 << 10;
constexpr std::size_t kMaxAnswer = 64 << 10;

/// The name under which `aws sso login` keeps what it was given.
std::string sha1_hex(std::string_view text) {
  unsigned char digest[20];
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), digest, &length, EVP_sha1(), nullptr);
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : digest) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string field(const JsonView& object, std::string_view key) {
  JsonView value;
  return object.find(key, value) ? std::string(value.as_string()) : std::string();
}

}  // namespace

Result<Credentials> sso_credentials(const CredentialContext& context, const ConfigFiles& files, const Profile& profile,
                                    const std::atomic<bool>* stop) {
  const std::string session(profile.get("sso_session"));
  const auto found = files.sso_sessions.find(session);
  if (!session.empty() && found == files.sso_sessions.end()) {
    return fail(ErrorKind::kDenied, "its sso_session `" + session + "` does not exist");
  }
  const auto setting = [&](std::string_view key) {
    if (!session.empty()) {
      if (const auto own = found->second.find(key); own != found->second.end()) {
        return own->second;
      }
    }
    return std::string(profile.get(key));
  };
  const std::string region = setting("sso_region");
  const std::string account(profile.get("sso_account_id"));
  const std::string role(profile.get("sso_role_name"));
  if (region.empty() || account.empty() || role.empty()) {
    return fail(ErrorKind::kDenied, "SSO needs sso_region, sso_account_id and sso_role_name");
  }
  const std::string cache =
      context.environment.expand_home("~/.aws/sso/cache/") + sha1_hex(session.empty() ? setting("sso_start_url") : session) + ".json";
  const std::string again = "log in by `aws sso login --profile " + profile.name + "`";
  std::ifstream in(cache, std::ios::binary);
  std::string text(kMaxCache, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  JsonReader reader;
  const Result<JsonView> login = reader.parse(text);
  if (!login || login->kind() != JsonKind::kObject || field(*login, "accessToken").empty()) {
    return fail(ErrorKind::kDenied, "nobody is logged in to SSO: " + again);
  }
  const Result<Time> ends = parse_rfc3339(field(*login, "expiresAt"));
  if (!ends || *ends <= context.now()) {
    return fail(ErrorKind::kDenied, "the login to SSO has expired: " + again);
  }
  EndpointOptions options;
  options.region = region;
  const Result<Endpoint> endpoint = resolve_endpoint("portal.sso", options);
  if (!endpoint) {
    return tl::unexpected(endpoint.error());
  }
  std::string base(context.environment.get("AWS_ENDPOINT_URL_SSO"));
  base = base.empty() ? endpoint->scheme + "://" + endpoint->host : base;
  net::HttpRequest request;
  request.url = base + "/federation/credentials?" + query_string({{"role_name", role}, {"account_id", account}});
  request.headers = {{"X-Amz-Sso_bearer_token", field(*login, "accessToken")}};
  request.max_body = kMaxAnswer;
  request.max_redirects = 0;
  request.stop = stop;
  const Result<net::HttpResponse> response = context.http->send(request);
  if (!response) {
    return tl::unexpected(response.error());
  }
  if (response->status == 401) {
    return fail(ErrorKind::kDenied, "SSO takes the login no more: " + again);
  }
  if (response->status != 200) {
    return fail(response->status >= 500 || response->status == 429 ? ErrorKind::kUnavailable : ErrorKind::kDenied,
                "SSO answers " + std::to_string(response->status) + " for the role `" + role + "` of account " + account);
  }
  JsonView credentials;
  JsonView expiration;
  const Result<JsonView> json = reader.parse(response->body);
  if (!json || json->kind() != JsonKind::kObject || !json->find("roleCredentials", credentials) || credentials.kind() != JsonKind::kObject) {
    return fail(ErrorKind::kUnavailable, "SSO's answer holds no roleCredentials");
  }
  Credentials out{field(credentials, "accessKeyId"), field(credentials, "secretAccessKey"), field(credentials, "sessionToken"), std::nullopt, {}};
  std::int64_t milliseconds = 0;
  if (out.access_key_id.empty() || out.secret_access_key.empty() || !credentials.find("expiration", expiration) ||
      !expiration.as_integer(milliseconds)) {
    return fail(ErrorKind::kUnavailable, "SSO's answer is not complete");
  }
  out.expires = from_unix(milliseconds / 1000, 0);
  return out;
}

}  // namespace vedette::aws

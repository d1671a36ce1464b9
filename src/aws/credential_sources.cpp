#include "aws/credential_sources.h"

#include "base/json.h"

namespace vedette::aws {
namespace {

class FixedCredentials final : public CredentialProvider {
 public:
  explicit FixedCredentials(Credentials credentials) : credentials_(std::move(credentials)) {}
  Result<std::optional<Credentials>> load(const std::atomic<bool>*) override { return credentials_; }
  std::string name() const override { return credentials_.source; }

 private:
  const Credentials credentials_;
};

class EnvironmentCredentials final : public CredentialProvider {
 public:
  explicit EnvironmentCredentials(const CredentialContext& context) : context_(context) {}

  Result<std::optional<Credentials>> load(const std::atomic<bool>*) override {
    const Environment& environment = context_.environment;
    std::string_view key = environment.get("AWS_ACCESS_KEY_ID");
    std::string_view secret = environment.get("AWS_SECRET_ACCESS_KEY");
    // The names that the SDK for Go takes besides.
    key = key.empty() ? environment.get("AWS_ACCESS_KEY") : key;
    secret = secret.empty() ? environment.get("AWS_SECRET_KEY") : secret;
    if (key.empty() && secret.empty()) {
      return std::optional<Credentials>();
    }
    if (key.empty() || secret.empty()) {
      return fail(ErrorKind::kDenied, key.empty() ? "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not"
                                                  : "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not");
    }
    return Credentials{std::string(key), std::string(secret), std::string(environment.get("AWS_SESSION_TOKEN")), std::nullopt,
                       "the variable AWS_ACCESS_KEY_ID"};
  }
  std::string name() const override { return "the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"; }

 private:
  const CredentialContext context_;
};

class WebIdentityCredentials final : public CredentialProvider {
 public:
  explicit WebIdentityCredentials(const CredentialContext& context) : context_(context) {}

  Result<std::optional<Credentials>> load(const std::atomic<bool>* stop) override {
    const Environment& environment = context_.environment;
    RoleRequest request;
    request.role_arn = environment.get("AWS_ROLE_ARN");
    request.session_name = environment.get("AWS_ROLE_SESSION_NAME");
    request.web_identity_token_file = environment.get("AWS_WEB_IDENTITY_TOKEN_FILE");
    if (request.web_identity_token_file.empty()) {
      return std::optional<Credentials>();
    }
    if (request.role_arn.empty()) {
      return fail(ErrorKind::kDenied, "AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not");
    }
    Result<Credentials> assumed = assume_role(context_, {}, {}, request, nullptr, stop);
    if (!assumed) {
      return tl::unexpected(std::move(assumed.error()));
    }
    return std::move(*assumed);
  }
  std::string name() const override { return "the variable AWS_WEB_IDENTITY_TOKEN_FILE"; }

 private:
  const CredentialContext context_;
};

}  // namespace

std::unique_ptr<CredentialProvider> fixed_credentials(Credentials credentials) {
  return std::make_unique<FixedCredentials>(std::move(credentials));
}

std::unique_ptr<CredentialProvider> environment_credentials(const CredentialContext& context) {
  return std::make_unique<EnvironmentCredentials>(context);
}

std::unique_ptr<CredentialProvider> web_identity_credentials(const CredentialContext& context) {
  return std::make_unique<WebIdentityCredentials>(context);
}

std::vector<std::unique_ptr<CredentialProvider>> standard_providers(const CredentialContext& context, const std::string& profile,
                                                                    bool explicit_profile) {
  std::vector<std::unique_ptr<CredentialProvider>> providers;
  if (!explicit_profile) {
    providers.push_back(environment_credentials(context));
    providers.push_back(web_identity_credentials(context));
  }
  providers.push_back(profile_credentials(context, profile));
  providers.push_back(container_credentials(context));
  providers.push_back(instance_credentials(context));
  return providers;
}

Result<Credentials> parse_credentials_json(std::string_view text, std::string_view token_key) {
  JsonReader reader;
  Result<JsonView> json = reader.parse(text);
  if (!json || json->kind() != JsonKind::kObject) {
    return fail(ErrorKind::kInvalid, "the answer is no JSON object");
  }
  const auto field = [&](std::string_view key) {
    JsonView value;
    return json->find(key, value) ? std::string(value.as_string()) : std::string();
  };
  Credentials credentials{field("AccessKeyId"), field("SecretAccessKey"), field(token_key), std::nullopt, {}};
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty()) {
    return fail(ErrorKind::kInvalid, "the answer holds no AccessKeyId and SecretAccessKey");
  }
  if (const std::string expiration = field("Expiration"); !expiration.empty()) {
    Result<Time> expires = parse_rfc3339(expiration);
    if (!expires) {
      return fail(ErrorKind::kInvalid, "the answer's Expiration is no RFC 3339 time");
    }
    credentials.expires = *expires;
  }
  return credentials;
}

}  // namespace vedette::aws

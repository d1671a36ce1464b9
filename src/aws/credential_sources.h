// The places that credentials come from, one class each; the chain that asks them in order is in credentials.h.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "aws/config_file.h"
#include "aws/credentials.h"
#include "aws/environment.h"
#include "net/http_client.h"

namespace vedette::aws {

/// What providers need of the world. `http` outlives them.
struct CredentialContext {
  Environment environment;
  net::HttpClient* http = nullptr;
  std::function<Time()> now;
};

/// In the SDKs' order: variables, web identity by variables, the profile, container, instance. `explicit_profile`: somebody has named the profile in
/// a configuration, so variables do not override it.
[[nodiscard]] std::vector<std::unique_ptr<CredentialProvider>> standard_providers(const CredentialContext& context, const std::string& profile,
                                                                                  bool explicit_profile);

/// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.
[[nodiscard]] std::unique_ptr<CredentialProvider> environment_credentials(const CredentialContext& context);
/// AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE: how EKS gives a pod its role.
[[nodiscard]] std::unique_ptr<CredentialProvider> web_identity_credentials(const CredentialContext& context);
/// What a profile of the configuration files says, read anew each time: keys, a role to assume, web identity, SSO, a process.
[[nodiscard]] std::unique_ptr<CredentialProvider> profile_credentials(const CredentialContext& context, const std::string& profile);
/// AWS_CONTAINER_CREDENTIALS_RELATIVE_URI (ECS) and AWS_CONTAINER_CREDENTIALS_FULL_URI (EKS pod identity, others).
[[nodiscard]] std::unique_ptr<CredentialProvider> container_credentials(const CredentialContext& context);
/// The role of the EC2 instance, by IMDSv2.
[[nodiscard]] std::unique_ptr<CredentialProvider> instance_credentials(const CredentialContext& context);
/// These, for ever.
[[nodiscard]] std::unique_ptr<CredentialProvider> fixed_credentials(Credentials credentials);

/// The region of the EC2 instance; empty: this is none, or it does not say.
[[nodiscard]] std::string instance_region(const CredentialContext& context);

// Parts of those.

/// Runs `command` in a shell and reads what credential_process must print. Its standard error is not shown, for it may hold secrets.
[[nodiscard]] Result<Credentials> run_credential_process(const std::string& command, Time now, const std::atomic<bool>* stop);
/// The JSON of credential_process, containers, instances: {"AccessKeyId", "SecretAccessKey", "Token" or "SessionToken", "Expiration"}. The error does
/// not repeat it.
[[nodiscard]] Result<Credentials> parse_credentials_json(std::string_view text, std::string_view token_key);
/// The credentials that `aws sso login` has made available to this profile.
[[nodiscard]] Result<Credentials> sso_credentials(const CredentialContext& context, const ConfigFiles& files, const Profile& profile,
                                                  const std::atomic<bool>* stop);

struct RoleRequest {
  std::string role_arn;
  std::string session_name;  // empty: "vedette"
  std::string external_id;
  int duration_seconds = 0;             // 0: the service's default, an hour
  std::string web_identity_token_file;  // with it no base is needed
};
/// Assumes a role by STS of the profile's region. `base` signs, and is null for web identity.
[[nodiscard]] Result<Credentials> assume_role(const CredentialContext& context, const ConfigFiles& files, const Profile& profile,
                                              const RoleRequest& request, std::unique_ptr<CredentialProvider> base, const std::atomic<bool>* stop);

}  // namespace vedette::aws

#include "aws/sts.h"

#include "aws/protocol.h"

namespace vedette::aws::sts {
namespace {

constexpr std::string_view kVersion = "2011-06-15";

}  // namespace

Outcome<Credentials> assume_role(const Client& client, const AssumeRoleInput& input, const CallControl& control) {
  const bool by_token = !input.web_identity_token.empty();
  Pairs parameters{{"RoleArn", input.role_arn}, {"RoleSessionName", input.session_name}};
  if (!input.external_id.empty()) {
    parameters.emplace_back("ExternalId", input.external_id);
  }
  if (input.duration_seconds > 0) {
    parameters.emplace_back("DurationSeconds", std::to_string(input.duration_seconds));
  }
  if (by_token) {
    parameters.emplace_back("WebIdentityToken", input.web_identity_token);
  }
  const std::string name = by_token ? "AssumeRoleWithWebIdentity" : "AssumeRole";
  Call call = query_call(by_token ? "sts:AssumeRoleWithWebIdentity" : "sts:AssumeRole", name, kVersion, parameters);
  call.resource = input.role_arn;
  const Outcome<XmlAnswer> answer = XmlAnswer::read(call, client.send(call, control));
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  const pugi::xml_node node = answer->root().child((name + "Result").c_str()).child("Credentials");
  Credentials credentials{node.child_value("AccessKeyId"), node.child_value("SecretAccessKey"), node.child_value("SessionToken"), std::nullopt, {}};
  const Result<Time> expires = parse_rfc3339(node.child_value("Expiration"));
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty() || !expires) {
    return tl::unexpected(unreadable(call, "it holds no credentials"));
  }
  credentials.expires = *expires;
  return credentials;
}

Outcome<Identity> get_caller_identity(const Client& client, const CallControl& control) {
  const Call call = query_call("sts:GetCallerIdentity", "GetCallerIdentity", kVersion, {});
  const Outcome<XmlAnswer> answer = XmlAnswer::read(call, client.send(call, control));
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  const pugi::xml_node node = answer->root().child("GetCallerIdentityResult");
  return Identity{node.child_value("Account"), node.child_value("Arn"), node.child_value("UserId")};
}

}  // namespace vedette::aws::sts

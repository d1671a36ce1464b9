// AWS STS: roles, and who we are.
#pragma once

#include <string>

#include "aws/client.h"
#include "aws/credentials.h"

namespace vedette::aws::sts {

/// `client` is one of "sts" everywhere here.

struct AssumeRoleInput {
  std::string role_arn;
  std::string session_name;
  std::string external_id;         // empty: none
  int duration_seconds = 0;        // 0: the service's default
  std::string web_identity_token;  // with it AssumeRoleWithWebIdentity is called, which is not signed
};
[[nodiscard]] Outcome<Credentials> assume_role(const Client& client, const AssumeRoleInput& input, const CallControl& control = {});

struct Identity {
  std::string account, arn, user_id;
};
[[nodiscard]] Outcome<Identity> get_caller_identity(const Client& client, const CallControl& control = {});

}  // namespace vedette::aws::sts

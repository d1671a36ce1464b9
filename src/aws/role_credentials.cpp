#include <fstream>

#include "aws/credential_sources.h"
#include "aws/session.h"
#include "aws/sts.h"

namespace vedette::aws {
namespace {

constexpr std::size_t kMaxToken = 64 << 10;

Result<std::string> read_token(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string token(kMaxToken, '\0');
  in.read(token.data(), static_cast<std::streamsize>(token.size()));
  if (!in.is_open() || in.gcount() == 0) {
    return fail(ErrorKind::kDenied, "the web identity token file " + path + " cannot be read or is empty");
  }
  token.resize(static_cast<std::size_t>(in.gcount()));
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r' || token.back() == ' ')) {
    token.pop_back();
  }
  return token;
}

}  // namespace

Result<Credentials> assume_role(const CredentialContext& context, const ConfigFiles& files, const Profile& profile, const RoleRequest& request,
                                std::unique_ptr<CredentialProvider> base, const std::atomic<bool>* stop) {
  std::vector<std::unique_ptr<CredentialProvider>> providers;
  const bool by_token = base == nullptr;
  if (!by_token) {
    providers.push_back(std::move(base));
  }
  const std::shared_ptr<Session> session =
      Session::with_credentials({profile.name, context.environment, context.now}, files, profile, std::move(providers));
  ClientOptions options;
  options.anonymous = by_token;
  if (session->configured_region().empty()) {
    options.region = "us-east-1";  // STS answers there for all regions of the standard partition
  }
  const Result<Client> client = Client::create(session, "sts", options);
  if (!client) {
    return tl::unexpected(client.error());
  }
  sts::AssumeRoleInput input{
      request.role_arn, request.session_name.empty() ? "vedette" : request.session_name, request.external_id, request.duration_seconds, {}};
  if (by_token) {
    Result<std::string> token = read_token(request.web_identity_token_file);
    if (!token) {
      return tl::unexpected(std::move(token.error()));
    }
    input.web_identity_token = std::move(*token);
  }
  Outcome<Credentials> assumed = sts::assume_role(*client, input, {stop, std::nullopt});
  if (!assumed) {
    return tl::unexpected(to_error(assumed.error()));
  }
  assumed->source = "the role " + request.role_arn;
  return std::move(*assumed);
}

}  // namespace vedette::aws

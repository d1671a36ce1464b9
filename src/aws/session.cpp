#include "aws/session.h"

#include "aws/credential_sources.h"

namespace vedette::aws {

Result<std::shared_ptr<Session>> Session::create(SessionOptions options) {
  Result<ConfigFiles> files = read_config_files(options.environment);
  if (!files) {
    return tl::unexpected(std::move(files.error()));
  }
  const bool is_explicit = !options.profile.empty();
  if (!is_explicit) {
    options.profile = options.environment.get("AWS_PROFILE");
  }
  const bool is_named = !options.profile.empty();
  if (!is_named) {
    options.profile = "default";
  }
  const Profile* found = files->find(options.profile);
  if (found == nullptr && is_named) {
    return fail(ErrorKind::kInvalid,
                "there is no AWS profile `" + options.profile + "` in the configuration files" + (is_explicit ? "" : ", which AWS_PROFILE asks for"));
  }
  Profile profile = found != nullptr ? *found : Profile{options.profile, {}, {}};
  const std::shared_ptr<Session> session(new Session(std::move(options), std::move(*files), std::move(profile)));
  const CredentialContext context{session->options_.environment, &session->http_, session->options_.now};
  session->credentials_ =
      std::make_unique<CredentialChain>(standard_providers(context, session->options_.profile, is_explicit), session->options_.now);
  return session;
}

std::shared_ptr<Session> Session::with_credentials(SessionOptions options, ConfigFiles files, Profile profile,
                                                   std::vector<std::unique_ptr<CredentialProvider>> providers) {
  const std::shared_ptr<Session> session(new Session(std::move(options), std::move(files), std::move(profile)));
  session->credentials_ = std::make_unique<CredentialChain>(std::move(providers), session->options_.now);
  return session;
}

Session::Session(SessionOptions options, ConfigFiles files, Profile profile)
    : options_(std::move(options)), files_(std::move(files)), profile_(std::move(profile)) {}

std::string Session::setting(std::string_view variable, std::string_view key) const {
  const std::string_view value = options_.environment.get(variable);
  return std::string(value.empty() ? profile_.get(key) : value);
}

std::string Session::configured_region() const {
  const std::string_view first = options_.environment.get("AWS_REGION");
  return first.empty() ? setting("AWS_DEFAULT_REGION", "region") : std::string(first);
}

std::string Session::region() {
  std::string configured = configured_region();
  if (!configured.empty()) {
    return configured;
  }
  std::call_once(region_asked_, [&] { instance_region_ = instance_region({options_.environment, &http_, options_.now}); });
  return instance_region_;
}

}  // namespace vedette::aws

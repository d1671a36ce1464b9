#include <set>

#include "aws/credential_sources.h"

namespace vedette::aws {
namespace {

constexpr std::size_t kMostRoles = 10;  // that lead to one another

/// What one profile says, with the files as they are now.
class ProfileReader {
 public:
  ProfileReader(const CredentialContext& context, const ConfigFiles& files, const std::atomic<bool>* stop)
      : context_(context), files_(files), stop_(stop) {}

  /// In the order of the SDK for Go: config/resolve_credentials.go, resolveCredsFromProfile
  [[nodiscard]] Result<std::optional<Credentials>> read(const Profile& profile, std::size_t depth = 0) {
    const bool has_role = !profile.get("role_arn").empty();
    if (has_role && (!profile.get("source_profile").empty() || !profile.get("credential_source").empty())) {
      return named(profile, read_role(profile, depth));
    }
    if (!profile.get("aws_access_key_id").empty() || !profile.get("aws_secret_access_key").empty()) {
      return named(profile, read_keys(profile));
    }
    if (!profile.get("web_identity_token_file").empty()) {
      RoleRequest request = role_request(profile);
      if (!has_role) {
        return fail(ErrorKind::kDenied, text(profile) + " has web_identity_token_file, but no role_arn");
      }
      request.web_identity_token_file = context_.environment.expand_home(profile.get("web_identity_token_file"));
      return named(profile, assume_role(context_, files_, profile, request, nullptr, stop_));
    }
    if (!profile.get("sso_session").empty() || !profile.get("sso_account_id").empty()) {
      return named(profile, sso_credentials(context_, files_, profile, stop_));
    }
    if (!profile.get("credential_process").empty()) {
      return named(profile, run_credential_process(std::string(profile.get("credential_process")), context_.now(), stop_));
    }
    if (has_role) {
      return fail(ErrorKind::kDenied, text(profile) + " has role_arn, but neither source_profile, credential_source nor web_identity_token_file");
    }
    return std::optional<Credentials>();
  }

 private:
  [[nodiscard]] static std::string text(const Profile& profile) { return "the profile `" + profile.name + "` (" + profile.source + ")"; }

  [[nodiscard]] static Result<std::optional<Credentials>> named(const Profile& profile, Result<Credentials> credentials) {
    if (!credentials) {
      return fail(credentials.error().kind, text(profile) + ": " + credentials.error().message);
    }
    credentials->source = text(profile);
    return std::move(*credentials);
  }

  [[nodiscard]] static Result<Credentials> read_keys(const Profile& profile) {
    Credentials credentials{std::string(profile.get("aws_access_key_id")),
                            std::string(profile.get("aws_secret_access_key")),
                            std::string(profile.get("aws_session_token")),
                            std::nullopt,
                            {}};
    if (credentials.access_key_id.empty() || credentials.secret_access_key.empty()) {
      return fail(ErrorKind::kDenied, "it has one of aws_access_key_id and aws_secret_access_key, but not the other");
    }
    return credentials;
  }

  [[nodiscard]] static RoleRequest role_request(const Profile& profile) {
    RoleRequest request;
    request.role_arn = profile.get("role_arn");
    request.session_name = profile.get("role_session_name");
    request.external_id = profile.get("external_id");
    const std::string duration(profile.get("duration_seconds"));
    request.duration_seconds = duration.size() > 6 ? 0 : std::atoi(duration.c_str());
    return request;
  }

  [[nodiscard]] Result<Credentials> read_role(const Profile& profile, std::size_t depth) {
    if (!profile.get("mfa_serial").empty()) {
      return fail(ErrorKind::kDenied, "its role asks for a one-time code (mfa_serial), which a service cannot give");
    }
    Result<std::unique_ptr<CredentialProvider>> base = base_of(profile, depth);
    if (!base) {
      return tl::unexpected(std::move(base.error()));
    }
    return assume_role(context_, files_, profile, role_request(profile), std::move(*base), stop_);
  }

  /// Who asks for the role.
  [[nodiscard]] Result<std::unique_ptr<CredentialProvider>> base_of(const Profile& profile, std::size_t depth) {
    const std::string source(profile.get("source_profile"));
    if (source.empty()) {
      const std::string_view place = profile.get("credential_source");
      if (place == "Environment") {
        return environment_credentials(context_);
      }
      if (place == "Ec2InstanceMetadata") {
        return instance_credentials(context_);
      }
      if (place == "EcsContainer") {
        return container_credentials(context_);
      }
      return fail(ErrorKind::kDenied,
                  "credential_source is `" + std::string(place) + "`; Environment, Ec2InstanceMetadata and EcsContainer are known");
    }
    Result<Credentials> credentials = read_source(profile, source, depth);
    if (!credentials) {
      return tl::unexpected(std::move(credentials.error()));
    }
    return fixed_credentials(std::move(*credentials));
  }

  [[nodiscard]] Result<Credentials> read_source(const Profile& profile, const std::string& source, std::size_t depth) {
    if (source == profile.name) {
      return read_keys(profile);  // its own keys ask for its role
    }
    const Profile* next = files_.find(source);
    if (next == nullptr) {
      return fail(ErrorKind::kDenied, "its source_profile `" + source + "` does not exist");
    }
    if (!seen_.insert(source).second || depth >= kMostRoles) {
      return fail(ErrorKind::kDenied, "its source_profile leads back to `" + source + "`");
    }
    Result<std::optional<Credentials>> found = read(*next, depth + 1);
    if (!found) {
      return tl::unexpected(std::move(found.error()));
    }
    if (!*found) {
      return fail(ErrorKind::kDenied, "its source_profile `" + source + "` has no credentials");
    }
    return std::move(**found);
  }

  const CredentialContext& context_;
  const ConfigFiles& files_;
  const std::atomic<bool>* stop_;
  std::set<std::string> seen_;
};

class ProfileCredentials final : public CredentialProvider {
 public:
  ProfileCredentials(const CredentialContext& context, std::string profile) : context_(context), profile_(std::move(profile)) {}

  std::string name() const override { return "the profile `" + profile_ + "` (" + outcome_ + ")"; }

  Result<std::optional<Credentials>> load(const std::atomic<bool>* stop) override {
    const Result<ConfigFiles> files = read_config_files(context_.environment);
    if (!files) {
      return tl::unexpected(files.error());
    }
    const Profile* profile = files->find(profile_);
    if (profile == nullptr) {
      outcome_ = "which does not exist";
      return std::optional<Credentials>();
    }
    outcome_ = "which has none";
    return ProfileReader(context_, *files, stop).read(*profile);
  }

 private:
  const CredentialContext context_;
  const std::string profile_;
  std::string outcome_ = "not read";
};

}  // namespace

std::unique_ptr<CredentialProvider> profile_credentials(const CredentialContext& context, const std::string& profile) {
  return std::make_unique<ProfileCredentials>(context, profile);
}

}  // namespace vedette::aws

#include "aws/credential_sources.h"
#include "base/json.h"

namespace vedette::aws {
namespace {

constexpr std::chrono::milliseconds kConnectTimeout{1'000};
constexpr std::chrono::milliseconds kTimeout{5'000};
constexpr std::size_t kMaxAnswer = 64 << 10;
constexpr int kOk = 200;
constexpr int kNotFound = 404;

/// The service at a link-local address that tells an EC2 instance about itself; version 2 only, in which each question carries a token.
class InstanceMetadata {
 public:
  InstanceMetadata(const CredentialContext& context, const std::atomic<bool>* stop) : context_(context), stop_(stop) {
    const Environment& environment = context.environment;
    base_ = environment.get("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    if (base_.empty()) {
      std::string mode(environment.get("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"));
      base_ = mode == "IPv6" || mode == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254";
    }
    while (base_.ends_with('/')) {
      base_.pop_back();
    }
  }

  [[nodiscard]] const std::string& address() const { return base_; }

  /// kNotFound for what the instance does not have.
  [[nodiscard]] Result<std::string> get(const std::string& path) {
    if (token_.empty()) {
      Result<std::string> token = send("PUT", "/latest/api/token", {{"X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "21600"}});
      if (!token) {
        return token;
      }
      token_ = std::move(*token);
    }
    return send("GET", path, {{"X-Aws-Ec2-Metadata-Token", token_}});
  }

 private:
  [[nodiscard]] Result<std::string> send(const char* method, const std::string& path, std::vector<std::pair<std::string, std::string>> headers) {
    net::HttpRequest request;
    request.method = method;
    request.url = base_ + path;
    request.headers = std::move(headers);
    request.timeout = kTimeout;
    request.connect_timeout = kConnectTimeout;
    request.max_body = kMaxAnswer;
    request.max_redirects = 0;
    request.proxy = "";
    request.stop = stop_;
    Result<net::HttpResponse> response = context_.http->send(request);
    if (!response) {
      return tl::unexpected(std::move(response.error()));
    }
    if (response->status == kNotFound) {
      return fail(ErrorKind::kNotFound, "the instance metadata has no " + path);
    }
    if (response->status != kOk) {
      return fail(response->status >= 500 ? ErrorKind::kUnavailable : ErrorKind::kDenied,
                  "the instance metadata answers " + std::to_string(response->status) + " for " + path);
    }
    return std::move(response->body);
  }

  const CredentialContext& context_;
  const std::atomic<bool>* stop_;
  std::string base_;
  std::string token_;
};

bool is_disabled(const CredentialContext& context) {
  return context.environment.flag("AWS_EC2_METADATA_DISABLED").value_or(false);
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

class InstanceCredentials final : public CredentialProvider {
 public:
  explicit InstanceCredentials(const CredentialContext& context) : context_(context) {}

  std::string name() const override { return "the role of the EC2 instance (" + outcome_ + ")"; }

  Result<std::optional<Credentials>> load(const std::atomic<bool>* stop) override {
    if (is_disabled(context_)) {
      outcome_ = "AWS_EC2_METADATA_DISABLED is set";
      return std::optional<Credentials>();
    }
    constexpr const char* kFolder = "/latest/meta-data/iam/security-credentials/";
    InstanceMetadata metadata(context_, stop);
    Result<std::string> roles = metadata.get(kFolder);
    if (!roles) {
      if (found_before_) {
        return tl::unexpected(std::move(roles.error()));  // this is an instance, and its service is away for now
      }
      outcome_ = roles.error().kind == ErrorKind::kNotFound ? "it has none" : metadata.address() + " does not answer: this may be no EC2 instance";
      return std::optional<Credentials>();
    }
    const std::string role = first_line(*roles);
    if (role.empty()) {
      outcome_ = "it has none";
      return std::optional<Credentials>();
    }
    const Result<std::string> text = metadata.get(kFolder + role);
    if (!text) {
      return tl::unexpected(text.error());
    }
    JsonReader reader;
    JsonView code;
    if (const Result<JsonView> json = reader.parse(*text); json && json->find("Code", code) && code.as_string() != "Success") {
      return fail(ErrorKind::kDenied, "the instance's role `" + role + "`: " + std::string(code.as_string().substr(0, 100)));
    }
    Result<Credentials> credentials = parse_credentials_json(*text, "Token");
    if (!credentials) {
      return fail(ErrorKind::kUnavailable, "the instance's role `" + role + "`: " + credentials.error().message);
    }
    credentials->source = "the instance's role `" + role + "`";
    // An instance whose service cannot renew them gives the old ones, which AWS goes on taking in such times.
    constexpr Duration kGrace = 10 * kMinute;
    if (credentials->expires && *credentials->expires <= context_.now()) {
      credentials->expires = add(context_.now(), kGrace);
    }
    found_before_ = true;
    return std::move(*credentials);
  }

 private:
  const CredentialContext context_;
  std::string outcome_ = "not asked";
  bool found_before_ = false;
};

}  // namespace

std::unique_ptr<CredentialProvider> instance_credentials(const CredentialContext& context) {
  return std::make_unique<InstanceCredentials>(context);
}

std::string instance_region(const CredentialContext& context) {
  if (is_disabled(context)) {
    return {};
  }
  InstanceMetadata metadata(context, nullptr);
  return first_line(metadata.get("/latest/meta-data/placement/region").value_or(""));
}

}  // namespace vedette::aws

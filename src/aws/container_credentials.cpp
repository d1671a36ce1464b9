#include <algorithm>
#include <fstream>

#include "aws/credential_sources.h"
#include "base/ip.h"
#include "base/json.h"

namespace vedette::aws {
namespace {

constexpr std::chrono::milliseconds kTimeout{5'000};
constexpr std::size_t kMaxAnswer = 64 << 10;
constexpr std::size_t kMaxToken = 16 << 10;
constexpr int kAttempts = 3;
constexpr int kOk = 200;

/// Plain HTTP is for this machine and the link-local addresses of ECS and EKS. The SDK for Go: endpointcreds, allowedHosts
bool may_be_plain(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  std::string_view host = url.substr(kScheme.size());
  host = host.substr(0, host.find_first_of("/?#"));
  if (host.find('@') != std::string_view::npos) {
    return false;
  }
  if (host.starts_with('[')) {
    host = host.substr(1, host.find(']') - 1);
  } else {
    host = host.substr(0, host.find(':'));
  }
  if (host == "localhost" || host == "169.254.170.2" || host == "169.254.170.23" || host == "fd00:ec2::23") {
    return true;
  }
  const std::optional<Ip> ip = Ip::parse(host);
  return ip && ip->is_loopback();
}

/// What the answer of a refusal says: {"code": .., "message": ..}.
std::string refusal(const net::HttpResponse& response) {
  JsonReader reader;
  std::string said;
  if (const Result<JsonView> json = reader.parse(response.body); json && json->kind() == JsonKind::kObject) {
    for (const char* key : {"code", "message"}) {
      JsonView value;
      if (json->find(key, value) && !value.as_string().empty()) {
        said += (said.empty() ? " (" : ": ") + std::string(value.as_string().substr(0, 200));
      }
    }
    said += said.empty() ? "" : ")";
  }
  return "answers " + std::to_string(response.status) + said;
}

class ContainerCredentials final : public CredentialProvider {
 public:
  explicit ContainerCredentials(const CredentialContext& context) : context_(context) {}

  std::string name() const override { return "the variables AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI"; }

  Result<std::optional<Credentials>> load(const std::atomic<bool>* stop) override {
    const std::string_view relative = context_.environment.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const std::string_view full = context_.environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (relative.empty() && full.empty()) {
      return std::optional<Credentials>();
    }
    net::HttpRequest request;
    request.url = relative.empty() ? std::string(full) : "http://169.254.170.2" + std::string(relative);
    if (!request.url.starts_with("https://") && !(request.url.starts_with("http://") && may_be_plain(request.url))) {
      return fail(ErrorKind::kDenied, "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor a host of this machine");
    }
    request.called = "the container's credentials";
    request.timeout = kTimeout;
    request.max_body = kMaxAnswer;
    request.max_redirects = 0;
    request.proxy = "";
    request.stop = stop;
    request.headers.emplace_back("Accept", "application/json");
    if (Result<std::string> token = authorization(); !token) {
      return tl::unexpected(std::move(token.error()));
    } else if (!token->empty()) {
      request.headers.emplace_back("Authorization", std::move(*token));
    }
    Error error;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      const Result<net::HttpResponse> response = context_.http->send(request);
      if (!response) {
        error = response.error();
      } else if (response->status != kOk) {
        error = {response->status >= 500 ? ErrorKind::kUnavailable : ErrorKind::kDenied, request.called + ": " + refusal(*response)};
      } else {
        Result<Credentials> credentials = parse_credentials_json(response->body, "Token");
        if (!credentials) {
          return fail(ErrorKind::kUnavailable, request.called + ": " + credentials.error().message);
        }
        credentials->source = "the container";
        return std::move(*credentials);
      }
      if (error.kind != ErrorKind::kUnavailable || (stop != nullptr && stop->load())) {
        break;
      }
    }
    return tl::unexpected(std::move(error));
  }

 private:
  /// The file is read anew each time, for EKS changes it.
  [[nodiscard]] Result<std::string> authorization() const {
    const std::string file(context_.environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"));
    std::string token(context_.environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN"));
    if (!file.empty()) {
      std::ifstream in(file, std::ios::binary);
      token.assign(kMaxToken, '\0');
      in.read(token.data(), static_cast<std::streamsize>(token.size()));
      if (!in.is_open() || in.gcount() == 0) {
        return fail(ErrorKind::kDenied, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names " + file + ", which cannot be read or is empty");
      }
      token.resize(static_cast<std::size_t>(in.gcount()));
      while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) {
        token.pop_back();
      }
    }
    if (token.find_first_of("\r\n") != std::string::npos) {
      return fail(ErrorKind::kDenied, "the container's authorization token has a line break in it");
    }
    return token;
  }

  const CredentialContext context_;
};

}  // namespace

std::unique_ptr<CredentialProvider> container_credentials(const CredentialContext& context) {
  return std::make_unique<ContainerCredentials>(context);
}

}  // namespace vedette::aws

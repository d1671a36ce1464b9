// A client that talks to a server of a test, with keys, a clock and a wait of its own.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "aws/client.h"
#include "aws/credential_sources.h"
#include "net/local_servers.h"

namespace vedette::aws {

class LocalService {
 public:
  static constexpr std::int64_t kNow = 1'800'000'000;  // Fri, 15 Jan 2027 08:00:00 GMT

  /// `answer` takes a whole HTTP request and gives a whole answer.
  explicit LocalService(std::string service, std::function<std::string(const std::string&)> answer)
      : service_(std::move(service)), server_([this, answer = std::move(answer)](const std::string& request) {
          seen.push_back(request);
          return answer(request);
        }) {}

  [[nodiscard]] Client client(ClientOptions options = {}) {
    std::vector<std::unique_ptr<CredentialProvider>> providers;
    providers.push_back(fixed_credentials({"AKID", "secret", "token", std::nullopt, "a test"}));
    SessionOptions session;
    session.environment = Environment();
    session.now = [] { return from_unix(kNow, 0); };
    options.region = "eu-west-1";
    options.endpoint = server_.url();
    Result<Client> made = Client::create(Session::with_credentials(session, {}, {}, std::move(providers)), service_, options);
    Client client = std::move(*made);
    client.set_sleep([this](std::chrono::milliseconds time, const CallControl& control) {
      waits.push_back(time);
      return control.stop == nullptr || !control.stop->load();
    });
    return client;
  }

  std::vector<std::string> seen;                 // requests
  std::vector<std::chrono::milliseconds> waits;  // between attempts

 private:
  std::string service_;
  net::LocalHttpServer server_;
};

}  // namespace vedette::aws

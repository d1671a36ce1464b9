// Sends calls to one service: finds the endpoint, signs, sends, repeats what is worth repeating.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aws/api_error.h"
#include "aws/endpoint.h"
#include "aws/retry.h"
#include "aws/session.h"
#include "aws/sigv4.h"
#include "net/http_client.h"

namespace vedette::aws {

/// As configuration files give them; what is empty comes from the environment, then from the profile.
struct ClientOptions {
  std::string region;    // `aws_region`
  std::string endpoint;  // `aws_endpoint`: a URL; else AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, and the profile's
  int max_attempts = 0;  // of a call, the first included; 0: AWS_MAX_ATTEMPTS, else 3
  std::chrono::milliseconds attempt_timeout{30'000};
  std::chrono::milliseconds connect_timeout{3'100};
  std::optional<std::string> proxy;  // as in net::HttpRequest
  net::TlsOptions tls;               // AWS_CA_BUNDLE is added
  bool anonymous = false;            // unsigned: public buckets, AssumeRoleWithWebIdentity
};

/// How a call may be ended.
struct CallControl {
  const std::atomic<bool>* stop = nullptr;                        // set by another thread: the call ends within a second, as kTransient
  std::optional<std::chrono::steady_clock::time_point> deadline;  // over all attempts
};

/// How a service tells that something went wrong.
enum class Protocol { kQuery, kJson, kRestJson, kRestXml };

/// A call before it is known where it goes and who sends it. Pure to make; the codecs of a service do.
struct Call {
  std::string_view action;  // "sns:Publish": for errors, and what a policy must allow
  std::string resource;     // what it is done to, for errors: an ARN, "s3://bucket/key"; may be empty
  Protocol protocol = Protocol::kJson;
  std::string method = "POST";
  std::string path = "/";  // not encoded
  Pairs query;             // not encoded
  Pairs headers;           // signed, with Host and the signature's own
  std::string body;
  bool repeatable = true;                                    // false: never sent twice when it may have arrived (nothing here is, so far)
  std::optional<std::chrono::milliseconds> attempt_timeout;  // a long poll, a big object
  std::chrono::seconds stall_timeout{0};
  std::size_t max_answer = std::size_t{16} << 20;
  const Endpoint* endpoint = nullptr;  // instead of the client's: a bucket's
  bool decode_content = true;
  /// Pieces of the body of a 200 or 206 go here instead of into Answer; once there was one, the call is not repeated. False ends it.
  std::function<bool(std::string_view piece)> take_body;
  std::function<bool(const net::HttpResponse& head)> take_head;
};

/// A status below 300, or 304.
using Answer = net::HttpResponse;

/// Thread safe.
class Client {
 public:
  /// `service` as resolve_endpoint has it. kInvalid: no region, or a broken endpoint.
  [[nodiscard]] static Result<Client> create(std::shared_ptr<Session> session, std::string_view service, ClientOptions options = {});

  [[nodiscard]] Outcome<Answer> send(const Call& call, const CallControl& control = {}) const;

  [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }
  /// The service's endpoint in another region, with the same settings; one that somebody has set stays, and only the signature changes.
  [[nodiscard]] Result<Endpoint> endpoint_in(const std::string& region) const;
  [[nodiscard]] const std::string& region() const { return place_.region; }
  [[nodiscard]] Session& session() const { return *session_; }
  [[nodiscard]] const ClientOptions& options() const { return options_; }

  /// What waits between attempts; tests put their own in its place. False: `control` has ended the call.
  using Sleep = std::function<bool(std::chrono::milliseconds, const CallControl&)>;
  void set_sleep(Sleep sleep) { sleep_ = std::move(sleep); }

 private:
  Client() = default;
  /// Takes the service's clock for ours when they differ by more than a signature may; false: they agree.
  [[nodiscard]] bool repair_clock(const net::HttpResponse& response, Time local) const;

  std::shared_ptr<Session> session_;
  std::string service_;
  EndpointOptions place_;
  Endpoint endpoint_;
  ClientOptions options_;
  RetryOptions retry_options_;
  Sleep sleep_;
  std::shared_ptr<RetryTokens> tokens_;                    // shared: a Client may be copied, and copies share what they may repeat
  std::shared_ptr<std::atomic<std::int64_t>> clock_skew_;  // seconds to add to our clock
};

}  // namespace vedette::aws

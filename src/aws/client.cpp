#include "aws/client.h"

#include <algorithm>
#include <cstdlib>
#include <random>
#include <thread>

#include "aws/protocol.h"
#include "base/uri.h"
#include "net/http_date.h"

namespace vedette::aws {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::int64_t kMostSkew =
    240;  // seconds that signatures are taken beside the service's clock; aws-sdk-go-v2: internal/awsutil, skewThreshold
constexpr int kNotModified = 304;

double random_share() {
  thread_local std::mt19937_64 engine{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

bool is_stopped(const CallControl& control) {
  return control.stop != nullptr && control.stop->load();
}

bool sleep_for(milliseconds time, const CallControl& control) {
  constexpr milliseconds kStep{50};
  const Clock::time_point end = Clock::now() + time;
  while (Clock::now() < end) {
    if (is_stopped(control) || (control.deadline && Clock::now() >= *control.deadline)) {
      return false;
    }
    std::this_thread::sleep_for(std::min(kStep, std::chrono::ceil<milliseconds>(end - Clock::now())));
  }
  return true;
}

std::string subject_of(const Call& call) {
  return std::string(call.action) + (call.resource.empty() ? "" : " on " + call.resource);
}

ApiError local_error(const Call& call, ErrorClass what, const std::string& why) {
  ApiError error;
  error.what = what;
  error.message = subject_of(call) + ": " + why;
  return error;
}

/// "AWS_ENDPOINT_URL_SQS", and the key of a [services] section: "sqs".
struct EndpointNames {
  std::string variable, key;
};
EndpointNames endpoint_names(std::string_view service) {
  const std::string_view id = service == "events" ? "eventbridge" : service == "logs" ? "cloudwatch_logs" : service;
  EndpointNames names{"AWS_ENDPOINT_URL_", std::string(id)};
  for (const char c : id) {
    names.variable += c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c;
  }
  return names;
}

/// The order of the SDKs: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
std::string endpoint_url(const Session& session, std::string_view service, const ClientOptions& options) {
  if (!options.endpoint.empty()) {
    return options.endpoint;
  }
  const Environment& environment = session.environment();
  const auto ignored = [&] {
    const std::optional<bool> said = environment.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
    return said ? *said : session.profile().flag("ignore_configured_endpoint_urls").value_or(false);
  };
  if (ignored()) {
    return {};
  }
  const EndpointNames names = endpoint_names(service);
  for (const std::string_view variable : {std::string_view(names.variable), std::string_view("AWS_ENDPOINT_URL")}) {
    if (const std::string_view url = environment.get(variable); !url.empty()) {
      return std::string(url);
    }
  }
  if (const auto section = session.files().services.find(session.profile().get("services")); section != session.files().services.end()) {
    if (const auto url = section->second.find(names.key + ".endpoint_url"); url != section->second.end()) {
      return url->second;
    }
  }
  return std::string(session.profile().get("endpoint_url"));
}

bool flag_setting(const Session& session, std::string_view variable, std::string_view key) {
  return parse_flag(session.setting(variable, key)).value_or(false);
}

}  // namespace

Result<Client> Client::create(std::shared_ptr<Session> session, std::string_view service, ClientOptions options) {
  Client client;
  client.service_ = service;
  EndpointOptions place;
  place.region = options.region.empty() ? session->region() : options.region;
  place.fips = flag_setting(*session, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
  place.dual_stack = flag_setting(*session, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
  place.url = endpoint_url(*session, service, options);
  Result<Endpoint> endpoint = resolve_endpoint(service, place);
  if (!endpoint) {
    return tl::unexpected(std::move(endpoint.error()));
  }
  int attempts = options.max_attempts;
  if (attempts <= 0) {
    const std::string said = session->setting("AWS_MAX_ATTEMPTS", "max_attempts");
    attempts = said.empty() || said.size() > 3 ? 0 : std::atoi(said.c_str());
  }
  if (attempts > 0) {
    client.retry_options_.max_attempts = attempts;
  }
  if (options.tls.authorities_file.empty() && options.tls.authorities.empty()) {
    options.tls.authorities_file = session->environment().expand_home(session->setting("AWS_CA_BUNDLE", "ca_bundle"));
  }
  client.place_ = std::move(place);
  client.endpoint_ = std::move(*endpoint);
  client.options_ = std::move(options);
  client.session_ = std::move(session);
  client.sleep_ = sleep_for;
  client.tokens_ = std::make_shared<RetryTokens>();
  client.clock_skew_ = std::make_shared<std::atomic<std::int64_t>>(0);
  return client;
}

namespace {

/// What goes out: the call, addressed and signed.
net::HttpRequest build_request(const Call& call, const Endpoint& endpoint, const std::optional<Credentials>& credentials, Time now) {
  SignableRequest signable;
  signable.method = call.method;
  signable.path = endpoint.base_path + escape_uri_path(call.path);
  signable.query = call.query;
  signable.headers = call.headers;
  signable.headers.emplace_back("Host", endpoint.host);
  net::HttpRequest request;
  request.method = call.method;
  request.url = endpoint.scheme + "://" + endpoint.host + signable.path + (call.query.empty() ? "" : "?" + query_string(call.query));
  request.headers = call.headers;
  request.body = call.body;
  request.stall_timeout = call.stall_timeout;
  request.max_body = call.max_answer;
  request.max_redirects = 0;
  request.decode_content = call.decode_content;
  request.called = endpoint.host;
  request.take_head = call.take_head;
  if (credentials) {
    SigningOptions options;
    options.time = now;
    options.region = endpoint.signing_region;
    options.service = endpoint.signing_name;
    options.payload_hash = payload_hash(call.body);
    options.s3_rules = endpoint.signing_name == "s3";
    const Signature signature = sign(signable, *credentials, options);
    request.headers.insert(request.headers.end(), signature.headers.begin(), signature.headers.end());
  }
  return request;
}

/// How long the next attempt may take; an error when there is none.
Outcome<milliseconds> attempt_time(const Call& call, const CallControl& control, milliseconds standard) {
  if (is_stopped(control)) {
    return tl::unexpected(local_error(call, ErrorClass::kTransient, "interrupted"));
  }
  const milliseconds timeout = call.attempt_timeout.value_or(standard);
  if (!control.deadline) {
    return timeout;
  }
  const auto left = std::chrono::duration_cast<milliseconds>(*control.deadline - Clock::now());
  if (left.count() <= 0) {
    return tl::unexpected(local_error(call, ErrorClass::kTransient, "the time for it is over"));
  }
  return timeout.count() > 0 ? std::min(timeout, left) : left;
}

struct Failure {
  FailureKind kind = FailureKind::kConnection;
  ApiError error;
};

/// What an attempt failed of: nobody answered, or the service refused.
Failure describe(const Call& call, const Result<net::HttpResponse>& response, Time local) {
  if (!response) {
    // A certificate that cannot be read, a proxy that is none: somebody must put that right, and the request is good.
    const bool wrong = response.error().kind == ErrorKind::kInvalid;
    return {wrong ? FailureKind::kPermission : FailureKind::kConnection,
            local_error(call, wrong ? ErrorClass::kPermission : ErrorClass::kTransient, response.error().message)};
  }
  const ServiceError said = parse_service_error(call.protocol, *response);
  const FailureKind kind = classify(said.code, response->status);
  ApiError error =
      local_error(call, error_class(kind),
                  (said.code.empty() ? "HTTP status " + std::to_string(response->status) : said.code) +
                      (said.message.empty() ? "" : ": " + said.message) + (said.request_id.empty() ? "" : " (request " + said.request_id + ")"));
  error.code = said.code;
  error.status = response->status;
  error.request_id = said.request_id;
  error.bucket_region = said.bucket_region;
  error.retry_after = parse_retry_after(response->header("Retry-After"), local.seconds);
  error.throttled = kind == FailureKind::kThrottling;
  return {kind, std::move(error)};
}

}  // namespace

Result<Endpoint> Client::endpoint_in(const std::string& region) const {
  EndpointOptions place = place_;
  place.region = region;
  return resolve_endpoint(service_, place);
}

Outcome<Answer> Client::send(const Call& call, const CallControl& control) const {
  const Endpoint& endpoint = call.endpoint != nullptr ? *call.endpoint : endpoint_;
  bool credentials_renewed = false;
  int spent = 0;  // of tokens_, for the last repetition
  for (int attempt = 1;; ++attempt) {
    const Outcome<milliseconds> timeout = attempt_time(call, control, options_.attempt_timeout);
    if (!timeout) {
      return tl::unexpected(timeout.error());
    }
    std::optional<Credentials> credentials;
    if (!options_.anonymous) {
      Result<Credentials> got = session_->credentials().get(control.stop);
      if (!got) {
        const bool later = got.error().kind == ErrorKind::kUnavailable || got.error().kind == ErrorKind::kThrottled;
        return tl::unexpected(local_error(call, later ? ErrorClass::kTransient : ErrorClass::kPermission, got.error().message));
      }
      credentials = std::move(*got);
    }
    const Time local = session_->now();
    net::HttpRequest request = build_request(call, endpoint, credentials, add_seconds(local, clock_skew_->load()));
    request.timeout = *timeout;
    request.connect_timeout = options_.connect_timeout;
    request.proxy = options_.proxy;
    request.tls = options_.tls;
    request.stop = control.stop;
    bool taking = false;
    if (call.take_body) {
      request.take_body = [&](std::string_view piece) {
        taking = true;
        return call.take_body(piece);
      };
    }
    Result<net::HttpResponse> response = session_->http().send(request);
    if (response && (response->status < 300 || response->status == kNotModified)) {
      if (response->cut && !call.take_body) {
        return tl::unexpected(local_error(call, ErrorClass::kPermanent, "the answer is longer than " + std::to_string(call.max_answer) + " bytes"));
      }
      tokens_->give_back(std::max(spent, 1));
      return std::move(*response);
    }

    Failure failure = describe(call, response, local);
    bool again = failure.error.what == ErrorClass::kTransient;
    if (response && (failure.kind == FailureKind::kClockSkew || failure.kind == FailureKind::kPermission)) {
      again = repair_clock(*response, local);
    }
    if (failure.kind == FailureKind::kCredentials && credentials && !credentials_renewed) {
      session_->credentials().refused(*credentials);
      credentials_renewed = again = true;
    }
    if (!again || taking || attempt >= retry_options_.max_attempts || is_stopped(control)) {
      return tl::unexpected(std::move(failure.error));
    }
    spent = failure.kind == FailureKind::kConnection ? RetryTokens::kConnectionCost : RetryTokens::kRetryCost;
    if (!tokens_->take(spent)) {
      return tl::unexpected(std::move(failure.error));  // the service is in trouble: whoever asks next time may find it well
    }
    const bool at_once = failure.error.what != ErrorClass::kTransient;
    const milliseconds delay = at_once ? milliseconds(0) : retry_delay(retry_options_, attempt + 1, random_share(), failure.error.retry_after);
    if ((control.deadline && Clock::now() + delay >= *control.deadline) || !sleep_(delay, control)) {
      return tl::unexpected(std::move(failure.error));
    }
  }
}

bool Client::repair_clock(const net::HttpResponse& response, Time local) const {
  // After AccessDenied too, for S3 calls it that. Only a clock that is really off is worth another attempt.
  const std::optional<std::int64_t> theirs = net::parse_http_date(response.header("Date"));
  if (!theirs || std::abs(*theirs - local.seconds - clock_skew_->load()) <= kMostSkew) {
    return false;
  }
  clock_skew_->store(*theirs - local.seconds);
  return true;
}

}  // namespace vedette::aws

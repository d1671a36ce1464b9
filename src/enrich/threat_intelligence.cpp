// crowdsec: pkg/cticlient/ctiexpr/expr.go, CrowdsecCTI; pkg/cticlient/client.go
#include "enrich/threat_intelligence.h"

#include <optional>
#include <utility>

#include "base/ip.h"
#include "base/json.h"

namespace vedette::enrich {
namespace {

tl::unexpected<Error> quota_is_used_up() {
  return fail(ErrorKind::kThrottled, "request quota exceeded, please reduce your request rate");
}

}  // namespace

ThreatIntelligence::ThreatIntelligence(ThreatIntelligenceOptions options, net::HttpClient& http)
    : options_(std::move(options)), http_(http), enabled_(!options_.key.empty()), cache_(options_.size) {}

Result<std::string> ThreatIntelligence::ask(std::string_view address) {
  if (!enabled_) {
    return fail(ErrorKind::kDenied, "cti is disabled");
  }
  const std::optional<Ip> ip = Ip::parse_without_zone(address);
  if (!ip) {
    return fail(ErrorKind::kInvalid, "`" + std::string(address) + "` is not an IP address");
  }
  const std::string text(address);
  return cache_.get(text, [&] {
    Result<std::string> answer = fetch(text);
    const auto keep = answer ? std::chrono::duration_cast<Clock::duration>(options_.keep) : Clock::duration::zero();
    return std::pair(std::move(answer), keep);
  });
}

Result<std::string> ThreatIntelligence::fetch(const std::string& address) {
  if (Clock::now().time_since_epoch().count() < paused_until_) {
    return quota_is_used_up();
  }
  if (!enabled_) {
    return fail(ErrorKind::kDenied, "cti is disabled");
  }
  net::HttpRequest request;
  request.url = options_.url + "/v2/smoke/" + address;
  request.headers = {{"X-Api-Key", options_.key}};
  request.max_body = std::size_t{1} << 20;
  Result<net::HttpResponse> response = http_.send(request);
  if (!response) {
    return fail(response.error().kind, "unexpected error: " + response.error().message);
  }
  switch (response->status) {
    case 200: {
      JsonReader reader;
      if (Result<JsonView> json = reader.parse(response->body); !json) {
        return fail(ErrorKind::kUnavailable, "unexpected error: " + json.error().message);
      }
      return std::move(response->body);
    }
    case 404:
      return std::string("{}");
    case 403:
      enabled_ = false;
      return fail(ErrorKind::kDenied, "unauthorized");
    case 429:
      paused_until_ = (Clock::now() + options_.pause).time_since_epoch().count();
      return quota_is_used_up();
    default:
      return fail(ErrorKind::kUnavailable, "unexpected error: unexpected http code : " + std::to_string(response->status));
  }
}

}  // namespace vedette::enrich

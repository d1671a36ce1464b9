#include "notify/finding.h"

#include <fmt/format.h>

#include "notify/facts.h"
#include "notify/http_attempt.h"
#include "notify/text_split.h"

namespace vedette::notify {
namespace {

// docs.aws.amazon.com/securityhub: "Required top-level ASFF attributes", limits.
constexpr std::size_t kLongestTitle = 256;
constexpr std::size_t kLongestDescription = 1024;
constexpr std::size_t kLongestId = 512;
constexpr std::size_t kLongestDetail = 1024;
constexpr std::size_t kMostDetails = 50;

std::string not_empty(std::string_view text) {
  return text.empty() ? "-" : std::string(text);
}

/// The time as the alert has it, or now: Security Hub takes RFC 3339.
std::string time_of(const std::string& text, Time now) {
  const Result<Time> read = parse_rfc3339(text);
  return format_rfc3339(read ? *read : now);
}

JsonTree resources_of(const model::Alert& alert) {
  JsonTree out = JsonTree::array();
  const auto add = [&](std::string_view type, std::string_view id) {
    JsonTree resource = JsonTree::object();
    resource.set("Type", type);
    resource.set("Id", shorten(one_line(id, kLongestId), kLongestId));
    out.items.push_back(std::move(resource));
  };
  constexpr std::size_t kMostUsers = 10;
  for (std::string_view user : meta_values(alert, "user_arn", kMostUsers)) {
    add(user.find(":user/") != std::string_view::npos ? "AwsIamUser" : user.find("role/") != std::string_view::npos ? "AwsIamRole" : "Other", user);
  }
  for (std::string_view account : meta_values(alert, "account_id", kMostUsers)) {
    add("AwsAccount", "AWS::::Account:" + std::string(account));
  }
  if (out.items.empty()) {
    add("Other", not_empty(alert.source.value));
  }
  return out;
}

JsonTree details_of(const model::Alert& alert) {
  JsonTree out = JsonTree::object();
  const auto add = [&](std::string key, std::string_view value) {
    if (!value.empty() && out.members.size() < kMostDetails) {
      out.set("vedette/" + std::move(key), shorten(one_line(value, kLongestDetail), kLongestDetail));
    }
  };
  add("source", source_text(alert));
  for (std::string_view key :
       {"event_name", "event_source", "event_id", "user_arn", "source_ip", "account_id", "region", "error_code", "user_agent"}) {
    add(std::string(key), fmt::format("{}", fmt::join(meta_values(alert, key, 5), ", ")));
  }
  add("events", std::to_string(alert.events_count));
  return out;
}

}  // namespace

JsonTree finding_of(const model::Alert& alert, std::string_view severity, Time now) {
  JsonTree out = JsonTree::object();
  const std::string scenario = not_empty(one_line(alert.scenario));
  out.set("SchemaVersion", "2018-10-08");
  out.set("Id", shorten("vedette/" + (alert.uuid.empty() ? scenario + "/" + alert.start_at + "/" + alert.source.value : alert.uuid), kLongestId));
  out.set("GeneratorId", shorten(scenario, kLongestId));
  JsonTree types = JsonTree::array();
  types.items.push_back(JsonTree::string(is_cloudtrail(alert) ? "Unusual Behaviors/User" : "TTPs"));
  out.set("Types", std::move(types));
  const std::string start = time_of(alert.start_at, now);
  const std::string stop = time_of(alert.stop_at, now);
  out.set("FirstObservedAt", start);
  out.set("LastObservedAt", stop);
  out.set("CreatedAt", start);
  out.set("UpdatedAt", stop);
  out.set("Severity", JsonTree::object()).set("Label", alert.simulated ? std::string_view("INFORMATIONAL") : severity);
  out.set("Title", shorten(headline(alert), kLongestTitle));
  out.set("Description", shorten(plain_text(alert), kLongestDescription));
  if (const std::optional<std::string> link = console_link(meta_value(alert, "region"), meta_value(alert, "event_id"))) {
    out.set("SourceUrl", *link);
  }
  out.set("ProductFields", details_of(alert));
  out.set("Resources", resources_of(alert));
  out.set("RecordState", "ACTIVE");
  out.set("Workflow", JsonTree::object()).set("Status", "NEW");
  return out;
}

void place_finding(JsonTree& finding, const FindingPlace& place) {
  finding.set("AwsAccountId", place.account);
  finding.set("Region", place.region);
  finding.set("ProductArn", fmt::format("arn:{}:securityhub:{}:{}:product/{}/default", place.partition, place.region, place.account, place.account));
  if (JsonTree* resources = finding.find("Resources")) {
    for (JsonTree& resource : resources->items) {
      resource.set("Partition", place.partition);
      resource.set("Region", place.region);
    }
  }
}

}  // namespace vedette::notify

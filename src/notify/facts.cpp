#include "notify/facts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/uri.h"
#include "notify/http_attempt.h"

namespace vedette::notify {
namespace {

constexpr std::size_t kLongestValue = 500;

bool is_region(std::string_view text) {
  return !text.empty() && text.size() <= 32 && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

void add_line(std::string& out, std::string_view label, std::string_view value) {
  if (!value.empty()) {
    out += fmt::format("{}: {}\n", label, one_line(value, kLongestValue));
  }
}

void add_values(std::string& out, std::string_view label, const std::vector<std::string_view>& values) {
  add_line(out, label, fmt::format("{}", fmt::join(values, ", ")));
}

}  // namespace

std::vector<std::string_view> meta_values(const model::Alert& alert, std::string_view key, std::size_t most) {
  std::vector<std::string_view> out;
  for (const model::AlertEvent& event : alert.events) {
    const std::string_view value = event.get_meta(key);
    if (!value.empty() && std::find(out.begin(), out.end(), value) == out.end()) {
      out.push_back(value);
      if (out.size() >= most) {
        break;
      }
    }
  }
  return out;
}

std::string_view meta_value(const model::Alert& alert, std::string_view key) {
  const std::vector<std::string_view> values = meta_values(alert, key, 1);
  return values.empty() ? std::string_view() : values.front();
}

bool is_cloudtrail(const model::Alert& alert) {
  return meta_value(alert, "log_type") == "aws-cloudtrail";
}

std::string_view partition_of(std::string_view region) {
  return region.starts_with("cn-") ? "aws-cn" : region.starts_with("us-gov-") ? "aws-us-gov" : "aws";
}

std::optional<std::string> console_link(std::string_view region, std::string_view event_id) {
  if (!is_region(region) || event_id.empty()) {
    return std::nullopt;
  }
  const std::string_view partition = partition_of(region);
  const std::string_view domain = partition == "aws-cn"       ? "console.amazonaws.cn"
                                  : partition == "aws-us-gov" ? "console.amazonaws-us-gov.com"
                                                              : "console.aws.amazon.com";
  return fmt::format("https://{0}.{1}/cloudtrailv2/home?region={0}#/events/{2}", region, domain, escape_uri_path(event_id));
}

std::string source_text(const model::Alert& alert) {
  const model::Source& source = alert.source;
  if (source.value.empty() && source.scope.empty()) {
    return "-";
  }
  std::string out = source.scope + (source.scope.empty() || source.value.empty() ? "" : " ") + source.value;
  std::string more = source.cn;
  if (!source.as_number.empty()) {
    more += (more.empty() ? "AS" : ", AS") + source.as_number + (source.as_name.empty() ? "" : " " + source.as_name);
  }
  return one_line(more.empty() ? out : out + " (" + more + ")", kLongestValue);
}

std::string plain_text(const model::Alert& alert) {
  std::string out = one_line(alert.scenario.empty() ? "an alert without a scenario" : alert.scenario, kLongestValue);
  out += alert.simulated ? " (simulated)\n" : "\n";
  out += alert.message.empty() ? std::string() : one_line(alert.message, 2 * kLongestValue) + "\n";
  add_line(out, "Source", source_text(alert));
  add_values(out, "Event", meta_values(alert, "event_name"));
  add_values(out, "User", meta_values(alert, "user_arn"));
  add_values(out, "Source IP", meta_values(alert, "source_ip"));
  add_values(out, "Account", meta_values(alert, "account_id"));
  add_values(out, "Region", meta_values(alert, "region"));
  add_line(out, "Events", alert.events_count > 0 ? std::to_string(alert.events_count) : "");
  add_line(out, "Time", alert.start_at == alert.stop_at ? alert.start_at : alert.start_at + " .. " + alert.stop_at);
  constexpr std::size_t kMostDecisions = 5;
  for (std::size_t i = 0; i < alert.decisions.size() && i < kMostDecisions; ++i) {
    const model::Decision& decision = alert.decisions[i];
    add_line(out, "Decision", fmt::format("{} of {} {} for {}", decision.type, decision.scope, decision.value, decision.duration));
  }
  if (alert.decisions.size() > kMostDecisions) {
    add_line(out, "Decisions", fmt::format("{} in all", alert.decisions.size()));
  }
  if (const std::optional<std::string> link = console_link(meta_value(alert, "region"), meta_value(alert, "event_id"))) {
    out += *link + "\n";
  }
  return out;
}

std::string plain_text(std::span<const model::Alert> alerts) {
  std::string out;
  for (const model::Alert& alert : alerts) {
    out += (out.empty() ? "" : "\n") + plain_text(alert);
  }
  return out;
}

std::string headline(const model::Alert& alert) {
  const std::string_view user = meta_value(alert, "user_arn");
  return one_line(alert.scenario + ": " + (is_cloudtrail(alert) && !user.empty() ? std::string(user) : source_text(alert)), kLongestValue);
}

}  // namespace vedette::notify

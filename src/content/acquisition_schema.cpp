// The keys of each source: the `yaml:` tags of acquisition/modules/*/config.go.
#include <deque>
#include <iterator>
#include <utility>

#include "content/acquisition_spec.h"

namespace vedette::content {
namespace {

constexpr Key scalar(std::string_view name, bool required = false) {
  return {name, Shape::kScalar, nullptr, required};
}
constexpr Key list(std::string_view name) {
  return {name, Shape::kStrings};
}
constexpr Key any(std::string_view name) {
  return {name, Shape::kFreeMapping};
}

// configuration/common.go, DataSourceCommonCfg
constexpr Key kCommon[] = {scalar("source"),           scalar("mode"),      scalar("log_level"), scalar("name"),
                           scalar("use_time_machine"), scalar("unique_id"), scalar("transform"), {"labels", Shape::kFreeMapping, nullptr, true}};

constexpr Key kFile[] = {scalar("filename"),
                         list("filenames"),
                         list("exclude_regexps"),
                         scalar("poll_without_inotify"),
                         scalar("discovery_poll_enable"),
                         scalar("discovery_poll_interval"),
                         scalar("force_inotify"),
                         scalar("max_buffer_size")};
constexpr Key kJournalctl[] = {list("journalctl_filter")};
constexpr Key kDocker[] = {scalar("check_interval"),
                           scalar("follow_stdout"),
                           scalar("follow_stderr"),
                           scalar("docker_host"),
                           scalar("since"),
                           scalar("until"),
                           list("container_name"),
                           list("container_id"),
                           list("container_name_regexp"),
                           list("container_id_regexp"),
                           scalar("use_container_labels"),
                           list("service_name"),
                           list("service_id"),
                           list("service_name_regexp"),
                           list("service_id_regexp"),
                           scalar("use_service_labels")};
constexpr Key kSyslog[] = {scalar("listen_addr"), scalar("listen_port"), scalar("max_message_len"), scalar("protocol"), scalar("disable_rfc_parser")};
constexpr Key kCloudwatch[] = {scalar("group_name", true),
                               scalar("stream_name"),
                               scalar("stream_regexp"),
                               scalar("aws_region"),
                               scalar("aws_profile"),
                               scalar("aws_config_dir"),
                               scalar("aws_api_timeout"),
                               scalar("describelogstreams_limit"),
                               scalar("getlogeventspages_limit"),
                               scalar("max_stream_age"),
                               scalar("poll_new_stream_interval"),
                               scalar("poll_stream_interval"),
                               scalar("stream_read_timeout"),
                               scalar("prepend_cloudwatch_timestamp")};
constexpr Key kKinesis[] = {scalar("stream_name"),   scalar("stream_arn"),        scalar("use_enhanced_fanout"),
                            scalar("aws_profile"),   scalar("aws_region"),        scalar("aws_endpoint"),
                            scalar("consumer_name"), scalar("from_subscription"), scalar("max_retries")};
constexpr Key kKafka[] = {list("brokers"), scalar("topic", true), scalar("group_id"),  scalar("partition"), scalar("timeout"),
                          any("tls"),      any("batch"),          scalar("queue_size")};
constexpr Key kKubernetesAudit[] = {scalar("listen_addr", true), scalar("listen_port", true), scalar("webhook_path", true)};
constexpr Key kLoki[] = {scalar("url", true),     scalar("prefix"), scalar("query", true),    scalar("limit"), scalar("delay_for"),
                         scalar("since"),         any("headers"),   scalar("wait_for_ready"), any("auth"),     scalar("max_failure_duration"),
                         scalar("no_ready_check")};
constexpr Key kVictoriaLogs[] = {scalar("url", true),      scalar("prefix"), scalar("query", true),
                                 scalar("limit"),          scalar("since"),  any("headers"),
                                 scalar("wait_for_ready"), any("auth"),      scalar("max_failure_duration")};
constexpr Key kS3[] = {scalar("aws_profile"), scalar("aws_region"),     scalar("aws_endpoint"),     scalar("bucket_name"),
                       scalar("prefix"),      scalar("polling_method"), scalar("polling_interval"), scalar("sqs_name"),
                       scalar("sqs_format"),  scalar("max_buffer_size")};
constexpr Key kHttp[] = {scalar("listen_addr"), scalar("listen_socket"), scalar("path", true), scalar("auth_type", true),
                         any("basic_auth"),     any("headers"),          any("tls"),           scalar("custom_status_code"),
                         any("custom_headers"), scalar("max_body_size"), scalar("timeout")};
constexpr Key kWineventlog[] = {scalar("event_channel"), list("event_ids"), scalar("event_level"), scalar("xpath_query"), scalar("pretty_name")};
constexpr Key kAppsec[] = {
    scalar("cert_file"),        scalar("key_file"),      scalar("listen_addr"),  scalar("listen_socket"),      scalar("path"),
    scalar("routines"),         scalar("appsec_config"), list("appsec_configs"), scalar("appsec_config_path"), scalar("auth_cache_duration"),
    scalar("body_read_timeout")};

struct Row {
  std::string_view source;
  std::span<const Key> keys;
};

constexpr Row kRows[] = {{"file", kFile},
                         {"s3", kS3},
                         {"kinesis", kKinesis},
                         {"cloudwatch", kCloudwatch},
                         {"kafka", kKafka},
                         {"http", kHttp},
                         {"syslog", kSyslog},
                         {"journalctl", kJournalctl},
                         {"docker", kDocker},
                         {"k8s-audit", kKubernetesAudit},
                         {"loki", kLoki},
                         {"victorialogs", kVictoriaLogs},
                         {"wineventlog", kWineventlog},
                         {"appsec", kAppsec}};

struct Built {
  std::string_view source;
  std::vector<Key> keys;
  Schema schema;
};

const std::deque<Built>& all() {
  static const std::deque<Built> built = [] {
    std::deque<Built> out;
    for (const Row& row : kRows) {
      Built& one = out.emplace_back();
      one.source = row.source;
      one.keys.assign(std::begin(kCommon), std::end(kCommon));
      if (row.source == "docker") {
        one.keys.back().required = false;  // acquisition.go: docker alone takes its labels from containers
      }
      one.keys.insert(one.keys.end(), row.keys.begin(), row.keys.end());
      one.schema = {"source of logs", one.keys};
    }
    return out;
  }();
  return built;
}

}  // namespace

const Schema* acquisition_schema(std::string_view source) {
  for (const Built& built : all()) {
    if (built.source == source) {
      return &built.schema;
    }
  }
  return nullptr;
}

std::vector<std::string_view> acquisition_sources() {
  std::vector<std::string_view> out;
  for (const Row& row : kRows) {
    out.push_back(row.source);
  }
  return out;
}

}  // namespace vedette::content

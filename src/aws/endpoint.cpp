#include "aws/endpoint.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ip.h"

namespace vedette::aws {
namespace {

struct Region {
  std::string_view prefix;
  Partition partition;
};
// partitions.json, which AWS publishes with its SDKs; a longer prefix before one that it begins with.
constexpr std::array<Region, 8> kPartitions{{
    {"cn-", {"aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn", "console.amazonaws.cn"}},
    {"us-gov-", {"aws-us-gov", "amazonaws.com", "api.aws", "console.amazonaws-us-gov.com"}},
    {"us-isob-", {"aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud", ""}},
    {"us-isof-", {"aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov", ""}},
    {"us-iso-", {"aws-iso", "c2s.ic.gov", "api.aws.ic.gov", ""}},
    {"eu-isoe-", {"aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk", ""}},
    {"eusc-", {"aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu", "console.amazonaws-eusc.eu"}},
    {"", {"aws", "amazonaws.com", "api.aws", "console.aws.amazon.com"}},
}};

bool is_host_label(std::string_view text) {
  return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == std::string_view::npos;
}

/// Takes a URL that somebody has set apart. The error does not repeat it, for it may hold a password.
Result<void> read_url(std::string_view url, Endpoint& endpoint) {
  const std::size_t scheme = url.find("://");
  endpoint.scheme = scheme == std::string_view::npos ? "" : std::string(url.substr(0, scheme));
  if (endpoint.scheme != "http" && endpoint.scheme != "https") {
    return fail(ErrorKind::kInvalid, "an endpoint is a URL like https://host or http://host:port");
  }
  const std::string_view rest = url.substr(scheme + 3);
  const std::size_t slash = rest.find('/');
  endpoint.host = rest.substr(0, slash);
  endpoint.base_path = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
  while (endpoint.base_path.ends_with('/')) {
    endpoint.base_path.pop_back();
  }
  if (endpoint.host.empty() || endpoint.host.find_first_of("@?# \t\r\n") != std::string::npos ||
      endpoint.base_path.find_first_of("?# \t\r\n") != std::string::npos) {
    return fail(ErrorKind::kInvalid, "an endpoint has a host, and neither user nor query");
  }
  // A signature covers the Host header, and the standard port is not part of it.
  const std::string_view port = endpoint.scheme == "https" ? ":443" : ":80";
  if (endpoint.host.ends_with(port) && endpoint.host.size() > port.size()) {
    endpoint.host.resize(endpoint.host.size() - port.size());
  }
  return {};
}

bool is_address(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  return host.starts_with('[') || Ip::parse(host.substr(0, colon)).has_value() || host.substr(0, colon) == "localhost";
}

std::string label_of(std::string_view service, const Partition& partition, const EndpointOptions& options) {
  // In GovCloud most standard endpoints are FIPS endpoints.
  const bool standard_is_fips =
      partition.name == "aws-us-gov" && service != "s3" && service != "securityhub" && (!options.dual_stack || service == "events");
  return std::string(service) + (options.fips && !standard_is_fips ? "-fips" : "");
}

}  // namespace

const Partition& partition_of_region(std::string_view region) {
  for (const Region& candidate : kPartitions) {
    if (region.starts_with(candidate.prefix)) {
      return candidate.partition;
    }
  }
  return kPartitions.back().partition;
}

const Partition* find_partition(std::string_view name) {
  for (const Region& candidate : kPartitions) {
    if (candidate.partition.name == name) {
      return &candidate.partition;
    }
  }
  return nullptr;
}

std::optional<Arn> Arn::parse(std::string_view text) {
  std::array<std::string_view, 6> parts;
  for (std::size_t i = 0; i < 5; ++i) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
      return std::nullopt;
    }
    parts[i] = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (parts[0] != "arn" || parts[1].empty() || parts[2].empty() || text.empty()) {
    return std::nullopt;
  }
  return Arn{parts[1], parts[2], parts[3], parts[4], text};
}

Result<Endpoint> resolve_endpoint(std::string_view service, const EndpointOptions& options) {
  Endpoint endpoint;
  endpoint.signing_name = service;
  endpoint.signing_region = options.region;
  if (options.region.empty()) {
    return fail(ErrorKind::kInvalid, "no AWS region: neither configured nor in AWS_REGION nor in the profile");
  }
  if (!is_host_label(options.region)) {
    return fail(ErrorKind::kInvalid, "`" + options.region + "` is no AWS region");
  }
  if (!options.url.empty()) {
    endpoint.custom = true;
    Result<void> read = read_url(options.url, endpoint);
    return read ? Result<Endpoint>(std::move(endpoint)) : Result<Endpoint>(tl::unexpected(std::move(read.error())));
  }
  const Partition& partition = partition_of_region(options.region);
  if (service == "s3") {
    if (options.fips && partition.name == "aws-cn") {
      return fail(ErrorKind::kInvalid, "the partition aws-cn has no FIPS endpoints for S3");
    }
    endpoint.host = label_of(service, partition, options) + (options.dual_stack ? ".dualstack" : "") + "." + options.region + "." +
                    std::string(partition.dns_suffix);
    return endpoint;
  }
  endpoint.host = label_of(service, partition, options) + "." + options.region + "." +
                  std::string(options.dual_stack ? partition.dual_stack_suffix : partition.dns_suffix);
  return endpoint;
}

bool is_bucket_name(std::string_view name) {
  return name.size() >= 3 && name.size() <= 255 && name.find("..") == std::string_view::npos && name.front() != '.' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") == std::string_view::npos;
}

Result<Endpoint> bucket_endpoint(const Endpoint& s3, std::string_view bucket, BucketAddressing addressing) {
  if (bucket.starts_with("arn:")) {
    return fail(ErrorKind::kInvalid, "`" + std::string(bucket) + "`: access points are not supported, name the bucket");
  }
  if (!is_bucket_name(bucket)) {
    return fail(ErrorKind::kInvalid, "`" + std::string(bucket) + "` is no name of a bucket");
  }
  // A dot would be a level that the certificate *.s3... does not cover.
  const bool fits_host = is_host_label(bucket) && std::none_of(bucket.begin(), bucket.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  const bool in_host = addressing == BucketAddressing::kVirtualHost || (addressing == BucketAddressing::kAutomatic && fits_host && !s3.custom);
  Endpoint endpoint = s3;
  if (in_host && fits_host && !is_address(s3.host)) {
    endpoint.host = std::string(bucket) + "." + s3.host;
  } else {
    endpoint.base_path += "/" + std::string(bucket);
  }
  return endpoint;
}

}  // namespace vedette::aws

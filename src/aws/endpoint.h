// Where a service of a region answers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace vedette::aws {

/// A part of AWS with its own accounts and names: regions and ARNs tell which.
struct Partition {
  std::string_view name;               // "aws", "aws-cn", "aws-us-gov", "aws-iso", ...: the second part of ARNs
  std::string_view dns_suffix;         // "amazonaws.com"
  std::string_view dual_stack_suffix;  // "api.aws"; empty: it has none
  std::string_view console;            // host of the console: "console.aws.amazon.com"; empty: unknown
};
/// The partition that a region lies in; "aws" for names that nothing else claims.
[[nodiscard]] const Partition& partition_of_region(std::string_view region);
/// By its name in an ARN; null when there is none of that name.
[[nodiscard]] const Partition* find_partition(std::string_view name);

/// "arn:aws:sqs:eu-west-1:123456789012:queue": views into the text.
struct Arn {
  std::string_view partition, service, region, account, resource;
  [[nodiscard]] static std::optional<Arn> parse(std::string_view text);
};

struct EndpointOptions {
  std::string region;
  bool fips = false;
  bool dual_stack = false;
  std::string url;  // what somebody has set instead: "http://localhost:4566"
};

struct Endpoint {
  std::string scheme = "https";
  std::string host;            // with its port when one is written
  std::string base_path;       // before the path of a request; empty or "/x"
  std::string signing_region;  // "us-east-1"; of global services that of their home
  std::string signing_name;    // "s3", "kinesis", "logs"
  bool custom = false;         // somebody has set it
};

/// `service` by the name its endpoints have: "sts", "s3", "sqs", "sns", "events", "securityhub", "kinesis", "logs". kInvalid: no region, a region
/// that is no host label, a URL that is none, or what the partition does not have.
[[nodiscard]] Result<Endpoint> resolve_endpoint(std::string_view service, const EndpointOptions& options);

enum class BucketAddressing {
  kAutomatic,  // the bucket is part of the host where that works: no dots in its name, no endpoint that somebody has set
  kPath,
  kVirtualHost,
};
/// The endpoint of a bucket, which becomes part of the host or of base_path. kInvalid: no name of a bucket. An access point's ARN is not supported,
/// and said so.
[[nodiscard]] Result<Endpoint> bucket_endpoint(const Endpoint& s3, std::string_view bucket, BucketAddressing addressing);
/// 3 to 63 of a-z 0-9 . - (and, in old ones, A-Z _): nothing that could reach out of a host or path.
[[nodiscard]] bool is_bucket_name(std::string_view name);

}  // namespace vedette::aws

#include "aws/endpoint.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace vedette::aws {
namespace {

TEST(Endpoint, agrees_with_the_published_rule_sets) {
  std::ifstream in(std::string(VEDETTE_SOURCE_DIR) + "/tests/aws/endpoints.txt");
  std::string line;
  int cases = 0;
  while (std::getline(in, line)) {
    if (line.starts_with('#')) {
      continue;
    }
    ++cases;
    std::istringstream fields(line);
    std::string service, region, url;
    bool fips = false, dual_stack = false;
    fields >> service >> region >> fips >> dual_stack >> url;
    const Result<Endpoint> endpoint = resolve_endpoint(service, {region, fips, dual_stack, {}});
    EXPECT_EQ(endpoint ? endpoint->scheme + "://" + endpoint->host : "error", url) << line;
    if (endpoint) {
      EXPECT_EQ(endpoint->signing_region, region);
    }
  }
  EXPECT_EQ(cases, 480);
}

TEST(Endpoint, takes_what_somebody_has_set) {
  const Result<Endpoint> endpoint = resolve_endpoint("sqs", {"eu-west-1", true, true, "http://localhost:4566/"});
  ASSERT_TRUE(endpoint);
  EXPECT_EQ(endpoint->scheme, "http");
  EXPECT_EQ(endpoint->host, "localhost:4566");
  EXPECT_EQ(endpoint->base_path, "");
  EXPECT_EQ(endpoint->signing_region, "eu-west-1");
  EXPECT_TRUE(endpoint->custom);
  EXPECT_EQ(resolve_endpoint("s3", {"x", false, false, "https://s3.example.com:443/under/"})->host, "s3.example.com");
  EXPECT_EQ(resolve_endpoint("s3", {"x", false, false, "https://s3.example.com/under/"})->base_path, "/under");
  for (const char* bad : {"localhost:4566", "ftp://x", "http://", "http://user:secret@x", "http://x/?a", "http://x y"}) {
    const Result<Endpoint> refused = resolve_endpoint("s3", {"eu-west-1", false, false, bad});
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().message.find("secret"), std::string::npos);
  }
  EXPECT_FALSE(resolve_endpoint("s3", {"", false, false, {}}));
  EXPECT_FALSE(resolve_endpoint("s3", {"evil.test/", false, false, {}}));
}

TEST(Endpoint, addresses_buckets) {
  const Endpoint s3 = *resolve_endpoint("s3", {"eu-west-1", false, false, {}});
  EXPECT_EQ(bucket_endpoint(s3, "trail", BucketAddressing::kAutomatic)->host, "trail.s3.eu-west-1.amazonaws.com");
  EXPECT_EQ(bucket_endpoint(s3, "my.trail", BucketAddressing::kAutomatic)->base_path, "/my.trail");
  EXPECT_EQ(bucket_endpoint(s3, "my.trail", BucketAddressing::kAutomatic)->host, "s3.eu-west-1.amazonaws.com");
  EXPECT_EQ(bucket_endpoint(s3, "Old_Bucket", BucketAddressing::kVirtualHost)->base_path, "/Old_Bucket");
  EXPECT_EQ(bucket_endpoint(s3, "trail", BucketAddressing::kPath)->base_path, "/trail");
  const Endpoint own = *resolve_endpoint("s3", {"eu-west-1", false, false, "http://minio.test:9000/x"});
  EXPECT_EQ(bucket_endpoint(own, "trail", BucketAddressing::kAutomatic)->base_path, "/x/trail");
  EXPECT_EQ(bucket_endpoint(own, "trail", BucketAddressing::kVirtualHost)->host, "trail.minio.test:9000");
  const Endpoint local = *resolve_endpoint("s3", {"eu-west-1", false, false, "http://127.0.0.1:9000"});
  EXPECT_EQ(bucket_endpoint(local, "trail", BucketAddressing::kVirtualHost)->base_path, "/trail");
  for (const char* bad : {"", "a", "../x", "a/b", "a..b", "x@evil.test", "arn:aws:s3:eu-west-1:1:accesspoint/x"}) {
    EXPECT_FALSE(bucket_endpoint(s3, bad, BucketAddressing::kAutomatic)) << bad;
  }
}

TEST(Endpoint, knows_partitions_and_arns) {
  EXPECT_EQ(partition_of_region("us-gov-west-1").name, "aws-us-gov");
  EXPECT_EQ(partition_of_region("us-isob-east-1").name, "aws-iso-b");
  EXPECT_EQ(partition_of_region("xx-new-9").name, "aws");
  EXPECT_EQ(find_partition("aws-cn")->console, "console.amazonaws.cn");
  EXPECT_EQ(find_partition("nonsense"), nullptr);
  const std::optional<Arn> arn = Arn::parse("arn:aws:sns:eu-west-1:123456789012:topic:sub");
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->region, "eu-west-1");
  EXPECT_EQ(arn->resource, "topic:sub");
  EXPECT_FALSE(Arn::parse("arn:aws:sns"));
  EXPECT_FALSE(Arn::parse("http://a:b:c:d:e:f"));
}

}  // namespace
}  // namespace vedette::aws

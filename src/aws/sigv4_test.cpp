#include "aws/sigv4.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "base/json.h"
#include "base/uri.h"

namespace vedette::aws {
namespace {

Pairs pairs_of(const JsonView& list) {
  Pairs out;
  for (auto it = list.elements(); it.next();) {
    std::vector<std::string> sides;
    for (auto side = it.value().elements(); side.next();) {
      sides.emplace_back(side.value().as_string());
    }
    out.emplace_back(sides.at(0), sides.at(1));
  }
  return out;
}

/// One case of the test suite that AWS publishes for signature version 4.
struct Case {
  explicit Case(const JsonView& json) : json_(json) {}
  [[nodiscard]] std::string text(const char* key) const { return std::string(field(key).as_string()); }
  [[nodiscard]] JsonView field(const char* key) const {
    JsonView value;
    EXPECT_TRUE(json_.find(key, value)) << key;
    return value;
  }
  [[nodiscard]] SignableRequest request() const { return {text("method"), text("path"), pairs_of(field("query")), pairs_of(field("headers"))}; }
  [[nodiscard]] SigningOptions options() const {
    SigningOptions options;
    options.time = from_unix(1440938160, 0);  // 2015-08-30T12:36:00Z
    options.region = "us-east-1";
    options.service = "service";
    options.payload_hash = payload_hash(text("body"));
    options.sign_token = field("sign_token").as_bool();
    options.normalize_path = field("normalize").as_bool();
    return options;
  }
  [[nodiscard]] Credentials credentials() const {
    return {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", text("token"), std::nullopt, {}};
  }

 private:
  JsonView json_;
};

TEST(SigV4, agrees_with_the_published_test_suite) {
  std::ifstream in(std::string(VEDETTE_SOURCE_DIR) + "/tests/aws/sigv4.json");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  JsonReader reader;
  const Result<JsonView> suite = reader.parse(text);
  ASSERT_TRUE(suite) << suite.error().message;
  int cases = 0;
  for (auto it = suite->elements(); it.next(); ++cases) {
    const Case one(it.value());
    SCOPED_TRACE(one.text("name"));
    SignableRequest request = one.request();
    if (one.field("sign_body").as_bool()) {
      request.headers.emplace_back("x-amz-content-sha256", one.options().payload_hash);
    }
    const Signature signature = sign(request, one.credentials(), one.options());
    EXPECT_EQ(signature.canonical_request, one.text("canonical"));
    EXPECT_EQ(signature.string_to_sign, one.text("string_to_sign"));
    EXPECT_EQ(signature.signature, one.text("signature"));
    JsonView expires = one.field("expires");
    std::int64_t seconds = 0;
    ASSERT_TRUE(expires.as_integer(seconds));
    const Signature presigned = presign(one.request(), one.credentials(), one.options(), static_cast<int>(seconds));
    EXPECT_EQ(presigned.canonical_request, one.text("presigned_canonical"));
    EXPECT_EQ(presigned.signature, one.text("presigned_signature"));
  }
  EXPECT_EQ(cases, 38);
}

// The examples of "Authenticating Requests: Using the Authorization Header" and its neighbours in the reference of S3.
const Credentials kExample{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "", std::nullopt, {}};

SigningOptions s3_options(std::string hash) {
  SigningOptions options;
  options.time = from_unix(1369353600, 0);  // 2013-05-24T00:00:00Z
  options.region = "us-east-1";
  options.service = "s3";
  options.payload_hash = std::move(hash);
  options.s3_rules = true;
  return options;
}

TEST(SigV4, signs_for_s3) {
  const SignableRequest get{"GET", "/test.txt", {}, {{"Host", "examplebucket.s3.amazonaws.com"}, {"Range", "bytes=0-9"}}};
  EXPECT_EQ(sign(get, kExample, s3_options(payload_hash(""))).signature, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  const SignableRequest put{
      "PUT",
      "/test%24file.text",
      {},
      {{"Date", "Fri, 24 May 2013 00:00:00 GMT"}, {"Host", "examplebucket.s3.amazonaws.com"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}}};
  EXPECT_EQ(sign(put, kExample, s3_options(payload_hash("Welcome to Amazon S3."))).signature,
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  const SignableRequest list{"GET", "/", {{"max-keys", "2"}, {"prefix", "J"}}, {{"Host", "examplebucket.s3.amazonaws.com"}}};
  EXPECT_EQ(sign(list, kExample, s3_options(payload_hash(""))).signature, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST(SigV4, presigns_for_s3) {
  const SignableRequest get{"GET", "/test.txt", {}, {{"Host", "examplebucket.s3.amazonaws.com"}}};
  const Signature signature = presign(get, kExample, s3_options(std::string(kUnsignedPayload)), 86'400);
  EXPECT_EQ(signature.signature, "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
  EXPECT_EQ(signature.query.back().first, "X-Amz-Signature");
}

TEST(SigV4, signs_chunks) {
  SignableRequest put{"PUT",
                      "/examplebucket/chunkObject.txt",
                      {},
                      {{"Host", "s3.amazonaws.com"},
                       {"x-amz-storage-class", "REDUCED_REDUNDANCY"},
                       {"Content-Encoding", "aws-chunked"},
                       {"x-amz-decoded-content-length", "66560"},
                       {"Content-Length", "66824"}}};
  const SigningOptions options = s3_options(std::string(kStreamingPayload));
  const std::string seed = sign(put, kExample, options).signature;
  EXPECT_EQ(seed, "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");
  const std::string first = sign_chunk(std::string(65'536, 'a'), seed, kExample, options);
  EXPECT_EQ(first, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648");
  const std::string second = sign_chunk(std::string(1'024, 'a'), first, kExample, options);
  EXPECT_EQ(second, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497");
  EXPECT_EQ(sign_chunk("", second, kExample, options), "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9");
}

TEST(SigV4, agrees_with_random_requests) {
  const char* file = std::getenv("VEDETTE_TEST_SIGNATURES");
  if (file == nullptr) {
    GTEST_SKIP() << "run by tests/aws/signatures_test.py";
  }
  std::ifstream in(file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  JsonReader reader;
  const Result<JsonView> suite = reader.parse(text);
  ASSERT_TRUE(suite) << suite.error().message;
  int cases = 0;
  int agreed = 0;
  for (auto it = suite->elements(); it.next(); ++cases) {
    const Case one(it.value());
    SignableRequest request = one.request();
    request.headers.emplace_back("Host", one.text("host"));
    SigningOptions options;
    options.time = from_unix(1'800'000'000, 0);
    options.region = one.text("region");
    options.service = one.text("service");
    options.s3_rules = options.service == "s3";
    options.payload_hash = one.text("payload").empty() ? payload_hash(one.text("body")) : one.text("payload");
    const Credentials credentials{"AKID", "secret/Key+", one.text("token"), std::nullopt, {}};
    const bool in_query = one.text("kind").ends_with("presigned");
    const Signature signature = in_query ? presign(request, credentials, options, 600) : sign(request, credentials, options);
    const bool same = signature.signature == one.text("signature");
    agreed += same ? 1 : 0;
    EXPECT_TRUE(same || cases - agreed > 20) << one.text("kind") << "\n" << signature.canonical_request;
  }
  std::printf("%d of %d signatures agree\n", agreed, cases);
  EXPECT_GT(cases, 0);
  EXPECT_EQ(agreed, cases);
}

TEST(SigV4, encodes) {
  EXPECT_EQ(escape_uri("a/b c+d~é*"), "a%2Fb%20c%2Bd~%C3%A9%2A");
  EXPECT_EQ(escape_uri_path("a/b"), "a/b");
  EXPECT_EQ(query_string({{"b", "1 2"}, {"a", ""}}), "b=1%202&a=");
}

}  // namespace
}  // namespace vedette::aws

#include "notify/signature.h"

#include <gtest/gtest.h>

namespace vedette::notify {
namespace {

TEST(Signature, Base64BothWays) {
  EXPECT_EQ(encode_base64(""), "");
  EXPECT_EQ(encode_base64("a"), "YQ==");
  EXPECT_EQ(encode_base64("abc"), "YWJj");
  EXPECT_EQ(decode_base64("YQ=="), "a");
  EXPECT_EQ(decode_base64("YWJj"), "abc");
  EXPECT_EQ(decode_base64("YWJ"), std::nullopt);
  EXPECT_EQ(decode_base64("!!!!"), std::nullopt);
}

TEST(Signature, SentinelSignsLengthAndDate) {
  // Computed with Python: base64(hmac_sha256(key, "POST\n2\napplication/json\nx-ms-date:<date>\n/api/logs")).
  EXPECT_EQ(sentinel_authorization("customer", "key", 2, "Tue, 24 Nov 2026 15:04:05 GMT"),
            "SharedKey customer:Rba/x6HncT1LZyeQK/Z+KgHPnregIbQGCNHgpQuYCx0=");
}

}  // namespace
}  // namespace vedette::notify

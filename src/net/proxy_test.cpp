#include "net/proxy.h"

#include <gtest/gtest.h>

namespace vedette::net {
namespace {

std::string proxy(const std::string& no_proxy, const std::string& host, std::uint16_t port = 443) {
  return proxy_for({"", "http://proxy:3128", no_proxy, false}, "https", host, port).value_or("error");
}

TEST(Proxy, belongs_to_a_scheme) {
  const ProxySettings settings{"plain:1", "https://tls:2", "", false};
  EXPECT_EQ(proxy_for(settings, "http", "example.com", 80), "http://plain:1");
  EXPECT_EQ(proxy_for(settings, "https", "example.com", 443), "https://tls:2");
  EXPECT_EQ(proxy_for({}, "https", "example.com", 443), "");
  EXPECT_FALSE(proxy_for({"plain:1", "", "", true}, "http", "example.com", 80)) << "a client could have set it";
}

TEST(Proxy, is_never_used_for_this_machine) {
  EXPECT_EQ(proxy("", "localhost"), "");
  EXPECT_EQ(proxy("", "127.0.0.1"), "");
  EXPECT_EQ(proxy("", "127.8.8.8"), "");
  EXPECT_EQ(proxy("", "::1"), "");
  EXPECT_NE(proxy("", "169.254.169.254"), "");
}

TEST(Proxy, leaves_out_what_no_proxy_names) {
  const std::string all = "http://proxy:3128";
  EXPECT_EQ(proxy("*", "example.com"), "");
  EXPECT_EQ(proxy(" a.test , example.com", "example.com"), "");
  EXPECT_EQ(proxy("example.com", "EXAMPLE.com"), "");
  EXPECT_EQ(proxy("example.com", "www.example.com"), "");
  EXPECT_EQ(proxy("example.com", "notexample.com"), all);
  EXPECT_EQ(proxy(".example.com", "www.example.com"), "");
  EXPECT_EQ(proxy(".example.com", "example.com"), all);
  EXPECT_EQ(proxy("*.example.com", "www.example.com"), "");
  EXPECT_EQ(proxy("*.example.com", "example.com"), all);
  EXPECT_EQ(proxy("example.com:8443", "example.com", 8443), "");
  EXPECT_EQ(proxy("example.com:8443", "example.com", 443), all);
  EXPECT_EQ(proxy("192.0.2.0/24", "192.0.2.9"), "");
  EXPECT_EQ(proxy("192.0.2.0/24", "198.51.100.9"), all);
  EXPECT_EQ(proxy("192.0.2.9", "192.0.2.9"), "");
  EXPECT_EQ(proxy("192.0.2.9:80", "192.0.2.9", 443), all);
  EXPECT_EQ(proxy("[2001:db8::1]:443", "2001:db8::1", 443), "");
  EXPECT_EQ(proxy("2001:db8::1", "2001:db8::1"), "");
  EXPECT_EQ(proxy("2001:db8::/32", "2001:db8::7"), "");
  EXPECT_EQ(proxy(",, ,:80", "example.com"), all);
}

}  // namespace
}  // namespace vedette::net

#include "base/ip.h"

#include <gtest/gtest.h>

namespace vedette {
namespace {

TEST(Ip, ParsesAndPrintsAsGo) {
  for (const char* text : {"1.2.3.4", "::", "::1", "2001:db8::1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "fe80::1%eth0", "1:0:0:2::", "1::2:0:0:3"}) {
    std::optional<Ip> ip = Ip::parse(text);
    ASSERT_TRUE(ip) << text;
    EXPECT_EQ(ip->to_string(), text);
  }
  EXPECT_EQ(Ip::parse("2001:0DB8:0:0:0:0:0:1")->to_string(), "2001:db8::1");
  EXPECT_EQ(Ip::parse("::1.2.3.4")->to_string(), "::102:304");
}

TEST(Ip, RefusesWhatGoRefuses) {
  for (const char* text :
       {"",     "1",     "1.2.3",   "1.2.3.4.5",         "1.2.3.256",        "1.2.3.04", "1..2.3", ".1.2.3", "1.2.3.4%eth0",          ":1",
        "1:",   "1:::2", "1::2::3", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "12345::",  "g::",    "::1%",   "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3",
        "%eth0"}) {
    EXPECT_FALSE(Ip::parse(text)) << text;
  }
  EXPECT_FALSE(Ip::parse_without_zone("fe80::1%eth0"));
}

TEST(Ip, KnowsSpecialAddresses) {
  EXPECT_TRUE(Ip::parse("10.0.0.1")->is_private());
  EXPECT_TRUE(Ip::parse("::ffff:192.168.1.1")->is_private());
  EXPECT_TRUE(Ip::parse("fd00::1")->is_private());
  EXPECT_FALSE(Ip::parse("172.32.0.1")->is_private());
  EXPECT_TRUE(Ip::parse("127.1.2.3")->is_loopback());
  EXPECT_TRUE(Ip::parse("fe80::1")->is_link_local_unicast());
  EXPECT_FALSE(Ip::parse("255.255.255.255")->is_global_unicast());
  EXPECT_TRUE(Ip::parse("8.8.8.8")->is_global_unicast());
}

TEST(IpPrefix, KeepsFamiliesApart) {
  EXPECT_TRUE(IpPrefix::parse("10.1.2.3/8")->contains(*Ip::parse("10.255.0.1")));
  EXPECT_FALSE(IpPrefix::parse("10.0.0.0/8")->contains(*Ip::parse("::ffff:10.0.0.1")));
  EXPECT_FALSE(IpPrefix::parse("::/0")->contains(*Ip::parse("10.0.0.1")));
  EXPECT_EQ(IpPrefix::parse("10.1.2.3/8")->masked().to_string(), "10.0.0.0/8");
  for (const char* text : {"10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/+8", "fe80::%a/10"}) {
    EXPECT_FALSE(IpPrefix::parse(text)) << text;
  }
}

TEST(IpNetwork, TakesMappedAddressesForIpv4) {
  EXPECT_TRUE(IpNetwork::parse("1.2.3.0/24")->contains(*Ip::parse("::ffff:1.2.3.4")));
  EXPECT_TRUE(IpNetwork::parse("::ffff:0:0/96")->contains(*Ip::parse("1.2.3.4")));
  EXPECT_FALSE(IpNetwork::parse("::/0")->contains(*Ip::parse("1.2.3.4")));
  EXPECT_TRUE(IpNetwork::parse("1.2.3.4/024").has_value());
  EXPECT_FALSE(IpNetwork::parse("1.2.3.4/+24"));
  EXPECT_EQ(IpNetwork::parse("192.168.5.7/16")->to_string(), "192.168.0.0/16");
  EXPECT_EQ(IpNetwork::parse("192.168.5.7/16")->last().to_string(), "192.168.255.255");
}

}  // namespace
}  // namespace vedette

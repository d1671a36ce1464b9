#include "store/address_range.h"

#include <gtest/gtest.h>

namespace vedette::store {
namespace {

bool holds(std::string_view outer, std::string_view inner) {
  const auto a = AddressRange::parse(outer);
  const auto b = AddressRange::parse(inner);
  EXPECT_TRUE(a && b) << outer << " " << inner;
  return a && b && a->first <= b->first && a->last >= b->last;
}

TEST(AddressRange, HoldsWhatLiesWithin) {
  EXPECT_TRUE(holds("192.0.2.1", "192.0.2.1"));
  EXPECT_TRUE(holds("192.0.2.0/24", "192.0.2.255"));
  EXPECT_TRUE(holds("192.0.2.7/24", "192.0.2.0/25"));
  EXPECT_FALSE(holds("192.0.2.0/24", "192.0.3.0"));
  EXPECT_FALSE(holds("192.0.2.0/25", "192.0.2.0/24"));
  EXPECT_TRUE(holds("0.0.0.0/0", "255.255.255.255"));
  EXPECT_TRUE(holds("2001:db8::/32", "2001:db8:ffff::1"));
  EXPECT_FALSE(holds("2001:db8::/32", "2001:db9::"));
  EXPECT_TRUE(holds("::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
}

TEST(AddressRange, KeepsTheFamiliesApart) {
  EXPECT_FALSE(holds("::/0", "192.0.2.1"));
  EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(holds("192.0.2.0/24", "::ffff:192.0.2.1"));  // a mapped address is the IPv4 one
}

TEST(AddressRange, RefusesWhatIsNone) {
  for (std::string_view text : {"", "x", "192.0.2", "192.0.2.1/33", "192.0.2.1/", "fe80::1%eth0", "arn:aws:iam::111122223333:root"}) {
    EXPECT_FALSE(AddressRange::parse(text)) << text;
  }
}

}  // namespace
}  // namespace vedette::store

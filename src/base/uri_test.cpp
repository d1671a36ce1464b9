#include "base/uri.h"

#include <gtest/gtest.h>

namespace vedette {
namespace {

TEST(Uri, PathsKeepTheUnreserved) {
  EXPECT_EQ(escape_uri_path("parsers/s00-raw/a_b~1.yaml"), "parsers/s00-raw/a_b~1.yaml");
  EXPECT_EQ(escape_uri_path("a b+c%/\xC3\xA9"), "a%20b%2Bc%25/%C3%A9");
  EXPECT_EQ(escape_uri_path(""), "");
  EXPECT_EQ(escape_uri_path("a/b"), "a/b");
}

TEST(Uri, PartsKeepNoSlash) {
  EXPECT_EQ(escape_uri("a/b c+d~\xC3\xA9*"), "a%2Fb%20c%2Bd~%C3%A9%2A");
}

TEST(Uri, WhatIsNoEscapeOfAFormStays) {
  EXPECT_EQ(unescape_form("a+b%2Bc"), "a b+c");
  EXPECT_EQ(unescape_form("100%"), "100%");
  EXPECT_EQ(unescape_form("%4"), "%4");
  EXPECT_EQ(unescape_form("%zz%41"), "%zzA");
}

}  // namespace
}  // namespace vedette

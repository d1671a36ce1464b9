#include "base/uri.h"

#include <gtest/gtest.h>

namespace vedette {
namespace {

TEST(Uri, PathsKeepTheUnreserved) {
  EXPECT_EQ(escape_uri_path("parsers/s00-raw/a_b~1.yaml"), "parsers/s00-raw/a_b~1.yaml");
  EXPECT_EQ(escape_uri_path("a b+c%/\xC3\xA9"), "a%20b%2Bc%25/%C3%A9");
  EXPECT_EQ(escape_uri_path(""), "");
}

}  // namespace
}  // namespace vedette

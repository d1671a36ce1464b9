#include "base/nearest.h"

#include <gtest/gtest.h>

namespace vedette {
namespace {

TEST(Nearest, FindsMisspellings) {
  const std::vector<std::string_view> names = {"JsonExtract", "JsonExtractSlice", "Upper", "Lower", "Split"};
  EXPECT_EQ(nearest_name("JsonExtrac", names), "JsonExtract");
  EXPECT_EQ(nearest_name("jsonextractslice", names), "JsonExtractSlice");
  EXPECT_EQ(nearest_name("upper", names), "Upper");
  EXPECT_EQ(nearest_name("Slpit", names), "Split");
}

TEST(Nearest, SaysNothingWhenNoneIsNear) {
  EXPECT_EQ(nearest_name("GeoIPEnrich", {"Upper", "Lower"}), "");
  EXPECT_EQ(nearest_name("", {"a"}), "");
  EXPECT_EQ(nearest_name("x", {"yz"}), "");
  EXPECT_EQ(nearest_name(std::string(100, 'a'), {std::string_view("a")}), "");
}

TEST(NearNames, GivesAllThatMayBeMeant) {
  const std::vector<std::string_view> keys = {"filter", "filters", "groupby", "labels"};
  EXPECT_EQ(near_names("lables", keys), (std::vector<std::string_view>{"labels"}));
  EXPECT_EQ(near_names("filtes", keys), (std::vector<std::string_view>{"filter", "filters"}));
  EXPECT_TRUE(near_names("colour", keys).empty());
}

}  // namespace
}  // namespace vedette

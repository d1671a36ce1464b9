#include "sources/archive/walk.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "sources/archive/file_name.h"

namespace vedette::sources {
namespace {

namespace fs = std::filesystem;

class Walk : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / ("vedette_walk_" + std::to_string(getpid()));
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  std::string file(const std::string& name) {
    fs::path path = root_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << "x";
    return path.string();
  }

  fs::path root_;
};

TEST_F(Walk, OrderDoesNotDependOnHowPathsAreNamed) {
  std::string a = file("AWSLogs/1/123456789012_CloudTrail_us-east-1_20260302T0905Z_a.json.gz");
  std::string b = file("AWSLogs/2/123456789012_CloudTrail_eu-west-1_20260302T0805Z_b.json.gz");
  std::string c = file("notes/other.json");
  WalkResult one = walk({root_.string()});
  ASSERT_EQ(one.files.size(), 3U);
  EXPECT_EQ(one.files[0].path, c);
  EXPECT_EQ(one.files[1].path, b);
  EXPECT_EQ(one.files[2].path, a);
  EXPECT_EQ(one.files[2].rank, 0U);
  EXPECT_EQ(one.files[1].rank, 1U);
  EXPECT_EQ(one.files[0].rank, 2U);
  WalkResult two = walk({a, root_.string() + "/notes", b, root_.string()});
  ASSERT_EQ(two.files.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(one.files[i].canonical, two.files[i].canonical);
    EXPECT_EQ(one.files[i].rank, two.files[i].rank);
  }
}

TEST_F(Walk, LinksDoNotLoop) {
  file("a/one.json");
  fs::create_directory_symlink(root_, root_ / "a" / "loop");
  fs::create_symlink(root_ / "nowhere", root_ / "a" / "dangling");
  WalkResult result = walk({root_.string()});
  EXPECT_EQ(result.files.size(), 1U);
  ASSERT_EQ(result.problems.size(), 1U);
  EXPECT_NE(result.problems[0].path.find("dangling"), std::string::npos);
}

TEST_F(Walk, TiesFollowTheTextOfPaths) {
  // A dash sorts before the slash, whatever folder it is part of.
  std::string names[] = {file("a-b/x.json"), file("a/b/y.json"), file("a/c.json"), file("a/d/z.json"), file("a0/w.json")};
  WalkResult result = walk({root_.string() + "/"});
  ASSERT_EQ(result.files.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(result.files[i].path, names[i]);
    EXPECT_EQ(result.files[i].canonical, fs::canonical(names[i]).string());
    EXPECT_EQ(result.files[i].rank, i);
  }
  EXPECT_EQ(result.files.total_bytes(), 5U);
}

TEST_F(Walk, AFileUnderTwoNamesIsOne) {
  std::string one = file("a/one.json");
  fs::create_symlink(one, root_ / "b.json");
  fs::create_directory_symlink(root_ / "a", root_ / "c");
  WalkResult result = walk({root_.string(), one, (root_ / "c" / "one.json").string()});
  ASSERT_EQ(result.files.size(), 1U);
  EXPECT_EQ(result.files[0].canonical, fs::canonical(one).string());
  EXPECT_TRUE(result.files[0].named);
}

TEST_F(Walk, WhatCannotBeReadIsSaid) {
  file("open/one.json");
  file("shut/two.json");
  fs::permissions(root_ / "shut", fs::perms::none);
  WalkResult result = walk({root_.string(), root_.string() + "/missing"});
  fs::permissions(root_ / "shut", fs::perms::owner_all);
  EXPECT_GE(result.files.size(), 1U);
  std::size_t expected = geteuid() == 0 ? 1 : 2;  // nothing is shut to root
  EXPECT_EQ(result.problems.size(), expected);
}

TEST(LogFileName, Parts) {
  auto name = parse_log_file_name("s/123456789012_CloudTrail_us-gov-west-1_20260302T0805Z_Ab3.json.gz");
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->account, "123456789012");
  EXPECT_EQ(name->region, "us-gov-west-1");
  EXPECT_EQ(name->delivered, 1772438700);
  EXPECT_TRUE(parse_log_file_name("123456789012_CloudTrail-Insight_us-east-1_20260302T0805Z_x.json.gz").has_value());
  EXPECT_FALSE(parse_log_file_name("123456789012_CloudTrail-Digest_us-east-1_trail_us-east-1_20260302T080512Z.json.gz").has_value());
  EXPECT_FALSE(parse_log_file_name("123456789012_CloudTrail_us-east-1_20261302T0805Z_x.json.gz").has_value());
  EXPECT_FALSE(parse_log_file_name("events.jsonl").has_value());
  EXPECT_FALSE(parse_log_file_name("").has_value());
}

}  // namespace
}  // namespace vedette::sources

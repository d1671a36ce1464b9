#include "content/hub/paths.h"

#include <gtest/gtest.h>

#include "content/hub/testing.h"

namespace vedette::content {
namespace {

namespace fs = std::filesystem;

TEST(HubPaths, StayBelowTheirFolder) {
  EXPECT_EQ(safe_path("/x/app", "file.txt").value(), "/x/app/file.txt");
  EXPECT_EQ(safe_path("/x/app/", "a/../b/./c").value(), "/x/app/b/c");
  for (const char* bad : {"/etc/passwd", "../x", "a/../../b", "..", ".", "", "a/..", "../application/f", "..x", "a/"}) {
    EXPECT_FALSE(safe_path("/x/app", bad)) << bad;
  }
  EXPECT_FALSE(safe_path("/x/app", std::string_view("a\0b", 3)));
}

TEST(HubPaths, AreTakenApartBelowAFolder) {
  using Parts = std::vector<std::string>;
  EXPECT_EQ(components_below("/home/p/src/f.go", "/home/p"), (Parts{"src", "f.go"}));
  EXPECT_EQ(components_below("/home/p/src/f.go", "/home/p/"), (Parts{"src", "f.go"}));
  EXPECT_EQ(components_below("/home/p", "/home/p"), std::nullopt);
  EXPECT_EQ(components_below("/home/other/f", "/home/p"), std::nullopt);
}

TEST(HubPaths, FollowLinks) {
  HubMachine machine;
  machine.write("dir/b.yaml", "ok");
  fs::create_symlink("dir/b.yaml", machine.path("a.yaml"));
  fs::create_symlink(machine.path("a.yaml"), machine.path("twice.yaml"));
  fs::create_symlink(machine.path("round2"), machine.path("round1"));
  fs::create_symlink(machine.path("round1"), machine.path("round2"));
  fs::create_symlink("/does/not/exist", machine.path("lost"));
  EXPECT_EQ(resolve_link(machine.path("twice.yaml")).value(), machine.path("dir/b.yaml"));
  EXPECT_EQ(resolve_link(machine.path("round1")).error().message, "too many levels of symbolic links");
  EXPECT_EQ(resolve_link(machine.path("lost")).error().message, "lstat /does/not/exist: No such file or directory");
}

TEST(HubPaths, AreWalkedAsGoDoes) {
  HubMachine machine;
  for (const char* name : {"w/a/x.yaml", "w/a-b.yaml", "w/.hidden/y.yaml", "w/z.yml", "w/no.txt", "w/.k.yaml"}) {
    machine.write(name, "");
  }
  fs::create_directory_symlink(machine.path("w/a"), machine.path("w/link"));
  std::vector<std::string> found = walk_yaml_files(machine.path("w"));
  for (std::string& path : found) {
    path = path.substr(machine.path("w/").size());
  }
  EXPECT_EQ(found, (std::vector<std::string>{".k.yaml", "a/x.yaml", "a-b.yaml", "z.yml"}));
  EXPECT_TRUE(walk_yaml_files(machine.path("nothing")).empty());
}

}  // namespace
}  // namespace vedette::content

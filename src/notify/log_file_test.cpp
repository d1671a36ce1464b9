#include "notify/log_file.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace vedette::notify {
namespace {

namespace fs = std::filesystem;

class LogFileTest : public testing::Test {
 protected:
  LogFileTest() {
    std::string pattern = testing::TempDir() + "vedette_file_XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  ~LogFileTest() override { fs::remove_all(folder_); }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      out.push_back(entry.path().filename());
    }
    std::sort(out.begin(), out.end());
    return out;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream in(folder_ / name);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }
  fs::path folder_;
  const Time now_ = from_unix(1'795'532'645, 0);
};

TEST_F(LogFileTest, Appends) {
  LogFile file(folder_ / "a.json", {});
  ASSERT_TRUE(file.append("one\n", now_));
  ASSERT_TRUE(file.append("two\n", now_));
  EXPECT_EQ(read("a.json"), "one\ntwo\n");
}

TEST_F(LogFileTest, FollowsARotationBySomebodyElse) {
  LogFile file(folder_ / "a.json", {});
  ASSERT_TRUE(file.append("one\n", now_));
  fs::rename(folder_ / "a.json", folder_ / "moved");
  ASSERT_TRUE(file.append("two\n", now_));
  EXPECT_EQ(read("moved"), "one\n");
  EXPECT_EQ(read("a.json"), "two\n");
}

TEST_F(LogFileTest, PutsAsideCompressesAndDeletes) {
  const std::string megabyte(1'200'000, 'x');
  {
    LogFile file(folder_ / "a.json", {true, 1, 5, 2, true});
    std::ofstream(folder_ / "a.json.conf") << "somebody's";
    for (int i = 0; i < 4; ++i) {
      ASSERT_TRUE(file.append(megabyte, add_seconds(now_, i)));
    }
    ASSERT_TRUE(file.append("last\n", now_));
  }
  EXPECT_EQ(names(), (std::vector<std::string>{"a.json", "a.json.20261124-150407.gz", "a.json.20261124-150408.gz", "a.json.conf"}));
  EXPECT_EQ(read("a.json"), "last\n");
  gzFile packed = gzopen((folder_ / "a.json.20261124-150408.gz").c_str(), "rb");
  std::string text(2'000'000, '\0');
  text.resize(static_cast<std::size_t>(gzread(packed, text.data(), static_cast<unsigned>(text.size()))));
  gzclose(packed);
  EXPECT_EQ(text, megabyte);
}

TEST_F(LogFileTest, TwoRotationsInOneSecondLoseNothing) {
  const std::string megabyte(1'200'000, 'x');
  {
    LogFile file(folder_ / "a.json", {true, 1, 5, 10, false});
    ASSERT_TRUE(file.append(megabyte, now_));
    ASSERT_TRUE(file.append(megabyte, now_));
  }
  EXPECT_EQ(names(), (std::vector<std::string>{"a.json.20261124-150405", "a.json.20261124-150405.1"}));
}

TEST_F(LogFileTest, ADiskThatIsFullKeepsNoHalves) {
  if (!fs::exists("/dev/full")) {
    GTEST_SKIP() << "no /dev/full";
  }
  LogFile full("/dev/full", {});
  const Result<void> written = full.append("text\n", now_);
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().message.find("/dev/full"), std::string::npos);
  LogFile nowhere(folder_ / "no" / "such" / "folder", {});
  EXPECT_FALSE(nowhere.append("text\n", now_));
}

}  // namespace
}  // namespace vedette::notify

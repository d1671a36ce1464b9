#include "engine/spill.h"

#include <gtest/gtest.h>

#include <vector>

namespace vedette::engine {
namespace {

TEST(Spill, RunsComeBackRecordByRecord) {
  SpillFile file("");
  std::vector<SpillFile::Run> runs;
  for (int run = 0; run < 3; ++run) {
    file.open_run();
    for (int i = 0; i < 2000; ++i) {
      // From nothing to more than the reader's buffer; about 6 MB a run, so that consumed parts are given back on the way.
      ASSERT_TRUE(file.append(std::to_string(run) + std::string(static_cast<std::size_t>(i) * 3, static_cast<char>('a' + i % 26))).has_value());
    }
    auto closed = file.close_run();
    ASSERT_TRUE(closed.has_value());
    runs.push_back(*closed);
  }
  EXPECT_EQ(file.written(), runs[2].end);

  std::vector<SpillReader> readers;
  for (const SpillFile::Run& run : runs) {
    readers.emplace_back(file, run, 1000);
  }
  for (int i = 0; i < 2000; ++i) {
    for (int run = 0; run < 3; ++run) {
      auto record = readers[static_cast<std::size_t>(run)].next();
      ASSERT_TRUE(record.has_value());
      ASSERT_EQ(*record, std::to_string(run) + std::string(static_cast<std::size_t>(i) * 3, static_cast<char>('a' + i % 26)));
    }
  }
  for (SpillReader& reader : readers) {
    EXPECT_TRUE(reader.at_end());
    EXPECT_EQ(reader.next()->data(), nullptr);
  }
}

TEST(Spill, AFolderThatIsNotThereIsNamed) {
  SpillFile file("/nowhere/at/all");
  file.open_run();
  ASSERT_TRUE(file.append("x").has_value());  // still in the buffer
  auto closed = file.close_run();
  ASSERT_FALSE(closed.has_value());
  EXPECT_NE(closed.error().message.find("/nowhere/at/all"), std::string::npos);
  EXPECT_EQ(file.written(), 0U);
}

TEST(Spill, ARunThatIsCutShortIsAnError) {
  SpillFile file("");
  file.open_run();
  ASSERT_TRUE(file.append("0123456789").has_value());
  SpillFile::Run run = *file.close_run();
  SpillReader reader(file, {run.begin, run.end + 100}, 16);
  EXPECT_TRUE(reader.next().has_value());
  EXPECT_FALSE(reader.next().has_value());
}

}  // namespace
}  // namespace vedette::engine

#include "engine/chunk_schedule.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include "sources/archive/walk.h"

namespace vedette::engine {
namespace {

namespace fs = std::filesystem;

class Schedule : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / ("vedette_schedule_" + std::to_string(getpid()));
    fs::create_directories(root_);
    for (int i = 0; i < 20; ++i) {
      std::ofstream file(root_ / ("f" + std::to_string(100 + i)));
      // Some of several chunks.
      for (int line = 0; line < (i % 5 == 0 ? 40'000 : 3); ++line) {
        file << "a line of some length, so that a file of many makes several chunks of text " << line << "\n";
      }
    }
    files_ = sources::walk({root_.string()}).files;
  }
  void TearDown() override { fs::remove_all(root_); }

  fs::path root_;
  sources::FileList files_;
};

TEST_F(Schedule, OneWorkerGetsAllInOrder) {
  ChunkSchedule schedule(files_.size());
  std::size_t last_file = 0;
  std::uint64_t last_chunk = 0;
  std::size_t turns = 0;
  sources::Chunk chunk;
  Turn turn;
  while (schedule.take(turn)) {
    if (turns++ != 0) {
      EXPECT_TRUE(turn.file == last_file ? turn.chunk == last_chunk + 1 : turn.file == last_file + 1 && turn.chunk == 0);
    }
    last_file = turn.file;
    last_chunk = turn.chunk;
    if (!turn.opened) {
      ASSERT_TRUE(turn.reader->open(files_[turn.file].path, sources::SplitMode::kLines));
    }
    EXPECT_TRUE(turn.reader->next(chunk));
    schedule.give_back(turn);
  }
  EXPECT_EQ(last_file, files_.size() - 1);
  EXPECT_GT(turns, files_.size());
}

TEST_F(Schedule, ManyWorkersGetEachChunkOnce) {
  ChunkSchedule schedule(files_.size());
  std::mutex mutex;
  std::set<std::pair<std::size_t, std::uint64_t>> seen;
  std::uint64_t records = 0;
  auto work = [&] {
    sources::Chunk chunk;
    Turn turn;
    while (schedule.take(turn)) {
      if (!turn.opened) {
        (void)turn.reader->open(files_[turn.file].path, sources::SplitMode::kLines);
      }
      (void)turn.reader->next(chunk);
      {
        std::lock_guard lock(mutex);
        EXPECT_TRUE(seen.emplace(turn.file, turn.chunk).second);
        records += chunk.records.size();
      }
      schedule.give_back(turn);
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back(work);
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(records, 4U * 40'000U + 16U * 3U);
}

TEST_F(Schedule, NewFilesWaitWhileTooMuchDoes) {
  ChunkSchedule schedule(files_.size());
  Turn first;
  ASSERT_TRUE(schedule.take(first));
  schedule.set_waiting(100'000, 0, 0);
  // Only the file that is due goes on; the rest waits for it.
  (void)first.reader->open(files_[0].path, sources::SplitMode::kLines);
  sources::Chunk chunk;
  (void)first.reader->next(chunk);
  schedule.give_back(first);
  Turn second;
  ASSERT_TRUE(schedule.take(second));
  EXPECT_EQ(second.file, 0U);
  EXPECT_EQ(second.chunk, 1U);
  std::thread release([&] { schedule.set_waiting(0, 0, 0); });
  Turn third;
  EXPECT_TRUE(schedule.take(third));
  EXPECT_EQ(third.file, 1U);
  release.join();
  schedule.stop();
  EXPECT_FALSE(schedule.take(first));
}

}  // namespace
}  // namespace vedette::engine

#include "sources/archive/reader.h"

#include <bzlib.h>
#include <gtest/gtest.h>
#include <isa-l/igzip_lib.h>
#include <unistd.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <random>

namespace vedette::sources {
namespace {

namespace fs = std::filesystem;

std::string gzip(const std::string& text) {
  std::string out(text.size() * 2 + 1000, '\0');
  isal_zstream stream;
  isal_deflate_stateless_init(&stream);
  stream.gzip_flag = IGZIP_GZIP;
  stream.end_of_stream = 1;
  stream.flush = NO_FLUSH;
  stream.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<std::uint32_t>(text.size());
  stream.next_out = reinterpret_cast<std::uint8_t*>(out.data());
  stream.avail_out = static_cast<std::uint32_t>(out.size());
  EXPECT_EQ(isal_deflate_stateless(&stream), COMP_OK);
  out.resize(stream.total_out);
  return out;
}

std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::string bzip2(const std::string& text) {
  std::string out(text.size() * 2 + 1000, '\0');
  auto size = static_cast<unsigned>(out.size());
  EXPECT_EQ(BZ2_bzBuffToBuffCompress(out.data(), &size, const_cast<char*>(text.data()), static_cast<unsigned>(text.size()), 9, 0, 0), BZ_OK);
  out.resize(size);
  return out;
}

/// About 3 MiB of records with varied content, so that several chunks and input buffers are needed.
std::string records_document(std::size_t count) {
  std::mt19937_64 random(3);
  std::string out = R"({"Records":[)";
  for (std::size_t i = 0; i < count; ++i) {
    out += i == 0 ? "" : ",";
    out += R"({"eventVersion":"1.08","eventName":"E)" + std::to_string(i) + R"(","requestParameters":{")" + std::to_string(random()) + R"(":")";
    for (int word = 0; word < 60; ++word) {
      out += std::to_string(random());
    }
    out += R"("}})";
  }
  return out + "]}";
}

class Reader : public testing::Test {
 protected:
  void SetUp() override { path_ = (fs::temp_directory_path() / ("vedette_reader_" + std::to_string(getpid()))).string(); }
  void TearDown() override { fs::remove(path_); }

  std::vector<std::string> read(const std::string& bytes, SplitMode mode = SplitMode::kRecognise) {
    std::ofstream(path_, std::ios::binary) << bytes;
    std::vector<std::string> out;
    Chunk chunk;
    if (reader_.open(path_, mode)) {
      while (reader_.next(chunk)) {
        EXPECT_EQ(chunk.first_index, out.size());
        out.insert(out.end(), chunk.records.begin(), chunk.records.end());
      }
    }
    return out;
  }

  std::string path_;
  FileReader reader_;
};

TEST_F(Reader, EveryCodecGivesTheSame) {
  std::string text = records_document(2500);
  std::vector<std::string> plain = read(text);
  EXPECT_EQ(plain.size(), 2500U);
  EXPECT_EQ(read(gzip(text)), plain);
  EXPECT_EQ(read(zstd(text)), plain);
  EXPECT_EQ(read(bzip2(text)), plain);
  EXPECT_EQ(reader_.report().problem_count, 0U);
}

TEST_F(Reader, SeveralMembers) {
  std::string text = records_document(300);
  std::vector<std::string> plain = read(text);
  std::string gz, zs, bz;
  for (std::size_t at = 0; at < text.size(); at += 7001) {
    gz += gzip(text.substr(at, 7001)) + gzip("");
    zs += zstd(text.substr(at, 7001)) + zstd("");
    bz += bzip2(text.substr(at, 7001)) + bzip2("");
  }
  EXPECT_EQ(read(gz), plain);
  EXPECT_EQ(read(gz + std::string(512, '\0')), plain);
  EXPECT_EQ(reader_.report().problem_count, 0U);
  EXPECT_EQ(read(zs), plain);
  EXPECT_EQ(read(bz), plain);
  EXPECT_EQ(reader_.report().problem_count, 0U);
  EXPECT_EQ(read(gz + "tail"), plain);
  EXPECT_EQ(reader_.report().problem_count, 1U);
}

TEST_F(Reader, WhatCameBeforeTheDamageIsKept) {
  std::string text = records_document(2500);
  for (const std::string& packed : {gzip(text), zstd(text), bzip2(text)}) {
    std::vector<std::string> got = read(packed.substr(0, packed.size() * 2 / 3));
    EXPECT_GT(got.size(), 1000U);
    EXPECT_LT(got.size(), 2500U);
    ASSERT_FALSE(reader_.report().problems.empty());
    EXPECT_NE(reader_.report().problems[0].find("ends early, at byte " + std::to_string(packed.size() * 2 / 3)), std::string::npos)
        << reader_.report().problems[0];
    std::string damaged = packed;
    for (std::size_t i = 0; i < 64; ++i) {
      damaged[damaged.size() / 2 + i] = static_cast<char>(0xFF);
    }
    got = read(damaged);
    EXPECT_LE(got.size(), 2500U);
    // zstd has no checksum unless asked for.
    EXPECT_TRUE(reader_.report().problem_count > 0U || packed.starts_with("\x28\xB5"));
  }
}

TEST_F(Reader, TinyAndCutHeaders) {
  std::string packed = gzip(R"({"Records":[]})");
  EXPECT_TRUE(read(packed).empty());
  EXPECT_EQ(reader_.report().kind, FileKind::kNoRecords);
  for (std::size_t size = 0; size < packed.size(); ++size) {
    EXPECT_TRUE(read(packed.substr(0, size)).empty());
    EXPECT_EQ(reader_.report().problem_count != 0, size > 2) << size;
  }
}

TEST_F(Reader, MissingFile) {
  EXPECT_FALSE(reader_.open("/nonexistent/file", SplitMode::kRecognise));
  EXPECT_EQ(reader_.report().kind, FileKind::kUnreadable);
  Chunk chunk;
  EXPECT_FALSE(reader_.next(chunk));
}

TEST_F(Reader, ALongRecordGrowsTheChunk) {
  std::string text = R"({"Records":[{"eventName":")" + std::string(5'000'000, 'x') + R"("},{"eventName":"small"}]})";
  std::vector<std::string> got = read(text);
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].size(), 5'000'000U + 16);
}

}  // namespace
}  // namespace vedette::sources

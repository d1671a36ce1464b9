// Makes a CloudTrail archive of any size from a few hundred sample records:
//   amplify SAMPLES.jsonl... --records 300000 --per-file 3000 --seed 1 --to FOLDER
// Samples are taken in turn; eventID, eventTime, account and source address are made anew, so that no record is a duplicate and buckets vary.
#include <fmt/format.h>
#include <zlib.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::mt19937_64 generator;

std::string random_hex(int digits) {
  std::string out;
  while (static_cast<int>(out.size()) < digits) {
    out += fmt::format("{:016x}", generator());
  }
  out.resize(digits);
  return out;
}

std::string random_uuid() {
  std::string hex = random_hex(32);
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4), hex.substr(20));
}

/// Replaces the text between the quotes of the first `"key": "..."` found.
void replace_string(std::string& record, std::string_view key, std::string_view value) {
  std::string quoted = fmt::format("\"{}\":", key);
  std::size_t at = record.find(quoted);
  if (at == std::string::npos) {
    return;
  }
  std::size_t begin = record.find('"', at + quoted.size());
  std::size_t end = record.find('"', begin + 1);
  if (begin == std::string::npos || end == std::string::npos || begin - at - quoted.size() > 1) {
    return;
  }
  record.replace(begin + 1, end - begin - 1, value);
}

void write_gzip(const std::string& path, const std::string& text) {
  gzFile out = gzopen(path.c_str(), "wb6");
  if (out == nullptr || gzwrite(out, text.data(), static_cast<unsigned>(text.size())) != static_cast<int>(text.size()) || gzclose(out) != Z_OK) {
    std::cerr << "amplify: cannot write " << path << "\n";
    std::exit(1);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> samples;
  std::uint64_t records = 300000, per_file = 3000, seed = 1;
  std::filesystem::path folder;
  for (int i = 1; i < argc; ++i) {
    std::string_view argument = argv[i];
    auto value = [&] { return ++i < argc ? std::string(argv[i]) : std::string(); };
    if (argument == "--records") {
      records = std::stoull(value());
    } else if (argument == "--per-file") {
      per_file = std::stoull(value());
    } else if (argument == "--seed") {
      seed = std::stoull(value());
    } else if (argument == "--to") {
      folder = value();
    } else {
      std::ifstream in{std::string(argument)};
      for (std::string line; std::getline(in, line);) {
        samples.push_back(std::move(line));
      }
    }
  }
  if (samples.empty() || folder.empty() || per_file == 0) {
    std::cerr << "usage: amplify SAMPLES.jsonl... --records N --per-file N --seed N --to FOLDER\n";
    return 2;
  }
  generator.seed(seed);
  std::int64_t begin = 1772496000;  // 2026-03-03T00:00:00Z
  std::uint64_t written = 0;
  for (std::uint64_t file = 0; written < records; ++file) {
    std::string text = "{\"Records\":[";
    std::int64_t minute = 0;
    for (std::uint64_t i = 0; i < per_file && written < records; ++i, ++written) {
      std::string record = samples[written % samples.size()];
      std::int64_t seconds = static_cast<std::int64_t>(written * 86400 / records);
      minute = seconds / 60;
      std::time_t when = begin + seconds;
      std::tm utc{};
      gmtime_r(&when, &utc);
      char time_text[32];
      std::strftime(time_text, sizeof time_text, "%Y-%m-%dT%H:%M:%SZ", &utc);
      replace_string(record, "eventTime", time_text);
      replace_string(record, "eventID", random_uuid());
      replace_string(record, "recipientAccountId", fmt::format("{:012}", 100000000000 + generator() % 8));
      replace_string(record, "sourceIPAddress", fmt::format("198.51.{}.{}", generator() % 8, generator() % 256));
      text += i ? "," : "";
      text += record;
    }
    text += "]}";
    std::int64_t slot = begin + (minute / 5 + 1) * 300;
    std::time_t when = slot;
    std::tm utc{};
    gmtime_r(&when, &utc);
    char stamp[32], day[32];
    std::strftime(stamp, sizeof stamp, "%Y%m%dT%H%MZ", &utc);
    std::strftime(day, sizeof day, "%Y/%m/%d", &utc);
    std::filesystem::path in = folder / "AWSLogs/111122223333/CloudTrail/eu-west-1" / day;
    std::filesystem::create_directories(in);
    write_gzip((in / fmt::format("111122223333_CloudTrail_eu-west-1_{}_{:08}.json.gz", stamp, file)).string(), text);
  }
  fmt::print("{} records\n", written);
}

// What this machine can do at most with a DOM: inflate (ISA-L), parse (simdjson) and read twelve fields of each record, on one core.
//   yardstick FOLDER
#include <fmt/format.h>
#include <isa-l/igzip_lib.h>
#include <simdjson.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: yardstick FOLDER\n";
    return 2;
  }
  auto begin = std::chrono::steady_clock::now();
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1])) {
    if (entry.is_regular_file()) {
      files.push_back(entry.path());
    }
  }
  simdjson::dom::parser parser;
  std::vector<std::uint8_t> text(64 << 20);
  std::uint64_t records = 0, bytes = 0, read = 0;
  for (const auto& path : files) {
    std::ifstream in(path, std::ios::binary);
    std::string packed((std::istreambuf_iterator<char>(in)), {});
    inflate_state state;
    isal_inflate_init(&state);
    state.crc_flag = ISAL_GZIP;
    state.next_in = reinterpret_cast<std::uint8_t*>(packed.data());
    state.avail_in = static_cast<std::uint32_t>(packed.size());
    std::size_t size = 0;
    while (state.block_state != ISAL_BLOCK_FINISH) {
      if (text.size() - size < (1 << 20)) {
        text.resize(text.size() * 2);
      }
      state.next_out = text.data() + size;
      state.avail_out = static_cast<std::uint32_t>(text.size() - size - simdjson::SIMDJSON_PADDING);
      std::uint32_t room = state.avail_out;
      if (isal_inflate(&state) != ISAL_DECOMP_OK) {
        std::cerr << path << ": cannot inflate\n";
        return 1;
      }
      size += room - state.avail_out;
    }
    bytes += size;
    simdjson::dom::array array;
    if (parser.parse(text.data(), size, false)["Records"].get_array().get(array) != simdjson::SUCCESS) {
      continue;
    }
    for (simdjson::dom::element record : array) {
      ++records;
      auto field = [&](simdjson::dom::element from, const char* key) {
        std::string_view value;
        if (from[key].get_string().get(value) == simdjson::SUCCESS) {
          read += value.size();
        }
      };
      for (const char* key : {"eventTime", "eventName", "eventSource", "awsRegion", "sourceIPAddress", "userAgent", "errorCode", "eventID", "recipientAccountId"}) {
        field(record, key);
      }
      simdjson::dom::element identity;
      if (record["userIdentity"].get(identity) == simdjson::SUCCESS && identity.is_object()) {
        for (const char* key : {"type", "arn", "accountId"}) {
          field(identity, key);
        }
      }
    }
  }
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  fmt::print("{{\"records\":{},\"bytes\":{},\"seconds\":{:.3f},\"records_per_second\":{:.0f},\"checksum\":{}}}\n", records, bytes, seconds, records / seconds, read);
}

// The splitter on any bytes, in pieces of any size: no crash, no record that is not a part of what was fed, the same whatever the pieces.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "sources/archive/split.h"

namespace {

using vedette::sources::SplitLimits;
using vedette::sources::SplitMode;
using vedette::sources::Splitter;

std::size_t run(std::string_view text, SplitMode mode, std::size_t step) {
  SplitLimits limits;
  limits.max_record = 4096;
  Splitter splitter(limits);
  splitter.begin(mode);
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t count = 0;
  std::vector<char> buffer;
  std::vector<std::string_view> records;
  vedette::Arena arena;
  for (bool last = false; !last;) {
    end = step < text.size() - end ? end + step : text.size();
    last = end == text.size();
    buffer.assign(text.begin() + static_cast<std::ptrdiff_t>(begin), text.begin() + static_cast<std::ptrdiff_t>(end));
    std::size_t size = buffer.size();
    buffer.resize(size + vedette::JsonReader::kPadding);
    records.clear();
    arena.reset();
    std::size_t consumed = splitter.feed({buffer.data(), size}, last, arena, records);
    VEDETTE_CHECK(consumed <= size);
    // What waits is one record and what was read behind it, never more.
    VEDETTE_CHECK(size - consumed <= limits.max_record + step);
    for (std::string_view record : records) {
      count += record.size() + 1;
    }
    begin += consumed;
  }
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  for (SplitMode mode : {SplitMode::kRecognise, SplitMode::kCloudTrail, SplitMode::kLines}) {
    run(text, mode, size + 1);
    run(text, mode, 1 + size / 3);
    std::size_t lines = run(text, SplitMode::kLines, 1 + size / 2);
    VEDETTE_CHECK(mode != SplitMode::kLines || size > 4096 || lines == run(text, mode, size + 1));
  }
  return 0;
}

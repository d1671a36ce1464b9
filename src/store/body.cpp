#include "store/body.h"

#include <fmt/format.h>
#include <zstd.h>

#include <memory>

namespace vedette::store {

namespace {

// The first byte says what follows.
constexpr char kPlain = 'j';
constexpr char kZstd = 'z';

constexpr int kLevel = 1;                                   // the fastest, and text this alike shrinks no matter what
constexpr std::size_t kWorthIt = 256;                       // smaller texts stay plain
constexpr std::size_t kLargest = 1024ULL * 1024ULL * 1024;  // an alert of a gigabyte is none

struct FreeCompressor {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeDecompressor {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

std::string pack_body(std::string_view json) {
  if (json.size() >= kWorthIt) {
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeCompressor> kContext(ZSTD_createCCtx());
    std::string out(1 + ZSTD_compressBound(json.size()), kZstd);
    const std::size_t size = ZSTD_compressCCtx(kContext.get(), out.data() + 1, out.size() - 1, json.data(), json.size(), kLevel);
    if (ZSTD_isError(size) == 0 && size < json.size()) {
      out.resize(1 + size);
      return out;
    }
  }
  std::string out(1, kPlain);
  out += json;
  return out;
}

Result<std::string> unpack_body(std::string_view bytes) {
  if (bytes.starts_with(kPlain)) {
    return std::string(bytes.substr(1));
  }
  if (!bytes.starts_with(kZstd)) {
    return fail(ErrorKind::kInvalid, "what is stored of the alert is damaged, or a newer vedette has written it");
  }
  bytes.remove_prefix(1);
  const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > kLargest) {
    return fail(ErrorKind::kInvalid, "what is stored of the alert is damaged");
  }
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeDecompressor> kContext(ZSTD_createDCtx());
  std::string out(size, '\0');
  const std::size_t got = ZSTD_decompressDCtx(kContext.get(), out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(got) != 0 || got != out.size()) {
    return fail(ErrorKind::kInvalid, fmt::format("what is stored of the alert is damaged: {}", ZSTD_getErrorName(got)));
  }
  return out;
}

}  // namespace vedette::store

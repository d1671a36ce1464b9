// Reads a file's text, unpacked by its first bytes: gzip (several members too), zstd, bzip2 or as it is.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/error.h"

namespace vedette::sources {

enum class Codec : std::uint8_t { kPlain, kGzip, kZstd, kBzip2 };

/// One file at a time; `open` may be called again and again, buffers are kept. Not thread safe.
class Unpacker {
 public:
  /// `stop`, when given, ends the wait for a pipe that gives nothing, as if it had ended; it must outlive this.
  explicit Unpacker(const std::atomic<bool>* stop = nullptr);
  ~Unpacker();
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  /// "-" is standard input. What is open is closed first.
  [[nodiscard]] Result<void> open(const std::string& path);
  void close();

  /// Fills `out` from its start; 0 is the end. What came before damage is returned first; the next call then gives the error, which names
  /// the byte of the file as it lies on disk.
  [[nodiscard]] Result<std::size_t> read(std::span<char> out);

  [[nodiscard]] Codec codec() const { return codec_; }
  /// Bytes taken from the file so far.
  [[nodiscard]] std::uint64_t bytes_read() const { return file_offset_; }

 private:
  struct Gzip;
  struct WholeGzip;
  struct Zstd;
  struct Bzip2;

  /// read(2), waiting for what may have to be waited for; 0 at the end, -1 with errno.
  [[nodiscard]] std::ptrdiff_t read_some(char* out, std::size_t size);
  /// Moves on to more input once all of the buffer is used; false at the end of the file.
  Result<bool> refill();
  void recognise_codec();
  Result<std::size_t> read_plain(std::span<char> out);
  Result<std::size_t> read_gzip(std::span<char> out);
  /// Unpacks the gzip member at the buffer's place at once, when all of the file is in the buffer; 0 when that cannot be done, and nothing has
  /// changed then.
  std::size_t read_whole_member(std::span<char> out);
  Result<std::size_t> read_zstd(std::span<char> out);
  Result<std::size_t> read_bzip2(std::span<char> out);
  /// "..., at byte N of the file".
  [[nodiscard]] tl::unexpected<Error> damaged(const std::string& what) const;

  const std::atomic<bool>* stop_;
  int descriptor_ = -1;
  bool may_block_ = false;  // no regular file
  bool owned_ = false;
  Codec codec_ = Codec::kPlain;
  bool at_end_ = false;
  std::uint64_t file_offset_ = 0;  // of the end of what is in input_
  std::uint64_t file_size_ = 0;    // of a regular file, when it was opened
  std::unique_ptr<char[]> input_;
  std::size_t input_at_ = 0;
  std::size_t input_size_ = 0;
  std::unique_ptr<Error> pending_;
  std::unique_ptr<Gzip> gzip_;
  std::unique_ptr<WholeGzip> whole_gzip_;
  std::unique_ptr<Zstd> zstd_;
  std::unique_ptr<Bzip2> bzip2_;
};

}  // namespace vedette::sources

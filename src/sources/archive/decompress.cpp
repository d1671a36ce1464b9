#include "sources/archive/decompress.h"

#include <bzlib.h>
#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace vedette::sources {
namespace {

constexpr std::size_t kInputBytes = 256 * 1024;
constexpr int kPollMilliseconds = 200;
constexpr int kZstdMaxWindowLog = 27;  // 128 MiB: what `zstd` itself takes without --long

bool begins_with(std::string_view bytes, std::string_view magic) {
  return bytes.substr(0, magic.size()) == magic;
}

bool is_zstd(std::string_view bytes) {
  return begins_with(bytes, "\x28\xB5\x2F\xFD") ||
         (bytes.size() >= 4 && (static_cast<unsigned char>(bytes[0]) & 0xF0) == 0x50 && begins_with(bytes.substr(1), "\x2A\x4D\x18"));
}

bool is_bzip2(std::string_view bytes) {
  return bytes.size() >= 10 && begins_with(bytes, "BZh") && bytes[3] >= '1' && bytes[3] <= '9' &&
         (bytes.substr(4, 6) == "\x31\x41\x59\x26\x53\x59" || bytes.substr(4, 6) == "\x17\x72\x45\x38\x50\x90");
}

}  // namespace

struct Unpacker::Gzip {
  inflate_state state;
  bool in_member = false;
};

/// ISA-L takes a stream piece by piece. Most objects of a trail are a few kB, where making its decoding tables is what counts: libdeflate, which
/// wants all of a member at once, needs half the time then.
struct Unpacker::WholeGzip {
  libdeflate_decompressor* decompressor = libdeflate_alloc_decompressor();
  ~WholeGzip() { libdeflate_free_decompressor(decompressor); }
};

struct Unpacker::Zstd {
  ZSTD_DCtx* context = ZSTD_createDCtx();
  bool in_frame = false;
  ~Zstd() { ZSTD_freeDCtx(context); }
};

struct Unpacker::Bzip2 {
  bz_stream stream{};
  bool in_stream = false;
  ~Bzip2() { end(); }
  void end() {
    if (in_stream) {
      BZ2_bzDecompressEnd(&stream);
      in_stream = false;
    }
  }
};

Unpacker::Unpacker(const std::atomic<bool>* stop) : stop_(stop) {}

Unpacker::~Unpacker() {
  close();
}

void Unpacker::close() {
  if (owned_) {
    ::close(descriptor_);
  }
  descriptor_ = -1;
  owned_ = false;
}

Result<void> Unpacker::open(const std::string& path) {
  close();
  at_end_ = false;
  file_offset_ = 0;
  input_at_ = input_size_ = 0;
  pending_.reset();
  codec_ = Codec::kPlain;
  if (path == "-") {
    descriptor_ = STDIN_FILENO;
  } else {
    do {
      descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    } while (descriptor_ < 0 && errno == EINTR);
    if (descriptor_ < 0) {
      return tl::unexpected<Error>(system_error("cannot be opened", errno));
    }
    owned_ = true;
  }
  struct stat info {};
  may_block_ = fstat(descriptor_, &info) != 0 || !S_ISREG(info.st_mode);
  file_size_ = may_block_ ? 0 : static_cast<std::uint64_t>(info.st_size);
  if (!input_) {
    input_ = std::make_unique<char[]>(kInputBytes);
  }
  // A pipe may hand over a byte at a time; the codec shows in the first ten.
  while (input_size_ < 10 && !at_end_) {
    std::ptrdiff_t got = read_some(input_.get() + input_size_, kInputBytes - input_size_);
    if (got < 0) {
      return tl::unexpected<Error>(system_error("cannot be read", errno));
    }
    at_end_ = got == 0;
    input_size_ += static_cast<std::size_t>(got);
  }
  file_offset_ = input_size_;
  recognise_codec();
  return {};
}

void Unpacker::recognise_codec() {
  std::string_view head(input_.get(), input_size_);
  if (begins_with(head, "\x1F\x8B\x08")) {
    codec_ = Codec::kGzip;
    if (!gzip_) {
      gzip_ = std::make_unique<Gzip>();
    }
    gzip_->in_member = false;
  } else if (is_zstd(head)) {
    codec_ = Codec::kZstd;
    if (!zstd_) {
      zstd_ = std::make_unique<Zstd>();
      ZSTD_DCtx_setParameter(zstd_->context, ZSTD_d_windowLogMax, kZstdMaxWindowLog);
    }
    ZSTD_DCtx_reset(zstd_->context, ZSTD_reset_session_only);
    zstd_->in_frame = false;
  } else if (is_bzip2(head)) {
    codec_ = Codec::kBzip2;
    if (!bzip2_) {
      bzip2_ = std::make_unique<Bzip2>();
    }
    bzip2_->end();
  }
}

std::ptrdiff_t Unpacker::read_some(char* out, std::size_t size) {
  while (true) {
    if (may_block_ && stop_ != nullptr) {
      pollfd wait{descriptor_, POLLIN, 0};
      if (poll(&wait, 1, kPollMilliseconds) == 0 || *stop_) {
        if (*stop_) {
          return 0;
        }
        continue;
      }
    }
    ssize_t got = ::read(descriptor_, out, size);
    if (got >= 0 || errno != EINTR) {
      return got;
    }
  }
}

Result<bool> Unpacker::refill() {
  if (input_at_ < input_size_) {
    return true;
  }
  input_at_ = input_size_ = 0;
  while (!at_end_) {
    std::ptrdiff_t got = read_some(input_.get(), kInputBytes);
    if (got < 0) {
      Error error = system_error("cannot be read on", errno);
      error.message += ", at byte " + std::to_string(file_offset_) + " of the file";
      return tl::unexpected<Error>(std::move(error));
    }
    if (got == 0) {
      at_end_ = true;
      break;
    }
    input_size_ = static_cast<std::size_t>(got);
    file_offset_ += input_size_;
    return true;
  }
  return false;
}

tl::unexpected<Error> Unpacker::damaged(const std::string& what) const {
  return fail(ErrorKind::kInvalid, what + ", at byte " + std::to_string(file_offset_ - (input_size_ - input_at_)) + " of the file");
}

Result<std::size_t> Unpacker::read(std::span<char> out) {
  if (pending_) {
    Error error = std::move(*pending_);
    pending_.reset();
    at_end_ = true;
    input_at_ = input_size_ = 0;
    codec_ = Codec::kPlain;
    return tl::unexpected<Error>(std::move(error));
  }
  std::size_t filled = 0;
  while (filled < out.size() && !pending_) {
    std::span<char> rest = out.subspan(filled);
    Result<std::size_t> got;
    switch (codec_) {
      case Codec::kPlain:
        got = read_plain(rest);
        break;
      case Codec::kGzip:
        got = read_gzip(rest);
        break;
      case Codec::kZstd:
        got = read_zstd(rest);
        break;
      case Codec::kBzip2:
        got = read_bzip2(rest);
        break;
    }
    if (!got) {
      pending_ = std::make_unique<Error>(std::move(got.error()));
      if (filled == 0) {
        return read(out);
      }
      return filled;
    }
    if (*got == 0) {
      break;
    }
    filled += *got;
  }
  return filled;
}

Result<std::size_t> Unpacker::read_plain(std::span<char> out) {
  if (input_at_ < input_size_) {
    std::size_t take = std::min(out.size(), input_size_ - input_at_);
    std::memcpy(out.data(), input_.get() + input_at_, take);
    input_at_ += take;
    return take;
  }
  while (!at_end_) {
    std::ptrdiff_t got = read_some(out.data(), out.size());
    if (got < 0) {
      Error error = system_error("cannot be read on", errno);
      error.message += ", at byte " + std::to_string(file_offset_) + " of the file";
      return tl::unexpected<Error>(std::move(error));
    }
    at_end_ = got == 0;
    file_offset_ += static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
  }
  return std::size_t{0};
}

std::size_t Unpacker::read_whole_member(std::span<char> out) {
  constexpr std::size_t kLeastMember = 18;  // RFC 1952: header and trailer
  const std::size_t given = input_size_ - input_at_;
  if (file_offset_ != file_size_ || given < kLeastMember) {
    return 0;
  }
  // The file ends with the size of its last member's text: of all of it, as a rule. A guess that is wrong costs time only.
  std::uint32_t text_size = 0;
  std::memcpy(&text_size, input_.get() + input_size_ - sizeof text_size, sizeof text_size);
  if (text_size > out.size()) {
    return 0;
  }
  if (!whole_gzip_) {
    whole_gzip_ = std::make_unique<WholeGzip>();
  }
  std::size_t used = 0;
  std::size_t made = 0;
  if (libdeflate_gzip_decompress_ex(whole_gzip_->decompressor, input_.get() + input_at_, given, out.data(), out.size(), &used, &made) !=
      LIBDEFLATE_SUCCESS) {
    return 0;  // what is wrong, and how much comes before it, the other way tells
  }
  if (made != 0) {
    input_at_ += used;
  }
  return made;
}

Result<std::size_t> Unpacker::read_gzip(std::span<char> out) {
  inflate_state& state = gzip_->state;
  // A member that ended must be followed by another, by padding zeros, or by nothing.
  while (true) {
    Result<bool> more = refill();
    if (!more) {
      return tl::unexpected<Error>(std::move(more.error()));
    }
    if (!gzip_->in_member) {
      if (!*more) {
        return std::size_t{0};
      }
      if (input_[input_at_] == '\0') {
        ++input_at_;
        continue;
      }
      if (static_cast<unsigned char>(input_[input_at_]) != 0x1F) {
        return damaged("there are bytes after the gzip data that are not gzip");
      }
      if (std::size_t made = read_whole_member(out); made != 0) {
        return made;
      }
      isal_inflate_init(&state);
      state.crc_flag = ISAL_GZIP;
      gzip_->in_member = true;
    }
    std::size_t given = input_size_ - input_at_;
    state.next_in = reinterpret_cast<std::uint8_t*>(input_.get() + input_at_);
    state.avail_in = static_cast<std::uint32_t>(given);
    state.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    auto room = static_cast<std::uint32_t>(std::min<std::size_t>(out.size(), 1U << 30));
    state.avail_out = room;
    int code = isal_inflate(&state);
    input_at_ += given - state.avail_in;
    std::size_t made = room - state.avail_out;
    if (code < 0) {
      std::string what = "the gzip data is damaged";
      if (code == ISAL_INCORRECT_CHECKSUM) {
        what = "the gzip data does not match its checksum";
      } else if (code == ISAL_INVALID_WRAPPER || code == ISAL_UNSUPPORTED_METHOD) {
        what = "the gzip header is not valid";
      }
      tl::unexpected<Error> error = damaged(what);
      if (made != 0) {
        pending_ = std::make_unique<Error>(std::move(error.value()));
        return made;
      }
      return error;
    }
    if (state.block_state == ISAL_BLOCK_FINISH) {
      gzip_->in_member = false;
    }
    if (made != 0) {
      return made;
    }
    if (!*more && gzip_->in_member) {
      return damaged("the gzip data ends early");
    }
  }
}

Result<std::size_t> Unpacker::read_zstd(std::span<char> out) {
  while (true) {
    Result<bool> more = refill();
    if (!more) {
      return tl::unexpected<Error>(std::move(more.error()));
    }
    if (!*more && !zstd_->in_frame) {
      return std::size_t{0};
    }
    ZSTD_inBuffer input{input_.get() + input_at_, input_size_ - input_at_, 0};
    ZSTD_outBuffer output{out.data(), out.size(), 0};
    std::size_t hint = ZSTD_decompressStream(zstd_->context, &output, &input);
    input_at_ += input.pos;
    if (ZSTD_isError(hint) != 0) {
      tl::unexpected<Error> error = damaged(std::string("the zstd data is damaged (") + ZSTD_getErrorName(hint) + ")");
      if (output.pos != 0) {
        pending_ = std::make_unique<Error>(std::move(error.value()));
        return output.pos;
      }
      return error;
    }
    zstd_->in_frame = hint != 0;
    if (output.pos != 0) {
      return output.pos;
    }
    if (!*more && zstd_->in_frame) {
      return damaged("the zstd data ends early");
    }
  }
}

Result<std::size_t> Unpacker::read_bzip2(std::span<char> out) {
  bz_stream& stream = bzip2_->stream;
  while (true) {
    Result<bool> more = refill();
    if (!more) {
      return tl::unexpected<Error>(std::move(more.error()));
    }
    if (!bzip2_->in_stream) {
      if (!*more) {
        return std::size_t{0};
      }
      stream = bz_stream{};
      if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK) {
        return fail(ErrorKind::kUnavailable, "cannot be unpacked: out of memory");
      }
      bzip2_->in_stream = true;
    }
    std::size_t given = input_size_ - input_at_;
    stream.next_in = input_.get() + input_at_;
    stream.avail_in = static_cast<unsigned>(given);
    stream.next_out = out.data();
    auto room = static_cast<unsigned>(std::min<std::size_t>(out.size(), 1U << 30));
    stream.avail_out = room;
    int code = BZ2_bzDecompress(&stream);
    input_at_ += given - stream.avail_in;
    std::size_t made = room - stream.avail_out;
    if (code == BZ_STREAM_END) {
      bzip2_->end();
    } else if (code != BZ_OK) {
      bzip2_->end();
      tl::unexpected<Error> error = damaged("the bzip2 data is damaged");
      if (made != 0) {
        pending_ = std::make_unique<Error>(std::move(error.value()));
        return made;
      }
      return error;
    }
    if (made != 0) {
      return made;
    }
    if (!*more && bzip2_->in_stream) {
      return damaged("the bzip2 data ends early");
    }
  }
}

}  // namespace vedette::sources

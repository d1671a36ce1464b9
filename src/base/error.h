// The result type for what the world can refuse: a file, a disk, a bad record. Never for the user's mistakes (diagnostic.h) nor for bugs
// (VEDETTE_CHECK).
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace vedette {

/// What retry code reads.
enum class ErrorKind { kInvalid, kNotFound, kDenied, kConflict, kThrottled, kUnavailable };

struct Error {
  ErrorKind kind = ErrorKind::kInvalid;
  std::string message;  // a sentence for a person; names the file or the peer
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorKind kind, std::string message) {
  return tl::unexpected<Error>(Error{kind, std::move(message)});
}

/// The error of the last system call (errno), with what was tried: "open /x/y: Permission denied".
[[nodiscard]] Error system_error(std::string_view what, int error_number);

}  // namespace vedette

/// Our own bug: stops the process, in release builds too.
#define VEDETTE_CHECK(condition)                                                           \
  do {                                                                                     \
    if (!(condition)) [[unlikely]] {                                                       \
      std::fprintf(stderr, "vedette: bug: %s at %s:%d\n", #condition, __FILE__, __LINE__); \
      std::abort();                                                                        \
    }                                                                                      \
  } while (false)

#include "base/error.h"

#include <cerrno>
#include <cstring>

namespace vedette {

Error system_error(std::string_view what, int error_number) {
  ErrorKind kind = ErrorKind::kUnavailable;
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      kind = ErrorKind::kNotFound;
      break;
    case EACCES:
    case EPERM:
      kind = ErrorKind::kDenied;
      break;
    case EINVAL:
    case EISDIR:
      kind = ErrorKind::kInvalid;
      break;
    case EEXIST:
      kind = ErrorKind::kConflict;
      break;
    default:
      break;
  }
  return Error{kind, std::string(what) + ": " + std::strerror(error_number)};
}

}  // namespace vedette

#include "aws/api_error.h"

namespace vedette::aws {
namespace {

constexpr int kNotFound = 404;

bool says_not_found(std::string_view code) {
  return code.starts_with("NoSuch") || code.ends_with("NotFound") || code.ends_with("NotFoundException") || code.ends_with("NonExistentQueue") ||
         code == "QueueDoesNotExist";
}

}  // namespace

Error to_error(const ApiError& error) {
  switch (error.what) {
    case ErrorClass::kTransient:
      return {error.throttled ? ErrorKind::kThrottled : ErrorKind::kUnavailable, error.message};
    case ErrorClass::kPermission:
      return {ErrorKind::kDenied, error.message};
    case ErrorClass::kPermanent:
    case ErrorClass::kForeign:
      break;
  }
  return {error.status == kNotFound || says_not_found(error.code) ? ErrorKind::kNotFound : ErrorKind::kInvalid, error.message};
}

}  // namespace vedette::aws

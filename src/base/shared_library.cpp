#include "base/shared_library.h"

#include <dlfcn.h>

#include <string>

namespace vedette {

Result<SharedLibrary> SharedLibrary::load(std::initializer_list<const char*> sonames, std::string_view purpose, std::string_view package) {
  std::string reason;
  for (const char* soname : sonames) {
    if (void* handle = ::dlopen(soname, RTLD_NOW | RTLD_LOCAL)) {
      return SharedLibrary(handle, soname);
    }
    if (const char* error = ::dlerror(); error != nullptr && reason.empty()) {
      reason = error;
    }
  }
  std::string message(purpose);
  message += std::string(" needs ") + *sonames.begin() + " (Debian: " + std::string(package) + "): " + reason;
  return fail(ErrorKind::kUnavailable, std::move(message));
}

void* SharedLibrary::address(const char* name) {
  void* found = ::dlsym(handle_, name);
  if (found == nullptr && missing_ == nullptr) {
    missing_ = name;
  }
  return found;
}

Result<void> SharedLibrary::complete() const {
  if (missing_ != nullptr) {
    return fail(ErrorKind::kUnavailable, std::string(soname_) + " has no function " + missing_ + ": it is too old");
  }
  return {};
}

}  // namespace vedette

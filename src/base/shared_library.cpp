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

Result<void*> SharedLibrary::address(const char* name) const {
  if (void* found = ::dlsym(handle_, name)) {
    return found;
  }
  return fail(ErrorKind::kUnavailable, std::string(soname_) + " has no function " + name + ": it is too old");
}

}  // namespace vedette

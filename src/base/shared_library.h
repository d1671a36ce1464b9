// A library of the system that is loaded when something first needs it: for those that are big, or may be absent.
#pragma once

#include <initializer_list>
#include <string_view>

#include "base/error.h"

namespace vedette {

/// A loaded library; it stays loaded to the end of the program, so what `function` gives is valid for ever. Copies are the same library.
class SharedLibrary {
 public:
  /// The first of these sonames ("libpq.so.5") that loads. kUnavailable says `purpose`, what was missing, and the package that brings it:
  /// "PostgreSQL needs libpq.so.5 (Debian: libpq5): cannot open shared object file".
  [[nodiscard]] static Result<SharedLibrary> load(std::initializer_list<const char*> sonames, std::string_view purpose, std::string_view package);

  /// Puts the address of the function of that name into `out`, null when there is none:
  ///   library.find("PQfinish", table.finish)   with   decltype(&PQfinish) finish;
  template <class Function>
  void find(const char* name, Function*& out) {
    out = reinterpret_cast<Function*>(address(name));
  }
  /// Whether all functions that were asked for are there; kUnavailable names the first that is not.
  [[nodiscard]] Result<void> complete() const;

 private:
  SharedLibrary(void* handle, const char* soname) : handle_(handle), soname_(soname) {}
  [[nodiscard]] void* address(const char* name);

  void* handle_;
  const char* soname_;
  const char* missing_ = nullptr;
};

}  // namespace vedette

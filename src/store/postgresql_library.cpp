#include "store/postgresql_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <string>

namespace vedette::store {

namespace {

struct Loaded {
  PostgresqlLibrary library{};
  std::string error;  // empty: it is there
};

template <class Function>
void find(void* handle, const char* name, Function& out, std::string& error) {
  out = reinterpret_cast<Function>(::dlsym(handle, name));
  if (out == nullptr && error.empty()) {
    error = fmt::format("this machine's libpq is too old for PostgreSQL as a store: it has no {}", name);
  }
}

Loaded load_once() {
  Loaded out;
  void* handle = ::dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* reason = ::dlerror();
    out.error =
        fmt::format("PostgreSQL as a store needs libpq, which is not there (Debian: apt install libpq5): {}", reason == nullptr ? "" : reason);
    return out;
  }
  PostgresqlLibrary& library = out.library;
  find(handle, "PQconnectdbParams", library.connectdbParams, out.error);
  find(handle, "PQfinish", library.finish, out.error);
  find(handle, "PQstatus", library.status, out.error);
  find(handle, "PQerrorMessage", library.errorMessage, out.error);
  find(handle, "PQsetNoticeProcessor", library.setNoticeProcessor, out.error);
  find(handle, "PQexec", library.exec, out.error);
  find(handle, "PQprepare", library.prepare, out.error);
  find(handle, "PQexecPrepared", library.execPrepared, out.error);
  find(handle, "PQresultStatus", library.resultStatus, out.error);
  find(handle, "PQresultErrorField", library.resultErrorField, out.error);
  find(handle, "PQresultErrorMessage", library.resultErrorMessage, out.error);
  find(handle, "PQclear", library.clear, out.error);
  find(handle, "PQntuples", library.ntuples, out.error);
  find(handle, "PQftype", library.ftype, out.error);
  find(handle, "PQgetisnull", library.getisnull, out.error);
  find(handle, "PQgetvalue", library.getvalue, out.error);
  find(handle, "PQgetlength", library.getlength, out.error);
  find(handle, "PQcmdTuples", library.cmdTuples, out.error);
  return out;
}

}  // namespace

Result<const PostgresqlLibrary*> PostgresqlLibrary::load() {
  static const Loaded kLoaded = load_once();
  if (!kLoaded.error.empty()) {
    return fail(ErrorKind::kNotFound, kLoaded.error);
  }
  return &kLoaded.library;
}

}  // namespace vedette::store

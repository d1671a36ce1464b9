#include "store/postgresql_library.h"

#include "base/shared_library.h"

namespace vedette::store {

namespace {

Result<PostgresqlLibrary> load_once() {
  Result<SharedLibrary> library = SharedLibrary::load({"libpq.so.5"}, "PostgreSQL as a store", "libpq5");
  if (!library) {
    return tl::unexpected(std::move(library.error()));
  }
  PostgresqlLibrary functions{};
  library->find("PQconnectdbParams", functions.connectdbParams);
  library->find("PQfinish", functions.finish);
  library->find("PQstatus", functions.status);
  library->find("PQerrorMessage", functions.errorMessage);
  library->find("PQsetNoticeProcessor", functions.setNoticeProcessor);
  library->find("PQexec", functions.exec);
  library->find("PQprepare", functions.prepare);
  library->find("PQexecPrepared", functions.execPrepared);
  library->find("PQresultStatus", functions.resultStatus);
  library->find("PQresultErrorField", functions.resultErrorField);
  library->find("PQresultErrorMessage", functions.resultErrorMessage);
  library->find("PQclear", functions.clear);
  library->find("PQntuples", functions.ntuples);
  library->find("PQftype", functions.ftype);
  library->find("PQgetisnull", functions.getisnull);
  library->find("PQgetvalue", functions.getvalue);
  library->find("PQgetlength", functions.getlength);
  library->find("PQcmdTuples", functions.cmdTuples);
  if (Result<void> found = library->complete(); !found) {
    return tl::unexpected(std::move(found.error()));
  }
  return functions;
}

}  // namespace

Result<const PostgresqlLibrary*> PostgresqlLibrary::load() {
  static const Result<PostgresqlLibrary> kLoaded = load_once();
  if (!kLoaded) {
    return tl::unexpected(kLoaded.error());
  }
  return &*kLoaded;
}

}  // namespace vedette::store

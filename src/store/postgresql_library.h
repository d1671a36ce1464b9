// libpq, loaded when it is needed: linked, its dozen libraries would cost every start of the program. Private to postgresql.cpp.
#pragma once

#include <libpq-fe.h>

#include "base/error.h"

namespace vedette::store {

/// The functions that are called, by their names without PQ.
struct PostgresqlLibrary {
  decltype(&PQconnectdbParams) connectdbParams;
  decltype(&PQfinish) finish;
  decltype(&PQstatus) status;
  decltype(&PQerrorMessage) errorMessage;
  decltype(&PQsetNoticeProcessor) setNoticeProcessor;
  decltype(&PQexec) exec;
  decltype(&PQprepare) prepare;
  decltype(&PQexecPrepared) execPrepared;
  decltype(&PQresultStatus) resultStatus;
  decltype(&PQresultErrorField) resultErrorField;
  decltype(&PQresultErrorMessage) resultErrorMessage;
  decltype(&PQclear) clear;
  decltype(&PQntuples) ntuples;
  decltype(&PQftype) ftype;
  decltype(&PQgetisnull) getisnull;
  decltype(&PQgetvalue) getvalue;
  decltype(&PQgetlength) getlength;
  decltype(&PQcmdTuples) cmdTuples;

  /// Never unloaded; any thread.
  [[nodiscard]] static Result<const PostgresqlLibrary*> load();
};

}  // namespace vedette::store

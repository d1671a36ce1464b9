// A test's dump as the assertions see it: the variable `results`.
#pragma once

#include "expr/program.h"
#include "hubtest/dump.h"

namespace vedette::hubtest {

/// `results` is a dumps.ParserResults; the functions are the content's, and basename.
[[nodiscard]] const expr::Environment& parser_environment();
/// `results` is a hubtest.BucketResults.
[[nodiscard]] const expr::Environment& scenario_environment();

/// Views on `dump`, partly in its arena.
[[nodiscard]] expr::Value parser_results(const Dump& dump);
[[nodiscard]] expr::Value scenario_results(const Dump& dump);

}  // namespace vedette::hubtest

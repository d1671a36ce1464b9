// Assertion files: a line is an expression over `results` that is to be true.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "expr/program.h"

namespace vedette::hubtest {

struct FailedAssert {
  std::uint32_t line = 0;  // from 1
  std::string expression;
  /// What it compares, and the value that this has, as YAML; empty when there is no such part or it fails itself.
  std::string variable;
  std::string actual;
  std::string error;  // of the expression itself: it does not compile, fails, or is no condition
};

struct AssertReport {
  std::size_t count = 0;  // lines that are not empty
  std::vector<FailedAssert> failed;
};

/// Evaluates expressions over one `results`. One thread.
class Assertions {
 public:
  /// Both must outlive this.
  Assertions(const expr::Environment& environment, const expr::Value& results);

  [[nodiscard]] AssertReport run(std::string_view text);
  /// The value as YAML, as `cscli hubtest eval` prints it.
  [[nodiscard]] Result<std::string> evaluate(const std::string& expression);

 private:
  void run_line(const std::string& line, std::uint32_t number, AssertReport& report);
  [[nodiscard]] Result<expr::Value> value_of(const std::string& expression);

  const expr::Environment& environment_;
  const expr::Value& results_;
  expr::MachinePtr machine_;
  Arena arena_;
};

}  // namespace vedette::hubtest

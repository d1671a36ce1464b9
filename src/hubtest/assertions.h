// Assertion files: a line is an expression over `results` that is to be true.
#pragma once

#include <algorithm>
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
  /// cscli takes no notice: what it would show as the actual value cannot be had. Said to the user, but no failure.
  bool overlooked = false;
};

struct AssertReport {
  std::size_t count = 0;  // lines that are not empty
  std::vector<FailedAssert> failed;

  [[nodiscard]] bool passed() const {
    return std::all_of(failed.begin(), failed.end(), [](const FailedAssert& assert) { return assert.overlooked; });
  }
};

/// Evaluates expressions over one `results`. One thread.
class Assertions {
 public:
  /// Both must outlive this.
  Assertions(const expr::Environment& environment, const expr::Value& results);

  /// What cscli makes of a false assertion without `variable == ..`: in parser.assert it is a failure, in scenario.assert it is overlooked.
  enum class Nameless : std::uint8_t { kFails, kOverlooked };

  [[nodiscard]] AssertReport run(std::string_view text, Nameless nameless);
  /// The value as YAML, as `cscli hubtest eval` prints it.
  [[nodiscard]] Result<std::string> evaluate(const std::string& expression);

 private:
  void run_line(const std::string& line, std::uint32_t number, Nameless nameless, AssertReport& report);
  [[nodiscard]] Result<expr::Value> value_of(const std::string& expression);

  const expr::Environment& environment_;
  const expr::Value& results_;
  expr::MachinePtr machine_;
  Arena arena_;
};

}  // namespace vedette::hubtest

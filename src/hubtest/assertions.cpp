#include "hubtest/assertions.h"

#include "hubtest/yaml_text.h"
#include "model/event.h"

namespace vedette::hubtest {
namespace {

// hubtest/parser_assert.go, basenameShim: older assertions compare whole paths.
std::string with_basename(const std::string& expression) {
  if (expression.find("datasource_path") == std::string::npos || expression.find("basename(") != std::string::npos) {
    return expression;
  }
  const std::size_t operator_at = expression.find("==");
  if (operator_at == std::string::npos) {
    return expression;
  }
  const std::size_t right = operator_at + 2;
  return "basename(" + expression.substr(0, operator_at) + ") == " + expression.substr(right, expression.find("==", right) - right);
}

// hubtest/regexp.go, variableRE: `([^ =]+) == .*`, the first that fits.
std::string variable_in(std::string_view expression) {
  for (std::size_t at = expression.find(" == "); at != std::string_view::npos; at = expression.find(" == ", at + 1)) {
    std::size_t begin = at;
    while (begin > 0 && expression[begin - 1] != ' ' && expression[begin - 1] != '=') {
      --begin;
    }
    if (begin != at) {
      return std::string(expression.substr(begin, at - begin));
    }
  }
  return {};
}

}  // namespace

Assertions::Assertions(const expr::Environment& environment, const expr::Value& results)
    : environment_(environment), results_(results), machine_(expr::make_machine()) {}

AssertReport Assertions::run(std::string_view text, Nameless nameless) {
  AssertReport report;
  std::uint32_t number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    ++number;
    if (line.ends_with('\r')) {
      line.remove_suffix(1);  // bufio.ScanLines
    }
    if (!line.empty()) {
      ++report.count;
      run_line(std::string(line), number, nameless, report);
    }
  }
  return report;
}

void Assertions::run_line(const std::string& line, std::uint32_t number, Nameless nameless, AssertReport& report) {
  arena_.reset();
  FailedAssert failed;
  failed.line = number;
  failed.expression = line;
  Result<expr::Value> value = value_of(line);
  if (!value) {
    failed.error = value.error().message;
  } else if (!value->is_bool()) {
    failed.error = "it is no condition, but gives " + value->type()->name;
  } else if (value->as_bool()) {
    return;
  }
  failed.variable = variable_in(line);
  // hubtest/scenario_assert.go and parser_assert.go, AssertFile: `continue` before the failure is noted.
  failed.overlooked = failed.error.empty() && failed.variable.empty() && nameless == Nameless::kOverlooked;
  if (!failed.variable.empty()) {
    Result<std::string> actual = evaluate(failed.variable);
    if (actual) {
      failed.actual = std::move(*actual);
    } else {
      failed.overlooked = failed.error.empty();
      failed.variable.clear();
    }
  }
  report.failed.push_back(std::move(failed));
}

Result<std::string> Assertions::evaluate(const std::string& expression) {
  Result<expr::Value> value = value_of(expression);
  if (!value) {
    return tl::unexpected(value.error());
  }
  return yaml_text(*value, arena_);
}

Result<expr::Value> Assertions::value_of(const std::string& expression) {
  Diagnostics diagnostics;
  const std::shared_ptr<const expr::Program> program =
      expr::Program::compile(SourceText("<assertion>", with_basename(expression)), environment_, diagnostics);
  if (program == nullptr) {
    return fail(ErrorKind::kInvalid, diagnostics.all().empty() ? "it does not compile" : diagnostics.all().front().message);
  }
  expr::CallContext context(arena_);
  const expr::Value variables[] = {results_};
  expr::Outcome outcome = program->run(*machine_, context, variables);
  if (outcome.failed) {
    return fail(ErrorKind::kInvalid, outcome.message);
  }
  // The value may live in the program, which goes now.
  return model::copy_value(outcome.value, arena_);
}

}  // namespace vedette::hubtest

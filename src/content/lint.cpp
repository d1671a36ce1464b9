#include "content/lint.h"

#include "content/lint/expressions.h"
#include "content/lint/rules.h"

namespace vedette::content {

void check_content(const Checked& checked, Diagnostics& diagnostics) {
  const Content& content = checked.content;
  const bool whole = checked.extent == Extent::kWhole;
  const std::vector<lint::Expression> expressions = lint::read_expressions(content, checked.profiles);
  for (const lint::Expression& expression : expressions) {
    lint::check_escape(expression, diagnostics);
    lint::check_truth(expression, diagnostics);
  }
  lint::check_data_names(content, expressions, whole, diagnostics);
  lint::check_scenario_names(content, expressions, checked.other_alerts, whole, diagnostics);
  if (checked.notifications != nullptr) {
    lint::check_notifications(checked.profiles, *checked.notifications, diagnostics);
  }
  if (whole) {
    lint::check_exception_lines(content, expressions, diagnostics);
    lint::check_stages(content, diagnostics);
    lint::check_fields(content, expressions, diagnostics);
    lint::check_times(content, expressions, checked.sources, diagnostics);
    lint::check_log_types(expressions, checked.sources, diagnostics);
  }
}

}  // namespace vedette::content

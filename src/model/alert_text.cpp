// models.Alert for a person.
#include <fmt/format.h>

#include "model/alert.h"

namespace vedette::model {

std::vector<std::string> describe(const Alert& alert, std::string_view machine) {
  // pkg/models/helpers.go: FormatAsStrings
  std::string message = "empty scenario";
  if (!alert.is_nil(AlertField::kScenario) && !alert.scenario.empty()) {
    message = alert.scenario;
  } else if (!alert.is_nil(AlertField::kMessage) && !alert.message.empty()) {
    message = alert.message;
  }
  std::string reason = fmt::format("{} by {}", message, describe(alert.is_nil(AlertField::kSource) ? nullptr : &alert.source));
  if (alert.decisions.empty() || alert.decisions.front().origin == "cscli-import") {
    return {fmt::format("({}) alert : {}", machine, reason)};
  }
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < alert.decisions.size(); ++i) {
    const Decision& decision = alert.decisions[i];
    std::string text;
    if (alert.simulated && !alert.is_nil(AlertField::kSimulated)) {
      text = "(simulated alert)";
    } else if (decision.simulated) {
      text = "(simulated decision)";
    }
    if (alert.decisions.size() > 1) {
      reason = fmt::format("{} for {}/{} decisions", message, i + 1, alert.decisions.size());
    }
    std::string origin = machine.empty() ? decision.origin : fmt::format("{}/{}", machine, decision.origin);
    text += fmt::format("{} {} on {} {}", decision.duration, decision.type, decision.scope, decision.value);
    lines.push_back(fmt::format("({}) {} : {}", origin, reason, text));
  }
  return lines;
}

}  // namespace vedette::model

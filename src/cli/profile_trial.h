// What profiles make of alerts, filter by filter, for a person or a program.
#pragma once

#include <string>
#include <vector>

#include "cli/terminal.h"
#include "explain/report.h"
#include "model/alert.h"
#include "profile/profile.h"

namespace vedette::cli {

struct FilterTrial {
  enum class Answer : std::uint8_t { kTrue, kFalse, kFailed, kNotAsked };
  Answer answer = Answer::kNotAsked;
  std::string text;        // the filter
  std::string why;         // kFalse: the clause that decided; kFailed: the reason
  std::string diagnostic;  // kFailed: with file, line and caret
};

struct ProfileTrial {
  std::string name;
  bool asked = true;  // false: a profile before it was the last
  profile::Evaluation evaluation;
  std::vector<FilterTrial> filters;
  std::vector<std::string> notifications;  // that go out for this alert
};

struct AlertTrial {
  model::Alert alert;  // with the decisions it got
  std::vector<ProfileTrial> profiles;
  std::vector<std::string> notifications;  // each once
};

/// Applies `profiles` to each of the alerts, and finds out why filters were false.
[[nodiscard]] std::vector<AlertTrial> try_profiles(const profile::Profiles& profiles, std::vector<model::Alert> alerts,
                                                   const profile::Setting& setting);

[[nodiscard]] std::string trials_text(const std::vector<AlertTrial>& trials, const Style& style);
/// {"alerts": [..]}
[[nodiscard]] std::string trials_json(const std::vector<AlertTrial>& trials);

}  // namespace vedette::cli

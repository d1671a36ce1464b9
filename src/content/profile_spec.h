// profiles.yaml: what is done with an alert. Read and checked here; acted on by who decides.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/duration_with_days.h"
#include "base/source.h"
#include "base/time.h"

namespace vedette::content {

/// models.Decision, as far as a profile gives it.
struct DecisionSpec {
  std::string type;   // "ban", "captcha", ..
  std::string scope;  // empty: the alert's
  std::optional<std::string> origin;
  std::string duration_text = "4h";  // as written: what an alert's reader sees
  Duration duration = 4 * kHour;
  std::optional<bool> simulated;
};

/// csconfig.ProfileCfg
struct ProfileSpec {
  SourceText at;
  std::string name;
  bool debug = false;
  std::vector<SourceText> filters;  // over `Alert`; one that is true is enough
  std::vector<DecisionSpec> decisions;
  SourceText duration_expr;
  std::string on_success;  // "", "continue" or "break"
  std::string on_failure;  // and "apply"
  std::string on_error;
  std::vector<SourceText> notifications;  // names of notification configurations
};

/// All profiles of a file, those of `<file>.local` before them (csconfig/profiles.go). A broken one is reported and left out.
[[nodiscard]] std::vector<ProfileSpec> load_profiles(const std::string& file, Diagnostics& diagnostics);

using vedette::parse_duration_with_days;

}  // namespace vedette::content

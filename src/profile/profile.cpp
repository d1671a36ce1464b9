#include "profile/profile.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/event_types.h"

namespace vedette::profile {
namespace {

OnError on_error_of(const content::ProfileSpec& spec) {
  if (spec.on_error == "continue") {
    return OnError::kContinue;
  }
  if (spec.on_error == "ignore") {
    return OnError::kIgnore;
  }
  if (spec.on_error == "break") {
    return OnError::kBreak;
  }
  return spec.on_error == "apply" ? OnError::kApply : OnError::kReport;
}

std::shared_ptr<const expr::Program> compile_text(const SourceText& text, const std::string& item, Diagnostics& diagnostics) {
  Diagnostics found;
  auto program = expr::Program::compile(text, profile_environment(), found);
  for (Diagnostic diagnostic : found.all()) {
    diagnostic.item = item;
    diagnostics.add(std::move(diagnostic));
  }
  return program;
}

/// The reference compiles such a filter, and fails at every alert.
void warn_of_other_type(const expr::Program& filter, const std::string& item, Diagnostics& diagnostics) {
  const expr::Type* type = filter.result_type();
  if (type == nullptr || type->kind == expr::Kind::kBool || type->kind == expr::Kind::kAny) {
    return;
  }
  const SourceText& text = filter.text();
  diagnostics.add({Severity::kWarning, fmt::format("this filter gives {}, neither true nor false: it fails for every alert", type->name), text.file(),
                   text.file_span({0, static_cast<std::uint32_t>(text.text().size())}), "", item, "wrong-type"});
}

std::optional<Profile> compile_profile(content::ProfileSpec spec, Diagnostics& diagnostics) {
  Profile out;
  bool complete = true;
  for (const SourceText& filter : spec.filters) {
    auto program = compile_text(filter, spec.name, diagnostics);
    if (program == nullptr) {
      complete = false;
      continue;
    }
    warn_of_other_type(*program, spec.name, diagnostics);
    out.filters.push_back(std::move(program));
  }
  if (!spec.duration_expr.empty()) {
    out.duration = compile_text(spec.duration_expr, spec.name, diagnostics);
    complete = complete && out.duration != nullptr;
  }
  if (!complete) {
    return std::nullopt;
  }
  out.on_success = spec.on_success == "break" ? OnSuccess::kBreak : OnSuccess::kContinue;
  out.on_error = on_error_of(spec);
  out.spec = std::move(spec);
  return out;
}

}  // namespace

const expr::Environment& profile_environment() {
  static const expr::Environment kEnvironment{{{"Alert", model::alert_type()}}, &model::content_functions()};
  return kEnvironment;
}

Profiles Profiles::compile(std::vector<content::ProfileSpec> specs, Diagnostics& diagnostics) {
  Profiles out;
  for (content::ProfileSpec& spec : specs) {
    if (std::optional<Profile> profile = compile_profile(std::move(spec), diagnostics)) {
      out.all_.push_back(std::move(*profile));
    }
  }
  return out;
}

std::vector<std::string> Profiles::notifications() const {
  std::vector<std::string> out;
  for (const Profile& profile : all_) {
    for (const SourceText& name : profile.spec.notifications) {
      if (std::find(out.begin(), out.end(), name.text()) == out.end()) {
        out.push_back(name.text());
      }
    }
  }
  return out;
}

}  // namespace vedette::profile

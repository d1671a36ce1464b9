// CrowdSec's own functions: pkg/csplugin/helpers.go.
#include <unistd.h>

#include <array>

#include "expr/builtins/services.h"
#include "gotemplate/escape.h"
#include "gotemplate/function.h"
#include "model/alert.h"

namespace vedette::gotemplate {

namespace {

/// The values of one meta, over all events of an alert.
Value get_meta(Runtime& runtime, Arguments arguments) {
  const auto* alert = static_cast<const model::Alert*>(arguments[0].as_object());
  if (alert == nullptr) {
    return runtime.fail("runtime error: invalid memory address or nil pointer dereference");
  }
  std::vector<Value> values;
  for (const model::AlertEvent& event : alert->events) {
    if (!runtime.step(event.meta.size() + 1)) {
      return Value();
    }
    for (const model::MetaItem& item : event.meta) {
      if (item.key == arguments[1].as_string()) {
        values.push_back(Value::string(item.value));
      }
    }
  }
  return values.empty() ? Value::typed_nil(type_id::kStringSlice) : runtime.list(values, type_id::kStringSlice);
}

/// Nobody asks the network while a message is written: what the reference's function logs and goes on with.
Value crowdsec_cti(Runtime& runtime, Arguments /*arguments*/) {
  if (auto* services = static_cast<expr::Services*>(runtime.context.services)) {
    services->count(expr::Absence::kThreatIntelligence);
  }
  return Value();
}

Value host_name(Runtime& runtime, Arguments /*arguments*/) {
  char name[256] = {};
  if (gethostname(name, sizeof(name) - 1) != 0) {
    return runtime.fail("the host has no name");
  }
  return runtime.text(name);
}

Value html_escape(Runtime& runtime, Arguments arguments) {
  return runtime.text(escape_html(arguments[0].as_string(), false));
}

}  // namespace

std::span<const Row> crowdsec_functions() {
  static constexpr std::array kRows = {
      Row{"CrowdsecCTI", "(string) any", crowdsec_cti},
      Row{"GetMeta", "(alert, string) strings", get_meta},
      Row{"HTMLEscape", "(string) string", html_escape},
      Row{"Hostname", "() string", host_name},
  };
  return kRows;
}

}  // namespace vedette::gotemplate

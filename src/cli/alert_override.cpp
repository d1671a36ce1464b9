#include "cli/alert_override.h"

#include <set>
#include <string>

#include "base/json.h"
#include "model/read_alert.h"

namespace vedette::cli {
namespace {

void append_merged(std::string& out, JsonView below, JsonView above, int depth) {
  constexpr int kDeepest = 8;  // of an alert
  if (below.kind() != JsonKind::kObject || above.kind() != JsonKind::kObject || depth > kDeepest) {
    append_canonical_json(out, above);
    return;
  }
  std::set<std::string> keys;
  for (const JsonView view : {below, above}) {
    for (auto it = view.elements(); it.next();) {
      keys.emplace(it.key());
    }
  }
  out += '{';
  bool first = true;
  for (const std::string& key : keys) {
    out += first ? "" : ",";
    first = false;
    append_json_string(out, key, false);
    out += ':';
    JsonView lower;
    JsonView upper;
    const bool in_lower = below.find(key, lower);
    if (!above.find(key, upper)) {
      append_canonical_json(out, lower);
    } else if (in_lower) {
      append_merged(out, lower, upper, depth + 1);
    } else {
      append_canonical_json(out, upper);
    }
  }
  out += '}';
}

}  // namespace

Result<model::Alert> override_alert(const model::Alert& alert, std::string_view json) {
  if (json.empty()) {
    return alert;
  }
  JsonReader reader;
  Result<JsonView> above = reader.parse(json);
  if (!above || above->kind() != JsonKind::kObject) {
    return fail(ErrorKind::kInvalid, "--alert takes a JSON object" + (above ? std::string() : ": " + above.error().message));
  }
  Result<JsonView> below = reader.parse(model::to_json(alert));
  if (!below) {
    return tl::unexpected(std::move(below.error()));
  }
  std::string merged;
  append_merged(merged, *below, *above, 0);
  Result<std::vector<model::Alert>> alerts = model::read_alerts(merged);
  if (!alerts) {
    return tl::unexpected(std::move(alerts.error()));
  }
  return std::move(alerts->at(0));
}

}  // namespace vedette::cli

// pipeline.RuntimeAlert
#include "model/alert.h"
#include "model/event_types.h"
#include "model/type_parts.h"

namespace vedette::model {

using expr::Builtin;
using expr::CallContext;
using expr::type_of;
using expr::Value;
namespace type_id = expr::type_id;

namespace {

using Arguments = std::span<const Value>;
using Sources = std::map<std::string, Source>;

/// map[string]models.Source; a view on the alert's own.
class SourcesMap final : public expr::MapObject {
 public:
  explicit SourcesMap(const Sources& sources) : sources_(&sources) {}
  [[nodiscard]] std::size_t size() const override { return sources_->size(); }
  [[nodiscard]] bool find(std::string_view key, Arena& /*arena*/, Value& out) const override {
    for (const auto& [name, source] : *sources_) {
      if (name == key) {
        out = Value::object(&source, source_struct()->id);
        return true;
      }
    }
    return false;
  }
  void entries(Arena& /*arena*/, std::vector<std::pair<Value, Value>>& out) const override {
    for (const auto& [name, source] : *sources_) {
      out.emplace_back(Value::string(name), Value::object(&source, source_struct()->id));
    }
  }

 private:
  const Sources* sources_;
};

const expr::Type* sources_map() {
  static const expr::Type* type = expr::map_of(type_of(type_id::kString), source_struct());
  return type;
}

Value sources(const void* object, Arena& arena) {
  return Value::map(arena.make<SourcesMap>(static_cast<const RuntimeAlert*>(object)->sources), sources_map()->id);
}

Value first_alert(const void* object, Arena& /*arena*/) {
  const auto& alerts = static_cast<const RuntimeAlert*>(object)->alerts;
  return alerts.empty() ? Value::typed_nil(alert_type()->id) : Value::object(alerts.data(), alert_type()->id);
}

Value all_alerts(const void* object, Arena& arena) {
  const auto& alerts = static_cast<const RuntimeAlert*>(object)->alerts;
  const expr::Type* type = expr::slice_of(alert_struct());
  if (alerts.empty()) {
    return Value::typed_nil(type->id);
  }
  Value* values = arena.make_array<Value>(alerts.size());
  for (std::size_t i = 0; i < alerts.size(); ++i) {
    values[i] = Value::object(&alerts[i], alert_struct()->id);
  }
  return Value::slice(values, alerts.size(), type->id);
}

Value get_sources(CallContext& context, Arguments arguments) {
  const auto* alert = receiver<RuntimeAlert>(context, arguments);
  std::size_t count = alert != nullptr ? alert->sources.size() : 0;
  Value* values = context.arena.make_array<Value>(count);
  std::size_t i = 0;
  if (alert != nullptr) {
    for (const auto& [name, source] : alert->sources) {
      values[i++] = Value::string(name);
    }
  }
  return Value::slice(values, count, type_id::kStringSlice);
}

const expr::Type* make_runtime_alert_struct() {
  expr::Type* type = expr::define_struct("pipeline.RuntimeAlert");
  type->full_name = "github.com/crowdsecurity/crowdsec/pkg/pipeline.RuntimeAlert";
  type->fields = {
      field("Mapkey", type_id::kString, text_field<&RuntimeAlert::map_key>, "MapKey", true),
      field("BucketId", type_id::kString, text_field<&RuntimeAlert::bucket_id>, "BucketId", true),
      field("Whitelisted", type_id::kBool, bool_field<&RuntimeAlert::whitelisted>, "Whitelisted", true),
      field("Reprocess", type_id::kBool, bool_field<&RuntimeAlert::reprocess>, "Reprocess", true),
      field("Sources", sources_map(), sources, "Sources", true),
      field("Alert", alert_type(), first_alert, "Alert", true),
      field("APIAlerts", expr::slice_of(alert_struct()), all_alerts, "APIAlerts", true),
  };
  static const std::vector<Builtin> kMethods = {
      method("GetSources", {}, type_of(type_id::kStringSlice), get_sources, "The values of the overflow's sources."),
  };
  add_methods(*type, kMethods);
  return type;
}

}  // namespace

const expr::Type* runtime_alert_struct() {
  static const expr::Type* type = make_runtime_alert_struct();
  return type;
}

const expr::Type* runtime_alert_type() {
  static const expr::Type* type = expr::pointer_to(runtime_alert_struct());
  return type;
}

expr::Value runtime_alert_value(const RuntimeAlert& alert) {
  return Value::object(&alert, runtime_alert_type()->id);
}

}  // namespace vedette::model

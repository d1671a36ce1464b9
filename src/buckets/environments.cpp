#include "buckets/environments.h"

namespace vedette::buckets {

namespace {

const LeakyView& leaky_of(const void* object) {
  return *static_cast<const LeakyView*>(object);
}

const expr::Type* make_leaky_type() {
  using expr::type_of;
  using expr::Value;
  namespace type_id = expr::type_id;
  expr::Type* type = expr::define_struct("leakybucket.Leaky");
  type->fields = {
      {"Mode", type_of(type_id::kInt), [](const void* o, Arena&) { return Value::integer(leaky_of(o).mode); }},
      {"Queue", model::queue_type(), [](const void* o, Arena&) { return model::queue_value(leaky_of(o).queue); }},
      {"Mapkey", type_of(type_id::kString), [](const void* o, Arena&) { return Value::string(leaky_of(o).map_key); }},
      {"Uuid", type_of(type_id::kString), [](const void* o, Arena&) { return Value::string(leaky_of(o).uuid); }},
      {"First_ts", type_of(type_id::kTime), [](const void* o, Arena&) { return Value::time(&leaky_of(o).first); }},
      {"Last_ts", type_of(type_id::kTime), [](const void* o, Arena&) { return Value::time(&leaky_of(o).last); }},
      {"Ovflw_ts", type_of(type_id::kTime), [](const void* o, Arena&) { return Value::time(&leaky_of(o).overflow); }},
      {"Total_count", type_of(type_id::kInt), [](const void* o, Arena&) { return Value::integer(leaky_of(o).total_count); }},
      {"Duration", type_of(type_id::kDuration), [](const void* o, Arena&) { return Value::duration(leaky_of(o).duration); }},
  };
  return expr::pointer_to(type);
}

}  // namespace

const expr::Type* leaky_type() {
  static const expr::Type* type = make_leaky_type();
  return type;
}

expr::Value leaky_value(const LeakyView& leaky) {
  return expr::Value::object(&leaky, leaky_type()->id);
}

expr::Environment event_rules(const expr::FunctionTable& functions) {
  return {{{"evt", model::event_type()}}, &functions};
}

expr::Environment condition_rules(const expr::FunctionTable& functions) {
  return {{{"evt", model::event_type()}, {"queue", model::queue_type()}, {"leaky", leaky_type()}}, &functions};
}

expr::Environment overflow_rules(const expr::FunctionTable& functions) {
  return {{{"evt", model::event_type()}, {"queue", model::queue_type()}, {"signal", model::runtime_alert_type()}, {"leaky", leaky_type()}},
          &functions};
}

}  // namespace vedette::buckets

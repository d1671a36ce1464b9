// pipeline.Queue: the events that a bucket holds.
#include "model/event_types.h"
#include "model/type_parts.h"

namespace vedette::model {

using expr::Builtin;
using expr::CallContext;
using expr::type_of;
using expr::Value;
namespace type_id = expr::type_id;

namespace {

const expr::Type* events_slice() {
  static const expr::Type* type = expr::slice_of(event_struct());
  return type;
}

Value events(const void* object, Arena& arena) {
  const auto& queue = *static_cast<const QueueView*>(object);
  Value* values = arena.make_array<Value>(queue.events.size());
  for (std::size_t i = 0; i < queue.events.size(); ++i) {
    values[i] = Value::object(queue.events[i], event_struct()->id);
  }
  return Value::slice(values, queue.events.size(), events_slice()->id);
}

Value get_queue(CallContext& context, std::span<const Value> arguments) {
  const auto* queue = receiver<QueueView>(context, arguments);
  return queue != nullptr ? events(queue, context.arena) : Value();
}

const expr::Type* make_queue_type() {
  expr::Type* type = expr::define_struct("pipeline.Queue");
  type->full_name = "github.com/crowdsecurity/crowdsec/pkg/pipeline.Queue";
  type->fields = {
      field("Queue", events_slice(), events),
      field("L", type_id::kInt, integer_field<&QueueView::capacity>),
  };
  static const std::vector<Builtin> kMethods = {
      pointer_method("GetQueue", {}, events_slice(), get_queue, "The events of the queue."),
  };
  add_methods(*type, kMethods);
  return expr::pointer_to(type);
}

}  // namespace

const expr::Type* queue_type() {
  static const expr::Type* type = make_queue_type();
  return type;
}

expr::Value queue_value(const QueueView& queue) {
  return Value::object(&queue, queue_type()->id);
}

}  // namespace vedette::model

// How expr sees events, overflows, alerts and queues: Go's names, types, fields and methods.
#pragma once

#include <span>

#include "expr/program.h"
#include "model/alert.h"
#include "model/event.h"

namespace vedette::model {

/// *pipeline.Event: `evt`.
[[nodiscard]] const expr::Type* event_type();
/// *pipeline.Queue with its field Queue ([]pipeline.Event): `queue`.
[[nodiscard]] const expr::Type* queue_type();
/// *pipeline.RuntimeAlert: `signal`.
[[nodiscard]] const expr::Type* runtime_alert_type();
/// *models.Alert: `Alert` in profiles.
[[nodiscard]] const expr::Type* alert_type();

/// The object behind a `queue` value: views, not copies.
struct QueueView {
  std::span<const Event* const> events;
  std::int64_t capacity = 0;  // L
};

[[nodiscard]] expr::Value event_value(const Event& event);
[[nodiscard]] expr::Value queue_value(const QueueView& queue);
[[nodiscard]] expr::Value runtime_alert_value(const RuntimeAlert& alert);
[[nodiscard]] expr::Value alert_value(const Alert& alert);

/// The environment of parser nodes, scenario filters, groupby, distinct, scope, cancel_on and postoverflows: `evt` alone.
[[nodiscard]] const expr::Environment& event_environment();

/// Every function an expression of the content may call: expr's own, plus those that write events (UnmarshalJSON and ParseKV are tables here when
/// they need the event's map; stash, data files and the rest are added by their owners).
[[nodiscard]] const expr::FunctionTable& content_functions();

/// Reads an event from JSON as CrowdSec marshals it (`vedette expr --event`): the fields of shared samples event_log.json and event_overflow.json.
struct OwnedEvent;  // event, its alert and their memory
[[nodiscard]] Result<std::shared_ptr<OwnedEvent>> read_event(std::string_view json);
[[nodiscard]] Event& event_of(OwnedEvent& owned);

}  // namespace vedette::model

// What the expressions of scenarios may name, beside `evt`.
#pragma once

#include "base/time.h"
#include "expr/program.h"
#include "model/event_types.h"

namespace vedette::buckets {

/// The bucket as `leaky` sees it. Lives as long as the run of one expression.
struct LeakyView {
  std::int64_t mode = 0;
  std::int64_t total_count = 0;
  Time first;
  Time last;
  Time overflow;
  Duration duration = 0;
  std::string_view map_key;
  std::string_view uuid;
  model::QueueView queue;
};

/// *leakybucket.Leaky, as far as it is data.
[[nodiscard]] const expr::Type* leaky_type();
[[nodiscard]] expr::Value leaky_value(const LeakyView& leaky);

/// filter, groupby, distinct, cancel_on, scope and context: evt.
[[nodiscard]] expr::Environment event_rules(const expr::FunctionTable& functions);
/// condition and bayesian conditions: evt, queue, leaky.
[[nodiscard]] expr::Environment condition_rules(const expr::FunctionTable& functions);
/// overflow_filter: evt (nil when it runs, as in the reference), queue, signal, leaky.
[[nodiscard]] expr::Environment overflow_rules(const expr::FunctionTable& functions);

}  // namespace vedette::buckets

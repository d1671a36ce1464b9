#include "delivery/rollup.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/error.h"

namespace vedette::delivery {
namespace {

/// Keeps the texts that a roll-up adds, and those that the alert had.
struct Texts {
  std::string count;
  std::shared_ptr<const void> before;
};

}  // namespace

void RollUp::add(model::Alert alert) {
  // As texts: the same zone and form, in nearly all cases; an order among them is all that is wanted.
  first_ = count_ == 0 ? alert.start_at : std::min(first_, alert.start_at);
  const bool later = count_ == 0 || alert.stop_at >= last_;
  last_ = count_ == 0 ? alert.stop_at : std::max(last_, alert.stop_at);
  events_ += alert.events_count;
  ++count_;
  if (later) {
    alert_ = std::move(alert);
  }
}

model::Alert RollUp::result() const {
  VEDETTE_CHECK(count_ > 0);
  if (count_ == 1) {
    return alert_;
  }
  model::Alert out = alert_;
  out.message = fmt::format("{} alerts of {}, from {} to {}, rolled up. The last: {}", count_, out.scenario, first_, last_, out.message);
  out.set_nil(model::AlertField::kMessage, false);
  out.events_count = static_cast<std::int32_t>(std::min<std::int64_t>(events_, std::numeric_limits<std::int32_t>::max()));
  out.start_at = first_;
  out.stop_at = last_;
  auto texts = std::make_shared<Texts>(Texts{fmt::format("[\"{}\"]", count_), out.texts});
  out.meta.push_back({"rolled_up", texts->count});
  out.set_nil(model::AlertField::kMeta, false);
  out.texts = std::move(texts);
  return out;
}

}  // namespace vedette::delivery

// Flood control of one notifier: repeats of one kind are held for a while and told of in one message; all are held while it is muted. What is held
// waits in the outbox, where everybody sees it; nothing is dropped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text_table.h"
#include "base/time.h"
#include "model/alert.h"
#include "notify/notifier_config.h"

namespace vedette::delivery {

/// Who did it, as far as the events say: `user_arn`, `user`, .. of their meta; else the source.
[[nodiscard]] std::string principal_of(const model::Alert& alert);

/// What alerts that are rolled up together have in common, for a person too: "vedette/aws-root-usage, arn:aws:iam::111122223333:root".
[[nodiscard]] std::string rollup_key(const model::Alert& alert, const std::vector<std::string>& by);

/// Where an alert's entry goes in the outbox.
struct Place {
  std::string group;  // of entries that are told of together when they are due: "until 2026-11-24T10:00:00Z: <key>"; empty: of none
  Time not_before;
  bool held = false;
};

/// The windows that are open. A window opens with an alert, which goes out, and ends `rollup_window` after it by the log's clock.
class FloodControl {
 public:
  explicit FloodControl(const notify::NotifierConfig& config) : config_(&config) {}

  [[nodiscard]] bool on() const { return config_->rollup_window > 0 || !config_->mute_until.is_zero(); }
  /// `now` is the wall clock. Opens a window where none is.
  [[nodiscard]] Place place(const model::Alert& alert, Time now);

  /// The group of an entry that is in the outbox: its window is open still.
  void remember(std::string_view group);
  /// The entries placed since the last `keep` did not get into the outbox: their windows close again.
  void undo();
  void keep() { opened_.clear(); }

  static constexpr std::size_t kMostWindows = 20'000;

 private:
  void make_room(Time event);

  const notify::NotifierConfig* config_;
  TextMap<Time> windows_;  // until when, by key
  std::vector<std::string> opened_;
};

}  // namespace vedette::delivery

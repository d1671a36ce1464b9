// What every notification configuration has, whatever its type: one document of notifications/*.yaml.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/source.h"
#include "base/time.h"

namespace vedette::notify {

/// csplugin.PluginConfig. What a type reads beside it stays inside of its notifier.
///
/// A key that delivery wants to read from the same document becomes a row of kCommonKeys (settings.cpp), a field here, and a line in
/// read_common (settings.cpp).
struct NotifierConfig {
  std::string name;  // what profiles call it by; unique among the loaded
  std::string type;  // "http", "slack", ..
  std::string file;  // the path of the file that it stands in

  /// Alerts are gathered this long, and up to this many; both zero: each alert goes out at once, alone (csplugin/watcher.go). A group never holds
  /// more than group_threshold alerts; with a threshold of zero, group_wait alone closes it.
  Duration group_wait = 0;
  std::int64_t group_threshold = 0;

  /// Tries after the first. The reference takes zero as "for five minutes"; here it means that the caller's own policy holds.
  std::int64_t max_retry = 0;
  /// Of one send, from the first byte to the answer.
  Duration timeout = 5 * kSecond;

  /// Flood control, which delivery does; keys that CrowdSec's plugins ignore. `rollup: {by: [scenario, principal], window: 10m}`: the first alert of
  /// each kind goes out, those that follow within the window are held and told of in one message, with their number. A window of zero: none.
  std::vector<std::string> rollup_by;
  Duration rollup_window = 0;
  /// `mute_until: 2026-11-25T08:00:00Z`: until then alerts are held, and then told of in the same way. Zero: never.
  Time mute_until;

  std::string log_level;  // "", "trace", "debug", "info", "warn", "error", "off"

  /// The template, with the way back into the file; empty: the type's own default. "@discord": the shipped template of that name.
  SourceText format;
};

}  // namespace vedette::notify

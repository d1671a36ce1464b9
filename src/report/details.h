// All that the page knows of an alert beyond its line in the list: written while the replay runs, read by the page when the alert is opened.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/bytes.h"
#include "model/alert.h"

namespace vedette::report {

/// Where the details of an alert are: the block, and the alert's place in it.
struct DetailPlace {
  std::uint32_t block = 0;
  std::uint32_t index = 0;
};

/// Gathers alerts into blocks, each a <script type="application/json" id="details-N"> of some 100 kB:
///   {"alerts": [alert..], "shapes": [[key..]..], "texts": [".."..]}
/// Texts are written once a block and meant by their place in `texts`; -1 is no text. Events with the same keys share a shape. An alert is
///   {"message": t, "reason": t, "source": [scope, value, ip, range, as_name, as_number, cn], "at": [latitude, longitude],
///    "context": [key, value, ..], "kept": n, "cut": n, "events": [[time, shape, value..]..]}
/// `reason`: why it is allow-listed. `kept`: events that the alert holds, of which `cut` in the middle, behind the first kFirstEvents, are left out.
class Details {
 public:
  /// Events of one alert that are written whole: a reader sees how it began and how it ended.
  static constexpr std::size_t kFirstEvents = 40;
  static constexpr std::size_t kLastEvents = 10;
  /// Bytes of a value; longer ones are cut, and end in an ellipsis and their size.
  static constexpr std::size_t kMaxValue = 4096;
  static constexpr std::size_t kBlockSize = 128 * 1024;

  DetailPlace add(const model::Alert& alert, std::string_view allow_reason, Bytes& out);
  /// Writes what is still here.
  void end(Bytes& out);
  /// What was added takes so many bytes of the page.
  [[nodiscard]] std::size_t written() const { return written_ + alerts_.size() + texts_.size(); }

 private:
  void write_event(const model::AlertEvent& event);
  void number(std::int64_t number);
  void text(std::string_view text);
  [[nodiscard]] std::int64_t text_id(std::string_view text);
  [[nodiscard]] std::int64_t shape_id();

  Bytes alerts_;
  Bytes texts_;
  Bytes shapes_;
  Arena arena_;  // of the keys below
  absl::flat_hash_map<std::string_view, std::int64_t> text_ids_;
  absl::flat_hash_map<std::vector<std::int64_t>, std::int64_t> shape_ids_;
  std::vector<std::int64_t> shape_;
  std::vector<std::int64_t> values_;
  std::uint32_t block_ = 0;
  std::uint32_t in_block_ = 0;
  std::size_t written_ = 0;
};

}  // namespace vedette::report

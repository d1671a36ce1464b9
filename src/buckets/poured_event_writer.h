// Packs an event and its pours into a PouredEvent. Reuses its buffers; one a thread.
#pragma once

#include <vector>

#include "base/bytes.h"
#include "buckets/capture_needs.h"
#include "buckets/pour.h"
#include "buckets/pour_record.h"

namespace vedette::buckets {

class PouredEventWriter {
 public:
  /// Larger ones are refused: sizes inside are 32 bits, and no log line of that size is worth its memory.
  static constexpr std::size_t kMaxSize = std::size_t{1} << 30;

  void begin();
  /// Copies the texts of `pour`; sets its hash.
  void add(const Pour& pour);
  [[nodiscard]] bool empty() const { return records_.empty(); }
  [[nodiscard]] std::vector<std::uint32_t> scenarios() const;
  /// Null when it would be larger than kMaxSize.
  [[nodiscard]] PouredEventRef finish(const model::Event& event, const CaptureNeeds& needs, const OrderKey& order, const Zone* zone,
                                      const std::optional<DuplicateId>& duplicate_id, Arena& scratch);
  /// The same for a reprocessed overflow.
  [[nodiscard]] PouredEventRef finish_overflow(const model::Event& event, std::shared_ptr<model::RuntimeAlert> alert, const OrderKey& order,
                                               const Zone* zone, std::uint32_t depth, Arena& scratch);

 private:
  [[nodiscard]] PouredEvent* assemble();

  std::vector<PouredEvent::PourRecord> records_;
  Bytes texts_;
  Bytes event_;
  model::FieldOrder order_;
};

}  // namespace vedette::buckets

#include "buckets/poured_event_writer.h"

#include <cstring>

#include "buckets/event_snapshot.h"
#include "buckets/partition_hash.h"
#include "buckets/pour_record.h"

namespace vedette::buckets {

void PouredEventWriter::begin() {
  records_.clear();
  texts_.clear();
}

void PouredEventWriter::add(const Pour& pour) {
  auto keep = [&](std::string_view text, std::uint32_t& offset, std::uint32_t& size) {
    offset = static_cast<std::uint32_t>(texts_.size());
    size = static_cast<std::uint32_t>(text.size());
    texts_.append(text);
  };
  PouredEvent::PourRecord record{};
  record.hash = partition_hash(pour.scenario, pour.partition);
  record.scenario = pour.scenario;
  keep(pour.partition, record.partition_offset, record.partition_size);
  keep(pour.distinct, record.distinct_offset, record.distinct_size);
  keep(pour.scope, record.scope_offset, record.scope_size);
  record.distinct_state = pour.distinct_state;
  record.scope_state = pour.scope_state;
  record.cancel = pour.cancel;
  records_.push_back(record);
}

std::vector<std::uint32_t> PouredEventWriter::scenarios() const {
  std::vector<std::uint32_t> indexes;
  for (const PouredEvent::PourRecord& record : records_) {
    indexes.push_back(record.scenario);
  }
  return indexes;
}

PouredEvent* PouredEventWriter::assemble() {
  std::size_t records_size = records_.size() * sizeof(PouredEvent::PourRecord);
  std::size_t size = records_size + texts_.size() + event_.size();
  if (size > kMaxSize) {
    return nullptr;
  }
  for (PouredEvent::PourRecord& record : records_) {
    record.partition_offset += static_cast<std::uint32_t>(records_size);
    record.distinct_offset += static_cast<std::uint32_t>(records_size);
    record.scope_offset += static_cast<std::uint32_t>(records_size);
  }
  PouredEvent* poured = PouredEvent::allocate(size);
  std::memcpy(poured->payload(), records_.data(), records_size);
  auto copy = [&](std::size_t offset, std::string_view bytes) {
    if (!bytes.empty()) {
      std::memcpy(poured->payload() + offset, bytes.data(), bytes.size());
    }
  };
  copy(records_size, texts_.view());
  copy(records_size + texts_.size(), event_.view());
  poured->pour_count_ = static_cast<std::uint32_t>(records_.size());
  poured->event_offset_ = static_cast<std::uint32_t>(records_size + texts_.size());
  return poured;
}

PouredEventRef PouredEventWriter::finish(const model::Event& event, const CaptureNeeds& needs, const OrderKey& order, const Zone* zone,
                                         const std::optional<DuplicateId>& duplicate_id, Arena& scratch) {
  event_.clear();
  pack_snapshot(event, needs, order_, event_, scratch);
  PouredEvent* poured = assemble();
  if (poured == nullptr) {
    return {};
  }
  poured->order_ = order;
  poured->zone_ = zone;
  poured->duplicate_id_ = duplicate_id;
  return PouredEventRef(poured);
}

PouredEventRef PouredEventWriter::finish_overflow(const model::Event& event, std::shared_ptr<model::RuntimeAlert> alert, const OrderKey& order,
                                                  const Zone* zone, std::uint32_t depth, Arena& scratch) {
  CaptureNeeds everything;
  everything.enriched = everything.parsed = everything.unmarshaled = everything.line = true;
  event_.clear();
  pack_snapshot(event, everything, order_, event_, scratch);
  PouredEvent* poured = assemble();
  if (poured == nullptr) {
    return {};
  }
  poured->order_ = order;
  poured->zone_ = zone;
  poured->reprocess_depth_ = depth;
  poured->overflow_ = std::move(alert);
  return PouredEventRef(poured);
}

}  // namespace vedette::buckets

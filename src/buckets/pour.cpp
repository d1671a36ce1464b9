#include "buckets/pour.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <new>

#include "buckets/pour_record.h"

namespace vedette::buckets {

namespace {

constexpr std::uint8_t kNoDigit = 0xFF;

constexpr std::array<std::uint8_t, 256> kDigitValues = [] {
  std::array<std::uint8_t, 256> values{};
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = i >= '0' && i <= '9'   ? static_cast<std::uint8_t>(i - '0')
                : i >= 'a' && i <= 'f' ? static_cast<std::uint8_t>(i - 'a' + 10)
                : i >= 'A' && i <= 'F' ? static_cast<std::uint8_t>(i - 'A' + 10)
                                       : kNoDigit;
  }
  return values;
}();

bool hexadecimal(std::string_view text, std::uint64_t& out) {
  std::uint8_t seen = 0;
  for (char c : text) {
    std::uint8_t digit = kDigitValues[static_cast<unsigned char>(c)];
    seen |= digit;
    out = out << 4 | (digit & 0xFU);
  }
  return seen < 16;
}

/// The part of a PouredEvent that stands before its payload in the spill file.
struct PackedHead {
  OrderKey order;
  const Zone* zone;
  std::uint64_t account, high, low;
  std::uint32_t pour_count;
  std::uint32_t event_offset;
  bool has_duplicate_id;
};

}  // namespace

std::optional<DuplicateId> DuplicateId::from(std::string_view account, std::string_view event_id) {
  if (event_id.size() != 36 || event_id[8] != '-' || event_id[13] != '-' || event_id[18] != '-' || event_id[23] != '-') {
    return std::nullopt;
  }
  DuplicateId id;
  if (!hexadecimal(event_id.substr(0, 8), id.high) || !hexadecimal(event_id.substr(9, 4), id.high) || !hexadecimal(event_id.substr(14, 4), id.high) ||
      !hexadecimal(event_id.substr(19, 4), id.low) || !hexadecimal(event_id.substr(24), id.low)) {
    return std::nullopt;
  }
  if (account.empty() || account.size() > 18) {
    return std::nullopt;
  }
  for (char c : account) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    id.account = id.account * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return id;
}

struct PouredEvent::Unpacked {
  explicit Unpacked(std::size_t bytes) : arena(bytes) {}
  Arena arena;
  model::Event* event = nullptr;
};

PouredEvent::~PouredEvent() = default;

PouredEvent* PouredEvent::allocate(std::size_t payload_size) {
  void* memory = ::operator new(sizeof(PouredEvent) + payload_size);
  auto* event = new (memory) PouredEvent();
  event->payload_size_ = static_cast<std::uint32_t>(payload_size);
  return event;
}

void PouredEvent::release(PouredEvent* event) {
  event->~PouredEvent();
  ::operator delete(static_cast<void*>(event));
}

Pour PouredEvent::pour(std::uint32_t index) const {
  PourRecord record;
  std::memcpy(&record, payload() + index * sizeof(PourRecord), sizeof record);
  Pour pour;
  pour.scenario = record.scenario;
  pour.partition = text(record.partition_offset, record.partition_size);
  pour.hash = record.hash;
  pour.distinct_state = record.distinct_state;
  pour.distinct = text(record.distinct_offset, record.distinct_size);
  pour.scope_state = record.scope_state;
  pour.scope = text(record.scope_offset, record.scope_size);
  pour.cancel = record.cancel;
  return pour;
}

std::optional<Pour> PouredEvent::pour_into(std::uint32_t scenario) const {
  for (std::uint32_t i = 0; i < pour_count_; ++i) {
    Pour candidate = pour(i);
    if (candidate.scenario == scenario) {
      return candidate;
    }
  }
  return std::nullopt;
}

const model::Event& PouredEvent::event() const {
  if (unpacked_ == nullptr) {
    auto unpacked = std::make_unique<Unpacked>(unpacked_snapshot_size(packed()));
    unpacked->event = unpack_snapshot(packed(), unpacked->arena);
    unpacked->event->overflow = overflow_.get();
    unpacked_ = std::move(unpacked);
  }
  return *unpacked_->event;
}

model::EventType PouredEvent::type() const {
  return SnapshotView(packed()).type();
}

Time PouredEvent::event_time() const {
  return is_written() ? unpacked_->event->time : SnapshotView(packed()).time();
}

std::string_view PouredEvent::marshaled_time() const {
  return is_written() ? unpacked_->event->marshaled_time : SnapshotView(packed()).marshaled_time();
}

model::PackedFields PouredEvent::meta(Arena& arena) const {
  return is_written() ? model::PackedFields::pack(unpacked_->event->meta, arena) : SnapshotView(packed()).meta();
}

std::string_view PouredEvent::meta(model::FieldId id) const {
  return is_written() ? unpacked_->event->meta.get(id) : SnapshotView(packed()).meta().get(id);
}

Places PouredEvent::places() const {
  return is_written() ? places_of(unpacked_->event->enriched) : SnapshotView(packed()).places();
}

void PouredEvent::pack(std::string& out) const {
  VEDETTE_CHECK(overflow_ == nullptr);
  PackedHead head{};
  head.order = order_;
  head.zone = zone_;
  head.has_duplicate_id = duplicate_id_.has_value();
  if (duplicate_id_) {
    head.account = duplicate_id_->account;
    head.high = duplicate_id_->high;
    head.low = duplicate_id_->low;
  }
  head.pour_count = pour_count_;
  head.event_offset = event_offset_;
  out.append(reinterpret_cast<const char*>(&head), sizeof head);
  out.append(payload(), payload_size_);
}

PouredEventRef PouredEventRef::unpack(std::string_view packed) {
  PackedHead head;
  if (packed.size() < sizeof head) {
    return {};
  }
  std::memcpy(&head, packed.data(), sizeof head);
  std::string_view payload = packed.substr(sizeof head);
  if (head.event_offset > payload.size() || head.pour_count * sizeof(PouredEvent::PourRecord) > head.event_offset) {
    return {};
  }
  PouredEvent* event = PouredEvent::allocate(payload.size());
  std::memcpy(event->payload(), payload.data(), payload.size());
  event->order_ = head.order;
  event->zone_ = head.zone;
  if (head.has_duplicate_id) {
    event->duplicate_id_ = DuplicateId{head.account, head.high, head.low};
  }
  event->pour_count_ = head.pour_count;
  event->event_offset_ = head.event_offset;
  return PouredEventRef(event);
}

}  // namespace vedette::buckets

// What leaves the front: a log event (or a reprocessed overflow) with the buckets it pours into, packed in one block of memory.
#pragma once

#include <atomic>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/time.h"
#include "buckets/event_snapshot.h"
#include "model/event.h"
#include "model/packed_fields.h"

namespace vedette::buckets {

/// Where an event stands in the input: `path` orders files (the canonical order of their names), `record` counts inside one.
struct Place {
  std::uint64_t path = 0;
  std::uint64_t record = 0;
};

/// The order of the back: event time, then place.
struct OrderKey {
  std::int64_t seconds = Time::kZeroSeconds;
  std::int32_t nanoseconds = 0;
  std::uint64_t path = 0;
  std::uint64_t record = 0;
  friend auto operator<=>(const OrderKey&, const OrderKey&) = default;
};

/// A CloudTrail record's identity: its UUID eventID within one recipient account. Two records with the same are one.
struct DuplicateId {
  std::uint64_t account = 0;
  std::uint64_t high = 0, low = 0;

  /// None when `event_id` is not a UUID (8-4-4-4-12 hexadecimal digits) or `account` not a number.
  [[nodiscard]] static std::optional<DuplicateId> from(std::string_view account, std::string_view event_id);
  friend bool operator==(const DuplicateId&, const DuplicateId&) = default;
};

/// How an expression that was run on the live event came out.
enum class Evaluated : std::uint8_t {
  kAbsent,  // the scenario has none, or it is run in the back
  kValue,
  kFailed,
};

/// One bucket that the event goes into. Views live in the PouredEvent.
struct Pour {
  std::uint32_t scenario = 0;  // index into Scenarios
  std::string_view partition;  // groupby's value; empty without one
  std::uint64_t hash = 0;      // of (scenario, partition)
  Evaluated distinct_state = Evaluated::kAbsent;
  std::string_view distinct;  // what is not a string counts as "", as in the reference
  Evaluated scope_state = Evaluated::kAbsent;
  std::string_view scope;  // the scope expression's value; when it failed, why
  bool cancel = false;     // cancel_on held
};

/// Immutable (but for the lazily unpacked event), reference counted, one allocation. Flat: its bytes can be written to a file and read back by
/// the same process. The snapshot part holds all Meta and what the CaptureNeeds of its pours ask for.
class PouredEvent {
 public:
  PouredEvent(const PouredEvent&) = delete;
  PouredEvent& operator=(const PouredEvent&) = delete;

  [[nodiscard]] const OrderKey& order() const { return order_; }
  /// The event's time with the zone it was written in.
  [[nodiscard]] Time time() const { return {order_.seconds, order_.nanoseconds, zone_}; }
  [[nodiscard]] const std::optional<DuplicateId>& duplicate_id() const { return duplicate_id_; }
  [[nodiscard]] std::uint32_t pour_count() const { return pour_count_; }
  [[nodiscard]] Pour pour(std::uint32_t index) const;
  /// The pour into one of `scenario`'s buckets, if there is one.
  [[nodiscard]] std::optional<Pour> pour_into(std::uint32_t scenario) const;
  /// 0 for a log; n when n overflows in a row were reprocessed to get here.
  [[nodiscard]] std::uint32_t reprocess_depth() const { return reprocess_depth_; }

  /// The snapshot as an event, unpacked at the first call. One thread at a time: the ordered back's. What expressions write to it stays until this
  /// object goes.
  [[nodiscard]] const model::Event& event() const;

  // What alerts are made of, without unpacking an event that no expression has asked for.

  [[nodiscard]] model::EventType type() const;
  /// evt.Time, and evt.MarshaledTime as it is.
  [[nodiscard]] Time event_time() const;
  [[nodiscard]] std::string_view marshaled_time() const;
  /// An expression that may write to `event()` is run.
  void mark_written() const { written_ = true; }
  /// Sorted by key. What an expression wrote is packed anew, in `arena`.
  [[nodiscard]] model::PackedFields meta(Arena& arena) const;
  /// Null-data when it is not there.
  [[nodiscard]] std::string_view meta(model::FieldId id) const;
  [[nodiscard]] Places places() const;

  /// The snapshot: see SnapshotView.
  [[nodiscard]] std::string_view packed() const { return text(event_offset_, payload_size_ - event_offset_); }
  /// Bytes this object takes (without the unpacked event): for memory budgets.
  [[nodiscard]] std::size_t memory() const { return sizeof(PouredEvent) + payload_size_; }

  /// For the spill file. A reprocessed overflow cannot be packed (it is never kept waiting).
  void pack(std::string& out) const;

 private:
  friend class PouredEventRef;
  friend class PouredEventWriter;
  struct PourRecord;
  struct Unpacked;

  PouredEvent() = default;
  ~PouredEvent();
  static PouredEvent* allocate(std::size_t payload_size);
  static void release(PouredEvent* event);
  [[nodiscard]] bool is_written() const { return written_ && unpacked_ != nullptr; }
  [[nodiscard]] const char* payload() const { return reinterpret_cast<const char*>(this + 1); }
  [[nodiscard]] char* payload() { return reinterpret_cast<char*>(this + 1); }
  [[nodiscard]] std::string_view text(std::uint32_t offset, std::uint32_t size) const { return {payload() + offset, size}; }

  mutable std::atomic<std::uint32_t> references_{1};
  std::uint32_t pour_count_ = 0;
  std::uint32_t payload_size_ = 0;
  std::uint32_t event_offset_ = 0;  // of the packed event in the payload
  std::uint32_t reprocess_depth_ = 0;
  OrderKey order_;
  const Zone* zone_ = nullptr;
  std::optional<DuplicateId> duplicate_id_;
  mutable std::unique_ptr<Unpacked> unpacked_;
  mutable bool written_ = false;
  std::shared_ptr<model::RuntimeAlert> overflow_;
};

/// Shares a PouredEvent: it waits in the queue of the back, then sits in every bucket it was poured into.
class PouredEventRef {
 public:
  PouredEventRef() = default;
  PouredEventRef(const PouredEventRef& other) : event_(other.event_) {
    if (event_ != nullptr) {
      event_->references_.fetch_add(1, std::memory_order_relaxed);
    }
  }
  PouredEventRef(PouredEventRef&& other) noexcept : event_(std::exchange(other.event_, nullptr)) {}
  PouredEventRef& operator=(PouredEventRef other) noexcept {
    std::swap(event_, other.event_);
    return *this;
  }
  ~PouredEventRef() {
    if (event_ != nullptr && event_->references_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      PouredEvent::release(event_);
    }
  }

  [[nodiscard]] const PouredEvent& operator*() const { return *event_; }
  [[nodiscard]] const PouredEvent* operator->() const { return event_; }
  [[nodiscard]] explicit operator bool() const { return event_ != nullptr; }

  /// Reads what `pack` wrote; null when the bytes are not that.
  [[nodiscard]] static PouredEventRef unpack(std::string_view packed);

 private:
  friend class PouredEventWriter;
  explicit PouredEventRef(PouredEvent* event) : event_(event) {}
  PouredEvent* event_ = nullptr;
};

}  // namespace vedette::buckets

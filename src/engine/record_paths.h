// A handful of paths into JSON records, all read in one walk over the members.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "expr/plain.h"

namespace vedette::engine {

class RecordPaths {
 public:
  enum class Found : std::uint8_t { kNothing, kEmpty, kText };  // nothing: absent or null
  struct Value {
    Found found = Found::kNothing;
    std::string_view text;
  };
  using Steps = std::vector<expr::PlainRead::Step>;

  RecordPaths() : nodes_(1) {}

  /// The path's number; a known path keeps its own. `needs_text`: nothing is not good enough.
  std::uint32_t add(const Steps& steps, bool needs_text);
  [[nodiscard]] std::size_t size() const { return values_.size(); }

  /// False unless an expression that reads any of the paths finds a text or nil there: no other type, no step into nothing that is not optional, no
  /// key of theirs twice. Values live as long as the record.
  [[nodiscard]] bool read(JsonView record);
  /// Of the last read, which was true.
  [[nodiscard]] const Value& value(std::uint32_t path) const { return values_[path]; }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr std::size_t kSlots = 64;

  /// A key on the way. Children of one object are found by the size and the ends of their keys.
  struct Node {
    std::string_view key;
    std::uint64_t head = 0;  // the first and the last eight bytes of a key that has as many
    std::uint64_t tail = 0;
    std::uint32_t next = kNone;      // of the parent's children in the same slot
    std::uint32_t path = kNone;      // that ends here
    std::uint32_t children = kNone;  // index into tables_
    std::uint32_t parent = kNone;
    bool needs_text = false;
    bool needs_object = false;  // a step that is not optional goes on from here
    std::uint64_t seen = 0;     // the last record that has it, null or not
    std::uint64_t opened = 0;   // the last record that has an object there
  };
  using Table = std::array<std::uint32_t, kSlots>;

  [[nodiscard]] static std::size_t slot_of(std::string_view key) {
    return key.empty() ? 0 : (key.size() * 5 + static_cast<unsigned char>(key.front()) * 11U + static_cast<unsigned char>(key.back())) % kSlots;
  }
  [[nodiscard]] std::uint32_t child(const Node& node, std::string_view key) const;
  [[nodiscard]] static bool is(const Node& node, std::string_view key);
  [[nodiscard]] bool walk(JsonView object, const Table& children);
  [[nodiscard]] bool take(JsonView value, Node& node);

  std::vector<Node> nodes_;
  std::vector<Table> tables_;
  std::deque<std::string> keys_;
  std::vector<std::uint32_t> wanting_;  // nodes that something must be at
  std::vector<Value> values_;
  std::uint64_t record_ = 0;
};

}  // namespace vedette::engine

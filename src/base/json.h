// JSON as Go's decoder reads it, on simdjson: the last of two equal keys wins; what simdjson refuses but Go takes (lone surrogates, bad UTF-8,
// long numbers, deep nesting up to Go's 10,000) is read by a slower reader. Nothing here throws.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/error.h"
#include "base/json_tape.h"

namespace vedette {

enum class JsonKind : unsigned char { kNull, kBool, kNumber, kString, kArray, kObject };

/// A view on one value of a document: two words; valid as long as its document.
class JsonView {
 public:
  JsonView() = default;
  [[nodiscard]] JsonKind kind() const;
  [[nodiscard]] bool as_bool() const;
  [[nodiscard]] double as_number() const;  // float64, as Go decodes every number into interface{}
  /// Whether a number is written without point and exponent and fits an int64: then `out` is it, exactly.
  [[nodiscard]] bool as_integer(std::int64_t& out) const;
  [[nodiscard]] std::string_view as_string() const;
  [[nodiscard]] std::size_t size() const;  // of an array; of an object: entries as Go would keep them (duplicates once)
  /// The last value under `key`; false when there is none.
  [[nodiscard]] bool find(std::string_view key, JsonView& out) const;

  /// for (auto it = view.elements(); it.next();) it.value() - arrays; objects give key() too, duplicates included, in order.
  class Iterator {
   public:
    [[nodiscard]] bool next();
    [[nodiscard]] std::string_view key() const;
    [[nodiscard]] JsonView value() const;

   private:
    friend class JsonView;
    const JsonDocument* document_ = nullptr;
    std::uint32_t at_ = 0, end_ = 0, value_ = 0;
    std::string_view key_;
    bool object_ = false;
  };
  [[nodiscard]] Iterator elements() const;

  /// The same place of the same document.
  friend bool operator==(const JsonView& a, const JsonView& b) = default;

 private:
  friend class JsonReader;
  friend class JsonKeyIndex;
  friend class Iterator;
  JsonView(const JsonDocument* document, std::uint32_t index) : document_(document), index_(index) {}
  const JsonDocument* document_ = nullptr;
  std::uint32_t index_ = 0;
};

/// Reuses its buffers; each `parse` takes a free document, all are given back by `reset()`. One a thread.
class JsonReader {
 public:
  JsonReader();
  ~JsonReader();
  JsonReader(JsonReader&&) noexcept;
  JsonReader& operator=(JsonReader&&) noexcept;

  /// `text` need not outlive the call, nor be padded; pass `padded = true` when at least kPadding readable bytes follow it.
  /// The error says what Go's decoder would refuse it for, with the offset.
  [[nodiscard]] Result<JsonView> parse(std::string_view text, bool padded = false);
  /// The same for a text that stays as and where it is until `reset`: until then `parse` of the very same bytes in memory gives this view again, for
  /// nothing. So the functions that an expression calls on one line share one parse.
  [[nodiscard]] Result<JsonView> parse_kept(std::string_view text, bool padded = false);
  /// The slower reader alone: the same answer, at a tenth of the speed. For tests that compare the two.
  [[nodiscard]] Result<JsonView> parse_slowly(std::string_view text);
  /// Invalidates all views.
  void reset();

  static constexpr std::size_t kPadding = 64;
  static constexpr std::size_t kMaxDepth = 10'000;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

/// Appends `text` as a JSON string the way Go's encoding/json does: < > & and U+2028/9 escaped when `escape_html`, bad UTF-8 as U+FFFD.
void append_json_string(std::string& out, std::string_view text, bool escape_html = true);
/// The same as a string of its own.
[[nodiscard]] std::string json_string(std::string_view text, bool escape_html = true);
/// Whether append_json_string would write `text` as it is, between quotes. Never wrongly true; false for all that is not ASCII.
[[nodiscard]] bool is_plain_json(std::string_view text, bool escape_html = true);
/// Appends a float64 as Go's encoding/json does: 1, 1e+21, 1e-7; NaN and infinities must not come here.
void append_json_number(std::string& out, double number);
void append_json_number(std::string& out, float number);
/// json.Marshal of what was decoded: keys sorted bytewise, the last of equal keys, no spaces.
void append_canonical_json(std::string& out, JsonView view);

// Inline, for every field of every record passes through them.

inline JsonKind JsonView::kind() const {
  if (document_ == nullptr) {
    return JsonKind::kNull;
  }
  switch (json_tape::tag(document_->tape[index_])) {
    case 't':
    case 'f':
      return JsonKind::kBool;
    case 'l':
    case 'u':
    case 'd':
      return JsonKind::kNumber;
    case '"':
      return JsonKind::kString;
    case '[':
      return JsonKind::kArray;
    case '{':
      return JsonKind::kObject;
    default:
      return JsonKind::kNull;
  }
}

inline std::string_view JsonView::as_string() const {
  if (document_ == nullptr || json_tape::tag(document_->tape[index_]) != '"') {
    return {};
  }
  return json_tape::string_at(*document_, document_->tape[index_]);
}

inline JsonView::Iterator JsonView::elements() const {
  Iterator it;
  if (document_ == nullptr) {
    return it;
  }
  std::uint64_t word = document_->tape[index_];
  it.object_ = json_tape::tag(word) == '{';
  if (!it.object_ && json_tape::tag(word) != '[') {
    return it;
  }
  it.document_ = document_;
  it.at_ = index_ + 1;
  it.end_ = static_cast<std::uint32_t>(word) - 1;
  return it;
}

inline bool JsonView::Iterator::next() {
  if (at_ >= end_) {
    return false;
  }
  if (object_) {
    key_ = json_tape::string_at(*document_, document_->tape[at_]);
    ++at_;
  }
  value_ = at_;
  at_ = json_tape::behind(document_->tape, at_);
  return true;
}

inline std::string_view JsonView::Iterator::key() const {
  return key_;
}

inline JsonView JsonView::Iterator::value() const {
  return {document_, value_};
}

}  // namespace vedette

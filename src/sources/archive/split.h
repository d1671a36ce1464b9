// From a file's text to its records: a machine fed buffer by buffer that yields whole records as views.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "sources/archive/recognise.h"
#include "sources/archive/structure.h"

namespace vedette::sources {

enum class SplitMode : std::uint8_t {
  kRecognise,   // CloudTrail in any wrapping; all else is counted, not yielded
  kCloudTrail,  // the same, but the user says that it is CloudTrail: what is not recognised is yielded too, for the parsers to judge
  kLines,       // each line is an event, verbatim
};

struct SplitLimits {
  std::size_t max_record = 64 * 1024 * 1024;  // bytes of one record or line; a longer one is an error and is passed over
  std::size_t max_problems = 4;               // messages kept of one file; all are counted
};

/// What a file turned out to hold; complete once `finish` was called.
struct SplitReport {
  FileKind kind = FileKind::kEmpty;
  std::uint64_t records = 0;
  std::uint64_t other_objects = 0;  // JSON that is no CloudTrail record: digests' fields, control messages, findings
  std::uint64_t problem_count = 0;
  std::vector<std::string> problems;  // clauses with the byte of the unpacked text
};

/// Bounded: it keeps no text itself; what it leaves unconsumed is at most `max_record` long. Never throws, never recurses deeper than wrappings do.
class Splitter {
 public:
  explicit Splitter(SplitLimits limits = {}) : limits_(limits) {}

  /// A new file begins.
  void begin(SplitMode mode);

  /// Appends the whole records in `bytes` to `records` (views into `bytes`, or copies in `arena` where a record sat in an escaped string) and
  /// returns how many bytes are done with. The rest comes again, at the start of the next call, with more behind it. `last`: nothing follows;
  /// then everything is consumed. At least JsonReader::kPadding readable bytes must follow `bytes`.
  [[nodiscard]] std::size_t feed(std::string_view bytes, bool last, Arena& arena, std::vector<std::string_view>& records);

  /// Whether the rest of the file holds nothing to look for (a digest, Parquet..): reading on is of no use.
  [[nodiscard]] bool done() const { return state_ == State::kAbandoned; }

  [[nodiscard]] const SplitReport& report() const { return report_; }

 private:
  static constexpr std::size_t kProbeBytes = 256 * 1024;

  enum class State : std::uint8_t {
    kStart,
    kTop,        // between top-level values
    kElements,   // in an array, between elements
    kMembers,    // in a top-level object, between members, after an array of it
    kDiscard,    // in a value that is passed over
    kSkipLine,   // up to the next newline
    kSeek,       // up to a line that begins with JSON, what is damaged lies before it
    kAbandoned,  // up to the end
  };
  enum class Elements : std::uint8_t { kRecords, kLookup, kMessages, kAny };

  /// One call's cursor.
  struct Feed {
    const char* begin;
    const char* at;
    const char* end;
    bool last;
    Arena* arena;
    std::vector<std::string_view>* records;
  };

  // Each returns false when `feed.at` waits for more bytes.
  bool start(Feed& feed);
  bool top(Feed& feed);
  bool top_object(Feed& feed);
  bool zeros(Feed& feed);
  bool stray_line(Feed& feed);
  bool embedded(Feed& feed, std::string_view line);
  bool elements(Feed& feed);
  bool members(Feed& feed);
  bool discard(Feed& feed);
  bool skip_line(Feed& feed);
  bool seek(Feed& feed);
  bool unfinished(Feed& feed, std::string_view what);
  bool broken(Feed& feed, std::string_view what);
  void feed_lines(Feed& feed);

  void enter_array(Feed& feed, const char* bracket, Elements kind, bool in_object);
  void array_ended() {
    state_ = array_in_object_ ? State::kMembers : State::kTop;
    probed_ = probed_ && (array_in_object_ || line_mode_);
  }
  /// Where the object at `feed.at` ends; kNewline when it is cut, or so damaged that its end cannot be told.
  [[nodiscard]] ScanResult scan_object(const Feed& feed, ScanState& state) const;
  void top_value_ended(const Feed& feed, const char* begin);
  /// Decides whether records are lines from `feed.at` on; false when that takes more bytes.
  bool probe(const Feed& feed);
  [[nodiscard]] std::size_t lookahead() const { return std::min(kProbeBytes, limits_.max_record); }
  bool newline_breaks(Feed& feed, const char* from);

  // Whole objects.
  void take_element(Feed& feed, std::string_view object);
  void take_object(Feed& feed, std::string_view object, int nesting);
  void take_message(Feed& feed, std::string_view quoted, FileKind kind, int nesting);
  void take_array(Feed& feed, const char* bracket, const char* end, Elements kind, int nesting);
  void emit(Feed& feed, std::string_view record, FileKind kind);
  void other(FileKind kind);

  void problem(std::uint64_t offset, std::string_view what);
  /// Something that is no JSON: a problem of a file of CloudTrail's only. As is any problem of a file that begins with something else.
  void garbage(std::uint64_t offset, std::string_view what);
  void note(SplitReport& report, std::uint64_t offset, std::string_view what);
  void become_known();
  [[nodiscard]] std::uint64_t offset_of(const Feed& feed, const char* at) const { return base_ + static_cast<std::uint64_t>(at - feed.begin); }

  SplitLimits limits_;
  SplitMode mode_ = SplitMode::kRecognise;
  State state_ = State::kStart;
  State after_discard_ = State::kTop;
  Elements elements_ = Elements::kRecords;
  bool array_in_object_ = false;
  bool line_mode_ = false;  // one value a line: a newline inside a value marks a broken one
  bool probed_ = false;     // line_mode_ was decided for what comes next
  unsigned probes_ = 0;
  unsigned seeks_ = 0;
  bool seen_array_ = false;  // a list of records, be it empty
  bool first_record_ = true;
  std::uint64_t zeros_end_ = 0;  // offset of the end of the last run of zero bytes
  std::uint64_t base_ = 0;       // offset of the next feed's first byte
  ScanState scan_;
  SplitReport report_;
  bool known_ = false;  // to be CloudTrail's
  SplitReport held_;    // the problems that count when it is
};

}  // namespace vedette::sources

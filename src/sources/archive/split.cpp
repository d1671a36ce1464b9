#include "sources/archive/split.h"

#include <cstring>

#include "base/error.h"
#include "sources/archive/members.h"

namespace vedette::sources {
namespace {

/// An envelope in a log message in a batch in an array: deeper than anything that exists.
constexpr int kMaxNesting = 4;
/// How often one file is looked at anew after damage: files of damage alone must not take for ever.
constexpr unsigned kMaxProbes = 1000;
constexpr unsigned kMaxSeeks = 16;
/// How far into a line that begins with something else a record is looked for.
constexpr std::size_t kMaxPrefix = 4096;

const char* find_newline(const char* begin, const char* end) {
  return static_cast<const char*>(std::memchr(begin, '\n', static_cast<std::size_t>(end - begin)));
}

/// string_view::find goes from one first letter to the next, and the quote is everywhere; in small files this is asked of every third record.
bool holds(std::string_view text, std::string_view wanted) {
  return memmem(text.data(), text.size(), wanted.data(), wanted.size()) != nullptr;
}

/// Whether records are lines here, so that a newline inside one is damage. Not so for a document that spans lines, even when its elements each
/// have a line of their own; so for lines of which the first is cut.
bool has_object_lines(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool value_first = at < end && (*at == '{' || *at == '[');
  if (value_first) {
    ScanState state;
    ScanResult result = scan_to_close(at, end, state, Newlines::kStopInString);
    if (result.end == ScanEnd::kClosed) {
      const char* newline = find_newline(at, end);
      return *at == '{' && newline != nullptr && newline >= result.at && skip_space(result.at, newline) == newline;
    }
  }
  std::size_t whole = 0;
  std::size_t listed = 0;  // whole but for a comma: elements of a list
  while (at < end) {
    const char* newline = find_newline(at, end);
    if (newline == nullptr) {
      break;
    }
    if (*at == '{' && newline - at > 2) {
      ScanState state;
      ScanResult result = scan_to_close(at, newline, state, Newlines::kStop);
      if (result.end == ScanEnd::kClosed) {
        const char* rest = skip_space(result.at, newline);
        whole += rest == newline ? 1 : 0;
        listed += rest < newline && *rest == ',' ? 1 : 0;
      }
    }
    at = newline + 1;
  }
  return whole > listed;
}

/// Whether a JSON object or list may begin here.
bool looks_like_json(const char* at, const char* end) {
  if (at == end || (*at != '{' && *at != '[')) {
    return false;
  }
  const char* next = skip_space(at + 1, end);
  if (next == end) {
    return true;
  }
  return *next == '"' || (*at == '{' ? *next == '}' : *next == '{' || *next == '[' || *next == ']');
}

/// Whether the head of a text that begins with something else has JSON further down: at the begin of a line, zeros aside, or behind what stands
/// before a CloudTrail record.
bool has_json_later(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    const char* first = at;
    while (first < end && (is_json_space(*first) || *first == '\0')) {
      ++first;
    }
    if (looks_like_json(first, end)) {
      return true;
    }
    const char* newline = find_newline(first, end);
    at = newline != nullptr ? newline + 1 : end;
  }
  return holds(text, "{\"Records\"") || holds(text, "{\"eventVersion\"");
}

/// Whether what stands between `begin` and `end` begins an object that goes wrong before it ends.
bool goes_wrong(const char* begin, const char* end) {
  MemberWalk walk(begin + 1, end);
  while (true) {
    MemberWalk::Step step = walk.next();
    if (step != MemberWalk::Step::kMember) {
      return step == MemberWalk::Step::kBroken;
    }
    const char* value = walk.value_begin();
    if (!walk.skip_value()) {
      return false;
    }
    if (walk.at() == value) {
      return true;
    }
  }
}

/// A string that holds an object as text: what `lookup-events --query 'Events[].CloudTrailEvent'` makes a list of.
bool holds_object(const char* begin, const char* end) {
  if (*begin != '"') {
    return false;
  }
  const char* text = skip_space(begin + 1, end);
  return text < end && *text == '{';
}

FileKind kind_of(ObjectShape shape) {
  switch (shape) {
    case ObjectShape::kDigest:
      return FileKind::kDigest;
    case ObjectShape::kConfig:
      return FileKind::kConfig;
    case ObjectShape::kGuardDuty:
      return FileKind::kGuardDuty;
    case ObjectShape::kUnknown:
      return FileKind::kOtherJson;
    default:
      return FileKind::kOtherAws;
  }
}

/// Whether the telling member of such an object is a list.
bool is_list(ObjectShape shape) {
  return shape == ObjectShape::kRecords || shape == ObjectShape::kLookupResult || shape == ObjectShape::kLogBatch;
}

bool is_other(ObjectShape shape) {
  return shape == ObjectShape::kDigest || shape == ObjectShape::kConfig || shape == ObjectShape::kGuardDuty || shape == ObjectShape::kOtherAws;
}

}  // namespace

void Splitter::begin(SplitMode mode) {
  mode_ = mode;
  state_ = State::kStart;
  after_discard_ = State::kTop;
  elements_ = Elements::kRecords;
  array_in_object_ = line_mode_ = probed_ = seen_array_ = false;
  probes_ = seeks_ = 0;
  zeros_end_ = 0;
  known_ = mode == SplitMode::kCloudTrail;
  held_ = {};
  first_record_ = true;
  base_ = 0;
  scan_ = {};
  report_ = {};
}

void Splitter::note(SplitReport& report, std::uint64_t offset, std::string_view what) {
  ++report.problem_count;
  if (report.problems.size() < limits_.max_problems) {
    report.problems.push_back(std::string(what) + ", at byte " + std::to_string(offset) + " of its text");
  }
}

void Splitter::problem(std::uint64_t offset, std::string_view what) {
  note(known_ || report_.kind != FileKind::kUnrecognised ? report_ : held_, offset, what);
}

void Splitter::garbage(std::uint64_t offset, std::string_view what) {
  note(known_ ? report_ : held_, offset, what);
}

void Splitter::become_known() {
  if (known_) {
    return;
  }
  known_ = true;
  report_.problem_count += held_.problem_count;
  for (std::string& message : held_.problems) {
    if (report_.problems.size() < limits_.max_problems) {
      report_.problems.push_back(std::move(message));
    }
  }
  held_ = {};
}

std::size_t Splitter::feed(std::string_view bytes, bool last, Arena& arena, std::vector<std::string_view>& records) {
  Feed feed{bytes.data(), bytes.data(), bytes.data() + bytes.size(), last, &arena, &records};
  if (mode_ == SplitMode::kLines) {
    feed_lines(feed);
  } else {
    bool go_on = true;
    while (go_on) {
      switch (state_) {
        case State::kStart:
          go_on = start(feed);
          break;
        case State::kTop:
          go_on = top(feed);
          break;
        case State::kElements:
          go_on = elements(feed);
          break;
        case State::kMembers:
          go_on = members(feed);
          break;
        case State::kDiscard:
          go_on = discard(feed);
          break;
        case State::kSkipLine:
          go_on = skip_line(feed);
          break;
        case State::kSeek:
          go_on = seek(feed);
          break;
        case State::kAbandoned:
          feed.at = feed.end;
          go_on = false;
          break;
      }
    }
    if (last && report_.records == 0 && seen_array_ && (report_.kind == FileKind::kEmpty || report_.kind == FileKind::kUnrecognised)) {
      report_.kind = FileKind::kNoRecords;
    }
    if (last && report_.kind == FileKind::kEmpty && report_.problem_count + held_.problem_count != 0) {
      report_.kind = report_.problem_count != 0 ? FileKind::kUnreadable : FileKind::kUnrecognised;
    }
  }
  if (last) {
    feed.at = feed.end;
  }
  auto consumed = static_cast<std::size_t>(feed.at - feed.begin);
  base_ += consumed;
  return consumed;
}

bool Splitter::start(Feed& feed) {
  if (feed.end - feed.at >= 3 && std::memcmp(feed.at, "\xEF\xBB\xBF", 3) == 0) {
    feed.at += 3;  // a byte order mark
  }
  const char* first = skip_space(feed.at, feed.end);
  if (first == feed.end) {
    feed.at = feed.end;
    return false;
  }
  auto size = static_cast<std::size_t>(feed.end - first);
  std::string_view head(first, size);
  if (*first == '{' || *first == '[') {
    state_ = State::kTop;
    return true;
  }
  if (size < lookahead() && !feed.last) {
    return false;
  }
  state_ = State::kTop;
  std::size_t prefix = timestamp_prefix(head.substr(0, 128));
  if (prefix != 0 && head.size() > prefix && head[prefix] == '{') {
    line_mode_ = probed_ = true;
    return true;
  }
  TextKind text = recognise_text(head);
  report_.kind = text.kind;
  if (!text.refusal.empty()) {
    ++report_.problem_count;
    report_.problems.emplace_back(text.refusal);
    state_ = State::kAbandoned;
  } else if (mode_ == SplitMode::kRecognise && !has_json_later(head.substr(0, kProbeBytes))) {
    state_ = State::kAbandoned;
  }
  return true;
}

bool Splitter::probe(const Feed& feed) {
  auto size = static_cast<std::size_t>(feed.end - feed.at);
  if (size < lookahead() && !feed.last && probes_ < kMaxProbes) {
    return false;
  }
  if (probes_ < kMaxProbes) {
    ++probes_;
    line_mode_ = has_object_lines({feed.at, std::min(size, kProbeBytes)});
  }
  probed_ = true;
  return true;
}

bool Splitter::top(Feed& feed) {
  feed.at = skip_space(feed.at, feed.end);
  if (feed.at == feed.end) {
    return false;
  }
  if (*feed.at == '\0') {
    return zeros(feed);
  }
  if (*feed.at != '{' && (*feed.at != '[' || !looks_like_json(feed.at, feed.end))) {
    return stray_line(feed);
  }
  if (!probed_ && !probe(feed)) {
    return false;
  }
  if (*feed.at == '{') {
    return top_object(feed);
  }
  enter_array(feed, feed.at, Elements::kAny, false);
  return true;
}

/// A file system that lost its power leaves zeros where text was to be.
bool Splitter::zeros(Feed& feed) {
  const std::uint64_t begin = offset_of(feed, feed.at);
  while (feed.at < feed.end && *feed.at == '\0') {
    ++feed.at;
  }
  if (begin != zeros_end_ || begin == 0) {
    garbage(begin, "zero bytes");
  }
  zeros_end_ = offset_of(feed, feed.at);
  return true;
}

bool Splitter::stray_line(Feed& feed) {
  const char* newline = find_newline(feed.at, feed.end);
  std::string_view line(feed.at, static_cast<std::size_t>((newline != nullptr ? newline : feed.end) - feed.at));
  std::size_t prefix = timestamp_prefix(line.substr(0, 128));
  if (prefix != 0 && line.size() > prefix && line[prefix] == '{') {
    feed.at += prefix;
    return top_object(feed);
  }
  if (newline == nullptr && !feed.last) {
    return unfinished(feed, "a line");
  }
  probed_ = false;
  if (embedded(feed, line)) {
    return true;
  }
  if (mode_ == SplitMode::kCloudTrail) {
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    emit(feed, line, FileKind::kRecordLines);
  } else if (prefix != 0) {
    other(FileKind::kOtherAws);  // some other service's line in a log export
  } else {
    garbage(offset_of(feed, feed.at), "a line that is not JSON");
  }
  feed.at = newline != nullptr ? newline + 1 : feed.end;
  return true;
}

/// A CloudTrail record or document behind something else on its line: what is before it is passed over.
bool Splitter::embedded(Feed& feed, std::string_view line) {
  const std::size_t limit = std::min(line.size(), kMaxPrefix);
  for (std::size_t at = line.find('{'); at < limit; at = line.find('{', at + 1)) {
    const char* const begin = line.data() + at;
    if (!looks_like_json(begin, feed.end)) {
      continue;
    }
    ObjectHead head = read_head(begin, feed.end);
    if (head.status == ObjectHead::Status::kTold && (head.shape == ObjectShape::kRecord || head.shape == ObjectShape::kRecords)) {
      garbage(offset_of(feed, feed.at), std::to_string(at) + " bytes that are not JSON");
      feed.at = begin;
      return true;
    }
  }
  return false;
}

bool Splitter::top_object(Feed& feed) {
  const char* const begin = feed.at;
  const char* limit = feed.end;
  const char* newline = line_mode_ ? find_newline(begin, feed.end) : nullptr;
  if (newline != nullptr) {
    limit = newline;
  }
  ObjectHead head = read_head(begin, limit);
  if (head.shape == ObjectShape::kRecord || head.shape == ObjectShape::kRecords) {
    become_known();
  }
  if (newline != nullptr && (head.status == ObjectHead::Status::kMore || is_list(head.shape))) {
    // A cut line, or a document that spans lines among others that do not.
    ScanState state;
    if (scan_to_close(begin, newline, state, Newlines::kPass).end != ScanEnd::kClosed) {
      if (!probe(feed)) {
        return false;
      }
      if (!line_mode_) {
        return true;
      }
    }
  }
  if (head.status == ObjectHead::Status::kBroken) {
    return broken(feed, "JSON that is not valid");
  }
  if (head.status == ObjectHead::Status::kMore) {
    if (newline != nullptr) {
      return broken(feed, "a line ends in the middle of a record");
    }
    return unfinished(feed, "a record");
  }
  switch (head.shape) {
    case ObjectShape::kRecords:
      enter_array(feed, head.value, Elements::kRecords, true);
      return true;
    case ObjectShape::kLookupResult:
      enter_array(feed, head.value, Elements::kLookup, true);
      return true;
    case ObjectShape::kLogBatch:
      enter_array(feed, head.value, Elements::kMessages, true);
      return true;
    default:
      break;
  }
  ScanState state;
  ScanResult result = scan_object(feed, state);
  if (result.end == ScanEnd::kClosed) {
    feed.at = result.at;
    take_object(feed, {begin, static_cast<std::size_t>(result.at - begin)}, 0);
    top_value_ended(feed, begin);
    return true;
  }
  if (result.end == ScanEnd::kNewline) {
    if (!line_mode_) {
      return broken(feed, "JSON that is not valid");
    }
    if (!probe(feed)) {
      return false;
    }
    return line_mode_ ? broken(feed, "a line ends in the middle of a record") : true;
  }
  if (newline == nullptr && find_newline(begin, feed.end) != nullptr && goes_wrong(begin, feed.end)) {
    return broken(feed, "JSON that is not valid");
  }
  if (is_other(head.shape) && !feed.last) {
    // A snapshot of a whole account can be of any size; nothing in it is wanted.
    other(kind_of(head.shape));
    scan_ = state;
    state_ = State::kDiscard;
    after_discard_ = State::kTop;
    feed.at = feed.end;
    return false;
  }
  return unfinished(feed, "a record");
}

ScanResult Splitter::scan_object(const Feed& feed, ScanState& state) const {
  ScanResult result = scan_to_close(feed.at, feed.end, state, line_mode_ ? Newlines::kStop : Newlines::kStopInString);
  if (result.end == ScanEnd::kNewline && !line_mode_ && !goes_wrong(feed.at, feed.end)) {
    state = {};
    result = scan_to_close(feed.at, feed.end, state, Newlines::kPass);  // the newline belongs to a text that forgot to escape it
  }
  return result;
}

void Splitter::top_value_ended(const Feed& feed, const char* begin) {
  if (line_mode_) {
    return;
  }
  if (find_newline(begin, feed.at) != nullptr) {
    probed_ = false;  // what follows may be lines
  } else if (feed.at < feed.end && (*feed.at == '\n' || *feed.at == '\r')) {
    line_mode_ = true;
  }
}

void Splitter::enter_array(Feed& feed, const char* bracket, Elements kind, bool in_object) {
  elements_ = kind;
  array_in_object_ = in_object;
  seen_array_ = true;
  first_record_ = true;
  state_ = State::kElements;
  feed.at = bracket + 1;
}

bool Splitter::newline_breaks(Feed& feed, const char* from) {
  if (!line_mode_ || find_newline(from, feed.at) == nullptr) {
    return false;
  }
  problem(offset_of(feed, from), "a line ends in the middle of a list of records");
  state_ = State::kTop;
  return true;
}

bool Splitter::elements(Feed& feed) {
  while (true) {
    const char* const from = feed.at;
    while (feed.at < feed.end && (is_json_space(*feed.at) || *feed.at == ',')) {
      ++feed.at;
    }
    if (newline_breaks(feed, from)) {
      return true;
    }
    if (feed.at == feed.end) {
      if (feed.last) {
        problem(offset_of(feed, feed.at), "the text ends before its list of records does");
      }
      return false;
    }
    const char* const begin = feed.at;
    if (*begin == '{') {
      ScanState state;
      ScanResult result = scan_object(feed, state);
      if (result.end == ScanEnd::kNewline) {
        return broken(feed, line_mode_ ? "a line ends in the middle of a record" : "JSON that is not valid");
      }
      if (result.end == ScanEnd::kMore) {
        return unfinished(feed, "a record");
      }
      feed.at = result.at;
      take_element(feed, {begin, static_cast<std::size_t>(result.at - begin)});
      if (state_ != State::kElements) {
        return true;
      }
      continue;
    }
    if (*begin == ']') {
      ++feed.at;
      array_ended();
      return true;
    }
    const char* after = value_end(begin, feed.end);
    if (after == begin) {
      return broken(feed, "JSON that is not valid");
    }
    if (after == nullptr) {
      return unfinished(feed, "an element of the list of records");
    }
    feed.at = after;
    if (holds_object(begin, after)) {
      take_message(feed, {begin, static_cast<std::size_t>(after - begin)}, FileKind::kLookupEvents, 0);
      if (state_ != State::kElements) {
        return true;
      }
    } else {
      problem(offset_of(feed, begin), "an element of the list of records is not an object");
    }
  }
}

bool Splitter::members(Feed& feed) {
  while (true) {
    const char* const from = feed.at;
    const char* const next = skip_space(from, feed.end);
    if (line_mode_ && next < feed.end && find_newline(from, next) != nullptr) {
      feed.at = next;
      problem(offset_of(feed, from), "a line ends in the middle of an object");
      state_ = State::kTop;
      return true;
    }
    MemberWalk walk(from, feed.end);
    switch (walk.next()) {
      case MemberWalk::Step::kClosed:
        feed.at = walk.at();
        state_ = State::kTop;
        probed_ = line_mode_;
        if (feed.at < feed.end && *feed.at == '\n') {
          ++feed.at;
        }
        return true;
      case MemberWalk::Step::kBroken:
        feed.at = walk.at();
        return broken(feed, "JSON that is not valid");
      case MemberWalk::Step::kMore:
        if (feed.last) {
          problem(offset_of(feed, feed.end), "the text ends before its last object does");
          return false;
        }
        return unfinished(feed, "an object");
      case MemberWalk::Step::kMember:
        break;
    }
    switch (shape_of_member(walk.key(), *walk.value_begin())) {
      case ObjectShape::kRecords:
        enter_array(feed, walk.value_begin(), Elements::kRecords, true);
        return true;
      case ObjectShape::kLookupResult:
        enter_array(feed, walk.value_begin(), Elements::kLookup, true);
        return true;
      case ObjectShape::kLogBatch:
        enter_array(feed, walk.value_begin(), Elements::kMessages, true);
        return true;
      default:
        break;
    }
    const char* begin = walk.value_begin();
    if (!walk.skip_value()) {
      return unfinished(feed, "an object");
    }
    if (walk.at() == begin) {
      feed.at = begin;
      return broken(feed, "JSON that is not valid");
    }
    feed.at = walk.at();
  }
}

bool Splitter::discard(Feed& feed) {
  ScanResult result = scan_to_close(feed.at, feed.end, scan_, line_mode_ ? Newlines::kStop : Newlines::kPass);
  feed.at = result.at;
  if (result.end == ScanEnd::kMore) {
    return false;
  }
  state_ = result.end == ScanEnd::kNewline ? State::kTop : after_discard_;
  return true;
}

bool Splitter::skip_line(Feed& feed) {
  const char* newline = find_newline(feed.at, feed.end);
  feed.at = newline != nullptr ? newline + 1 : feed.end;
  if (newline == nullptr) {
    return false;
  }
  state_ = State::kTop;
  return true;
}

bool Splitter::seek(Feed& feed) {
  while (!looks_like_json(feed.at, feed.end)) {
    const char* newline = find_newline(feed.at, feed.end);
    if (newline == nullptr) {
      feed.at = feed.end;
      return false;
    }
    feed.at = newline + 1;
  }
  state_ = State::kTop;
  probed_ = false;
  return true;
}

/// What begins at `feed.at` is not whole: waits for more, or gives up on it.
bool Splitter::unfinished(Feed& feed, std::string_view what) {
  auto size = static_cast<std::size_t>(feed.end - feed.at);
  if (feed.last) {
    if (size > 0) {
      problem(offset_of(feed, feed.at), "the text ends in the middle of " + std::string(what) + " that begins");
    }
    // It may be damaged, not cut, and there may be whole ones behind it.
    if (const char* newline = find_newline(feed.at, feed.end); newline != nullptr && seeks_ < kMaxSeeks) {
      ++seeks_;
      feed.at = newline + 1;
      state_ = State::kSeek;
      return true;
    }
    feed.at = feed.end;
    return false;
  }
  if (size <= limits_.max_record) {
    return false;
  }
  problem(offset_of(feed, feed.at), std::string(what) + " longer than " + std::to_string(limits_.max_record >> 20) + " MiB is passed over");
  if (*feed.at == '{' && state_ != State::kMembers) {
    scan_ = {};
    after_discard_ = state_;
    state_ = State::kDiscard;
    return true;
  }
  if (state_ == State::kElements) {
    state_ = State::kAbandoned;  // a string or number without an end: no way to find the next element
    return true;
  }
  state_ = State::kSkipLine;
  return true;
}

bool Splitter::broken(Feed& feed, std::string_view what) {
  problem(offset_of(feed, feed.at), what);
  state_ = State::kSkipLine;
  probed_ = false;
  return true;
}

void Splitter::feed_lines(Feed& feed) {
  if (state_ == State::kStart) {
    state_ = State::kTop;
  }
  while (feed.at < feed.end) {
    const char* newline = find_newline(feed.at, feed.end);
    if (state_ == State::kSkipLine) {
      feed.at = newline != nullptr ? newline + 1 : feed.end;
      state_ = newline != nullptr ? State::kTop : State::kSkipLine;
      continue;
    }
    const char* stop = newline != nullptr ? newline : feed.end;
    auto size = static_cast<std::size_t>(stop - feed.at);
    if (newline == nullptr && !feed.last) {
      if (size <= limits_.max_record) {
        return;
      }
    }
    if (size > limits_.max_record) {
      problem(offset_of(feed, feed.at), "a line longer than " + std::to_string(limits_.max_record >> 20) + " MiB is passed over");
      state_ = State::kSkipLine;
      continue;
    }
    std::string_view line(feed.at, size);
    // crowdsec: pkg/acquisition/modules/file/run.go, bufio.ScanLines drops one CR; empty lines are no events.
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    if (!line.empty()) {
      emit(feed, line, FileKind::kLines);
    } else if (report_.kind == FileKind::kEmpty) {
      report_.kind = FileKind::kLines;
    }
    feed.at = newline != nullptr ? newline + 1 : feed.end;
  }
}

void Splitter::emit(Feed& feed, std::string_view record, FileKind kind) {
  if (report_.records == 0) {
    report_.kind = kind;
    become_known();
  }
  ++report_.records;
  feed.records->push_back(record);
}

void Splitter::other(FileKind kind) {
  ++report_.other_objects;
  if (report_.records == 0 && (report_.kind == FileKind::kEmpty || report_.kind == FileKind::kUnrecognised)) {
    report_.kind = kind;
  }
}

void Splitter::take_element(Feed& feed, std::string_view object) {
  if (elements_ != Elements::kRecords) {
    take_object(feed, object, 1);
    return;
  }
  FileKind kind = FileKind::kRecordsDocument;
  if (first_record_) {
    // Bucket notifications are lists of "Records" too, and Insights are told from the first of theirs.
    first_record_ = false;
    if (holds(object, "\"s3SchemaVersion\"")) {
      other(FileKind::kOtherAws);
      seen_array_ = false;
      state_ = line_mode_ ? State::kSkipLine : State::kAbandoned;
      return;
    }
    if (holds(object, "\"insightDetails\"")) {
      kind = FileKind::kInsight;
    }
  }
  emit(feed, object, kind);
}

void Splitter::take_object(Feed& feed, std::string_view object, int nesting) {
  const char* end = object.data() + object.size();
  ObjectHead head = read_head(object.data(), end);
  if (head.status != ObjectHead::Status::kTold) {
    // Balanced but not JSON: yielded, so that it is counted where records that cannot be decoded are.
    emit(feed, object, FileKind::kRecordLines);
    return;
  }
  if (nesting > kMaxNesting) {
    other(FileKind::kOtherJson);
    return;
  }
  switch (head.shape) {
    case ObjectShape::kRecord:
      emit(feed, object, nesting == 0 ? FileKind::kRecordLines : FileKind::kRecordArray);
      break;
    case ObjectShape::kEnvelope: {
      std::string_view detail = find_member(object, "detail");
      if (detail.starts_with('{') && read_head(detail.data(), detail.data() + detail.size()).shape == ObjectShape::kRecord) {
        emit(feed, detail, FileKind::kEventBridge);
      } else {
        other(FileKind::kOtherAws);
      }
      break;
    }
    case ObjectShape::kRecords:
      take_array(feed, head.value, end, Elements::kRecords, nesting);
      break;
    case ObjectShape::kLookupResult:
      take_array(feed, head.value, end, Elements::kLookup, nesting);
      break;
    case ObjectShape::kLogBatch:
      take_array(feed, head.value, end, Elements::kMessages, nesting);
      break;
    case ObjectShape::kLookupEvent:
      take_message(feed, find_member(object, "CloudTrailEvent"), FileKind::kLookupEvents, nesting);
      break;
    case ObjectShape::kLogEvent:
      take_message(feed, find_member(object, "message"), FileKind::kCloudWatch, nesting);
      break;
    default:
      if (mode_ == SplitMode::kCloudTrail && head.shape == ObjectShape::kUnknown) {
        emit(feed, object, FileKind::kRecordLines);
      } else {
        other(kind_of(head.shape));
      }
  }
}

void Splitter::take_message(Feed& feed, std::string_view quoted, FileKind kind, int nesting) {
  std::string_view text = unescape(quoted, *feed.arena);
  const char* begin = skip_space(text.data(), text.data() + text.size());
  text.remove_prefix(static_cast<std::size_t>(begin - text.data()));
  if (text.empty() || text.front() != '{' || nesting > kMaxNesting) {
    other(FileKind::kOtherAws);
    return;
  }
  ScanState state;
  ScanResult result = scan_to_close(text.data(), text.data() + text.size(), state, Newlines::kPass);
  if (result.end != ScanEnd::kClosed) {
    problem(offset_of(feed, feed.at), "a message holds a record that is cut");
    return;
  }
  text = text.substr(0, static_cast<std::size_t>(result.at - text.data()));
  ObjectHead head = read_head(text.data(), result.at);
  if (head.status == ObjectHead::Status::kTold && head.shape == ObjectShape::kRecord) {
    emit(feed, text, kind);
  } else {
    take_object(feed, text, nesting + 1);
  }
}

void Splitter::take_array(Feed& feed, const char* bracket, const char* end, Elements kind, int nesting) {
  seen_array_ = true;
  const char* at = bracket + 1;
  while (true) {
    while (at < end && (is_json_space(*at) || *at == ',')) {
      ++at;
    }
    if (at >= end || *at == ']') {
      return;
    }
    const char* after = value_end(at, end);
    if (after == nullptr || after == at) {
      return;
    }
    std::string_view element(at, static_cast<std::size_t>(after - at));
    if (holds_object(at, after)) {
      take_message(feed, element, FileKind::kLookupEvents, nesting);
    } else if (*at != '{') {
      problem(offset_of(feed, feed.at), "an element of a list of records is not an object");
    } else if (kind == Elements::kRecords) {
      emit(feed, element, FileKind::kRecordsDocument);
    } else {
      take_object(feed, element, nesting + 1);
    }
    at = after;
  }
}

}  // namespace vedette::sources

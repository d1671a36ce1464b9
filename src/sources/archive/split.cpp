#include "sources/archive/split.h"

#include <cstring>

#include "base/error.h"
#include "sources/archive/members.h"

namespace vedette::sources {
namespace {

/// An envelope in a log message in a batch in an array: deeper than anything that exists.
constexpr int kMaxNesting = 4;
constexpr std::size_t kProbeBytes = 256 * 1024;

const char* find_newline(const char* begin, const char* end) {
  return static_cast<const char*>(std::memchr(begin, '\n', static_cast<std::size_t>(end - begin)));
}

/// Whether records are lines here, so that a newline inside one is damage. Not so for a document that spans lines, even when its elements each
/// have a line of their own; so for lines of which the first is cut.
bool has_object_lines(std::string_view text) {
  std::size_t whole = 0;
  std::size_t listed = 0;  // whole but for a comma: elements of a list
  const char* at = text.data();
  const char* const end = at + text.size();
  for (bool first = true; at < end; first = false) {
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
        if (first && rest == newline) {
          return true;
        }
      }
    }
    at = newline + 1;
  }
  if (whole <= listed || text.empty()) {
    return false;
  }
  if (text.front() == '{' || text.front() == '[') {
    ScanState state;
    return scan_to_close(text.data(), end, state, Newlines::kStopInString).end != ScanEnd::kClosed;
  }
  return true;
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

bool is_other(ObjectShape shape) {
  return shape == ObjectShape::kDigest || shape == ObjectShape::kConfig || shape == ObjectShape::kGuardDuty || shape == ObjectShape::kOtherAws;
}

}  // namespace

void Splitter::begin(SplitMode mode) {
  mode_ = mode;
  state_ = State::kStart;
  after_discard_ = State::kTop;
  elements_ = Elements::kRecords;
  array_in_object_ = line_mode_ = seen_array_ = false;
  first_record_ = true;
  base_ = 0;
  scan_ = {};
  report_ = {};
}

void Splitter::problem(std::uint64_t offset, std::string_view what) {
  ++report_.problem_count;
  if (report_.problems.size() < limits_.max_problems) {
    report_.problems.push_back(std::string(what) + ", at byte " + std::to_string(offset) + " of its text");
  }
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
        case State::kAbandoned:
          feed.at = feed.end;
          go_on = false;
          break;
      }
    }
    if (last && report_.records == 0 && seen_array_ && (report_.kind == FileKind::kEmpty || report_.kind == FileKind::kUnrecognised)) {
      report_.kind = FileKind::kNoRecords;
    }
    if (last && report_.kind == FileKind::kEmpty && report_.problem_count != 0) {
      report_.kind = FileKind::kUnreadable;
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
  state_ = State::kTop;
  if (*first == '{' || *first == '[') {
    line_mode_ = has_object_lines(head.substr(0, kProbeBytes));
    return true;
  }
  std::size_t prefix = timestamp_prefix(head.substr(0, 128));
  if (prefix != 0 && head.size() > prefix && head[prefix] == '{') {
    line_mode_ = true;
    return true;
  }
  TextKind text = recognise_text(head);
  report_.kind = text.kind;
  if (!text.refusal.empty()) {
    ++report_.problem_count;
    report_.problems.emplace_back(text.refusal);
    state_ = State::kAbandoned;
  } else if (mode_ == SplitMode::kCloudTrail) {
    line_mode_ = true;
  } else {
    // A first line that is cut must not hide the good ones behind it.
    line_mode_ = has_object_lines(head.substr(0, kProbeBytes));
    if (!line_mode_) {
      state_ = State::kAbandoned;
    }
  }
  return true;
}

bool Splitter::top(Feed& feed) {
  feed.at = skip_space(feed.at, feed.end);
  if (feed.at == feed.end) {
    return false;
  }
  if (*feed.at == '{') {
    return top_object(feed);
  }
  if (*feed.at == '[') {
    enter_array(feed, feed.at, Elements::kAny, false);
    return true;
  }
  return stray_line(feed);
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
  if (mode_ == SplitMode::kCloudTrail) {
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    emit(feed, line, FileKind::kRecordLines);
  } else if (prefix != 0) {
    other(FileKind::kOtherAws);  // some other service's line in a log export
  } else {
    problem(offset_of(feed, feed.at), "a line that is not JSON");
  }
  feed.at = newline != nullptr ? newline + 1 : feed.end;
  return true;
}

bool Splitter::top_object(Feed& feed) {
  const char* const begin = feed.at;
  const char* limit = feed.end;
  const char* newline = line_mode_ ? find_newline(begin, feed.end) : nullptr;
  if (newline != nullptr) {
    limit = newline;
  }
  ObjectHead head = read_head(begin, limit);
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
  ScanResult result = scan_to_close(begin, feed.end, state, line_mode_ ? Newlines::kStop : Newlines::kPass);
  if (result.end == ScanEnd::kClosed) {
    feed.at = result.at;
    take_object(feed, {begin, static_cast<std::size_t>(result.at - begin)}, 0);
    top_value_ended(feed, begin);
    return true;
  }
  if (result.end == ScanEnd::kNewline) {
    return broken(feed, "a line ends in the middle of a record");
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

void Splitter::top_value_ended(const Feed& feed, const char* begin) {
  if (!line_mode_ && feed.at < feed.end && (*feed.at == '\n' || *feed.at == '\r') && find_newline(begin, feed.at) == nullptr) {
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
      ScanResult result = scan_to_close(begin, feed.end, state, line_mode_ ? Newlines::kStop : Newlines::kPass);
      if (result.end == ScanEnd::kNewline) {
        return broken(feed, "a line ends in the middle of a record");
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

/// What begins at `feed.at` is not whole: waits for more, or gives up on it.
bool Splitter::unfinished(Feed& feed, std::string_view what) {
  auto size = static_cast<std::size_t>(feed.end - feed.at);
  if (feed.last) {
    if (size > 0) {
      problem(offset_of(feed, feed.at), "the text ends in the middle of " + std::string(what) + " that begins");
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
    if (object.find("\"s3SchemaVersion\"") != std::string_view::npos) {
      other(FileKind::kOtherAws);
      seen_array_ = false;
      state_ = line_mode_ ? State::kSkipLine : State::kAbandoned;
      return;
    }
    if (object.find("\"insightDetails\"") != std::string_view::npos) {
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

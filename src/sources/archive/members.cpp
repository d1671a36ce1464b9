#include "sources/archive/members.h"

#include <cstring>

#include "base/json.h"
#include "sources/archive/structure.h"

namespace vedette::sources {
namespace {

/// Four hexadecimal digits, or -1.
int hex4(const char* at, const char* end) {
  if (end - at < 4) {
    return -1;
  }
  int value = 0;
  for (int i = 0; i < 4; ++i) {
    char c = at[i];
    int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (digit < 0) {
      return -1;
    }
    value = value * 16 + digit;
  }
  return value;
}

char* put_utf8(char* out, std::uint32_t code) {
  auto byte = [](std::uint32_t bits) { return static_cast<char>(static_cast<unsigned char>(bits)); };
  if (code < 0x80) {
    *out++ = byte(code);
  } else if (code < 0x800) {
    *out++ = byte(0xC0 | code >> 6);
    *out++ = byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    *out++ = byte(0xE0 | code >> 12);
    *out++ = byte(0x80 | (code >> 6 & 0x3F));
    *out++ = byte(0x80 | (code & 0x3F));
  } else {
    *out++ = byte(0xF0 | code >> 18);
    *out++ = byte(0x80 | (code >> 12 & 0x3F));
    *out++ = byte(0x80 | (code >> 6 & 0x3F));
    *out++ = byte(0x80 | (code & 0x3F));
  }
  return out;
}

}  // namespace

MemberWalk::Step MemberWalk::next() {
  while (at_ < end_ && (is_json_space(*at_) || *at_ == ',')) {
    ++at_;
  }
  if (at_ == end_) {
    return Step::kMore;
  }
  if (*at_ == '}') {
    ++at_;
    return Step::kClosed;
  }
  if (*at_ != '"') {
    return Step::kBroken;
  }
  const char* close = string_end(at_, end_);
  if (close == nullptr) {
    return Step::kMore;
  }
  std::string_view key(at_ + 1, static_cast<std::size_t>(close - at_ - 2));
  const char* colon = skip_space(close, end_);
  if (colon == end_) {
    return Step::kMore;
  }
  if (*colon != ':') {
    at_ = colon;
    return Step::kBroken;
  }
  const char* value = skip_space(colon + 1, end_);
  if (value == end_) {
    return Step::kMore;
  }
  key_ = key;
  at_ = value;
  return Step::kMember;
}

bool MemberWalk::skip_value() {
  const char* after = value_end(at_, end_);
  if (after == nullptr) {
    return false;
  }
  at_ = after;
  return true;
}

ObjectHead read_head(const char* begin, const char* end) {
  MemberWalk walk(begin + 1, end);
  // A name alone can mislead ("message", "events" are common words), so a CloudTrail member anywhere among the first outweighs a weak one.
  ObjectHead weak{ObjectHead::Status::kTold, ObjectShape::kUnknown, nullptr};
  while (true) {
    switch (walk.next()) {
      case MemberWalk::Step::kMore:
        return {ObjectHead::Status::kMore};
      case MemberWalk::Step::kBroken:
        return {ObjectHead::Status::kBroken};
      case MemberWalk::Step::kClosed:
        return weak;
      case MemberWalk::Step::kMember:
        break;
    }
    ObjectShape shape = shape_of_member(walk.key(), *walk.value_begin());
    if (shape == ObjectShape::kLogEvent) {
      weak = {ObjectHead::Status::kTold, shape, walk.value_begin()};
    } else if (shape != ObjectShape::kUnknown) {
      return {ObjectHead::Status::kTold, shape, walk.value_begin()};
    }
    const char* before = walk.value_begin();
    if (!walk.skip_value()) {
      return {ObjectHead::Status::kMore};
    }
    if (walk.at() == before) {
      return {ObjectHead::Status::kBroken};
    }
  }
}

std::string_view find_member(std::string_view object, std::string_view key) {
  const char* end = object.data() + object.size();
  MemberWalk walk(object.data() + 1, end);
  std::string_view found;
  while (walk.next() == MemberWalk::Step::kMember) {
    bool wanted = walk.key() == key;
    const char* begin = walk.value_begin();
    if (!walk.skip_value() || walk.at() == begin) {
      break;
    }
    if (wanted) {
      found = {begin, static_cast<std::size_t>(walk.at() - begin)};  // the last of two equal names wins
    }
  }
  return found;
}

std::string_view unescape(std::string_view quoted, Arena& arena) {
  if (quoted.size() < 2) {
    return {};
  }
  std::string_view text = quoted.substr(1, quoted.size() - 2);
  if (std::memchr(text.data(), '\\', text.size()) == nullptr) {
    return text;
  }
  // Nothing gets longer: \uXXXX is six bytes for at most three.
  char* const data = static_cast<char*>(arena.allocate(text.size() + JsonReader::kPadding, 1));
  char* out = data;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    const auto* slash = static_cast<const char*>(std::memchr(at, '\\', static_cast<std::size_t>(end - at)));
    const char* stop = slash != nullptr ? slash : end;
    std::memcpy(out, at, static_cast<std::size_t>(stop - at));
    out += stop - at;
    at = stop;
    if (slash == nullptr || ++at == end) {
      break;
    }
    char c = *at++;
    switch (c) {
      case 'n':
        *out++ = '\n';
        break;
      case 't':
        *out++ = '\t';
        break;
      case 'r':
        *out++ = '\r';
        break;
      case 'b':
        *out++ = '\b';
        break;
      case 'f':
        *out++ = '\f';
        break;
      case 'u': {
        int high = hex4(at, end);
        if (high < 0) {
          *out++ = 'u';
          break;
        }
        at += 4;
        auto code = static_cast<std::uint32_t>(high);
        if (code >= 0xD800 && code < 0xE000) {
          int low = code < 0xDC00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u' ? hex4(at + 2, end) : -1;
          if (low >= 0xDC00 && low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + static_cast<std::uint32_t>(low - 0xDC00);
            at += 6;
          } else {
            code = 0xFFFD;
          }
        }
        out = put_utf8(out, code);
        break;
      }
      default:
        *out++ = c;
    }
  }
  std::memset(out, 0, JsonReader::kPadding);
  return {data, static_cast<std::size_t>(out - data)};
}

}  // namespace vedette::sources

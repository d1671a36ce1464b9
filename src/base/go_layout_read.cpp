// Go's time.Parse.
#include <array>
#include <cstdint>
#include <cstring>

#include "base/calendar.h"
#include "base/go_layout.h"
#include "base/go_layout_elements.h"
#include "base/zone.h"

namespace vedette {
namespace {

/// Why a text was refused, in Go's ParseError's parts; views on the arguments.
struct Refusal {
  std::string_view layout_element;
  std::string_view text_element;
  std::string_view message;  // ": hour out of range"; empty for "cannot parse .. as .."
};

// Go: format.go, skip. Runs of spaces count as one.
bool skip_literal(std::string_view& text, std::string_view literal) {
  while (!literal.empty()) {
    if (literal[0] == ' ') {
      if (!text.empty() && text[0] != ' ') {
        return false;
      }
      literal.remove_prefix(std::min(literal.find_first_not_of(' '), literal.size()));
      text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
      continue;
    }
    if (text.empty() || text[0] != literal[0]) {
      return false;
    }
    literal.remove_prefix(1);
    text.remove_prefix(1);
  }
  return true;
}

/// One or two digits; exactly two when `fixed`.
bool take_number(std::string_view& text, bool fixed, int& out) {
  out = 0;
  if (!is_digit(text, 0)) {
    return false;
  }
  if (!is_digit(text, 1)) {
    if (fixed) {
      return false;
    }
    out = text[0] - '0';
    text.remove_prefix(1);
    return true;
  }
  out = (text[0] - '0') * 10 + (text[1] - '0');
  text.remove_prefix(2);
  return true;
}

/// One to three digits; exactly three when `fixed`.
bool take_year_day(std::string_view& text, bool fixed, int& out) {
  int n = 0;
  std::size_t i = 0;
  for (; i < 3 && is_digit(text, i); ++i) {
    n = n * 10 + (text[i] - '0');
  }
  if (i == 0 || (fixed && i != 3)) {
    out = 0;
    return false;
  }
  out = n;
  text.remove_prefix(i);
  return true;
}

// Go: format.go, atoi: a sign may stand first, as in the year "+123" or "-5".
bool to_int(std::string_view text, int& out) {
  out = 0;
  bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    text.remove_prefix(1);
  }
  for (char c : text) {
    if (c < '0' || c > '9') {
      out = 0;
      return false;
    }
    out = out * 10 + (c - '0');
  }
  out = negative ? -out : out;
  return true;
}

/// ASCII letters in any case.
bool same_letters(std::string_view a, std::string_view b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i]) {
      char c = static_cast<char>(a[i] | 0x20);
      if (c != static_cast<char>(b[i] | 0x20) || c < 'a' || c > 'z') {
        return false;
      }
    }
  }
  return true;
}

template <std::size_t N>
bool take_name(std::string_view& text, const std::array<std::string_view, N>& names, std::size_t cut, int& index) {
  for (std::size_t i = 0; i < N; ++i) {
    std::string_view name = names[i].substr(0, cut);
    if (text.size() >= name.size() && same_letters(text.substr(0, name.size()), name)) {
      text.remove_prefix(name.size());
      index = static_cast<int>(i);
      return true;
    }
  }
  index = -1;
  return false;
}

/// ".123": at most nine digits count.
bool to_nanoseconds(std::string_view text, int& out, std::string_view& out_of_range) {
  out = 0;
  if (text[0] != '.' && text[0] != ',') {
    return false;
  }
  text = text.substr(0, 10);
  if (!to_int(text.substr(1), out)) {
    return false;
  }
  if (out < 0) {
    out_of_range = ": fractional second out of range";
    return true;
  }
  for (std::size_t i = text.size(); i < 10; ++i) {
    out *= 10;
  }
  return true;
}

// Go: format.go, parseSignedOffset: "+03", "-4", up to 23. The length, or 0.
std::size_t signed_offset_length(std::string_view text) {
  if (text.empty() || (text[0] != '-' && text[0] != '+')) {
    return 0;
  }
  std::size_t i = 1;
  unsigned value = 0;
  for (; is_digit(text, i); ++i) {
    value = value * 10 + static_cast<unsigned>(text[i] - '0');
    if (value > 23) {
      // More digits only make it larger, and Go refuses the whole then.
      return 0;
    }
  }
  return i == 1 ? 0 : i;
}

// Go: format.go, parseTimeZone: how much of `text` looks like a zone's abbreviation; 0 for none.
std::size_t abbreviation_length(std::string_view text) {
  if (text.size() < 3) {
    return 0;
  }
  if (text.starts_with("ChST") || text.starts_with("MeST")) {
    return 4;
  }
  if (text.starts_with("GMT")) {
    return 3 + signed_offset_length(text.substr(3));
  }
  if (text[0] == '+' || text[0] == '-') {
    return signed_offset_length(text);
  }
  std::size_t upper = 0;
  while (upper < 6 && upper < text.size() && text[upper] >= 'A' && text[upper] <= 'Z') {
    ++upper;
  }
  switch (upper) {
    case 5:
      return text[4] == 'T' ? 5 : 0;
    case 4:
      return text[3] == 'T' || text.starts_with("WITA") ? 4 : 0;
    case 3:
      return 3;
    default:
      return 0;
  }
}

/// What the elements read so far say.
class TimeReader {
 public:
  TimeReader(std::string_view layout, std::string_view text) : layout_(layout), text_(text) {}

  bool read(const Zone* default_zone, const Zone* local, Time& out, Refusal& refusal) {
    while (true) {
      LayoutChunk chunk = next_layout_chunk(layout_);
      if (!skip_literal(text_, chunk.prefix)) {
        refusal = {chunk.prefix, text_, {}};
        return false;
      }
      if (chunk.element == LayoutElement::kNone) {
        if (!text_.empty()) {
          refusal = {{}, text_, ": extra text: "};
          return false;
        }
        break;
      }
      layout_ = chunk.suffix;
      std::string_view hold = text_;
      std::string_view out_of_range;
      bool good = read_element(chunk, out_of_range);
      if (!out_of_range.empty()) {
        refusal = {chunk.text, text_, out_of_range};
        return false;
      }
      if (!good) {
        refusal = {chunk.text, hold, {}};
        return false;
      }
    }
    if (afternoon_ && hour_ < 12) {
      hour_ += 12;
    } else if (morning_ && hour_ == 12) {
      hour_ = 0;
    }
    if (!settle_day(refusal)) {
      return false;
    }
    out = settle_zone(default_zone, local);
    return true;
  }

 private:
  bool read_element(const LayoutChunk& chunk, std::string_view& out_of_range) {
    switch (chunk.element) {
      case LayoutElement::kYear:
        if (text_.size() < 2) {
          return false;
        }
        if (!to_int(take(2), year_)) {
          return false;
        }
        year_ += year_ >= 69 ? 1900 : 2000;  // Unix time starts in 1969 in some zones
        return true;
      case LayoutElement::kLongYear:
        return text_.size() >= 4 && is_digit(text_, 0) && to_int(take(4), year_);
      case LayoutElement::kMonth:
      case LayoutElement::kLongMonth: {
        bool good = take_name(text_, kMonthNames, chunk.element == LayoutElement::kMonth ? 3 : std::string_view::npos, month_);
        ++month_;
        return good;
      }
      case LayoutElement::kNumericMonth:
      case LayoutElement::kZeroMonth: {
        bool good = take_number(text_, chunk.element == LayoutElement::kZeroMonth, month_);
        if (good && (month_ <= 0 || month_ > 12)) {
          out_of_range = ": month out of range";
        }
        return good;
      }
      case LayoutElement::kWeekday:
      case LayoutElement::kLongWeekday: {
        int ignored;
        return take_name(text_, kWeekdayNames, chunk.element == LayoutElement::kWeekday ? 3 : std::string_view::npos, ignored);
      }
      case LayoutElement::kDay:
      case LayoutElement::kSpaceDay:
      case LayoutElement::kZeroDay:
        if (chunk.element == LayoutElement::kSpaceDay && text_.starts_with(' ')) {
          text_.remove_prefix(1);
        }
        return take_number(text_, chunk.element == LayoutElement::kZeroDay, day_);
      case LayoutElement::kSpaceYearDay:
      case LayoutElement::kZeroYearDay:
        for (int i = 0; i < 2; ++i) {
          if (chunk.element == LayoutElement::kSpaceYearDay && text_.starts_with(' ')) {
            text_.remove_prefix(1);
          }
        }
        return take_year_day(text_, chunk.element == LayoutElement::kZeroYearDay, year_day_);
      case LayoutElement::kHour24: {
        bool good = take_number(text_, false, hour_);
        if (hour_ >= 24) {
          out_of_range = ": hour out of range";
        }
        return good;
      }
      case LayoutElement::kHour12:
      case LayoutElement::kZeroHour12: {
        bool good = take_number(text_, chunk.element == LayoutElement::kZeroHour12, hour_);
        if (hour_ > 12) {
          out_of_range = ": hour out of range";
        }
        return good;
      }
      case LayoutElement::kPlainMinute:
      case LayoutElement::kZeroMinute: {
        bool good = take_number(text_, chunk.element == LayoutElement::kZeroMinute, minute_);
        if (minute_ >= 60) {
          out_of_range = ": minute out of range";
        }
        return good;
      }
      case LayoutElement::kPlainSecond:
      case LayoutElement::kZeroSecond:
        return read_second(chunk, out_of_range);
      case LayoutElement::kUpperHalf:
      case LayoutElement::kLowerHalf: {
        if (text_.size() < 2) {
          return false;
        }
        std::string_view half = take(2);
        bool upper = chunk.element == LayoutElement::kUpperHalf;
        bool pm = half == (upper ? "PM" : "pm");
        bool am = half == (upper ? "AM" : "am");
        afternoon_ |= pm;
        morning_ |= am;
        return pm || am;
      }
      case LayoutElement::kAbbreviation: {
        if (text_.starts_with("UTC")) {
          text_.remove_prefix(3);
          utc_ = true;
          return true;
        }
        std::size_t length = abbreviation_length(text_);
        if (length == 0) {
          return false;
        }
        abbreviation_ = take(length);
        return true;
      }
      case LayoutElement::kFraction0: {
        std::size_t length = 1 + static_cast<std::size_t>(chunk.digits);
        if (text_.size() < length) {
          return false;
        }
        bool good = to_nanoseconds(text_.substr(0, length), nanosecond_, out_of_range);
        text_.remove_prefix(length);
        return good;
      }
      case LayoutElement::kFraction9:
        // May be absent; takes any number of digits, even more than the layout has.
        if (text_.size() < 2 || (text_[0] != '.' && text_[0] != ',') || !is_digit(text_, 1)) {
          return true;
        }
        return read_fraction(out_of_range);
      default:
        return read_offset(chunk.element, out_of_range);
    }
  }

  bool read_second(const LayoutChunk& chunk, std::string_view& out_of_range) {
    if (!take_number(text_, chunk.element == LayoutElement::kZeroSecond, second_)) {
      return false;
    }
    if (second_ >= 60) {
      out_of_range = ": second out of range";
      return true;
    }
    // A fraction may follow although the layout has none.
    if (text_.size() >= 2 && (text_[0] == '.' || text_[0] == ',') && is_digit(text_, 1)) {
      LayoutElement next = next_layout_chunk(layout_).element;
      if (next != LayoutElement::kFraction0 && next != LayoutElement::kFraction9) {
        return read_fraction(out_of_range);
      }
    }
    return true;
  }

  bool read_fraction(std::string_view& out_of_range) {
    std::size_t end = 1;
    while (is_digit(text_, end)) {
      ++end;
    }
    bool good = to_nanoseconds(text_.substr(0, end), nanosecond_, out_of_range);
    text_.remove_prefix(end);
    return good;
  }

  bool read_offset(LayoutElement element, std::string_view& out_of_range) {
    if (is_z_form(element) && text_.starts_with('Z')) {
      text_.remove_prefix(1);
      utc_ = true;
      return true;
    }
    bool colon = element == LayoutElement::kZColon || element == LayoutElement::kOffsetColon || element == LayoutElement::kZColonSeconds ||
                 element == LayoutElement::kOffsetColonSeconds;
    bool seconds = element == LayoutElement::kZSeconds || element == LayoutElement::kOffsetSeconds || element == LayoutElement::kZColonSeconds ||
                   element == LayoutElement::kOffsetColonSeconds;
    bool minutes = element != LayoutElement::kZHours && element != LayoutElement::kOffsetHours;
    std::size_t length = 3 + (minutes ? 2 + colon : 0) + (seconds ? 2 + colon : 0);
    if (text_.size() < length || (colon && (text_[3] != ':' || (seconds && text_[6] != ':')))) {
      return false;
    }
    std::string_view form = take(length);
    auto part = [&form](std::size_t at, int& out) {
      std::string_view two = form.substr(at, 2);
      return take_number(two, true, out);
    };
    int h = 0;
    int m = 0;
    int s = 0;
    bool good = part(1, h) && (!minutes || part(3 + colon, m)) && (!seconds || part(5 + 2 * colon, s));
    // 24 hours, 60 minutes and 60 seconds are let through: people write them.
    if (h > 24) {
      out_of_range = ": time zone offset hour out of range";
    }
    if (m > 60) {
      out_of_range = ": time zone offset minute out of range";
    }
    if (s > 60) {
      out_of_range = ": time zone offset second out of range";
    }
    offset_ = (h * 60 + m) * 60 + s;
    if (form[0] == '-') {
      offset_ = -offset_;
    } else if (form[0] != '+') {
      return false;
    }
    return good;
  }

  bool settle_day(Refusal& refusal) {
    auto refuse = [&refusal, this](std::string_view why) {
      refusal = {{}, text_, why};
      return false;
    };
    if (year_day_ >= 0) {
      int limit = is_leap_year(year_) ? 366 : 365;
      if (year_day_ < 1 || year_day_ > limit) {
        return refuse(": day-of-year out of range");
      }
      Date date = date_of_seconds(seconds_of_date(year_, 1, year_day_));
      if (month_ >= 0 && month_ != date.month) {
        return refuse(": day-of-year does not match month");
      }
      month_ = date.month;
      if (day_ >= 0 && day_ != date.day) {
        return refuse(": day-of-year does not match day");
      }
      day_ = date.day;
    } else {
      month_ = month_ < 0 ? 1 : month_;
      day_ = day_ < 0 ? 1 : day_;
    }
    if (day_ < 1 || day_ > days_in_month(month_, year_)) {
      return refuse(": day out of range");
    }
    return true;
  }

  Time settle_zone(const Zone* default_zone, const Zone* local) {
    if (utc_) {
      return at(nullptr);
    }
    if (offset_ != -1) {  // Go: format.go marks "no offset" with -1, so an offset of one second is none
      Time time = add_seconds(at(nullptr), -std::int64_t{offset_});
      Zone::Period there = period_of(local, time.seconds);
      time.zone = there.offset == offset_ && (abbreviation_.empty() || there.name == abbreviation_) ? local : Zone::fixed(abbreviation_, offset_);
      return time;
    }
    if (!abbreviation_.empty()) {
      Time time = at(nullptr);
      if (local != nullptr) {
        if (std::optional<std::int32_t> offset = local->offset_of(abbreviation_, time.seconds)) {
          time = add_seconds(time, -std::int64_t{*offset});
          time.zone = local;
          return time;
        }
      }
      int hours = 0;
      if (abbreviation_.size() > 3 && abbreviation_.starts_with("GMT")) {
        (void)to_int(abbreviation_.substr(3), hours);
      }
      time.zone = Zone::fixed(abbreviation_, hours * 3600);
      return time;
    }
    return at(default_zone);
  }

  [[nodiscard]] Time at(const Zone* zone) const { return make_time(year_, month_, day_, hour_, minute_, second_, nanosecond_, zone); }

  std::string_view take(std::size_t size) {
    std::string_view out = text_.substr(0, size);
    text_.remove_prefix(size);
    return out;
  }

  std::string_view layout_;
  std::string_view text_;
  bool morning_ = false;
  bool afternoon_ = false;
  bool utc_ = false;
  int year_ = 0;
  int month_ = -1;
  int day_ = -1;
  int year_day_ = -1;
  int hour_ = 0;
  int minute_ = 0;
  int second_ = 0;
  int nanosecond_ = 0;
  int offset_ = -1;
  std::string_view abbreviation_;
};

int two_digits(const char* at) {
  unsigned high = static_cast<unsigned char>(at[0]) - '0';
  unsigned low = static_cast<unsigned char>(at[1]) - '0';
  return high > 9 || low > 9 ? -1 : static_cast<int>(high * 10 + low);
}

/// The common form, read at once; false does not mean that the text is wrong.
bool read_plain_rfc3339(std::string_view text, const Zone* local, Time& out) {
  if (text.size() < 20) {
    return false;
  }
  const char* s = text.data();
  int century = two_digits(s);
  int year_of = two_digits(s + 2);
  int month = two_digits(s + 5);
  int day = two_digits(s + 8);
  int hour = two_digits(s + 11);
  int minute = two_digits(s + 14);
  int second = two_digits(s + 17);
  if ((century | year_of | month | day | hour | minute | second) < 0 || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':') {
    return false;
  }
  int year = century * 100 + year_of;
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(month, year) || hour > 23 || minute > 59 || second > 59) {
    return false;
  }
  std::size_t at = 19;
  int nanosecond = 0;
  if (s[at] == '.' && is_digit(text, at + 1)) {
    int scale = 100'000'000;
    for (++at; is_digit(text, at); ++at) {
      nanosecond += (s[at] - '0') * scale;
      scale /= 10;
    }
  }
  out.seconds = seconds_of_date(year, month, day) + hour * 3600 + minute * 60 + second;
  out.nanoseconds = nanosecond;
  out.zone = nullptr;
  if (at + 1 == text.size() && s[at] == 'Z') {
    return true;
  }
  if (at + 6 != text.size() || s[at + 3] != ':' || (s[at] != '+' && s[at] != '-')) {
    return false;
  }
  int hours = two_digits(s + at + 1);
  int minutes = two_digits(s + at + 4);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
    return false;
  }
  int offset = (hours * 60 + minutes) * 60;
  offset = s[at] == '-' ? -offset : offset;
  out.seconds -= offset;
  out.zone = period_of(local, out.seconds).offset == offset ? local : Zone::fixed({}, offset);
  return true;
}

bool read_time(std::string_view layout, std::string_view text, const Zone* default_zone, const Zone* local, Time& out, Refusal& refusal) {
  if ((layout == kLayoutRfc3339 || layout == kLayoutRfc3339Nano) && read_plain_rfc3339(text, local, out)) {
    return true;
  }
  return TimeReader(layout, text).read(default_zone, local, out, refusal);
}

Error to_error(std::string_view layout, std::string_view text, const Refusal& refusal) {
  std::string message = "parsing time " + quote_for_time(text);
  if (refusal.message.empty()) {
    message +=
        " as " + quote_for_time(layout) + ": cannot parse " + quote_for_time(refusal.text_element) + " as " + quote_for_time(refusal.layout_element);
  } else {
    message += refusal.message;
    if (refusal.message == ": extra text: ") {
      message += quote_for_time(refusal.text_element);
    }
  }
  return Error{ErrorKind::kInvalid, std::move(message)};
}

}  // namespace

Result<Time> parse_time(std::string_view layout, std::string_view text) {
  return parse_time_in(layout, text, nullptr);
}

Result<Time> parse_time_in(std::string_view layout, std::string_view text, const Zone* zone) {
  Time time;
  Refusal refusal;
  if (!read_time(layout, text, zone, zone, time, refusal)) {
    return tl::unexpected(to_error(layout, text, refusal));
  }
  return time;
}

bool try_parse_time(std::string_view layout, std::string_view text, Time& out) {
  Refusal refusal;
  return read_time(layout, text, nullptr, nullptr, out, refusal);
}

Result<Time> parse_rfc3339(std::string_view text) {
  return parse_time(kLayoutRfc3339, text);
}

std::string quote_for_time(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' || byte >= 0x80) {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 0xF];
    } else {
      if (c == '"' || c == '\\') {
        out += '\\';
      }
      out += c;
    }
  }
  out += '"';
  return out;
}

}  // namespace vedette

#include "base/go_layout_elements.h"

namespace vedette {
namespace {

bool lower_follows(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] >= 'a' && text[at] <= 'z';
}

struct Known {
  std::string_view text;
  LayoutElement element;
};

// In the order in which Go tries them.
constexpr Known kMinusForms[] = {{"-070000", LayoutElement::kOffsetSeconds},
                                 {"-07:00:00", LayoutElement::kOffsetColonSeconds},
                                 {"-0700", LayoutElement::kOffset},
                                 {"-07:00", LayoutElement::kOffsetColon},
                                 {"-07", LayoutElement::kOffsetHours}};
constexpr Known kZForms[] = {{"Z070000", LayoutElement::kZSeconds},
                             {"Z07:00:00", LayoutElement::kZColonSeconds},
                             {"Z0700", LayoutElement::kZ},
                             {"Z07:00", LayoutElement::kZColon},
                             {"Z07", LayoutElement::kZHours}};
constexpr LayoutElement kZeroForms[] = {LayoutElement::kZeroMonth,  LayoutElement::kZeroDay,    LayoutElement::kZeroHour12,
                                        LayoutElement::kZeroMinute, LayoutElement::kZeroSecond, LayoutElement::kYear};

/// The element that begins right at the start of `rest`, if one does, and its length.
LayoutElement element_at(std::string_view rest, std::size_t& length) {
  auto found = [&length](LayoutElement element, std::size_t size) {
    length = size;
    return element;
  };
  switch (rest[0]) {
    case 'J':
      if (rest.starts_with("Jan")) {
        if (rest.starts_with("January")) {
          return found(LayoutElement::kLongMonth, 7);
        }
        if (!lower_follows(rest, 3)) {
          return found(LayoutElement::kMonth, 3);
        }
      }
      break;
    case 'M':
      if (rest.starts_with("Mon")) {
        if (rest.starts_with("Monday")) {
          return found(LayoutElement::kLongWeekday, 6);
        }
        if (!lower_follows(rest, 3)) {
          return found(LayoutElement::kWeekday, 3);
        }
      }
      if (rest.starts_with("MST")) {
        return found(LayoutElement::kAbbreviation, 3);
      }
      break;
    case '0':
      if (rest.size() >= 2 && rest[1] >= '1' && rest[1] <= '6') {
        return found(kZeroForms[rest[1] - '1'], 2);
      }
      if (rest.starts_with("002")) {
        return found(LayoutElement::kZeroYearDay, 3);
      }
      break;
    case '1':
      return rest.starts_with("15") ? found(LayoutElement::kHour24, 2) : found(LayoutElement::kNumericMonth, 1);
    case '2':
      return rest.starts_with("2006") ? found(LayoutElement::kLongYear, 4) : found(LayoutElement::kDay, 1);
    case '_':
      if (rest.starts_with("_2") && !rest.starts_with("_2006")) {  // "_2006" is an underscore and a year
        return found(LayoutElement::kSpaceDay, 2);
      }
      if (rest.starts_with("__2")) {
        return found(LayoutElement::kSpaceYearDay, 3);
      }
      break;
    case '3':
      return found(LayoutElement::kHour12, 1);
    case '4':
      return found(LayoutElement::kPlainMinute, 1);
    case '5':
      return found(LayoutElement::kPlainSecond, 1);
    case 'P':
      if (rest.starts_with("PM")) {
        return found(LayoutElement::kUpperHalf, 2);
      }
      break;
    case 'p':
      if (rest.starts_with("pm")) {
        return found(LayoutElement::kLowerHalf, 2);
      }
      break;
    case '-':
      for (const Known& form : kMinusForms) {
        if (rest.starts_with(form.text)) {
          return found(form.element, form.text.size());
        }
      }
      break;
    case 'Z':
      for (const Known& form : kZForms) {
        if (rest.starts_with(form.text)) {
          return found(form.element, form.text.size());
        }
      }
      break;
    case '.':
    case ',':
      if (rest.size() > 1 && (rest[1] == '0' || rest[1] == '9')) {
        std::size_t end = 1;
        while (end < rest.size() && rest[end] == rest[1]) {
          ++end;
        }
        if (!is_digit(rest, end)) {
          return found(rest[1] == '9' ? LayoutElement::kFraction9 : LayoutElement::kFraction0, end);
        }
      }
      break;
    default:
      break;
  }
  return LayoutElement::kNone;
}

}  // namespace

LayoutChunk next_layout_chunk(std::string_view layout) {
  LayoutChunk chunk;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    std::size_t length = 0;
    LayoutElement element = element_at(layout.substr(i), length);
    if (element != LayoutElement::kNone) {
      chunk.prefix = layout.substr(0, i);
      chunk.element = element;
      chunk.text = layout.substr(i, length);
      chunk.suffix = layout.substr(i + length);
      if (element == LayoutElement::kFraction0 || element == LayoutElement::kFraction9) {
        chunk.digits = static_cast<int>((length - 1) & 0xFFF);
        chunk.separator = chunk.text[0];
      }
      return chunk;
    }
  }
  chunk.prefix = layout;
  return chunk;
}

}  // namespace vedette

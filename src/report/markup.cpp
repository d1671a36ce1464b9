#include "report/markup.h"

#include <charconv>
#include <system_error>

#include "base/json.h"
#include "base/printable.h"

namespace vedette::report {

Html& Html::text(std::string_view text) {
  const std::string safe = printable(text);
  std::size_t begin = 0;
  for (std::size_t i = 0; i < safe.size(); ++i) {
    std::string_view entity;
    switch (safe[i]) {
      case '&':
        entity = "&amp;";
        break;
      case '<':
        entity = "&lt;";
        break;
      case '>':
        entity = "&gt;";
        break;
      case '"':
        entity = "&quot;";
        break;
      case '\'':
        entity = "&#39;";
        break;
      default:
        continue;
    }
    out_.append(std::string_view(safe).substr(begin, i - begin));
    out_.append(entity);
    begin = i + 1;
  }
  out_.append(std::string_view(safe).substr(begin));
  return *this;
}

Html& Html::number(std::uint64_t number) {
  out_.append(with_commas(number));
  return *this;
}

Html& Html::time(Time time) {
  if (time.is_zero()) {
    return *this;
  }
  time.zone = nullptr;
  const std::string shown = time_text(time);
  return *this << "<time datetime=\"", text(format_rfc3339(time)), *this << "\">", text(shown), *this << "</time>";
}

void append_script_string(Bytes& out, std::string_view text) {
  if (is_plain_json(text)) {
    out.append('"');
    out.append(text);
    out.append('"');
  } else {
    out.append(json_string(text));
  }
}

void append_number(Bytes& out, std::int64_t number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number);
  out.append(std::string_view(digits, static_cast<std::size_t>(end.ptr - digits)));
}

}  // namespace vedette::report

#include "cli/alert_input.h"

#include <iterator>
#include <string_view>

#include "cli/read_all.h"
#include "model/read_alert.h"

namespace vedette::cli {
namespace {

bool is_lines(std::string_view text) {
  const std::size_t end = text.find('\n');
  return text.starts_with('{') && end != std::string_view::npos && text.find_first_not_of(" \t\r\n", end) != std::string_view::npos &&
         text.substr(0, end).find_last_of('}') != std::string_view::npos;
}

}  // namespace

Result<std::vector<model::Alert>> read_alert_input(const std::string& path) {
  Result<std::string> text = read_all(path);
  if (!text) {
    return tl::unexpected(text.error());
  }
  const std::string name = path == "-" ? "standard input" : path;
  Result<std::vector<model::Alert>> whole = model::read_alerts(*text);
  if (whole || !is_lines(*text)) {
    return whole ? std::move(whole) : fail(whole.error().kind, name + ": " + whole.error().message);
  }
  std::vector<model::Alert> out;
  std::string_view rest = *text;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
      continue;
    }
    Result<std::vector<model::Alert>> alerts = model::read_alerts(line);
    if (!alerts) {
      return fail(alerts.error().kind, name + ", line " + std::to_string(number) + ": " + alerts.error().message);
    }
    std::move(alerts->begin(), alerts->end(), std::back_inserter(out));
  }
  return out;
}

}  // namespace vedette::cli

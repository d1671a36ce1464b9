#include "aws/environment.h"

#include <unistd.h>

namespace vedette::aws {

Environment Environment::of_process() {
  std::map<std::string, std::string, std::less<>> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos && (text.starts_with("AWS_") || text.substr(0, equals) == "HOME")) {
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return Environment(std::move(variables));
}

std::string_view Environment::get(std::string_view name) const {
  const auto found = variables_.find(name);
  return found == variables_.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<bool> Environment::flag(std::string_view name) const {
  return parse_flag(get(name));
}

std::string Environment::expand_home(std::string_view path) const {
  if (path != "~" && !path.starts_with("~/")) {
    return std::string(path);
  }
  return std::string(get("HOME")) + std::string(path.substr(1));
}

std::optional<bool> parse_flag(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
  }
  return lower == "true" ? std::optional(true) : lower == "false" ? std::optional(false) : std::nullopt;
}

}  // namespace vedette::aws

// The world that credentials and settings come from: variables and the home directory, taken once, so that tests bring their own.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace vedette::aws {

class Environment {
 public:
  Environment() = default;
  explicit Environment(std::map<std::string, std::string, std::less<>> variables) : variables_(std::move(variables)) {}
  /// All variables of this process whose name begins with AWS_, and HOME.
  [[nodiscard]] static Environment of_process();

  /// Empty when it is not set; a variable that is set to nothing counts as not set, as for the SDKs.
  [[nodiscard]] std::string_view get(std::string_view name) const;
  /// See parse_flag.
  [[nodiscard]] std::optional<bool> flag(std::string_view name) const;
  /// "~" and "~/x" with the home directory in place of the tilde; others as they are.
  [[nodiscard]] std::string expand_home(std::string_view path) const;

 private:
  std::map<std::string, std::string, std::less<>> variables_;
};

/// "true" and "false" in any case; nothing for all else.
[[nodiscard]] std::optional<bool> parse_flag(std::string_view text);

}  // namespace vedette::aws

// The shipped templates (notifications/templates/) inside of the program, packed by cmake/embed.cmake.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace vedette::notify {

struct EmbeddedFile {
  std::string_view path;  // "slack.tmpl", sorted bytewise
  std::string_view text;
};

[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

/// The text of the shipped template of that name: "slack".
[[nodiscard]] std::optional<std::string_view> find_shipped_template(std::string_view name);

}  // namespace vedette::notify

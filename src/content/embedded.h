// The bundled content (hub/) inside of the program, packed by cmake/embed.cmake.
#pragma once

#include <span>
#include <string_view>

namespace vedette::content {

struct EmbeddedFile {
  std::string_view path;  // in hub/: "parsers/s01-parse/vedette/aws-cloudtrail.yaml", sorted bytewise
  std::string_view text;
};

[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

/// Stands in Content::data_folders for the data files among them.
inline constexpr std::string_view kEmbeddedDataFolder = "<built in>";

/// hub/data/<name>; false when there is none.
[[nodiscard]] bool find_embedded_data(std::string_view name, std::string_view& text);

}  // namespace vedette::content

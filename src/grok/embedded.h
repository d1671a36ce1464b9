// The standard patterns (patterns/) inside of the program, packed by cmake/embed.cmake.
#pragma once

#include <span>
#include <string_view>

namespace vedette::grok {

struct EmbeddedFile {
  std::string_view path;  // in patterns/: "base", "nginx"; sorted bytewise
  std::string_view text;
};

[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

}  // namespace vedette::grok

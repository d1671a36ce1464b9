// The page's parts (src/report/page/) inside of the program, packed by cmake/embed.cmake.
#pragma once

#include <span>
#include <string_view>

namespace vedette::report {

struct EmbeddedFile {
  std::string_view path;  // in page/: "page.html", "script/alerts.js"; sorted bytewise
  std::string_view text;
};

[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

}  // namespace vedette::report

// One file of content by itself, its kind told by where it lies or what it says: for `vedette check FILE`.
#pragma once

#include <cstdint>
#include <string>

#include "base/diagnostic.h"
#include "content/spec.h"

namespace vedette::content {

enum class FileKind : std::uint8_t { kParser, kPostoverflow, kScenario, kContext, kProfiles, kAcquisition, kConfig };

/// By the folders in the path (`scenarios/`), the file's name (`acquis.yaml`), or else the keys at its top; a file that tells nothing is a parser.
[[nodiscard]] FileKind recognise_file(const std::string& path, std::string_view text);

/// A parser, postoverflow, scenario or context file as the only content there is.
[[nodiscard]] Content load_file(const std::string& path, FileKind kind, Diagnostics& diagnostics);

}  // namespace vedette::content

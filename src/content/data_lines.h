// Which lines of a data file are too short for the expressions that take them apart: `any(File('x'), { Split(#, ',')[2] == .. })` fails on a line
// with two parts, and with it the whole exception. Such lines are found while loading, so that the others count.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/diagnostic.h"
#include "content/spec.h"

namespace vedette::content {

/// What all expressions of the content together demand of the lines of one file.
struct LineShape {
  char separator = 0;
  std::uint32_t parts = 0;  // 0: nothing is demanded
  std::string item;         // one that demands it
};

/// By name of the data file. A file that an expression reads in another way than by such predicates demands nothing.
[[nodiscard]] std::map<std::string, LineShape> line_shapes(const Content& content);

/// The file's text with the lines that do not have the shape emptied, each with a warning.
[[nodiscard]] std::string drop_short_lines(const std::shared_ptr<const SourceFile>& file, const LineShape& shape, Diagnostics& diagnostics);

}  // namespace vedette::content

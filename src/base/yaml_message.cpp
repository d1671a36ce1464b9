#include "base/yaml_message.h"

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>

#include <algorithm>

namespace vedette {
namespace {

struct Line {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;  // before the line end
  std::string_view text;
};

Line line_of(std::string_view all, std::uint32_t at) {
  std::size_t begin = at == 0 ? std::string_view::npos : all.rfind('\n', at - 1);
  begin = begin == std::string_view::npos ? 0 : begin + 1;
  std::size_t end = std::min(all.find_first_of("\r\n", begin), all.size());
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), all.substr(begin, end - begin)};
}

std::size_t indentation(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

bool is_comment_or_blank(std::string_view line) {
  std::size_t at = indentation(line);
  return at == line.size() || line[at] == '#';
}

// The nearest line above that says something; empty when there is none.
Line line_above(std::string_view all, Line line) {
  while (line.begin > 0) {
    line = line_of(all, line.begin - 1);
    if (!is_comment_or_blank(line.text)) {
      return line;
    }
  }
  return {};
}

bool opens_block(std::string_view line) {
  while (!line.empty() && (line.back() == ' ' || line.back() == '-' || line.back() == '+')) {
    line.remove_suffix(1);
  }
  return !line.empty() && (line.back() == '|' || line.back() == '>');
}

// `key: value` or `- value`: complete, so nothing can stand indented below it.
bool is_complete(std::string_view line) {
  std::size_t colon = line.find(": ");
  std::size_t dash = indentation(line);
  if (colon != std::string_view::npos) {
    std::size_t value = line.find_first_not_of(' ', colon + 1);
    return value != std::string_view::npos && line[value] != '#' && !opens_block(line);
  }
  return line.substr(dash).starts_with("- ");
}

YamlProblem stray_line(std::string_view all, std::uint32_t at, const Line& line, std::string fallback) {
  Line above = line_above(all, line);
  std::uint32_t first = line.begin + indentation(line.text);
  if (above.end > above.begin && indentation(line.text) > indentation(above.text) && is_complete(above.text)) {
    return {{first, line.end},
            "this line is indented as if it belonged to a key, but the line above it is complete",
            "a line with the key that holds it is missing above, or its indentation is wrong"};
  }
  return {{at, at + 1}, std::move(fallback), "check the indentation: keys of one mapping stand in one column"};
}

}  // namespace

YamlProblem explain_yaml_problem(const SourceFile& file, std::uint32_t at, std::string_view message) {
  using namespace YAML;  // only for ErrorMsg
  std::string_view all = file.text();
  at = std::min<std::uint32_t>(at, all.size());
  Line line = line_of(all, at);
  std::uint32_t first = line.begin + indentation(line.text);

  std::size_t tab = line.text.substr(0, indentation(line.text)).find('\t');
  if (message == ErrorMsg::TAB_IN_INDENTATION || (tab != std::string_view::npos && message != ErrorMsg::EOF_IN_SCALAR)) {
    std::uint32_t where = line.begin + (tab == std::string_view::npos ? at - line.begin : tab);
    Line above = line_above(all, line);
    if (opens_block(above.text)) {
      return {{where, where + 1}, "a tab cannot indent YAML", "indent the lines of a `|` or `>` block with spaces, deeper than its key", true};
    }
    return {{where, where + 1}, "a tab cannot indent YAML", "indent with spaces", true};
  }
  if (message == ErrorMsg::MAP_VALUE) {
    Line above = line_above(all, line);
    bool below = indentation(line.text) > indentation(above.text) && is_complete(above.text) && above.end > above.begin;
    if (below) {
      return stray_line(all, at, line, {});
    }
    if (line.text.substr(0, at - line.begin).find(": ") != std::string_view::npos) {
      return {{at, at + 1}, "a second `:` in one line", "put quotes around a value that contains `: `"};
    }
    return {{at, at + 1}, "a `:` where no key can stand", "check the indentation of this line and the one above"};
  }
  if (message == ErrorMsg::END_OF_MAP || message == ErrorMsg::BLOCK_ENTRY || message == ErrorMsg::MAP_KEY) {
    return stray_line(all, at, line, message == ErrorMsg::BLOCK_ENTRY ? "a `- ` where no list can stand" : "a key, `name: value`, is expected here");
  }
  if (message == ErrorMsg::END_OF_SEQ) {
    return stray_line(all, at, line, "the next item of the list, `- ..`, is expected here");
  }
  if (message == ErrorMsg::END_OF_MAP_FLOW) {
    return {{at, at + 1}, "a `{` before this is not closed by `}`", "entries between braces are separated by `,`"};
  }
  if (message == ErrorMsg::END_OF_SEQ_FLOW) {
    return {{at, at + 1}, "a `[` before this is not closed by `]`", "items between brackets are separated by `,`"};
  }
  if (message == ErrorMsg::FLOW_END) {
    return {{at, at + 1}, "this bracket closes nothing", "put quotes around a text that begins with a bracket"};
  }
  if (message == ErrorMsg::UNKNOWN_TOKEN) {
    return {{at, at + 1}, fmt::format("a value cannot begin with `{}`", at < all.size() ? all.substr(at, 1) : ""), "put quotes around it"};
  }
  if (message == ErrorMsg::EOF_IN_SCALAR) {
    return {{first, line.end}, "a quoted text is not closed before the end of the file", "end it with the same quote"};
  }
  if (message == ErrorMsg::UNKNOWN_ANCHOR) {
    return {{at, at + 1}, "this alias names no anchor", "put quotes around a text that begins with `*`"};
  }
  if (message.starts_with(ErrorMsg::INVALID_ESCAPE)) {
    return {{at, at + 1}, std::string(message), "in double quotes write `\\\\` for a backslash, or use single quotes"};
  }
  if (message.find("recursion") != std::string_view::npos || message.empty()) {
    return {{at, at + 1}, "too many levels of nesting", {}};
  }
  return {{at, at + 1}, std::string(message), {}};
}

std::vector<Edit> spaces_for_tabs(std::string_view file, std::uint32_t begin, std::uint32_t end) {
  constexpr std::size_t kTabWidth = 4;
  std::vector<Edit> out;
  for (std::size_t at = begin; at < end;) {
    const std::size_t line_end = std::min<std::size_t>(file.find('\n', at), end);
    const std::string_view indent = file.substr(at, indentation(file.substr(at, line_end - at)));
    if (indent.find('\t') != std::string_view::npos && at + indent.size() < line_end) {
      std::size_t column = 0;
      for (char c : indent) {
        column = c == '\t' ? (column / kTabWidth + 1) * kTabWidth : column + 1;
      }
      out.push_back({{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + indent.size())}, std::string(column, ' ')});
    }
    at = line_end + 1;
  }
  return out;
}

}  // namespace vedette

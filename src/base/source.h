// Where a text came from: files, spans in them, and texts embedded in files (an expression inside a YAML scalar).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// Byte offsets into a SourceFile's text, [begin, end).
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// 1-based line and 1-based column (in characters, tabs count as one).
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// A whole file (or a text given on the command line, named "<expr>" or so). Shared by all that points into it; immutable.
class SourceFile {
 public:
  SourceFile(std::string name, std::string text);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] LineColumn position(std::uint32_t offset) const;
  /// The line (without its end) that holds `offset`.
  [[nodiscard]] std::string_view line_at(std::uint32_t offset) const;

 private:
  std::string name_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

/// A text that stands inside a file, such as the value of a YAML scalar, with the way back from its offsets to the file's.
class SourceText {
 public:
  /// `text` begins at `file_offset` of `file_offset_of_text[0]`; each segment says that from `text_offset` on, text and file run in parallel.
  struct Segment {
    std::uint32_t text_offset;
    std::uint32_t file_offset;
  };

  SourceText() = default;
  /// A text that is a file of its own, named `name`.
  SourceText(std::string name, std::string text);
  SourceText(std::shared_ptr<const SourceFile> file, std::string text, std::vector<Segment> segments);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::shared_ptr<const SourceFile>& file() const { return file_; }
  [[nodiscard]] std::uint32_t file_offset(std::uint32_t text_offset) const;
  [[nodiscard]] Span file_span(Span span_in_text) const;
  [[nodiscard]] bool empty() const { return text_.empty(); }

 private:
  std::shared_ptr<const SourceFile> file_;
  std::string text_;
  std::vector<Segment> segments_;
};

}  // namespace vedette

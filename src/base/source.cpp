#include "base/source.h"

#include <algorithm>

namespace vedette {

SourceFile::SourceFile(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
  line_starts_.push_back(0);
  for (std::uint32_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') {
      line_starts_.push_back(i + 1);
    }
  }
}

LineColumn SourceFile::position(std::uint32_t offset) const {
  offset = std::min<std::uint32_t>(offset, text_.size());
  auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  std::uint32_t start = *(next - 1);
  std::uint32_t column = 1;
  for (std::uint32_t i = start; i < offset; ++i) {
    if ((static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80) {
      ++column;
    }
  }
  return {static_cast<std::uint32_t>(next - line_starts_.begin()), column};
}

std::string_view SourceFile::line_at(std::uint32_t offset) const {
  offset = std::min<std::uint32_t>(offset, text_.size());
  auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  std::uint32_t start = *(next - 1);
  std::size_t end = text_.find_first_of("\r\n", start);
  return std::string_view(text_).substr(start, (end == std::string::npos ? text_.size() : end) - start);
}

SourceText::SourceText(std::string name, std::string text)
    : file_(std::make_shared<SourceFile>(std::move(name), text)), text_(std::move(text)), segments_{{0, 0}} {}

SourceText::SourceText(std::shared_ptr<const SourceFile> file, std::string text, std::vector<Segment> segments)
    : file_(std::move(file)), text_(std::move(text)), segments_(std::move(segments)) {}

std::uint32_t SourceText::file_offset(std::uint32_t text_offset) const {
  if (segments_.empty()) {
    return text_offset;
  }
  auto next = std::upper_bound(segments_.begin(), segments_.end(), text_offset,
                               [](std::uint32_t offset, const Segment& s) { return offset < s.text_offset; });
  const Segment& segment = next == segments_.begin() ? segments_.front() : *(next - 1);
  // A scalar may end with a line break that the file lacks.
  const std::uint32_t offset = segment.file_offset + (text_offset - segment.text_offset);
  return file_ != nullptr ? std::min<std::uint32_t>(offset, file_->text().size()) : offset;
}

Span SourceText::file_span(Span span) const {
  Span out{file_offset(span.begin), 0};
  out.end = span.end > span.begin ? file_offset(span.end - 1) + 1 : out.begin;
  if (file_ != nullptr) {
    out.end = std::min<std::uint32_t>(out.end, file_->text().size());
  }
  return out;
}

}  // namespace vedette

// The way back from a scalar's value to the file: yaml-cpp gives the value and where it begins, not how its bytes correspond.
#include <algorithm>

#include "base/yaml.h"

namespace vedette {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
bool is_break(char c) {
  return c == '\n' || c == '\r';
}
bool is_space(char c) {
  return is_blank(c) || is_break(c);
}

class Aligner {
 public:
  Aligner(std::string_view file, std::string_view value, std::uint32_t begin) : file_(file), value_(value), at_(begin) {}

  std::vector<SourceText::Segment> flow(YamlStyle style, std::uint32_t& end) {
    bool quoted = style != YamlStyle::kPlain;
    at_ += quoted;
    mark();
    while (out_ < value_.size() && at_ < file_.size()) {
      char c = file_[at_];
      if (style == YamlStyle::kDoubleQuoted && c == '\\') {
        if (!escape()) {
          break;
        }
      } else if (style == YamlStyle::kSingleQuoted && c == '\'') {
        step(1, 2);  // '' is one quote
      } else if (is_space(c)) {
        fold();
      } else if (c == value_[out_]) {
        ++out_;
        ++at_;
      } else {
        break;
      }
    }
    end = quoted ? closing_quote(style) : at_;
    return std::move(segments_);
  }

  std::vector<SourceText::Segment> block(std::uint32_t& end) {
    std::size_t header_end = file_.find('\n', at_);
    end = std::min(header_end, file_.size());
    at_ = header_end == std::string_view::npos ? file_.size() : header_end + 1;
    mark();
    while (out_ < value_.size()) {
      std::uint32_t raw = at_;
      while (raw < file_.size() && is_space(file_[raw])) {
        ++raw;
      }
      std::uint32_t out = out_;
      while (out < value_.size() && is_space(value_[out])) {
        ++out;
      }
      if (out == value_.size()) {
        // The tail is only line ends, as far as chomping left them.
        tail(raw);
        break;
      }
      if (raw > at_ || out > out_) {
        gap(raw, out);
      }
      while (out_ < value_.size() && at_ < file_.size() && !is_space(value_[out_]) && file_[at_] == value_[out_]) {
        ++out_;
        ++at_;
      }
      end = at_;
      if (at_ >= file_.size() || (out_ < value_.size() && !is_space(value_[out_]))) {
        break;
      }
    }
    return std::move(segments_);
  }

 private:
  void mark() {
    if (!segments_.empty()) {
      const SourceText::Segment& last = segments_.back();
      if (last.text_offset == out_) {
        segments_.back().file_offset = at_;
        return;
      }
      if (at_ >= last.file_offset && at_ - last.file_offset == out_ - last.text_offset) {
        return;  // runs on in parallel
      }
    }
    segments_.push_back({out_, at_});
  }

  void step(std::uint32_t out, std::uint32_t raw) {
    mark();
    out_ = std::min<std::size_t>(out_ + out, value_.size());
    at_ = std::min<std::size_t>(at_ + raw, file_.size());
    mark();
  }

  // A run of white space inside a plain or quoted scalar: as it is on one line; a single line end is a space, n of them are n-1 line ends.
  void fold() {
    std::uint32_t raw = at_;
    std::uint32_t breaks = 0;
    while (raw < file_.size() && is_space(file_[raw])) {
      breaks += file_[raw] == '\n' || (file_[raw] == '\r' && !(raw + 1 < file_.size() && file_[raw + 1] == '\n'));
      ++raw;
    }
    if (breaks == 0) {
      std::uint32_t count = std::min<std::size_t>(raw - at_, value_.size() - out_);
      out_ += count;
      at_ += count;
      return;
    }
    step(breaks == 1 ? 1 : breaks - 1, raw - at_);
  }

  bool escape() {
    if (at_ + 1 >= file_.size()) {
      return false;
    }
    char c = file_[at_ + 1];
    if (is_break(c)) {
      std::uint32_t raw = at_ + 1;
      while (raw < file_.size() && is_space(file_[raw])) {
        ++raw;
      }
      step(0, raw - at_);
      return true;
    }
    std::uint32_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    auto lead = static_cast<unsigned char>(value_[out_]);
    std::uint32_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    step(bytes, 2 + digits);
    return true;
  }

  std::uint32_t closing_quote(YamlStyle style) const {
    for (std::uint32_t i = at_; i < file_.size(); ++i) {
      if (style == YamlStyle::kDoubleQuoted && file_[i] == '\\') {
        ++i;
      } else if (file_[i] == (style == YamlStyle::kDoubleQuoted ? '"' : '\'')) {
        if (style == YamlStyle::kSingleQuoted && i + 1 < file_.size() && file_[i + 1] == '\'') {
          ++i;
          continue;
        }
        return i + 1;
      }
    }
    return file_.size();
  }

  // White space between two words of a block scalar: blanks before the line end and after the indentation are kept, line ends pair in order.
  void gap(std::uint32_t raw_end, std::uint32_t out_end) {
    while (at_ < raw_end && out_ < out_end && is_blank(file_[at_]) && file_[at_] == value_[out_]) {
      ++at_;
      ++out_;
    }
    std::uint32_t raw_tail = raw_end;
    std::uint32_t out_tail = out_end;
    while (raw_tail > at_ && out_tail > out_ && is_blank(value_[out_tail - 1]) && file_[raw_tail - 1] == value_[out_tail - 1]) {
      --raw_tail;
      --out_tail;
    }
    lines(raw_tail, out_tail);
    out_ = out_tail;
    at_ = raw_tail;
    mark();
    out_ = out_end;
    at_ = raw_end;
    mark();
  }

  void tail(std::uint32_t raw_end) {
    while (at_ < raw_end && out_ < value_.size() && is_blank(file_[at_]) && file_[at_] == value_[out_]) {
      ++at_;
      ++out_;
    }
    lines(raw_end, value_.size());
    out_ = value_.size();
  }

  void lines(std::uint32_t raw_end, std::uint32_t out_end) {
    while (out_ < out_end) {
      while (at_ < raw_end && file_[at_] != '\n') {
        ++at_;
      }
      mark();
      while (out_ < out_end && value_[out_] != '\n') {
        ++out_;
      }
      ++out_;
      if (at_ < raw_end) {
        ++at_;
      }
    }
    out_ = std::min<std::size_t>(out_, out_end);
  }

  std::string_view file_;
  std::string_view value_;
  std::uint32_t at_ = 0;
  std::uint32_t out_ = 0;
  std::vector<SourceText::Segment> segments_;
};

}  // namespace

std::vector<SourceText::Segment> align_yaml_scalar(std::string_view file, std::uint32_t begin, YamlStyle style, std::string_view value,
                                                   std::uint32_t& end) {
  begin = std::min<std::size_t>(begin, file.size());
  end = begin;
  Aligner aligner(file, value, begin);
  if (style == YamlStyle::kLiteral || style == YamlStyle::kFolded) {
    return aligner.block(end);
  }
  return aligner.flow(style, end);
}

}  // namespace vedette

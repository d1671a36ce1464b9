#include "base/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>

namespace vedette {

void Diagnostics::add(Diagnostic diagnostic) {
  errors_ += diagnostic.severity == Severity::kError;
  all_.push_back(std::move(diagnostic));
}

void Diagnostics::error(const SourceText& at, Span span, std::string message, std::string hint) {
  add({Severity::kError, std::move(message), at.file(), at.file_span(span), std::move(hint), {}});
}

void Diagnostics::warning(const SourceText& at, Span span, std::string message, std::string hint) {
  add({Severity::kWarning, std::move(message), at.file(), at.file_span(span), std::move(hint), {}});
}

namespace {

std::size_t characters(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

constexpr std::size_t kWidestLine = 160;  // a longer line is cut around its caret

}  // namespace

std::string render(const Diagnostic& d) {
  std::string out = d.severity == Severity::kError ? "error: " : "warning: ";
  if (!d.item.empty()) {
    out += d.item + ": ";
  }
  out += d.message + "\n";
  if (d.file) {
    LineColumn at = d.file->position(d.span.begin);
    out += fmt::format("  --> {}:{}:{}\n", d.file->name(), at.line, at.column);
    std::string_view line = d.file->line_at(d.span.begin);
    if (!line.empty()) {
      std::size_t begin = std::min<std::size_t>(d.span.begin - (line.data() - d.file->text().data()), line.size());
      std::size_t end =
          std::min<std::size_t>(std::max<std::size_t>(begin + 1, begin + (d.span.end - d.span.begin)), std::max(line.size(), begin + 1));
      if (line.size() > kWidestLine) {
        std::size_t from = begin > kWidestLine / 2 ? begin - kWidestLine / 2 : 0;
        line = line.substr(from, kWidestLine);
        begin -= from;
        end = std::min(end - from, line.size());
      }
      std::string number = std::to_string(at.line);
      std::string pad(number.size(), ' ');
      std::string indent;
      for (char c : line.substr(0, begin)) {
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
          indent += c == '\t' ? '\t' : ' ';
        }
      }
      std::size_t carets = std::max<std::size_t>(1, characters(line.substr(begin, end - begin)));
      out += fmt::format(" {} |\n {} | {}\n {} | {}{}\n", pad, number, line, pad, indent, std::string(carets, '^'));
      if (!d.hint.empty()) {
        out += fmt::format(" {} = help: {}\n", pad, d.hint);
      }
      return out;
    }
  }
  if (!d.hint.empty()) {
    out += "  = help: " + d.hint + "\n";
  }
  return out;
}

}  // namespace vedette

#include "base/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"

namespace vedette {

void Diagnostics::add(Diagnostic diagnostic) {
  errors_ += diagnostic.severity == Severity::kError;
  all_.push_back(std::move(diagnostic));
}

void Diagnostics::name_rule(std::size_t first, std::string_view rule) {
  for (std::size_t i = first; i < all_.size(); ++i) {
    if (all_[i].rule.empty()) {
      all_[i].rule = rule;
    }
  }
}

void Diagnostics::error(const SourceText& at, Span span, std::string message, std::string hint) {
  add({Severity::kError, std::move(message), at.file(), at.file_span(span), std::move(hint), {}});
}

void Diagnostics::warning(const SourceText& at, Span span, std::string message, std::string hint) {
  add({Severity::kWarning, std::move(message), at.file(), at.file_span(span), std::move(hint), {}});
}

namespace {

constexpr std::size_t kWidestLine = 160;  // bytes; a longer line is cut around its caret

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

std::size_t characters(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return !continues_character(c); });
}

/// A part of a source line: tabs line up with those above the caret.
std::string excerpt(std::string_view text) {
  return printable(text, "\t");
}

/// The line that holds the span, and carets under it.
std::string render_excerpt(const Diagnostic& d, std::string_view line, const std::string& number, const std::string& pad) {
  std::size_t begin = std::min<std::size_t>(d.span.begin - (line.data() - d.file->text().data()), line.size());
  std::size_t end = std::min<std::size_t>(std::max<std::size_t>(begin + 1, begin + (d.span.end - d.span.begin)), std::max(line.size(), begin + 1));
  while (begin > 0 && begin < line.size() && continues_character(line[begin])) {
    --begin;
  }
  while (end < line.size() && continues_character(line[end])) {
    ++end;
  }
  if (line.size() > kWidestLine) {
    std::size_t from = begin > kWidestLine / 2 ? begin - kWidestLine / 2 : 0;
    while (from > 0 && continues_character(line[from])) {
      --from;
    }
    std::size_t to = std::min(from + kWidestLine, line.size());
    while (to < line.size() && continues_character(line[to])) {
      ++to;
    }
    line = line.substr(from, to - from);
    begin -= from;
    end = std::min(end - from, line.size());
  }
  const std::string before = excerpt(line.substr(0, begin));
  const std::string marked = excerpt(line.substr(begin, end - begin));
  std::string indent;
  for (char c : before) {
    if (!continues_character(c)) {
      indent += c == '\t' ? '\t' : ' ';
    }
  }
  const std::string after = end < line.size() ? excerpt(line.substr(end)) : std::string();
  const std::string carets(std::max<std::size_t>(1, characters(marked)), '^');
  return fmt::format(" {} |\n {} | {}{}{}\n {} | {}{}\n", pad, number, before, marked, after, pad, indent, carets);
}

}  // namespace

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::kNote:
      return "note";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return {};
}

std::string render(const Diagnostic& d, ShowRule show_rule) {
  std::string out(severity_name(d.severity));
  if (show_rule == ShowRule::kYes && !d.rule.empty()) {
    out += fmt::format("[{}]", d.rule);
  }
  out += ": ";
  if (!d.item.empty()) {
    out += printable(d.item) + ": ";
  }
  out += printable(d.message) + "\n";
  std::string margin = "  ";
  if (d.file) {
    LineColumn at = d.file->position(d.span.begin);
    out += fmt::format("  --> {}:{}:{}\n", printable(d.file->name()), at.line, at.column);
    std::string_view line = d.file->line_at(d.span.begin);
    if (!line.empty()) {
      const std::string number = std::to_string(at.line);
      const std::string pad(number.size(), ' ');
      out += render_excerpt(d, line, number, pad);
      margin = " " + pad + " ";
    }
  }
  if (!d.hint.empty()) {
    out += margin + "= help: " + printable(d.hint) + "\n";
  }
  return out;
}

}  // namespace vedette

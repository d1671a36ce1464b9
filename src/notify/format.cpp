#include "notify/format.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.h"
#include "gotemplate/data.h"
#include "notify/embedded.h"

namespace vedette::notify {
namespace {

constexpr std::string_view kSuffix = ".tmpl";

std::string_view shipped_name(const EmbeddedFile& file) {
  return file.path.substr(0, file.path.size() - kSuffix.size());
}

/// What failed where: the place in the file, the action, and what was looked up in vain.
Diagnostic diagnostic_of(const gotemplate::TemplateError& error, const SourceText& text, std::string item) {
  Diagnostic out;
  out.message = error.stage == gotemplate::ErrorStage::kRun ? "this template fails: " : "this is no template: ";
  if (error.stage == gotemplate::ErrorStage::kRun) {
    if (!error.template_name.empty()) {
      out.message += "in \"" + error.template_name + "\" ";
    }
    out.message += "at <" + error.action + ">: ";
  }
  out.message += error.reason;
  out.file = text.file();
  out.span = text.file_span(error.span);
  out.hint = error.missing.empty() ? error.hint : error.missing;
  out.item = std::move(item);
  out.rule = "template-error";
  return out;
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string::npos ? std::string() : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

}  // namespace

std::optional<std::string_view> find_shipped_template(std::string_view name) {
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.path.ends_with(kSuffix) && shipped_name(file) == name) {
      return file.text;
    }
  }
  return std::nullopt;
}

std::optional<Format> Format::create(const NotifierConfig& config, std::string_view otherwise, content::ItemReport& report) {
  SourceText text = config.format;
  const std::string written = trimmed(text.text());
  const bool shipped = written.empty() || (written.front() == '@' && written.find_first_of(" \n{") == std::string::npos);
  if (shipped) {
    const std::string name = written.empty() ? std::string(otherwise) : written.substr(1);
    const std::optional<std::string_view> found = find_shipped_template(name);
    if (!found) {
      std::vector<std::string_view> known;
      for (const EmbeddedFile& file : embedded_files()) {
        known.push_back(shipped_name(file));
      }
      const std::string_view nearest = nearest_name(name, known);
      report.error(text.file(), text.file_span({0, static_cast<std::uint32_t>(text.text().size())}), fmt::format("no template `{}` is shipped", name),
                   nearest.empty() ? fmt::format("there are {}", fmt::join(known, ", ")) : fmt::format("did you mean `@{}`?", nearest));
      return std::nullopt;
    }
    text = SourceText("<shipped>/" + name + std::string(kSuffix), std::string(*found));
  }
  auto parsed = gotemplate::Template::parse(config.name, text.text());
  if (!parsed) {
    report.add(diagnostic_of(parsed.error(), text, config.name));
    return std::nullopt;
  }
  return Format(std::move(text), std::move(*parsed), config.name, shipped);
}

tl::expected<Formatted, Diagnostic> Format::render(std::span<const model::Alert> alerts, Time now) const {
  gotemplate::Heap heap;
  Formatted out;
  auto made = template_.render(gotemplate::value_of_alerts(heap, alerts), heap, now, {}, nullptr, &out.origins);
  if (!made) {
    return tl::unexpected(diagnostic_of(made.error(), text_, item_));
  }
  out.text = std::move(*made);
  return out;
}

Diagnostic Format::warning(std::string message) const {
  Diagnostic out;
  out.severity = Severity::kWarning;
  out.message = std::move(message);
  out.item = item_;
  out.rule = "message-limit";
  return out;
}

Diagnostic Format::problem_at(const Formatted& made, std::size_t offset, std::string message, std::string hint) const {
  Diagnostic out;
  out.severity = Severity::kError;
  out.message = std::move(message);
  out.hint = std::move(hint);
  out.item = item_;
  out.rule = "invalid-message";
  out.file = text_.file();
  out.span = text_.file_span({0, static_cast<std::uint32_t>(std::min(text_.text().find('\n'), text_.text().size()))});
  auto behind = std::upper_bound(made.origins.begin(), made.origins.end(), offset,
                                 [](std::size_t wanted, const gotemplate::Origin& origin) { return wanted < origin.output; });
  if (behind != made.origins.begin()) {
    const gotemplate::Origin& origin = *std::prev(behind);
    const std::string& text = text_.text();
    std::uint32_t begin = origin.position;
    std::uint32_t end = begin;
    const bool action = begin >= 2 && text.rfind("{{", begin) != std::string::npos && text.rfind("{{", begin) + 4 >= begin;
    if (action) {
      end = static_cast<std::uint32_t>(std::min(text.find("}}", begin), text.size()));
    } else {
      // A text runs on in the output as in the template, but for what its neighbours trim.
      begin = static_cast<std::uint32_t>(std::min<std::size_t>(begin + (offset - origin.output), text.empty() ? 0 : text.size() - 1));
      end = begin + 1;
    }
    out.span = text_.file_span({begin, end});
  }
  return out;
}

}  // namespace vedette::notify

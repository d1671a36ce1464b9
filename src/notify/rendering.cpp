#include "notify/rendering.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "base/utf8.h"
#include "notify/facts.h"
#include "notify/http_attempt.h"

namespace vedette::notify {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

/// JsonReader's messages end so.
constexpr std::string_view kAtOffset = " at offset ";

Flaw flaw_of(const std::string& message, std::size_t line_begin) {
  Flaw out{line_begin, message};
  if (const std::size_t at = message.rfind(kAtOffset); at != std::string::npos) {
    std::size_t offset = 0;
    const char* digits = message.data() + at + kAtOffset.size();
    std::from_chars(digits, message.data() + message.size(), offset);
    out.offset += offset;
    out.message.resize(at);
  }
  return out;
}

std::optional<Flaw> find_flaw(JsonReader& reader, std::string_view text, std::size_t begin) {
  const auto read = reader.parse(text);
  reader.reset();
  return read ? std::nullopt : std::optional(flaw_of(read.error().message, begin));
}

void add_problem(const Diagnostic& problem, Rendering& out) {
  const bool said = std::any_of(out.problems.begin(), out.problems.end(),
                                [&](const Diagnostic& other) { return other.span.begin == problem.span.begin && other.message == problem.message; });
  constexpr std::size_t kMostProblems = 20;
  if (!said && out.problems.size() < kMostProblems) {
    out.problems.push_back(problem);
  }
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(kSpace) == std::string_view::npos;
}

}  // namespace

std::optional<Flaw> find_json_flaw(std::string_view text) {
  JsonReader reader;
  std::optional<Flaw> whole = find_flaw(reader, text, 0);
  if (!whole) {
    return std::nullopt;
  }
  // Several documents, one a line: bulk requests. The flaw of the whole counts when the first line alone is no document.
  std::size_t at = 0;
  bool any = false;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (!is_blank(line)) {
      if (std::optional<Flaw> flaw = find_flaw(reader, line, at)) {
        return any ? flaw : whole;
      }
      any = true;
    }
    at = end + 1;
  }
  return any ? std::nullopt : whole;
}

bool looks_like_json(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) {
    return false;
  }
  const std::size_t end = text.find_last_not_of(kSpace);
  if (text[begin] == '{') {
    const std::size_t next = text.find_first_not_of(kSpace, begin + 1);
    return text[end] == '}' && next != std::string_view::npos && (text[next] == '"' || text[next] == '}');
  }
  if (text[begin] != '[' || text[end] != ']') {
    return false;
  }
  const std::size_t next = text.find_first_not_of(kSpace, begin + 1);
  return next != std::string_view::npos && std::string_view("{[\"]").find(text[next]) != std::string_view::npos;
}

std::string valid_utf8(std::string text) {
  if (is_valid_utf8(text)) {
    return text;
  }
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const Rune rune = decode_rune(rest);
    append_rune(out, rune.code);
    rest.remove_prefix(rune.width);
  }
  return out;
}

tl::expected<std::string, Flaw> RenderedNotifier::body_of(std::string text, std::span<const model::Alert>) const {
  return text;
}

bool RenderedNotifier::fits(std::string_view) const {
  return true;
}

std::vector<std::string> RenderedNotifier::split(std::string body, std::vector<std::string>&) const {
  std::vector<std::string> out;
  out.push_back(std::move(body));
  return out;
}

std::vector<std::string> RenderedNotifier::spread(std::string body) const {
  std::vector<std::string> out;
  out.push_back(std::move(body));
  return out;
}

void RenderedNotifier::add(std::string body, bool fallback, Rendering& out) const {
  for (std::string& one : spread(std::move(body))) {
    out.messages.push_back({std::move(one), 0, 1, fallback});
  }
}

Rendering RenderedNotifier::render(std::span<const model::Alert> alerts, Time now) const {
  Rendering out;
  if (rules_.one_per_alert) {
    for (std::size_t i = 0; i < alerts.size(); ++i) {
      render_some(alerts.subspan(i, 1), now, out);
    }
  } else if (!alerts.empty()) {
    render_some(alerts, now, out);
  }
  for (std::size_t i = 0; i < out.messages.size(); ++i) {
    out.messages[i].part = static_cast<std::uint32_t>(i);
    out.messages[i].parts = static_cast<std::uint32_t>(out.messages.size());
  }
  return out;
}

void RenderedNotifier::render_some(std::span<const model::Alert> alerts, Time now, Rendering& out) const {
  tl::expected<Formatted, Diagnostic> made = format_.render(alerts, now);
  if (!made) {
    // One alert that the template cannot show shall not cost the others their message.
    if (alerts.size() > 1) {
      for (std::size_t i = 0; i < alerts.size(); ++i) {
        render_some(alerts.subspan(i, 1), now, out);
      }
      return;
    }
    add_plain(alerts, made.error(), out);
    return;
  }
  if (is_blank(made->text) && rules_.empty != EmptyOutput::kSend) {
    if (rules_.empty == EmptyOutput::kReplace) {
      add_plain(alerts, format_.problem_at(*made, 0, "this template makes nothing of the alert, and the receiver takes no empty message", ""), out);
    }
    return;
  }
  tl::expected<std::string, Flaw> body = body_of(made->text, alerts);
  if (!body) {
    if (alerts.size() > 1) {
      for (std::size_t i = 0; i < alerts.size(); ++i) {
        render_some(alerts.subspan(i, 1), now, out);
      }
      return;
    }
    const std::size_t offset = std::min(body.error().offset, made->text.size());
    const std::size_t begin = offset > 30 ? offset - 30 : 0;
    add_plain(
        alerts,
        format_.problem_at(*made, offset, "what this template makes is no JSON: " + body.error().message,
                           "near `" + one_line(std::string_view(made->text).substr(begin, 60)) + "`; write values with toJson, not between quotes"),
        out);
    return;
  }
  if (!rules_.raw) {
    *body = valid_utf8(std::move(*body));
  }
  if (fits(*body)) {
    add(std::move(*body), false, out);
    return;
  }
  if (alerts.size() > 1) {
    const std::size_t half = alerts.size() / 2;
    render_some(alerts.first(half), now, out);
    render_some(alerts.subspan(half), now, out);
    return;
  }
  std::vector<std::string> notes;
  if (rules_.thin_events && alerts.front().events.size() > 1) {
    // All there is to say of a thousand events is rarely more than the first of them say.
    model::Alert thin = alerts.front();
    thin.events.resize(thin.events.size() / 2);
    add_problem(format_.warning("an alert is longer than the receiver takes: not all of its events are in the message"), out);
    render_some({&thin, 1}, now, out);
    return;
  }
  for (std::string& part : split(std::move(*body), notes)) {
    add(std::move(part), false, out);
  }
  for (std::string& note : notes) {
    add_problem(format_.warning(std::move(note)), out);
  }
}

void RenderedNotifier::add_plain(std::span<const model::Alert> alerts, const Diagnostic& problem, Rendering& out) const {
  std::string text = plain_text(alerts);
  const LineColumn at = problem.file != nullptr ? problem.file->position(problem.span.begin) : LineColumn{};
  const std::string_view file = problem.file != nullptr ? std::string_view(problem.file->name()) : std::string_view();
  text += fmt::format("\n(The message of the notification `{}` could not be made: {}:{}:{}: {})\n", config().name, file.substr(file.rfind('/') + 1),
                      at.line, at.column, one_line(problem.message));
  std::string body = plain_body(valid_utf8(std::move(text)), alerts);
  std::vector<std::string> notes;
  for (std::string& part : fits(body) ? std::vector<std::string>{body} : split(body, notes)) {
    add(std::move(part), true, out);
  }
  add_problem(problem, out);
}

}  // namespace vedette::notify

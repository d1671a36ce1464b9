// From alerts to messages, the same way for every type: the template, what the receiver wants of a body, its limits, and the plain message that goes
// out when the template does not serve.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "notify/format.h"
#include "notify/notifier.h"

namespace vedette::notify {

/// Why a template's output is no body, and from which byte on.
struct Flaw {
  std::size_t offset = 0;
  std::string message;
};

/// Nothing when `text` is a JSON document, or one a line.
[[nodiscard]] std::optional<Flaw> find_json_flaw(std::string_view text);
/// Whether it was meant to be JSON: an object or a list from its first to its last visible byte.
[[nodiscard]] bool looks_like_json(std::string_view text);
/// Bad bytes become U+FFFD.
[[nodiscard]] std::string valid_utf8(std::string text);

/// What becomes of a template's output that shows nothing.
enum class EmptyOutput : std::uint8_t {
  kSend,     // it goes out, as the reference has it
  kDrop,     // there is nothing to do
  kReplace,  // the receiver would refuse it: the plain message goes out
};

struct BodyRules {
  EmptyOutput empty = EmptyOutput::kSend;
  bool one_per_alert = false;  // never several alerts in one message
  bool raw = false;            // bytes go out as they come; else bad UTF-8 is replaced
  bool thin_events = false;    // an alert that is too long is rendered again with fewer of its events
};

class RenderedNotifier : public Notifier {
 public:
  [[nodiscard]] Rendering render(std::span<const model::Alert> alerts, Time now) const final;

 protected:
  RenderedNotifier(NotifierConfig config, Format format, BodyRules rules) : Notifier(std::move(config)), format_(std::move(format)), rules_(rules) {}

  /// From the template's output to the request's body, or what is wrong with it.
  [[nodiscard]] virtual tl::expected<std::string, Flaw> body_of(std::string text, std::span<const model::Alert> alerts) const;
  /// The body that says a plain text.
  [[nodiscard]] virtual std::string plain_body(std::string text, std::span<const model::Alert> alerts) const = 0;
  /// Whether the receiver takes a body as it is.
  [[nodiscard]] virtual bool fits(std::string_view body) const;
  /// Of a body that does not fit and stands for one alert, or that cannot be made smaller by leaving alerts to the next: parts that fit. `notes`
  /// takes what was cut off.
  [[nodiscard]] virtual std::vector<std::string> split(std::string body, std::vector<std::string>& notes) const;

  /// One body as several messages: one a receiver, where each has to be tried by itself.
  [[nodiscard]] virtual std::vector<std::string> spread(std::string body) const;

  [[nodiscard]] const Format& format() const { return format_; }

 private:
  void render_some(std::span<const model::Alert> alerts, Time now, Rendering& out) const;
  void add(std::string body, bool fallback, Rendering& out) const;
  void add_plain(std::span<const model::Alert> alerts, const Diagnostic& problem, Rendering& out) const;

  Format format_;
  BodyRules rules_;
};

}  // namespace vedette::notify

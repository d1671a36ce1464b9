// A configured notifier: makes messages of alerts, and sends one message once. It keeps no queue and repeats nothing: who calls it does
// (delivery), with what an Outcome says.
//
//   Rendering made = notifier.render(alerts, now);                  // pure, but for the clock handed in
//   for (const Message& message : made.messages) { store it .. }    // a message can be kept, and sent by another process
//   Outcome outcome = notifier.send(message, key, now, &stop);      // one attempt
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/time.h"
#include "model/alert.h"
#include "notify/notifier_config.h"

namespace vedette::notify {

/// What goes to the receiver in one exchange. Holds no secret of the configuration (they are added by send), so it may be kept in a database and
/// shown to a person. It belongs to the type of the notifier that rendered it: sending needs a notifier of the same name and type, nothing else.
struct Message {
  std::string body;  // the request's body, the mail's HTML, the lines of a file, ..; UTF-8 where the alerts are
  /// The parts of one rendering are numbered 0 .. parts-1; part n of the same alerts is the same again, so (group, part) makes a stable key.
  std::uint32_t part = 0;
  std::uint32_t parts = 1;
  /// The user's template failed: this is the plain message with the facts that takes its place. The body itself is complete; send does not look here.
  bool fallback = false;
};

struct Rendering {
  std::vector<Message> messages;  // never empty, but for no alerts at all or a template that makes nothing but white space on purpose
  /// Why the user's template did not serve, with its place in the YAML file; the messages are then plain ones. Also warnings: what was cut.
  std::vector<Diagnostic> problems;
};

enum class OutcomeKind : std::uint8_t {
  kSent,     // the receiver took it
  kRetry,    // not now: unreachable, timed out, interrupted, 408, 425, 429, 5xx, throttled
  kRefused,  // never: the receiver understood and said no (other 4xx), or the configuration cannot work
};

struct Outcome {
  OutcomeKind kind = OutcomeKind::kSent;
  /// kRetry: how long the receiver asked to be left alone (Retry-After, in seconds or as a date; at most a day); 0: it did not say.
  Duration after = 0;
  /// For a person, one line, bounded, without secrets: "https://hooks.slack.com/..: 404 no_service". For kSent: the receiver's own id, or empty.
  std::string reason;
  /// The attempt ended because `stop` was set; kind is kRetry. Should not count as a try.
  bool interrupted = false;
};

/// Thread safe: several threads may render and send at once, also through one notifier.
class Notifier {
 public:
  virtual ~Notifier() = default;
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  [[nodiscard]] const NotifierConfig& config() const { return config_; }
  /// Where messages go, for a person: a URL without credentials, path secrets and query, "smtp://host:587", a file's path, an ARN.
  [[nodiscard]] virtual std::string target() const = 0;

  /// Renders the alerts as one message, or several when one would pass the receiver's limits. A template that fails, or makes invalid JSON where the
  /// receiver wants JSON, is a problem that is said, never a lost alert. Bounded in time and size.
  [[nodiscard]] virtual Rendering render(std::span<const model::Alert> alerts, Time now) const = 0;

  /// One attempt, at most config().timeout long. `key` is the message's idempotency key: the same for every attempt of one message, another for
  /// every other message; [A-Za-z0-9_.:-], at most 128 bytes. It is handed to receivers that can use it (Idempotency-Key, de-duplication ids,
  /// Message-ID). `now` is the present, for signatures and dates. `stop` may be null; setting it ends the attempt soon.
  [[nodiscard]] virtual Outcome send(const Message& message, std::string_view key, Time now, const std::atomic<bool>* stop) = 0;

 protected:
  explicit Notifier(NotifierConfig config) : config_(std::move(config)) {}

 private:
  NotifierConfig config_;
};

/// Where notifiers are configured.
struct NotifierFiles {
  std::string folder;       // config_paths.notification_dir; one that is not there has no notifiers
  std::string plugin_dir;   // config_paths.plugin_dir: holds notification-<type> of types that are not built in; may be empty
  std::string plugin_user;  // plugin_config.user and .group: both or neither
  std::string plugin_group;
  /// The names that profiles call. What is wrong with others is a warning, not an error: the examples that come installed are full of
  /// placeholders. Nothing: every one is wanted.
  std::optional<std::vector<std::string>> used;
};

/// All that were loaded. Ends the plugins that it started when it goes.
struct Notifiers {
  std::vector<std::unique_ptr<Notifier>> all;  // usable ones, by name
  /// Every document that has a name and a type, usable or not, by name; of one name, the last (as in the reference).
  std::vector<NotifierConfig> configs;

  /// Null when there is none, or it cannot be used: the diagnostics said why.
  [[nodiscard]] Notifier* find(std::string_view name) const;
};

/// Reads every document of the folder's *.yaml and *.yml, by file name, not those in folders below (csplugin/broker.go, loadConfig), with ${VAR} and
/// $VAR replaced from the environment. Opens no connection and starts no process. A notifier with an error is left out, the rest are loaded.
[[nodiscard]] Notifiers load_notifiers(const NotifierFiles& files, Diagnostics& diagnostics);

}  // namespace vedette::notify

#include "notify/settings.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>

#include "base/nearest.h"
#include "base/yaml_scalar.h"
#include "content/config.h"
#include "content/item_file.h"

namespace vedette::notify {
namespace {

constexpr std::string_view kFromFile = "file:";

bool everybody_can_read(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && (status.st_mode & S_IROTH) != 0;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 0x20 : c; });
  return out;
}

/// A node that reads as `text` written without quotes.
YamlNode plain(std::string text) {
  YamlNode node;
  node.kind = YamlKind::kScalar;
  node.text = std::move(text);
  return node;
}

bool names_a_secret(std::string_view key) {
  const std::string name = lower(key);
  for (std::string_view part : {"token", "password", "passwd", "secret", "key", "webhook", "url", "auth", "credential", "cookie"}) {
    if (name.find(part) != std::string::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace

const YamlNode* Settings::node(std::string_view key) const {
  const YamlEntry* entry = node_.is_mapping() ? node_.find(key) : nullptr;
  return entry == nullptr || entry->value->is_null() ? nullptr : entry->value;
}

void Settings::error(std::string_view key, std::string message, std::string hint) const {
  const YamlNode* value = node(key);
  report_.error(value != nullptr ? *value : node_, std::move(message), std::move(hint));
}

void Settings::warning(std::string_view key, std::string message, std::string hint) const {
  const YamlNode* value = node(key);
  report_.warning(value != nullptr ? *value : node_, std::move(message), std::move(hint));
}

void Settings::check_keys(std::span<const std::string_view> own, bool with_common) const {
  std::vector<std::string_view> known(own.begin(), own.end());
  if (with_common) {
    known.insert(known.end(), std::begin(kCommonKeys), std::end(kCommonKeys));
  }
  std::vector<std::string_view> unused;
  std::copy_if(known.begin(), known.end(), std::back_inserter(unused), [&](std::string_view key) { return node_.find(key) == nullptr; });
  for (const YamlEntry& entry : node_.entries) {
    if (std::find(known.begin(), known.end(), entry.key->text) == known.end()) {
      report_.unknown_key(entry, fmt::format("unknown key `{}` in a {}: it is ignored", entry.key->text, what_), unused);
    }
  }
}

std::optional<std::string> Settings::scalar(std::string_view key) const {
  const YamlNode* value = node(key);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (!value->is_scalar()) {
    error(key, fmt::format("`{}` is one value, not {}", key, content::describe(*value)));
    return std::nullopt;
  }
  return content::expand_environment(value->text);
}

std::string Settings::text(std::string_view key, std::string otherwise) const {
  std::optional<std::string> value = scalar(key);
  return value ? std::move(*value) : std::move(otherwise);
}

std::string Settings::required(std::string_view key, std::string hint) const {
  std::string value = text(key);
  if (value.empty() && (node(key) == nullptr || node(key)->is_scalar())) {
    report_.missing(node_, fmt::format("a {} needs `{}`", what_, key), std::move(hint));
  }
  return value;
}

std::string Settings::reveal(const YamlNode& value, std::string text, std::string_view key) const {
  if (text.starts_with(kFromFile) && !text.starts_with("file://")) {
    const std::string path = text.substr(kFromFile.size());
    constexpr std::size_t kLongest = 64 * 1024;
    Result<std::shared_ptr<const SourceFile>> file = content::read_source_file(path, kLongest);
    if (!file) {
      report_.error(value, fmt::format("`{}`: {}", key, file.error().message));
      return {};
    }
    if (everybody_can_read(path)) {
      report_.warning(value, fmt::format("`{}`: everybody on this machine can read {}", key, path), "chmod o-r " + path);
    }
    std::string held = (*file)->text();
    while (!held.empty() && (held.back() == '\n' || held.back() == '\r')) {
      held.pop_back();
    }
    return held;
  }
  const bool written_here = text == value.text && !text.empty() && text.front() != '<';  // the examples have "<WEBHOOK_URL>"
  if (written_here && everybody_can_read(value.file()->name())) {
    report_.warning(value, fmt::format("everybody on this machine can read `{}` in {}", key, value.file()->name()),
                    "chmod o-r " + value.file()->name() + ", or write ${VARIABLE} or file:/path instead");
  }
  return text;
}

std::string Settings::secret(std::string_view key) const {
  std::optional<std::string> value = scalar(key);
  return value ? reveal(*node(key), std::move(*value), key) : std::string();
}

std::string Settings::required_secret(std::string_view key, std::string hint) const {
  const std::size_t before = report_.failed() ? 1 : 0;
  std::string value = secret(key);
  if (value.empty() && (before == 1 || !report_.failed())) {
    report_.missing(node_, fmt::format("a {} needs `{}`", what_, key), std::move(hint));
  }
  return value;
}

bool Settings::flag(std::string_view key, bool otherwise) const {
  const std::optional<std::string> value = scalar(key);
  if (!value) {
    return otherwise;
  }
  const std::optional<bool> read = yaml_bool(plain(*value));
  if (!read) {
    error(key, fmt::format("`{}` is true or false, not `{}`", key, *value));
  }
  return read.value_or(otherwise);
}

std::int64_t Settings::integer(std::string_view key, std::int64_t otherwise, std::int64_t least, std::int64_t most) const {
  const std::optional<std::string> value = scalar(key);
  if (!value) {
    return otherwise;
  }
  const std::optional<std::int64_t> read = yaml_integer(plain(*value));
  if (!read || *read < least || *read > most) {
    error(key, fmt::format("`{}` is a whole number from {} to {}, not `{}`", key, least, most, *value));
    return otherwise;
  }
  return *read;
}

Duration Settings::duration(std::string_view key, Duration otherwise) const {
  const std::optional<std::string> value = scalar(key);
  if (!value) {
    return otherwise;
  }
  // yaml.v2, decode.go: an integer is nanoseconds, a text what ParseDuration takes.
  if (const std::optional<std::int64_t> nanoseconds = yaml_integer(plain(*value)); nanoseconds && *nanoseconds >= 0) {
    if (*nanoseconds > 0 && *nanoseconds < kMillisecond) {
      warning(key, fmt::format("`{}: {}` is {} nanoseconds", key, *value, *nanoseconds), "write a unit: " + *value + "s");
    }
    return *nanoseconds;
  }
  const Result<Duration> read = parse_duration(*value);
  if (!read || *read < 0) {
    error(key, fmt::format("`{}` is a duration like 30s or 5m, not `{}`", key, *value));
    return otherwise;
  }
  return *read;
}

std::vector<std::string> Settings::texts(std::string_view key) const {
  std::vector<std::string> out;
  const YamlNode* value = node(key);
  if (value == nullptr) {
    return out;
  }
  if (!value->is_sequence()) {
    error(key, fmt::format("`{}` is a list, not {}", key, content::describe(*value)), "write `- ..` lines");
    return out;
  }
  for (const YamlNode* item : value->items) {
    if (item->is_scalar()) {
      out.push_back(content::expand_environment(item->text));
    } else if (!item->is_null()) {
      report_.error(*item, fmt::format("`{}` is a list of texts, not of {}", key, content::describe(*item)));
    }
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> Settings::pairs(std::string_view key) const {
  std::vector<std::pair<std::string, std::string>> out;
  const YamlNode* value = node(key);
  if (value == nullptr) {
    return out;
  }
  if (!value->is_mapping()) {
    error(key, fmt::format("`{}` is a mapping, not {}", key, content::describe(*value)), "write `Name: value` lines");
    return out;
  }
  for (const YamlEntry& entry : value->entries) {
    if (entry.value->is_scalar() || entry.value->is_null()) {
      const std::string name = content::expand_environment(entry.key->text);
      std::string text = entry.value->is_null() ? std::string() : content::expand_environment(entry.value->text);
      out.emplace_back(name, names_a_secret(name) ? reveal(*entry.value, std::move(text), name) : std::move(text));
    } else {
      report_.error(*entry.value, fmt::format("`{}` is one text, not {}", entry.key->text, content::describe(*entry.value)));
    }
  }
  return out;
}

std::string Settings::choice(std::string_view key, std::span<const std::string_view> choices) const {
  const std::optional<std::string> value = scalar(key);
  if (!value || value->empty()) {
    return std::string(choices.front());
  }
  for (std::string_view candidate : choices) {
    if (lower(*value) == candidate) {
      return std::string(candidate);
    }
  }
  const std::string_view nearest = nearest_name(*value, {choices.begin(), choices.end()});
  error(key, fmt::format("`{}` is one of {}, not `{}`", key, fmt::join(choices, ", "), *value),
        nearest.empty() ? std::string() : fmt::format("did you mean `{}`?", nearest));
  return std::string(choices.front());
}

std::string Settings::url(std::string_view key) const {
  std::string value = required_secret(key);
  const std::string scheme = lower(value.substr(0, value.find(':')));
  if (!value.empty() && scheme != "http" && scheme != "https") {
    error(key, fmt::format("`{}` is a URL that begins with https:// or http://", key));
    return {};
  }
  return value;
}

namespace {

void read_flood_control(const Settings& settings, NotifierConfig& out) {
  if (const YamlNode* node = settings.node("rollup"); node != nullptr) {
    if (!node->is_mapping()) {
      settings.error("rollup", fmt::format("`rollup` is a mapping, not {}", content::describe(*node)),
                     "write `rollup: {by: [scenario, principal], window: 10m}`");
    } else {
      static constexpr std::string_view kKeys[] = {"by", "window"};
      static constexpr std::string_view kProperties[] = {"scenario", "principal", "source", "account", "region"};
      const Settings rollup(*node, "roll-up", settings.report());
      rollup.check_keys(kKeys, false);
      out.rollup_by = rollup.has("by") ? rollup.texts("by") : std::vector<std::string>{"scenario", "principal"};
      out.rollup_window = rollup.duration("window", 10 * kMinute);
      for (const std::string& by : out.rollup_by) {
        if (std::find(std::begin(kProperties), std::end(kProperties), by) == std::end(kProperties) && !by.starts_with("meta.")) {
          rollup.error("by", fmt::format("nothing is rolled up by `{}`", by),
                       "it is one of scenario, principal, source, account, region, meta.<key>");
        }
      }
    }
  }
  if (const std::string until = settings.text("mute_until"); !until.empty()) {
    if (Result<Time> time = parse_rfc3339(until.size() == 10 ? until + "T00:00:00Z" : until)) {
      out.mute_until = *time;
    } else {
      settings.error("mute_until", "`mute_until` is a time such as 2026-11-25T08:00:00Z, or a day");
    }
  }
}

}  // namespace

std::optional<NotifierConfig> read_common(const Settings& settings, std::string file) {
  static constexpr std::string_view kLevels[] = {"", "trace", "debug", "info", "warn", "warning", "error", "off", "no_level"};
  NotifierConfig out;
  out.file = std::move(file);
  out.name = settings.text("name");
  settings.report().name_item(out.name);
  out.type = settings.required("type");
  if (out.type.empty()) {
    return std::nullopt;
  }
  if (out.name.empty()) {
    settings.report().missing(settings.place(), "a notification needs a `name`, by which profiles call it");
    return std::nullopt;
  }
  out.group_wait = settings.duration("group_wait", 0);
  out.group_threshold = settings.integer("group_threshold", 0, 0, 100'000);
  out.max_retry = settings.integer("max_retry", 0, 0, 1'000'000);
  constexpr Duration kDefaultTimeout = 5 * kSecond;  // csplugin/broker.go, UnmarshalYAML
  out.timeout = settings.duration("timeout", kDefaultTimeout);
  if (out.timeout == 0) {
    out.timeout = kDefaultTimeout;
  }
  constexpr Duration kLongest = kHour;
  if (out.timeout > kLongest) {
    settings.warning("timeout", "a `timeout` of more than an hour is taken as one hour");
    out.timeout = kLongest;
  }
  read_flood_control(settings, out);
  out.log_level = settings.choice("log_level", kLevels);
  if (const YamlNode* format = settings.node("format"); format != nullptr) {
    if (format->is_scalar()) {
      out.format = format->source();
    } else {
      settings.error("format", fmt::format("`format` is a template, not {}", content::describe(*format)),
                     "write `format: |` and indent the template");
    }
  }
  return out;
}

bool is_harmless_key(std::string_view key) {
  static constexpr std::string_view kHarmless[] = {
      "type",
      "name",
      "format",
      "group_wait",
      "group_threshold",
      "max_retry",
      "timeout",
      "log_level",
      "method",
      "headers",
      "unix_socket",
      "cert_path",
      "key_path",
      "ca_cert_path",
      "channel",
      "icon_emoji",
      "chat_id",
      "smtp_host",
      "smtp_port",
      "sender_email",
      "sender_name",
      "receiver_emails",
      "email_subject",
      "encryption_type",
      "auth_type",
      "helo_host",
      "connect_timeout",
      "send_timeout",
      "log_path",
      "rotate",
      "enabled",
      "max_size",
      "max_age",
      "max_files",
      "compress",
      "log_type",
      "priority",
      "aws_region",
      "aws_profile",
      "topic_arn",
      "queue",
      "source",
      "detail_type",
      "subject",
      "account_id",
      "severity",
      "aws_endpoint",

      "event_bus",
      "skip_tls_verification",
      "Content-Type",
  };
  return std::find(std::begin(kHarmless), std::end(kHarmless), key) != std::end(kHarmless);
}

std::shared_ptr<const SourceFile> cover_secrets(const SourceFile& file) {
  // By lines, not by nodes: the file may be no YAML at all, and a misspelt key may hold the secret.
  std::string text = file.text();
  std::size_t template_indent = std::string::npos;  // inside of a `format: |`: lines that are indented further are its text
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::size_t begin = text.find_first_not_of(" \t-", at);
    const std::size_t indent = begin < end ? begin - at : std::string::npos;  // of a line that is not blank
    if (indent != std::string::npos && template_indent != std::string::npos && indent <= template_indent) {
      template_indent = std::string::npos;
    }
    const std::size_t colon = indent != std::string::npos && template_indent == std::string::npos ? text.find(':', begin) : end;
    if (colon < end && (colon + 1 == end || text[colon + 1] == ' ' || text[colon + 1] == '\t')) {
      const std::string_view key = std::string_view(text).substr(begin, colon - begin);
      const std::size_t value = std::min(text.find_first_not_of(" \t", colon + 1), end);
      const bool reference = text.compare(value, 2, "${") == 0 || text.compare(value, kFromFile.size(), kFromFile) == 0;
      if (key == "format") {
        template_indent = indent;
      } else if (!reference && !is_harmless_key(key)) {
        std::fill(text.begin() + static_cast<std::ptrdiff_t>(value), text.begin() + static_cast<std::ptrdiff_t>(end), '*');
      }
    }
    at = end + 1;
  }
  return std::make_shared<const SourceFile>(file.name(), std::move(text));
}

}  // namespace vedette::notify

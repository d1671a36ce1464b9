#include "cli/notification_views.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/printable.h"
#include "cli/json_writer.h"

namespace vedette::cli {
namespace {

using Row = std::vector<std::string>;

/// Columns as wide as their widest cell; the last one is as long as it likes.
std::string aligned(const std::vector<Row>& rows, const Style& style) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], columns_of(row[i]));
    }
  }
  std::string out;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) {
        line.append(widths[i] - columns_of(row[i]) + 2, ' ');
      }
    }
    while (line.ends_with(' ')) {
      line.pop_back();
    }
    out += (&row == &rows.front() ? style.bold(line) : line) + "\n";
  }
  return out;
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string out = "\"";
  for (char c : text) {
    out += c == '"' ? "\"\"" : std::string(1, c);
  }
  return out + "\"";
}

std::string csv_line(const Row& cells) {
  std::string out;
  for (const std::string& cell : cells) {
    out += (out.empty() && &cell == &cells.front() ? "" : ",") + csv_cell(cell);
  }
  return out + "\n";
}

std::string profile_names(const NotifierView& view) {
  std::string out;
  for (const profile::Profile* profile : view.profiles) {
    out += (out.empty() ? "" : ", ") + profile->spec.name;
  }
  return out;
}

std::string number(std::int64_t value) {
  return value == 0 ? "-" : with_commas(static_cast<std::uint64_t>(value));
}

std::string when(Time time) {
  return time.is_zero() ? std::string() : time_text(time);
}

std::string rfc3339(Time time) {
  time.zone = nullptr;
  return format_rfc3339(time);
}

void write_texts(JsonWriter& json, std::string_view name, const std::vector<SourceText>& texts) {
  json.key(name);
  json.open('[');
  for (const SourceText& text : texts) {
    json.text(text.text());
  }
  json.close(']');
}

// csconfig.ProfileCfg, which has no JSON names of its own.
void write_profile(JsonWriter& json, const content::ProfileSpec& spec) {
  json.open('{');
  json.member("Name", spec.name);
  json.member("Debug", spec.debug);
  write_texts(json, "Filters", spec.filters);
  json.key("Decisions");
  json.open('[');
  for (const content::DecisionSpec& decision : spec.decisions) {
    json.open('{');
    json.member("type", decision.type);
    json.member_unless_empty("scope", decision.scope);
    json.member("duration", decision.duration_text);
    json.member_unless_empty("origin", decision.origin.value_or(""));
    if (decision.simulated) {
      json.member("simulated", *decision.simulated);
    }
    json.close('}');
  }
  json.close(']');
  json.member("DurationExpr", spec.duration_expr.text());
  json.member("OnSuccess", spec.on_success);
  json.member("OnFailure", spec.on_failure);
  json.member("OnError", spec.on_error);
  write_texts(json, "Notifications", spec.notifications);
  json.close('}');
}

void write_time(JsonWriter& json, std::string_view name, Time time) {
  if (!time.is_zero()) {
    json.member(name, rfc3339(time));
  }
}

void write_view(JsonWriter& json, const NotifierView& view) {
  const notify::NotifierConfig& config = view.config;
  json.key("plugin_config");
  json.open('{');
  json.member("Type", config.type);
  json.member("Name", config.name);
  json.number("GroupWait", config.group_wait);
  json.number("GroupThreshold", config.group_threshold);
  json.number("MaxRetry", config.max_retry);
  json.number("TimeOut", config.timeout);
  json.member("Format", config.format.text());
  json.close('}');
  json.key("associated_profiles");
  json.open('[');
  for (const profile::Profile* profile : view.profiles) {
    write_profile(json, profile->spec);
  }
  json.close(']');
  json.member("target", view.target);
  json.member("loaded", !view.target.empty());
  json.key("outbox");
  json.open('{');
  json.number("waiting", view.backlog.waiting);
  json.number("dead", view.backlog.dead);
  json.number("done", view.backlog.done);
  write_time(json, "oldest", view.backlog.oldest);
  write_time(json, "next", view.backlog.next);
  json.member_unless_empty("last_error", view.backlog.last_error);
  json.close('}');
}

}  // namespace

std::vector<NotifierView> notifier_views(const DeliverySetup& setup, const std::vector<delivery::Backlog>& backlogs) {
  std::map<std::string, NotifierView> views;
  for (const notify::NotifierConfig& config : setup.notifiers.configs) {
    NotifierView& view = views[config.name];
    view.config = config;
    if (const notify::Notifier* notifier = setup.notifiers.find(config.name)) {
      view.target = notifier->target();
    }
  }
  for (const profile::Profile& profile : setup.profiles.all()) {
    for (const SourceText& name : profile.spec.notifications) {
      NotifierView& view = views[name.text()];
      view.config.name = name.text();
      view.profiles.push_back(&profile);
    }
  }
  for (const delivery::Backlog& backlog : backlogs) {
    NotifierView& view = views[backlog.notifier];
    view.config.name = backlog.notifier;
    view.backlog = backlog;
  }
  std::vector<NotifierView> out;
  for (auto& [name, view] : views) {
    out.push_back(std::move(view));
  }
  return out;
}

std::string notifiers_text(const std::vector<NotifierView>& views, const Style& style) {
  std::vector<Row> rows{{"Active", "Name", "Type", "Profile name", "Sent", "Waiting", "Dead", "Last failure"}};
  for (const NotifierView& view : views) {
    const bool usable = !view.target.empty();
    const std::string active = view.profiles.empty() ? "no" : view.config.type.empty() ? "missing" : usable ? "yes" : "broken";
    rows.push_back({active, printable(view.config.name), printable(view.config.type), printable(profile_names(view)), number(view.backlog.done),
                    number(view.backlog.waiting), number(view.backlog.dead), printable(view.backlog.last_error)});
  }
  return aligned(rows, style);
}

std::string notifiers_json(const std::vector<NotifierView>& views) {
  std::string out;
  JsonWriter json(out);
  json.open('{');
  for (const NotifierView& view : views) {
    json.key(view.config.name);
    json.open('{');
    write_view(json, view);
    json.close('}');
  }
  json.close('}');
  return out + "\n";
}

std::string notifiers_csv(const std::vector<NotifierView>& views) {
  std::string out = "Name,Type,Profile name\n";
  for (const NotifierView& view : views) {
    out += csv_line({view.config.name, view.config.type, profile_names(view)});
  }
  return out;
}

std::string inspect_text(const NotifierView& view, const std::string& template_text) {
  const notify::NotifierConfig& config = view.config;
  std::string out;
  const auto line = [&out](std::string_view name, const std::string& value) {
    if (!value.empty()) {
      out += fmt::format(" - {:>15}: {:>15}\n", name, value);
    }
  };
  line("Type", printable(config.type));
  line("Name", printable(config.name));
  line("Timeout", format_duration(config.timeout));
  line("Format", printable(config.format.text(), "\n\t"));
  line("File", printable(config.file));
  line("Target", printable(view.target));
  line("Group wait", config.group_wait == 0 ? "" : format_duration(config.group_wait));
  line("Group threshold", config.group_threshold == 0 ? "" : std::to_string(config.group_threshold));
  line("Max retry", config.max_retry == 0 ? "" : std::to_string(config.max_retry));
  if (config.rollup_window > 0) {
    std::string by;
    for (const std::string& name : config.rollup_by) {
      by += (by.empty() ? "" : ", ") + name;
    }
    line("Rolled up", fmt::format("by {} within {}", printable(by), format_duration(config.rollup_window)));
  }
  line("Muted until", when(config.mute_until));
  line("Profiles", printable(profile_names(view)));
  line("Sent", number(view.backlog.done));
  line("Waiting", number(view.backlog.waiting) + (view.backlog.oldest.is_zero() ? "" : ", the oldest since " + when(view.backlog.oldest)));
  line("Next due", when(view.backlog.next));
  line("Dead", number(view.backlog.dead));
  line("Last failure", printable(view.backlog.last_error));
  line("Template", printable(template_text, "\n"));
  return out;
}

std::string inspect_json(const NotifierView& view, const std::string& template_text) {
  std::string out;
  JsonWriter json(out);
  json.open('{');
  write_view(json, view);
  json.member("template", template_text);
  json.close('}');
  return out + "\n";
}

std::string outbox_text(const std::vector<store::OutboxEntry>& entries, const Style& style) {
  std::vector<Row> rows{{"ID", "Notifier", "State", "Alerts", "Tries", "Since", "Due", "Why"}};
  for (const store::OutboxEntry& entry : entries) {
    std::string alerts;
    constexpr std::size_t kShown = 3;
    for (std::size_t i = 0; i < std::min(entry.alerts.size(), kShown); ++i) {
      alerts += (alerts.empty() ? "" : ",") + std::to_string(entry.alerts[i]);
    }
    if (entry.alerts.size() > kShown) {
      alerts += fmt::format(" and {} more", entry.alerts.size() - kShown);
    }
    const bool waits = entry.state == store::OutboxState::kWaiting;
    const bool held = waits && !entry.group.empty() && entry.attempts == 0 && entry.created_at < entry.not_before;
    const std::string why = !entry.last_error.empty() ? entry.last_error : held ? "held " + entry.group : "";
    rows.push_back({std::to_string(entry.id), printable(entry.notifier), std::string(store::outbox_state_name(entry.state)), alerts,
                    std::to_string(entry.attempts), time_text(entry.created_at), waits ? time_text(entry.not_before) : "", printable(why)});
  }
  return aligned(rows, style);
}

std::string outbox_json(const std::vector<store::OutboxEntry>& entries) {
  std::string out;
  JsonWriter json(out);
  json.open('[');
  for (const store::OutboxEntry& entry : entries) {
    json.open('{');
    json.number("id", entry.id);
    json.member("notifier", entry.notifier);
    json.member("profile", entry.profile);
    json.member("state", store::outbox_state_name(entry.state));
    json.key("alerts");
    json.open('[');
    for (store::AlertId alert : entry.alerts) {
      json.raw(std::to_string(alert));
    }
    json.close(']');
    json.member("key", entry.key);
    json.member_unless_empty("group", entry.group);
    json.number("attempts", entry.attempts);
    json.member("created_at", rfc3339(entry.created_at));
    json.member("not_before", rfc3339(entry.not_before));
    json.member("changed_at", rfc3339(entry.changed_at));
    json.member_unless_empty("last_error", entry.last_error);
    json.close('}');
  }
  json.close(']');
  return out + "\n";
}

std::string outbox_csv(const std::vector<store::OutboxEntry>& entries) {
  std::string out = "id,notifier,profile,state,alerts,attempts,created_at,not_before,last_error\n";
  for (const store::OutboxEntry& entry : entries) {
    std::string alerts;
    for (store::AlertId alert : entry.alerts) {
      alerts += (alerts.empty() ? "" : " ") + std::to_string(alert);
    }
    out += csv_line({std::to_string(entry.id), entry.notifier, entry.profile, std::string(store::outbox_state_name(entry.state)), alerts,
                     std::to_string(entry.attempts), rfc3339(entry.created_at), rfc3339(entry.not_before), entry.last_error});
  }
  return out;
}

}  // namespace vedette::cli

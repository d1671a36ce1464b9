#include "cli/stored_alerts.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/duration_with_days.h"
#include "base/ip.h"

namespace vedette::cli {

// encoding/csv: what has a comma, a quote, a line break or a leading blank stands between quotes.
std::string stored_csv_field(std::string_view text) {
  const bool plain = text.find_first_of(",\"\r\n") == std::string_view::npos && !text.starts_with(' ') && !text.starts_with('\t') && text != "\\.";
  if (plain) {
    return std::string(text);
  }
  std::string out = "\"";
  for (char c : text) {
    out += c;
    if (c == '"') {
      out += '"';
    }
  }
  return out + "\"";
}

std::string stored_csv_line(const std::vector<std::string>& fields) {
  std::string out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    out += i == 0 ? "" : ",";
    out += stored_csv_field(fields[i]);
  }
  return out + "\n";
}

std::string indented_json(std::string_view json, std::string_view indent, std::size_t depth) {
  std::string out;
  bool in_text = false;
  auto new_line = [&] {
    out += '\n';
    for (std::size_t i = 0; i < depth; ++i) {
      out += indent;
    }
  };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text) {
      out += c;
      if (c == '\\' && i + 1 < json.size()) {
        out += json[++i];
      } else if (c == '"') {
        in_text = false;
      }
    } else if (c == '"') {
      in_text = true;
      out += c;
    } else if (c == '{' || c == '[') {
      out += c;
      if (i + 1 < json.size() && (json[i + 1] == '}' || json[i + 1] == ']')) {
        out += json[++i];
      } else {
        ++depth;
        new_line();
      }
    } else if (c == '}' || c == ']') {
      --depth;
      new_line();
      out += c;
    } else if (c == ',') {
      out += c;
      new_line();
    } else if (c == ':') {
      out += ": ";
    } else {
      out += c;
    }
  }
  return out;
}

std::string alert_list_json(const std::vector<model::Alert>& alerts) {
  std::string out = "[";
  for (const model::Alert& alert : alerts) {
    out += out.size() == 1 ? "\n " : ",\n ";
    out += indented_json(to_json(alert), " ", 1);
  }
  return out + (alerts.empty() ? "]\n" : "\n]\n");
}

std::string as_number_name(const model::Source& source) {
  return (source.as_number == "0" ? "" : source.as_number) + (source.as_name.empty() ? "" : " " + source.as_name);
}

void declare_stored_filter(CLI::App& app, StoredFilterArguments& given) {
  app.add_option("-i,--ip", given.ip, "Of this address")->type_name("IP");
  app.add_option("-r,--range", given.range, "Of this range")->type_name("RANGE")->excludes("--ip");
  app.add_option("--scope", given.scope, "Of this scope: ip, range, AwsAccount, ..")->type_name("SCOPE");
  app.add_option("-v,--value", given.value, "Of this value, in the scope")->type_name("VALUE");
  app.add_option("-s,--scenario", given.scenario, "Of this scenario")->type_name("NAME");
  app.add_option("--origin", given.origin, "With decisions of this origin: cscli, crowdsec, lists, ..")->type_name("NAME");
  app.add_flag("--contained", given.contained, "What lies within the range, not what holds it");
}

void declare_stored_times(CLI::App& app, StoredFilterArguments& given) {
  app.add_option("--since", given.since, "Newer than this: 4h, 30d")->type_name("DURATION");
  app.add_option("--until", given.until, "Older than this: 4h, 30d")->type_name("DURATION");
}

Result<std::optional<store::AddressRange>> address_range_of(const StoredFilterArguments& given) {
  if (!given.range.empty()) {
    auto range = given.range.find('/') == std::string::npos ? std::nullopt : store::AddressRange::parse(given.range);
    if (!range) {
      return fail(ErrorKind::kInvalid, given.range + " is not a valid range");
    }
    return range;
  }
  if (!given.ip.empty()) {
    auto range = given.ip.find('/') != std::string::npos ? std::nullopt : store::AddressRange::parse(given.ip);
    if (!range) {
      return fail(ErrorKind::kInvalid, given.ip + " is not a valid ip");
    }
    return range;
  }
  return std::nullopt;
}

Result<store::AlertFilter> alert_filter_of(const StoredFilterArguments& given, Time now) {
  store::AlertFilter out;
  auto text = [](const std::string& value, std::optional<std::string>& to) {
    if (!value.empty()) {
      to = value;
    }
  };
  text(given.scope, out.scope);
  text(given.value, out.value);
  text(given.scenario, out.scenario);
  text(given.origin, out.origin);
  text(given.type, out.decision_type);
  Result<std::optional<store::AddressRange>> range = address_range_of(given);
  if (!range) {
    return tl::unexpected(std::move(range.error()));
  }
  out.range = std::move(*range);
  out.contains = !given.contained;
  auto time = [now](const std::string& value, std::optional<Time>& to) -> Result<void> {
    if (value.empty()) {
      return {};
    }
    const std::optional<Duration> duration = parse_duration_with_days(value);
    if (!duration) {
      return fail(ErrorKind::kInvalid, fmt::format("`{}` is no duration: write 4h or 30d", value));
    }
    to = add(now, -*duration);
    return {};
  };
  if (auto since = time(given.since, out.since); !since) {
    return tl::unexpected(std::move(since.error()));
  }
  if (auto until = time(given.until, out.until); !until) {
    return tl::unexpected(std::move(until.error()));
  }
  return out;
}

Result<std::vector<model::Alert>> read_alerts(const StoreSession& session, const store::AlertFilter& filter, std::size_t limit, Time now) {
  Result<store::Transaction> transaction = session.store->begin(store::Access::kRead);
  if (!transaction) {
    return tl::unexpected(std::move(transaction.error()));
  }
  std::vector<model::Alert> alerts;
  Result<void> done = store::Alerts(*transaction).list(filter, store::Order::kNewestFirst, limit, now, [&alerts](model::Alert&& alert) {
    alerts.push_back(std::move(alert));
    return true;
  });
  return done ? Result<std::vector<model::Alert>>(std::move(alerts)) : tl::unexpected(std::move(done.error()));
}

Style style_of(const StoreSession& session) {
  return session.color == "yes" || session.color == "no" ? Style(session.color == "yes") : Style(stdout);
}

}  // namespace vedette::cli

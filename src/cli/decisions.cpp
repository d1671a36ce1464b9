// `vedette decisions`: what is done about whom, and until when.
#include "store/decisions.h"

#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <memory>
#include <set>

#include "base/printable.h"
#include "cli/commands.h"
#include "cli/decision_list.h"
#include "cli/hub/columns.h"
#include "cli/read_all.h"
#include "cli/stored_alerts.h"

namespace vedette::cli {
namespace {

struct Arguments {
  StoreArguments store;
  StoredFilterArguments filter;
  bool all = false;
  bool machine = false;
  bool real_only = false;
  std::size_t limit = 100;
  std::int64_t id = 0;
  std::string duration = "4h";
  std::string scope = "Ip";
  std::string reason;
  std::string type = "ban";
  std::string input;
  std::string format;
  std::size_t batch = 0;
  bool bypass = false;
};

/// An alert of the same identity as no other.
std::string random_identity() {
  std::array<unsigned char, 16> bytes{};
  VEDETTE_CHECK(::getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U);  // a UUID of version 4
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out += i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "";
    out += fmt::format("{:02x}", bytes[i]);
  }
  return out;
}

std::string machine_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0' ? name.data() : "vedette";
}

std::string list_text(std::vector<model::Alert>& alerts, const Arguments& given, const StoreSession& session) {
  // clidecision/decisions.go, decisionsToTable: what is decided several times is shown once.
  std::set<std::string> seen;
  std::size_t skipped = 0;
  for (model::Alert& alert : alerts) {
    skipped += std::erase_if(alert.decisions, [&seen](const model::Decision& decision) {
      return !seen.insert(fmt::format("{}:{}:{}:{}", decision.simulated, decision.type, decision.scope, decision.value)).second;
    });
    alert.set_nil(model::AlertField::kDecisions, false);
  }
  if (session.format == OutputFormat::kJson) {
    return alert_list_json(alerts);
  }
  const bool raw = session.format == OutputFormat::kRaw;
  if (!raw && alerts.empty()) {
    return "No active decisions\n";
  }
  std::vector<std::string> head{"id", "source", "ip", "reason", "action", "country", "as", "events_count", "expiration", "simulated", "alert_id"};
  if (!raw) {
    head = {"ID", "Source", "Scope:Value", "Reason", "Action", "Country", "AS", "Events", "expiration", "Alert ID"};
  }
  if (given.machine) {
    head.emplace_back(raw ? "machine" : "Machine");
  }
  Columns table(head);
  std::string csv = stored_csv_line(head);
  for (const model::Alert& alert : alerts) {
    for (const model::Decision& decision : alert.decisions) {
      std::vector<std::string> row{std::to_string(decision.id),
                                   decision.origin,
                                   decision.scope + ":" + decision.value,
                                   decision.scenario,
                                   (!raw && alert.simulated ? "(simul)" : "") + decision.type,
                                   alert.source.cn,
                                   as_number_name(alert.source),
                                   std::to_string(alert.events_count),
                                   decision.duration};
      if (raw) {
        row.emplace_back(decision.simulated ? "true" : "false");
      }
      row.push_back(std::to_string(alert.id));
      if (given.machine) {
        row.push_back(alert.machine_id);
      }
      if (raw) {
        csv += stored_csv_line(row);
        continue;
      }
      for (std::string& cell : row) {
        cell = printable(cell);
      }
      table.add(std::move(row));
    }
  }
  if (raw) {
    return csv;
  }
  return table.render(style_of(session)) + (skipped == 0 ? "" : fmt::format("{} duplicated entries skipped\n", skipped));
}

int list(const Arguments& given) {
  auto session = StoreSession::open(given.store, IfAbsent::kIsAnError);
  if (!session) {
    return kIncomplete;
  }
  const Time now = wall_clock_now();
  Result<store::AlertFilter> filter = alert_filter_of(given.filter, now);
  if (!filter) {
    (void)store_failure(filter.error().message);
    return kUsage;
  }
  filter->has_active_decision = true;
  filter->include_lists = given.all || filter->origin.has_value();
  filter->include_simulated = !given.real_only;
  Result<std::vector<model::Alert>> alerts = read_alerts(*session, *filter, given.all ? 0 : given.limit, now);
  if (!alerts) {
    return store_failure(alerts.error().message);
  }
  std::fputs(list_text(*alerts, given, *session).c_str(), stdout);
  return kDone;
}

model::Decision decision_of(const GivenDecision& given, std::string_view origin) {
  model::Decision out;
  out.duration = given.duration;
  out.origin = origin;
  out.scenario = given.reason;
  out.scope = given.scope;
  out.type = given.type;
  out.value = given.value;
  out.uuid = random_identity();
  return out;
}

/// What both `add` and `import` make of decisions.
model::Alert alert_of(std::vector<model::Decision> decisions, std::string scenario, Time now) {
  model::Alert alert;
  alert.kind = "cscli";
  alert.scenario = std::move(scenario);
  alert.events_count = static_cast<std::int32_t>(decisions.size());
  alert.decisions = std::move(decisions);
  alert.set_nil(model::AlertField::kDecisions, false);
  alert.set_nil(model::AlertField::kEvents, true);
  alert.start_at = alert.stop_at = format_rfc3339(from_unix(now.seconds, 0));
  alert.start = alert.stop = now;
  alert.uuid = random_identity();
  return alert;
}

int add(const Arguments& given) {
  GivenDecision what{given.duration, given.reason, given.scope, given.type, given.filter.value};
  Result<std::optional<store::AddressRange>> range = address_range_of(given.filter);
  if (!range) {
    (void)store_failure(range.error().message);
    return kUsage;
  }
  if (!given.filter.ip.empty()) {
    what.value = given.filter.ip;
    what.scope = "Ip";
  } else if (!given.filter.range.empty()) {
    what.value = given.filter.range;
    what.scope = "Range";
  } else if (what.value.empty()) {
    std::fprintf(stderr, "vedette: a value is required: --ip, --range, or --scope and --value\n");
    return kUsage;
  }
  const std::string machine = machine_name();
  if (what.reason.empty()) {
    what.reason = fmt::format("manual '{}' from '{}'", what.type, machine);
  }
  auto session = StoreSession::open(given.store, IfAbsent::kMake);
  if (!session) {
    return kIncomplete;
  }
  const Time now = wall_clock_now();
  model::Alert alert = alert_of({decision_of(what, "cscli")}, what.reason, now);
  alert.message = what.reason;
  alert.leakspeed = "0";
  alert.remediation = true;
  alert.source.ip = alert.source.value = what.value;
  alert.source.scope = what.scope;
  auto transaction = session->store->begin();
  if (!transaction) {
    return store_failure(transaction.error().message);
  }
  auto stored = store::Alerts(*transaction).insert({alert, alert.uuid, machine, now});
  if (!stored) {
    return store_failure(stored.error().message);
  }
  if (!stored->refused.empty()) {
    (void)store_failure(stored->refused.front());
    return kUsage;
  }
  if (auto kept = transaction->commit(); !kept) {
    return store_failure(kept.error().message);
  }
  std::fprintf(stderr, "Decision successfully added\n");
  return kDone;
}

int remove(const Arguments& given) {
  if (!given.all && given.id == 0 && given.filter.empty()) {
    std::fprintf(stderr, "vedette: at least one filter or --all must be specified\n");
    return kUsage;
  }
  store::DecisionFilter filter;
  Result<std::optional<store::AddressRange>> range = address_range_of(given.filter);
  if (!range) {
    (void)store_failure(range.error().message);
    return kUsage;
  }
  filter.range = std::move(*range);
  filter.contains = !given.filter.contained;
  if (!given.filter.scope.empty()) {
    filter.scopes = {given.filter.scope};
  }
  if (!given.filter.origin.empty()) {
    filter.origins = {given.filter.origin};
  }
  auto text = [](const std::string& value, std::optional<std::string>& to) {
    if (!value.empty()) {
      to = value;
    }
  };
  text(given.filter.value, filter.value);
  text(given.filter.type, filter.type);
  text(given.filter.scenario, filter.scenario);
  if (given.id != 0) {
    filter.id = given.id;
  }
  auto session = StoreSession::open(given.store, IfAbsent::kIsAnError);
  if (!session) {
    return kIncomplete;
  }
  auto transaction = session->store->begin();
  if (!transaction) {
    return store_failure(transaction.error().message);
  }
  Result<std::int64_t> expired = store::Decisions(*transaction).expire(filter, wall_clock_now());
  if (!expired) {
    return store_failure(expired.error().message);
  }
  if (auto kept = transaction->commit(); !kept) {
    return store_failure(kept.error().message);
  }
  if (given.id != 0 && *expired == 0) {
    return store_failure(fmt::format("decision with id '{}' doesn't exist, or is over", given.id));
  }
  std::fprintf(stderr, "%lld decision(s) deleted\n", static_cast<long long>(*expired));
  return kDone;
}

int import(const Arguments& given) {
  Result<std::string> content = read_all(given.input);
  if (!content) {
    return store_failure(content.error().message);
  }
  Result<std::vector<GivenDecision>> decisions = read_decision_list(*content, given.input, given.format);
  if (!decisions) {
    return store_failure(decisions.error().message);
  }
  auto session = StoreSession::open(given.store, IfAbsent::kMake);
  if (!session) {
    return kIncomplete;
  }
  const Time now = wall_clock_now();
  const std::string machine = machine_name();
  const std::string input = given.input == "-" ? "stdin" : given.input;
  const std::size_t batch = given.batch == 0 ? decisions->size() : given.batch;
  auto transaction = session->store->begin();
  if (!transaction) {
    return store_failure(transaction.error().message);
  }
  std::size_t refused = 0;
  for (std::size_t first = 0; first < decisions->size(); first += batch) {
    std::vector<model::Decision> chunk;
    for (std::size_t i = first; i < std::min(first + batch, decisions->size()); ++i) {
      GivenDecision& one = (*decisions)[i];
      auto otherwise = [](std::string& value, const std::string& usual) {
        if (value.empty()) {
          value = usual;
        }
      };
      otherwise(one.duration, given.duration);
      otherwise(one.reason, given.reason.empty() ? "manual" : given.reason);
      otherwise(one.type, given.type);
      otherwise(one.scope, given.scope);
      chunk.push_back(decision_of(one, "cscli-import"));
    }
    const std::size_t size = chunk.size();
    const model::Alert alert = alert_of(std::move(chunk), fmt::format("import {}: {} IPs", input, size), now);
    auto stored = store::Alerts(*transaction).insert({alert, alert.uuid, machine, now});
    if (!stored) {
      return store_failure(stored.error().message);
    }
    refused += stored->refused.size();
    for (const std::string& reason : stored->refused) {
      (void)store_failure(reason);
    }
  }
  if (refused == decisions->size()) {
    return store_failure("nothing was imported: no decision of it can be");
  }
  if (auto kept = transaction->commit(); !kept) {
    return store_failure(kept.error().message);
  }
  std::printf("Imported %zu decisions\n", decisions->size() - refused);
  return refused == 0 ? kDone : kIncomplete;
}

}  // namespace

void declare_decisions(CLI::App& app, int& exit_code) {
  auto given = std::make_shared<Arguments>();
  app.require_subcommand(1);
  app.fallthrough();
  declare_store_options(app, given->store);
  CLI::App* sub = app.add_subcommand("list", "List the decisions in force, with their alerts");
  declare_stored_filter(*sub, given->filter);
  declare_stored_times(*sub, given->filter);
  sub->add_option("-t,--type", given->filter.type, "Of this type: ban, captcha, ..")->type_name("TYPE");
  sub->add_flag("-a,--all", given->all, "All of them, those of lists included");
  sub->add_flag("-m,--machine", given->machine, "Show the machine that raised them");
  sub->add_flag("--no-simu", given->real_only, "Leave out what was only simulated");
  sub->add_option("-l,--limit", given->limit, "Of so many alerts at most (default: 100; 0: all)")->type_name("NUMBER");
  sub->callback([given, &exit_code] { exit_code = list(*given); });

  sub = app.add_subcommand("add", "Add a decision");
  sub->add_option("-i,--ip", given->filter.ip, "On this address")->type_name("IP");
  sub->add_option("-r,--range", given->filter.range, "On this range")->type_name("RANGE")->excludes("--ip");
  sub->add_option("-d,--duration", given->duration, "For so long (default: 4h)")->type_name("DURATION");
  sub->add_option("-v,--value", given->filter.value, "On this value, in the scope")->type_name("VALUE");
  sub->add_option("--scope", given->scope, "ip, range, username, .. (default: Ip)")->type_name("SCOPE");
  sub->add_option("-R,--reason", given->reason, "Why")->type_name("TEXT");
  sub->add_option("-t,--type", given->type, "ban, captcha, .. (default: ban)")->type_name("TYPE");
  sub->add_flag("-B,--bypass-allowlist", given->bypass, "For scripts made for cscli: the store has no allow lists");
  sub->callback([given, &exit_code] { exit_code = add(*given); });

  sub = app.add_subcommand("delete", "End decisions now");
  declare_stored_filter(*sub, given->filter);
  sub->add_option("-t,--type", given->filter.type, "Of this type: ban, captcha, ..")->type_name("TYPE");
  sub->add_option("--id", given->id, "This one")->type_name("ID");
  sub->add_flag("--all", given->all, "All of them");
  sub->callback([given, &exit_code] { exit_code = remove(*given); });

  sub = app.add_subcommand("import", "Import decisions from a file: JSON, CSV, or a value a line");
  sub->add_option("-i,--input", given->input, "The file; -: standard input")->required()->type_name("FILE");
  sub->add_option("-d,--duration", given->duration, "Where none is given (default: 4h)")->type_name("DURATION");
  sub->add_option("--scope", given->scope, "Where none is given (default: Ip)")->type_name("SCOPE");
  sub->add_option("-R,--reason", given->reason, "Where none is given (default: manual)")->type_name("TEXT");
  sub->add_option("-t,--type", given->type, "Where none is given (default: ban)")->type_name("TYPE");
  sub->add_option("--batch", given->batch, "So many decisions an alert (default: all in one)")->type_name("NUMBER");
  sub->add_option("--format", given->format, "json, csv or values; default: what the file's name says")
      ->check(CLI::IsMember({"json", "csv", "values"}))
      ->type_name("FORMAT");
  sub->callback([given, &exit_code] { exit_code = import(*given); });
}

}  // namespace vedette::cli

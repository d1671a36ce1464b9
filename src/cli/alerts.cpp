// `vedette alerts`: what the store keeps of alerts.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <memory>

#include "base/duration_with_days.h"
#include "base/printable.h"
#include "cli/commands.h"
#include "cli/hub/columns.h"
#include "cli/stored_alerts.h"

namespace vedette::cli {
namespace {

struct Arguments {
  StoreArguments store;
  StoredFilterArguments filter;
  std::string kind;
  bool all = false;
  bool machine = false;
  bool details = false;
  std::size_t limit = 50;
  std::int64_t id = 0;
  std::vector<std::int64_t> ids;
  std::int64_t max_items = 5000;
  std::string max_age = "7d";
};

// clialert/alerts.go, decisionsFromAlert
std::string decision_summary(const model::Alert& alert) {
  std::map<std::string, int> counts;
  for (const model::Decision& decision : alert.decisions) {
    ++counts[(decision.simulated ? "(simul)" : "") + decision.type];
  }
  std::string out;
  for (const auto& [type, count] : counts) {
    out += fmt::format("{}{}:{}", out.empty() ? "" : " ", type, count);
  }
  return out;
}

std::string list_text(const std::vector<model::Alert>& alerts, const Arguments& given, const StoreSession& session) {
  if (session.format == OutputFormat::kJson) {
    return alert_list_json(alerts);
  }
  if (session.format == OutputFormat::kRaw) {
    std::vector<std::string> head{"id", "scope", "value", "reason", "country", "as", "decisions", "created_at", "kind"};
    if (given.machine) {
      head.emplace_back("machine");
    }
    std::string out = stored_csv_line(head);
    for (const model::Alert& alert : alerts) {
      std::vector<std::string> row{std::to_string(alert.id),     alert.source.scope,      alert.source.value, alert.scenario, alert.source.cn,
                                   as_number_name(alert.source), decision_summary(alert), alert.created_at,   alert.kind};
      if (given.machine) {
        row.push_back(alert.machine_id);
      }
      out += stored_csv_line(row);
    }
    return out;
  }
  if (alerts.empty()) {
    return "No active alerts\n";
  }
  std::vector<std::string> head{"ID", "value", "reason", "country", "as", "decisions", "created_at", "kind"};
  if (given.machine) {
    head.emplace_back("machine");
  }
  Columns table(head);
  for (const model::Alert& alert : alerts) {
    std::string value = alert.source.scope;
    if (alert.decisions.size() > 1) {
      value += fmt::format(" ({} {}s)", alert.decisions.size(), alert.decisions[0].scope);
    } else if (!alert.source.value.empty()) {
      value += ":" + alert.source.value;
    }
    std::vector<std::string> row{std::to_string(alert.id),
                                 printable(value),
                                 printable(alert.scenario),
                                 printable(alert.source.cn),
                                 printable(as_number_name(alert.source)),
                                 printable(decision_summary(alert)),
                                 printable(alert.start_at),
                                 printable(alert.kind)};
    if (given.machine) {
      row.push_back(printable(alert.machine_id));
    }
    table.add(std::move(row));
  }
  return table.render(style_of(session));
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
  filter->include_lists = given.all || filter->origin.has_value();
  if (!given.kind.empty()) {
    filter->kind = given.kind;
  }
  Result<std::vector<model::Alert>> alerts = read_alerts(*session, *filter, given.all ? 0 : given.limit, now);
  if (!alerts) {
    return store_failure(alerts.error().message);
  }
  std::fputs(list_text(*alerts, given, *session).c_str(), stdout);
  return kDone;
}

void print_one(const model::Alert& alert, bool details, const Style& style) {
  auto line = [](std::string_view name, std::string_view value) {
    std::printf(" - %-13s: %s\n", std::string(name).c_str(), printable(value).c_str());
  };
  std::printf("\n%s\n\n", std::string(96, '#').c_str());
  line("ID", std::to_string(alert.id));
  line("Date", alert.created_at);
  line("Machine", alert.machine_id);
  line("Simulation", alert.simulated ? "true" : "false");
  line("Remediation", alert.remediation ? "true" : "false");
  line("Kind", alert.kind);
  line("Reason", alert.scenario);
  line("Events Count", std::to_string(alert.events_count));
  line("Scope:Value", alert.source.scope + (alert.source.value.empty() ? "" : ":" + alert.source.value));
  line("Country", alert.source.cn);
  line("AS", alert.source.as_name);
  line("Begin", alert.start_at);
  line("End", alert.stop_at);
  line("UUID", alert.uuid);
  std::printf("\n");
  Columns decisions({"ID", "scope:value", "action", "expiration", "created_at"});
  decisions.title("Active Decisions");
  bool any = false;
  for (const model::Decision& decision : alert.decisions) {
    if (!decision.duration.starts_with('-') && decision.duration != "0s") {
      any = true;
      decisions.add({std::to_string(decision.id), printable(decision.scope + (decision.value.empty() ? "" : ":" + decision.value)),
                     printable(decision.type), decision.duration, alert.created_at});
    }
  }
  if (any) {
    std::fputs(decisions.render(style).c_str(), stdout);
  }
  if (!alert.meta.empty()) {
    std::printf("\n - Context  :\n");
    Columns table({"Key", "Value"});
    for (const model::MetaItem& item : alert.meta) {
      table.add({printable(item.key), printable(item.value)});
    }
    std::fputs(table.render(style).c_str(), stdout);
  }
  for (const model::AlertEvent& event : alert.events) {
    if (!details) {
      break;
    }
    std::printf("\n- Date: %s\n", printable(event.timestamp).c_str());
    Columns table({"Key", "Value"});
    for (const model::MetaItem& item : event.meta) {
      table.add({printable(item.key), printable(item.value)});
    }
    std::fputs(table.render(style).c_str(), stdout);
  }
}

int inspect(const Arguments& given) {
  auto session = StoreSession::open(given.store, IfAbsent::kIsAnError);
  if (!session) {
    return kIncomplete;
  }
  auto transaction = session->store->begin(store::Access::kRead);
  if (!transaction) {
    return store_failure(transaction.error().message);
  }
  for (std::int64_t id : given.ids) {
    auto alert = store::Alerts(*transaction).find(id, wall_clock_now());
    if (!alert) {
      return store_failure(alert.error().message);
    }
    if (!*alert) {
      return store_failure(fmt::format("can't find alert with id {}", id));
    }
    if (session->format == OutputFormat::kHuman) {
      print_one(**alert, given.details, style_of(*session));
    } else {
      std::printf("%s\n", indented_json(to_json(**alert), "  ").c_str());
    }
  }
  return kDone;
}

int remove(const Arguments& given) {
  if (!given.all && given.id == 0 && given.filter.empty()) {
    std::fprintf(stderr, "vedette: at least one filter or --all must be specified\n");
    return kUsage;
  }
  auto session = StoreSession::open(given.store, IfAbsent::kIsAnError);
  if (!session) {
    return kIncomplete;
  }
  const Time now = wall_clock_now();
  Result<store::AlertFilter> filter = alert_filter_of(given.all ? StoredFilterArguments() : given.filter, now);
  if (!filter) {
    (void)store_failure(filter.error().message);
    return kUsage;
  }
  if (given.id != 0) {
    filter->id = given.id;
  }
  auto transaction = session->store->begin();
  if (!transaction) {
    return store_failure(transaction.error().message);
  }
  Result<std::int64_t> removed = store::Alerts(*transaction).remove(*filter, now);
  if (!removed) {
    return store_failure(removed.error().message);
  }
  if (auto kept = transaction->commit(); !kept) {
    return store_failure(kept.error().message);
  }
  if (given.id != 0 && *removed == 0) {
    return store_failure(fmt::format("can't find alert with id {}", given.id));
  }
  std::fprintf(stderr, "%lld alert(s) deleted\n", static_cast<long long>(*removed));
  return kDone;
}

int flush(const Arguments& given) {
  const std::optional<Duration> max_age = parse_duration_with_days(given.max_age);
  if (!max_age || *max_age < 0) {
    std::fprintf(stderr, "vedette: `%s` is no duration: write 7d\n", printable(given.max_age).c_str());
    return kUsage;
  }
  auto session = StoreSession::open(given.store, IfAbsent::kIsAnError);
  if (!session) {
    return kIncomplete;
  }
  store::FlushLimits limits;
  if (given.max_items > 0) {
    limits.max_items = given.max_items;
  }
  if (*max_age > 0) {
    limits.max_age = *max_age;
  }
  auto flushed = store::flush(*session->store, limits, wall_clock_now());
  if (!flushed) {
    return store_failure(flushed.error().message);
  }
  std::fprintf(stderr, "%lld of %lld alerts flushed: %lld by age, %lld by number\n", static_cast<long long>(flushed->by_age + flushed->by_number),
               static_cast<long long>(flushed->total), static_cast<long long>(flushed->by_age), static_cast<long long>(flushed->by_number));
  return kDone;
}

}  // namespace

void declare_alerts(CLI::App& app, int& exit_code) {
  auto given = std::make_shared<Arguments>();
  app.require_subcommand(1);
  app.fallthrough();
  declare_store_options(app, given->store);
  CLI::App* sub = app.add_subcommand("list", "List alerts, the newest first");
  declare_stored_filter(*sub, given->filter);
  declare_stored_times(*sub, given->filter);
  sub->add_option("--type", given->filter.type, "With decisions of this type: ban, captcha, ..")->type_name("TYPE");
  sub->add_option("--kind", given->kind, "Of this kind: crowdsec, cscli, waf, ..")->type_name("KIND");
  sub->add_flag("-a,--all", given->all, "All of them, those of lists included");
  sub->add_flag("-m,--machine", given->machine, "Show the machine that raised them");
  sub->add_option("-l,--limit", given->limit, "So many at most (default: 50; 0: all)")->type_name("NUMBER");
  sub->callback([given, &exit_code] { exit_code = list(*given); });
  sub = app.add_subcommand("inspect", "Show all that is kept of an alert");
  sub->add_option("ID", given->ids, "Ids of alerts")->required();
  sub->add_flag("-d,--details", given->details, "With its events");
  sub->callback([given, &exit_code] { exit_code = inspect(*given); });
  sub = app.add_subcommand("delete", "Delete alerts, with their decisions");
  declare_stored_filter(*sub, given->filter);
  sub->add_option("--id", given->id, "This one")->type_name("ID");
  sub->add_flag("-a,--all", given->all, "All of them");
  sub->callback([given, &exit_code] { exit_code = remove(*given); });
  sub = app.add_subcommand("flush", "Delete old alerts, but none with a decision in force or a notification to be sent");
  sub->add_option("--max-items", given->max_items, "Keep so many alerts (default: 5000; 0: any number)")->type_name("NUMBER");
  sub->add_option("--max-age", given->max_age, "Keep alerts so long (default: 7d; 0s: for ever)")->type_name("DURATION");
  sub->callback([given, &exit_code] { exit_code = flush(*given); });
}

}  // namespace vedette::cli

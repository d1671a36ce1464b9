// `vedette notifications`: cscli's notifications, and the outbox.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/duration_with_days.h"
#include "base/printable.h"
#include "cli/alert_override.h"
#include "cli/commands.h"
#include "cli/delivery_setup.h"
#include "cli/interrupt.h"
#include "cli/notification_views.h"
#include "cli/replay_delivery.h"
#include "cli/terminal.h"
#include "delivery/kept_message.h"
#include "delivery/sender.h"
#include "model/read_alert.h"
#include "store/alerts.h"

namespace vedette::cli {
namespace {

struct Options {
  StoreArguments store;
  std::string profiles;
  std::string notifications;
  std::string name;
  std::string override;
  std::string wait = "30s";
  std::string send_wait = "10m";
  std::vector<std::int64_t> ids;
  std::vector<std::string> states;
  bool retry = false;
  bool remove = false;
  bool all = false;
  std::size_t limit = 100;
};

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

/// 32 hexadecimal digits that nobody else has.
std::string random_digits() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", device(), device(), device(), device());
}

OutputFormat format_of(const Options& options) {
  return options.store.output == "json" ? OutputFormat::kJson : options.store.output == "raw" ? OutputFormat::kRaw : OutputFormat::kHuman;
}

Style style_of(const Options& options) {
  return options.store.color == "yes" ? Style(true) : options.store.color == "no" ? Style(false) : Style(stdout);
}

/// Profiles and notifiers, and the store where it is there.
struct Session {
  DeliverySetup setup;
  std::unique_ptr<store::Store> store;
  std::vector<delivery::Backlog> backlogs;

  [[nodiscard]] static std::optional<Session> open(const Options& options, bool store_needed) {
    DeliveryArguments where;
    std::error_code error;
    where.config_file = options.store.config_file;
    if (where.config_file.empty() && options.notifications.empty() && std::filesystem::exists(StoreArguments::kUsualConfig, error)) {
      where.config_file = StoreArguments::kUsualConfig;
    }
    where.store_file = options.store.file;
    where.profiles_file = options.profiles;
    where.notifications = options.notifications;
    std::optional<DeliverySetup> setup = DeliverySetup::load(where, NotifiersWanted::kAll, options.name);
    if (!setup) {
      return std::nullopt;
    }
    Session out;
    out.setup = std::move(*setup);
    Result<std::unique_ptr<store::Store>> store = open_store(out.setup.place, IfAbsent::kIsAnError);
    if (store) {
      out.store = std::move(*store);
      Result<std::vector<delivery::Backlog>> backlogs = delivery::read_backlog(*out.store);
      if (!backlogs) {
        (void)store_failure(backlogs.error().message);
        return std::nullopt;
      }
      out.backlogs = std::move(*backlogs);
    } else if (store_needed || store.error().kind != ErrorKind::kNotFound) {
      (void)store_failure(store.error().message);
      return std::nullopt;
    }
    return out;
  }
};

int run_list(const Options& options) {
  std::optional<Session> session = Session::open(options, false);
  if (!session) {
    return kIncomplete;
  }
  const std::vector<NotifierView> views = notifier_views(session->setup, session->backlogs);
  switch (format_of(options)) {
    case OutputFormat::kJson:
      print(notifiers_json(views));
      break;
    case OutputFormat::kRaw:
      print(notifiers_csv(views));
      break;
    case OutputFormat::kHuman:
      print(notifiers_text(views, style_of(options)));
      break;
  }
  return kDone;
}

/// clinotifications/notifications.go, newTestCmd
model::Alert generic_alert() {
  Time now = wall_clock_now();
  now.nanoseconds = 0;
  now.zone = nullptr;
  const std::string at = format_rfc3339(now);
  const std::string json =
      R"({"capacity":0,"decisions":[{"duration":"4h","origin":"cscli","scenario":"test alert","scope":"Ip","type":"ban","value":"10.10.10.10"}],)"
      R"("events":[],"events_count":1,"leakspeed":"0","message":"test alert","scenario":"test alert","scenario_hash":"","scenario_version":"",)"
      R"("simulated":false,"source":{"ip":"10.10.10.10","scope":"Ip","value":"10.10.10.10"},"start_at":")" +
      at + R"(","stop_at":")" + at + R"(","created_at":")" + at + R"("})";
  return std::move(model::read_alerts(json)->at(0));
}

std::string problems_text(const notify::Rendering& made) {
  std::string out;
  for (const Diagnostic& problem : made.problems) {
    out += render(problem);
  }
  return out;
}

/// The newest alert that went to the notifier, or any; the generic one without a store.
model::Alert alert_for_trial(Session& session, const std::string& notifier) {
  if (session.store != nullptr) {
    if (Result<store::Transaction> transaction = session.store->begin(store::Access::kRead)) {
      store::OutboxFilter filter;
      filter.notifier = notifier;
      auto entries = store::Outbox(*transaction).list(filter, 1);
      if (entries && !entries->empty() && !entries->front().alerts.empty()) {
        auto alert = store::Alerts(*transaction).find_as_stored(entries->front().alerts.front());
        if (alert && *alert) {
          return std::move(**alert);
        }
      }
    }
  }
  return generic_alert();
}

int run_inspect(const Options& options) {
  std::optional<Session> session = Session::open(options, false);
  if (!session) {
    return kIncomplete;
  }
  const std::vector<NotifierView> views = notifier_views(session->setup, session->backlogs);
  const auto view = std::find_if(views.begin(), views.end(), [&](const NotifierView& known) { return known.config.name == options.name; });
  if (view == views.end()) {
    return store_failure(fmt::format("notification '{}' does not exist", options.name));
  }
  std::string tried = "the configuration cannot be used";
  if (const notify::Notifier* notifier = session->setup.notifiers.find(options.name)) {
    const model::Alert alert = alert_for_trial(*session, options.name);
    const notify::Rendering made = notifier->render(std::span(&alert, 1), wall_clock_now());
    tried = fmt::format("{} of alert '{}'", count_of(made.messages.size(), "message", "messages"), alert.scenario);
    if (!made.problems.empty()) {
      tried = "does not serve; a plain message goes out instead:\n" + problems_text(made);
    }
  }
  print(format_of(options) == OutputFormat::kJson ? inspect_json(*view, tried) : inspect_text(*view, tried));
  return kDone;
}

int run_test(const Options& options) {
  std::optional<Session> session = Session::open(options, false);
  if (!session) {
    return kIncomplete;
  }
  notify::Notifier* notifier = session->setup.notifiers.find(options.name);
  if (notifier == nullptr) {
    return store_failure(fmt::format("notification '{}' does not exist, or cannot be used", options.name));
  }
  Result<model::Alert> alert = override_alert(generic_alert(), options.override);
  if (!alert) {
    return store_failure(alert.error().message);
  }
  const notify::Rendering made = notifier->render(std::span(&*alert, 1), wall_clock_now());
  std::fputs(problems_text(made).c_str(), stderr);
  if (made.messages.empty()) {
    print("The template makes nothing of the alert: there is nothing to send.\n");
    return kDone;
  }
  Interrupt interrupt;
  const std::string key = "test-" + random_digits();
  for (const notify::Message& message : made.messages) {
    const notify::Outcome outcome = notifier->send(message, fmt::format("{}.{}", key, message.part + 1), wall_clock_now(), &interrupt.flag());
    if (outcome.kind != notify::OutcomeKind::kSent) {
      return store_failure(fmt::format("{}: {}{}", options.name, outcome.reason,
                                       outcome.kind == notify::OutcomeKind::kRetry ? " (an alert would be sent again later)" : ""));
    }
  }
  print(fmt::format("Sent {} to {}.\n", count_of(made.messages.size(), "message", "messages"), printable(notifier->target())));
  return made.problems.empty() ? kDone : kIncomplete;
}

/// Sends what is in the outbox, up to a time; says what is left.
int send_outbox(Session& session, const std::string& wait_text) {
  const std::optional<Duration> wait = parse_duration_with_days(wait_text);
  if (!wait || *wait < 0) {
    (void)store_failure("--wait takes a duration such as 30s, not " + wait_text);
    return kUsage;
  }
  auto sender = delivery::Sender::start(*session.store, session.setup.notifiers, {}, log_to_stderr(false));
  if (!sender) {
    return store_failure(sender.error().message);
  }
  if (*sender == nullptr) {
    print("Another process sends from this store: it does the rest.\n");
    return kDone;
  }
  Interrupt interrupt;
  (*sender)->drain();
  (*sender)->wait_until_idle(add(wall_clock_now(), *wait), &interrupt.flag());
  const delivery::OutgoingCounts sent = (*sender)->counts();
  sender->reset();
  print(fmt::format("Sent: {}, telling of {}\n", count_of(sent.messages, "message", "messages"), count_of(sent.alerts, "alert", "alerts")));
  const std::string left = backlog_text(*session.store);
  print(left.empty() ? "The outbox is empty.\n" : left);
  if (interrupt.by_signal()) {
    return kInterrupted;
  }
  return left.empty() ? kDone : kIncomplete;
}

int run_send(const Options& options) {
  std::optional<Session> session = Session::open(options, true);
  return session ? send_outbox(*session, options.send_wait) : kIncomplete;
}

/// Puts what the profiles notify of `alert` into the outbox, under keys of its own: it is meant to be sent again.
Result<std::size_t> put_again(Session& session, std::int64_t id, model::Alert alert) {
  profile::Evaluator evaluator(session.setup.profiles);
  const Time now = wall_clock_now();
  profile::Setting setting;
  setting.now = now;
  std::vector<std::string> names;
  for (const profile::Evaluation& evaluation : evaluator.apply(alert, setting)) {
    const profile::Profile& profile = session.setup.profiles.all()[evaluation.profile];
    print(fmt::format("The profile {} {}\n", printable(profile.spec.name), evaluation.matched ? "takes it" : "does not take it"));
    for (const SourceText& name : profile.spec.notifications) {
      if (evaluation.matched && std::find(names.begin(), names.end(), name.text()) == names.end()) {
        names.push_back(name.text());
      }
    }
  }
  Result<store::Transaction> transaction = session.store->begin();
  if (!transaction) {
    return tl::unexpected(std::move(transaction.error()));
  }
  std::size_t count = 0;
  for (const std::string& name : names) {
    const notify::Notifier* notifier = session.setup.notifiers.find(name);
    if (notifier == nullptr) {
      return fail(ErrorKind::kNotFound, fmt::format("notification '{}' does not exist, or cannot be used", name));
    }
    const notify::Rendering made = notifier->render(std::span(&alert, 1), now);
    std::fputs(problems_text(made).c_str(), stderr);
    if (made.messages.empty()) {
      continue;
    }
    const std::string kept = delivery::keep_messages(made.messages);
    const std::string key = "again-" + random_digits();
    store::NewOutboxEntry entry;
    entry.notifier = name;
    entry.key = key;
    entry.alerts = {id};
    entry.not_before = now;
    entry.rendered = kept;
    auto added = store::Outbox(*transaction).add(entry, now);
    if (!added) {
      return tl::unexpected(std::move(added.error()));
    }
    ++count;
  }
  if (Result<void> done = transaction->commit(); !done) {
    return tl::unexpected(std::move(done.error()));
  }
  return count;
}

int run_reinject(const Options& options) {
  std::optional<Session> session = Session::open(options, true);
  if (!session) {
    return kIncomplete;
  }
  const std::int64_t id = options.ids.front();
  std::optional<model::Alert> found;
  {
    Result<store::Transaction> transaction = session->store->begin(store::Access::kRead);
    auto alert = transaction ? store::Alerts(*transaction).find_as_stored(id) : tl::unexpected(transaction.error());
    if (!alert) {
      return store_failure(alert.error().message);
    }
    found = std::move(*alert);
  }
  if (!found) {
    return store_failure(fmt::format("there is no alert with id {}", id));
  }
  Result<model::Alert> alert = override_alert(*found, options.override);
  if (!alert) {
    return store_failure(alert.error().message);
  }
  Result<std::size_t> count = put_again(*session, id, std::move(*alert));
  if (!count) {
    return store_failure(count.error().message);
  }
  return *count == 0 ? kDone : send_outbox(*session, options.wait);
}

int show_outbox(const Options& options, const store::OutboxFilter& filter) {
  std::optional<StoreSession> session = StoreSession::open(options.store, IfAbsent::kIsAnError);
  if (!session) {
    return kIncomplete;
  }
  Result<store::Transaction> transaction = session->store->begin(store::Access::kRead);
  auto entries = transaction ? store::Outbox(*transaction).list(filter, options.limit) : tl::unexpected(transaction.error());
  if (!entries) {
    return store_failure(entries.error().message);
  }
  switch (session->format) {
    case OutputFormat::kJson:
      print(outbox_json(*entries));
      break;
    case OutputFormat::kRaw:
      print(outbox_csv(*entries));
      break;
    case OutputFormat::kHuman:
      print(entries->empty() ? "Nothing.\n" : outbox_text(*entries, style_of(options)));
      break;
  }
  return kDone;
}

int run_outbox(const Options& options) {
  store::OutboxFilter filter;
  filter.states = {store::OutboxState::kWaiting, store::OutboxState::kSending, store::OutboxState::kDead};
  if (!options.states.empty()) {
    filter.states.clear();
    for (const std::string& name : options.states) {
      filter.states.push_back(*store::outbox_state_of(name));
    }
  }
  if (!options.name.empty()) {
    filter.notifier = options.name;
  }
  return show_outbox(options, filter);
}

int change_dead(const Options& options, const store::OutboxFilter& filter) {
  std::optional<StoreSession> session = StoreSession::open(options.store, IfAbsent::kIsAnError);
  if (!session) {
    return kIncomplete;
  }
  Result<store::Transaction> transaction = session->store->begin();
  if (!transaction) {
    return store_failure(transaction.error().message);
  }
  store::Outbox outbox(*transaction);
  Result<std::int64_t> count = 0;
  if (options.all) {
    count = options.retry ? outbox.reinject(filter, wall_clock_now()) : outbox.remove(filter);
  }
  for (std::int64_t id : options.ids) {
    if (options.remove) {
      return store_failure("--delete takes --all or --notifier, not single entries");
    }
    if (Result<void> done = outbox.reinject(id, wall_clock_now()); !done) {
      return store_failure(done.error().message);
    }
    *count += 1;
  }
  if (Result<void> done = count ? transaction->commit() : tl::unexpected(count.error()); !done) {
    return store_failure(done.error().message);
  }
  print(fmt::format("{} {}\n", count_of(static_cast<std::uint64_t>(*count), "notification", "notifications"),
                    options.retry ? "will be sent again: vedette notifications send does it now" : "forgotten"));
  return kDone;
}

int run_dead(const Options& options) {
  store::OutboxFilter filter;
  filter.states = {store::OutboxState::kDead};
  if (!options.name.empty()) {
    filter.notifier = options.name;
  }
  if (options.retry && options.remove) {
    (void)store_failure("give --retry or --delete, not both");
    return kUsage;
  }
  if (!options.retry && !options.remove) {
    return show_outbox(options, filter);
  }
  if (options.ids.empty() && !options.all) {
    (void)store_failure("say which: ids, or --all");
    return kUsage;
  }
  return change_dead(options, filter);
}

void add_places(CLI::App& app, Options& options) {
  app.add_option("--profiles", options.profiles, "The profiles, instead of the configuration's")->check(CLI::ExistingFile)->type_name("FILE");
  app.add_option("--notifications", options.notifications, "The folder of notifications, instead of the configuration's")
      ->check(CLI::ExistingDirectory)
      ->type_name("DIR");
}

}  // namespace

void declare_notifications(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  app.require_subcommand(1);
  app.fallthrough();
  app.alias("notification");
  declare_store_options(app, options->store);
  add_places(app, *options);
  const auto add = [&](const char* name, const char* description, int (*run)(const Options&)) {
    CLI::App* command = app.add_subcommand(name, description);
    command->fallthrough();
    command->callback([options, run, &exit_code] { exit_code = run(*options); });
    return command;
  };
  add("list", "Notifications, the profiles that call them, and how they stand", run_list);
  CLI::App* inspect = add("inspect", "One notification: its configuration, its outbox, what its template makes", run_inspect);
  inspect->add_option("NAME", options->name, "The notification")->required();
  CLI::App* test = add("test", "Send a generic test alert, whether profiles call the notification or not", run_test);
  test->add_option("NAME", options->name, "The notification")->required();
  test->add_option("-a,--alert", options->override, "JSON laid over the generic alert")->type_name("JSON");
  CLI::App* reinject = add("reinject", "Ask the profiles about a stored alert again, and notify once more", run_reinject);
  reinject->add_option("ALERT_ID", options->ids, "The alert")->required()->expected(1);
  reinject->add_option("-a,--alert", options->override, "JSON laid over the alert")->type_name("JSON");
  reinject->add_option("--wait", options->wait, "How long to wait for the receiver (default: 30s)")->type_name("DURATION");
  CLI::App* send = add("send", "Send what is in the outbox, until it is empty", run_send);
  send->add_option("--wait", options->send_wait, "How long at most (default: 10m)")->type_name("DURATION");
  CLI::App* outbox = add("outbox", "Notifications that wait, are being sent or are dead", run_outbox);
  outbox->add_option("--state", options->states, "waiting, sending, done or dead; several with commas")
      ->delimiter(',')
      ->check(CLI::IsMember({"waiting", "sending", "done", "dead"}))
      ->type_name("STATE");
  outbox->add_option("--notifier", options->name, "Of this notification")->type_name("NAME");
  outbox->add_option("-l,--limit", options->limit, "Entries at most, the newest first; 0: all (default: 100)")->type_name("N");
  CLI::App* dead = add("dead", "Notifications that were refused for good, with the reason", run_dead);
  dead->add_option("ID", options->ids, "Entries, with --retry")->expected(0, -1);
  dead->add_option("--notifier", options->name, "Of this notification")->type_name("NAME");
  dead->add_flag("--retry", options->retry, "Send them again");
  dead->add_flag("--delete", options->remove, "Forget them");
  dead->add_flag("--all", options->all, "All of them");
  dead->add_option("-l,--limit", options->limit, "Entries at most, the newest first; 0: all (default: 100)")->type_name("N");
}

}  // namespace vedette::cli

#include "cli/replay_delivery.h"

#include <fmt/format.h>

#include "base/duration_with_days.h"
#include "base/printable.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "delivery/backlog.h"

namespace vedette::cli {

std::unique_ptr<ReplayDelivery> ReplayDelivery::start(const ReplayDeliveryArguments& given, bool quiet, int& exit_code) {
  exit_code = kUsage;
  const std::optional<Duration> wait = parse_duration_with_days(given.wait);
  if (!wait || *wait < 0) {
    (void)store_failure("--deliver-wait takes a duration such as 30s, not " + given.wait);
    return nullptr;
  }
  std::optional<DeliverySetup> setup = DeliverySetup::load(given.where, NotifiersWanted::kCalled);
  if (!setup) {
    return nullptr;
  }
  Result<std::unique_ptr<store::Store>> store = open_store(setup->place, IfAbsent::kMake);
  if (!store) {
    exit_code = store_failure(store.error().message);
    return nullptr;
  }
  std::unique_ptr<ReplayDelivery> out(new ReplayDelivery(std::move(*setup), std::move(*store), given, *wait));
  const delivery::Log log = log_to_stderr(quiet);
  if (!out->setup_.notifiers.all.empty()) {
    auto sender = delivery::Sender::start(*out->store_, out->setup_.notifiers, {}, log);
    if (!sender) {
      exit_code = store_failure(sender.error().message);
      return nullptr;
    }
    out->sender_ = std::move(*sender);
    if (out->sender_ == nullptr && !quiet) {
      log(Severity::kNote, "another process sends the notifications of " + out->store_->name());
    }
  }
  delivery::WriterOptions writing;
  writing.log_time = true;
  delivery::DeliveryOptions options;
  if (out->sender_ != nullptr) {
    options.written = [sender = out->sender_.get()] { sender->wake(); };
  }
  out->delivery_ = std::make_unique<delivery::Delivery>(
      *out->store_, delivery::AlertWriter(out->setup_.profiles, out->setup_.notifiers.configs, writing, log), std::move(options), log);
  return out;
}

ReplayDelivery::~ReplayDelivery() {
  delivery_.reset();  // before the sender that it wakes
}

void ReplayDelivery::alert(engine::EmittedAlert&& alert) {
  if (!alert.allowed) {
    engine::EmittedAlert copy;
    copy.scenario = alert.scenario;
    copy.alert = alert.alert;
    delivery_->alert(std::move(copy));
  }
  next_->alert(std::move(alert));
}

std::string ReplayDelivery::finish(const std::atomic<bool>& interrupted, bool& complete) {
  const Result<void> stored = delivery_->flush();
  complete = stored.has_value();
  delivery::OutgoingCounts sent;
  if (sender_ != nullptr) {
    sender_->drain();
    sender_->wait_until_idle(add(wall_clock_now(), wait_), &interrupted);
    sent = sender_->counts();
    sender_.reset();  // what it holds waits again
  }
  const delivery::Written written = delivery_->written();
  std::string out = fmt::format("Stored in {}: {}", printable(store_->name()), count_of(written.alerts, "alert", "alerts"));
  if (written.known != 0) {
    out += fmt::format(" ({} there already)", count_of(written.known, "was", "were"));
  }
  out +=
      fmt::format(", {}, {}", count_of(written.decisions, "decision", "decisions"), count_of(written.notifications, "notification", "notifications"));
  out += written.held != 0 ? fmt::format(" ({} held by flood control)\n", with_commas(written.held)) : "\n";
  if (sent.messages != 0 || sent.dead != 0 || sent.failed_tries != 0) {
    out += fmt::format("Sent: {}, telling of {}", count_of(sent.messages, "message", "messages"), count_of(sent.alerts, "alert", "alerts"));
    out += sent.plain != 0 ? fmt::format("; {} plain, for a template failed", with_commas(sent.plain)) : "";
    out += sent.dead != 0 ? fmt::format("; {} refused for good", with_commas(sent.dead)) : "";
    out += "\n";
  }
  if (!stored) {
    out += fmt::format("{} could not be stored: {}\nRun the same again: what is in the store is not raised twice.\n",
                       count_of(delivery_->lost(), "alert", "alerts"), stored.error().message);
  }
  return out + what_is_left();
}

std::string ReplayDelivery::what_is_left() {
  std::string out = backlog_text(*store_);
  if (!out.empty()) {
    std::string command = "vedette notifications send";
    command += given_.where.config_file.empty() ? "" : " -c " + given_.where.config_file;
    command += given_.where.store_file.empty() ? "" : " --store " + given_.where.store_file;
    command += given_.where.profiles_file.empty() ? "" : " --profiles " + given_.where.profiles_file;
    command += given_.where.notifications.empty() ? "" : " --notifications " + given_.where.notifications;
    out += "To go on: " + printable(command) + "\n";
  }
  return out;
}

std::string backlog_text(store::Store& store) {
  Result<std::vector<delivery::Backlog>> backlogs = delivery::read_backlog(store);
  if (!backlogs) {
    return "The outbox cannot be read: " + backlogs.error().message + "\n";
  }
  std::string out;
  for (const delivery::Backlog& backlog : *backlogs) {
    if (backlog.waiting == 0 && backlog.dead == 0) {
      continue;
    }
    std::string line;
    if (backlog.waiting != 0) {
      line += fmt::format("{} waiting since {}", with_commas(static_cast<std::uint64_t>(backlog.waiting)), time_text(backlog.oldest));
      if (!backlog.next.is_zero()) {
        line += ", next due " + time_text(backlog.next);
      }
    }
    if (backlog.dead != 0) {
      line += fmt::format("{}{} dead", line.empty() ? "" : ", ", with_commas(static_cast<std::uint64_t>(backlog.dead)));
    }
    if (!backlog.last_error.empty()) {
      line += "; the last failure: " + printable(backlog.last_error);
    }
    out += fmt::format("In the outbox for {}: {}\n", printable(backlog.notifier), line);
  }
  return out;
}

}  // namespace vedette::cli

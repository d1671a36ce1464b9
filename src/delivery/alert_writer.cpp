#include "delivery/alert_writer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"
#include "delivery/alert_key.h"
#include "store/alerts.h"
#include "store/outbox.h"

namespace vedette::delivery {
namespace {

/// Each name once, with the profile that calls it first.
std::vector<std::pair<std::string, std::string>> notifications_of(const profile::Profiles& profiles,
                                                                  const std::vector<profile::Evaluation>& evaluations) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const profile::Evaluation& evaluation : evaluations) {
    if (!evaluation.matched) {
      continue;
    }
    const content::ProfileSpec& spec = profiles.all()[evaluation.profile].spec;
    for (const SourceText& name : spec.notifications) {
      if (std::none_of(out.begin(), out.end(), [&](const auto& known) { return known.first == name.text(); })) {
        out.emplace_back(name.text(), spec.name);
      }
    }
  }
  return out;
}

}  // namespace

Written& Written::operator+=(const Written& more) {
  alerts += more.alerts;
  known += more.known;
  decisions += more.decisions;
  notifications += more.notifications;
  held += more.held;
  failures += more.failures;
  return *this;
}

AlertWriter::AlertWriter(const profile::Profiles& profiles, std::span<const notify::NotifierConfig> notifiers, WriterOptions options, Log log)
    : profiles_(profiles), evaluator_(profiles), options_(std::move(options)), log_(std::move(log)) {
  for (const notify::NotifierConfig& config : notifiers) {
    floods_.try_emplace(config.name, config);
  }
}

Result<void> AlertWriter::restore(store::Transaction& transaction) {
  constexpr std::size_t kMostRead = FloodControl::kMostWindows;
  for (auto& [name, flood] : floods_) {
    if (!flood.on()) {
      continue;
    }
    store::OutboxFilter filter;
    filter.notifier = name;
    Result<std::vector<store::OutboxEntry>> entries = store::Outbox(transaction).list(filter, kMostRead);
    if (!entries) {
      return tl::unexpected(std::move(entries.error()));
    }
    for (const store::OutboxEntry& entry : *entries) {
      flood.remember(entry.group);
    }
  }
  return {};
}

Result<Written> AlertWriter::write(store::Transaction& transaction, std::span<const std::shared_ptr<const model::RuntimeAlert>> overflows, Time now) {
  for (auto& [name, flood] : floods_) {
    flood.undo();
  }
  Written out;
  for (const auto& overflow : overflows) {
    for (const model::Alert& alert : overflow->alerts) {
      if (Result<void> done = write_alert(transaction, alert, now, out); !done) {
        return tl::unexpected(std::move(done.error()));
      }
    }
  }
  return out;
}

void AlertWriter::committed() {
  for (auto& [name, flood] : floods_) {
    flood.keep();
  }
}

Result<void> AlertWriter::write_alert(store::Transaction& transaction, const model::Alert& found, Time now, Written& out) {
  const std::string key = alert_key(found);
  store::Alerts alerts(transaction);
  auto known = alerts.find_identity(key);
  if (!known) {
    return tl::unexpected(std::move(known.error()));
  }
  if (known->has_value()) {
    ++out.known;
    return {};
  }
  model::Alert alert = found;
  alert.uuid = uuid_of(key);
  alert.machine_id = options_.machine;
  profile::Setting setting;
  setting.services = options_.services;
  setting.now = options_.log_time && !alert.stop.is_zero() ? alert.stop : now;
  const std::vector<profile::Evaluation> evaluations = evaluator_.apply(alert, setting);
  note_failures(evaluations, out);
  for (std::size_t i = 0; i < alert.decisions.size(); ++i) {
    alert.decisions[i].uuid = uuid_of(key, i);
  }
  Result<store::Inserted> inserted = alerts.insert({alert, key, options_.machine, now});
  if (!inserted) {
    return tl::unexpected(std::move(inserted.error()));
  }
  ++out.alerts;
  out.decisions += alert.decisions.size();
  store::Outbox outbox(transaction);
  for (const auto& [notifier, profile] : notifications_of(profiles_, evaluations)) {
    Place place{{}, now, false};
    if (auto flood = floods_.find(notifier); flood != floods_.end()) {
      place = flood->second.place(alert, now);
    } else if (said_.try_emplace("notifier " + notifier).second) {
      log_(Severity::kError, fmt::format("profile {} notifies {}, which is not configured: its notifications wait in the outbox", printable(profile),
                                         printable(notifier)));
    }
    store::NewOutboxEntry entry;
    entry.notifier = notifier;
    entry.key = key;
    entry.alerts = {inserted->id};
    entry.profile = profile;
    entry.group = place.group;
    entry.not_before = place.not_before;
    Result<store::Outbox::Added> added = outbox.add(entry, now);
    if (!added) {
      return tl::unexpected(std::move(added.error()));
    }
    out.notifications += added->fresh ? 1 : 0;
    out.held += added->fresh && place.held ? 1 : 0;
  }
  return {};
}

void AlertWriter::note_failures(const std::vector<profile::Evaluation>& evaluations, Written& out) {
  for (const profile::Evaluation& evaluation : evaluations) {
    const profile::Profile& profile = profiles_.all()[evaluation.profile];
    const std::string& name = profile.spec.name;
    if (evaluation.failed) {
      ++out.failures;
      const profile::FilterResult& filter = evaluation.filters.back();
      if (said_.try_emplace("filter " + name + " " + std::to_string(evaluation.filters.size())).second) {
        log_(Severity::kWarning,
             fmt::format("profile {}: filter {} fails: {} (said once)", printable(name), evaluation.filters.size(), printable(filter.failure)));
      }
    }
    if (!evaluation.duration_failure.empty()) {
      ++out.failures;
      if (said_.try_emplace("duration " + name).second) {
        log_(Severity::kWarning,
             fmt::format("profile {}: duration_expr fails: {} (said once)", printable(name), printable(evaluation.duration_failure)));
      }
    }
    if (profile.spec.debug) {
      std::string answers;
      for (const profile::FilterResult& filter : evaluation.filters) {
        answers += filter.truth == profile::FilterTruth::kTrue ? " true" : filter.truth == profile::FilterTruth::kFalse ? " false" : " failed";
      }
      log_(Severity::kNote, fmt::format("profile {}:{}, {}", printable(name), answers, evaluation.matched ? "matched" : "not matched"));
    }
  }
}

}  // namespace vedette::delivery

#include "report/alert_list.h"

#include <algorithm>

#include "report/actors.h"
#include "report/markup.h"

namespace vedette::report {
namespace {

/// Events looked at for names; bursts repeat themselves.
constexpr std::size_t kLookedAt = 256;

bool is_address_scope(const model::Source& source) {
  return source.scope == "Ip" || source.scope == "Range";
}

/// A column: a number each.
template <class Get>
void append_column(Bytes& out, std::string_view name, const std::vector<ListedAlert>& alerts, Get&& get) {
  out.append(name);
  char before = '[';
  for (const ListedAlert& alert : alerts) {
    out.append(before);
    before = ',';
    append_number(out, static_cast<std::int64_t>(get(alert)));
  }
  out.append(alerts.empty() ? "[]" : "]");
}

/// A column of few names: one as a number, several as a list that ends with -1 when there were more.
void append_names_column(Bytes& out, std::string_view name, const std::vector<ListedAlert>& alerts, FewNames ListedAlert::*member) {
  out.append(name);
  char before = '[';
  for (const ListedAlert& alert : alerts) {
    const FewNames& few = alert.*member;
    out.append(before);
    before = ',';
    if (few.size == 1 && !few.more) {
      append_number(out, few.ids[0]);
      continue;
    }
    out.append('[');
    for (std::size_t i = 0; i < few.size; ++i) {
      out.append(i == 0 ? "" : ",");
      append_number(out, few.ids[i]);
    }
    out.append(few.more ? ",-1]" : "]");
  }
  out.append(alerts.empty() ? "[]" : "]");
}

/// Milliseconds; null-data times are -1.
std::int64_t milliseconds(Time time) {
  return time.is_zero() ? -1 : unix_milliseconds(time);
}

}  // namespace

void FewNames::add(std::uint32_t id) {
  if (std::find(ids.begin(), ids.begin() + size, id) != ids.begin() + size) {
    return;
  }
  if (size == kMost) {
    more = true;
    return;
  }
  ids[size++] = id;
}

AlertList::AlertList(const buckets::Scenarios& scenarios, ListBounds bounds) : bounds_(bounds), rules_(scenarios.size()) {
  severities_.reserve(scenarios.size());
  for (std::uint32_t i = 0; i < scenarios.size(); ++i) {
    severities_.push_back(severity_of(scenarios.at(i).spec));
  }
}

bool AlertList::room_for(Severity severity) const {
  const std::size_t quarters = severity == Severity::kLow ? 2 : severity == Severity::kMedium ? 3 : 4;
  return alerts_.size() < bounds_.alerts * quarters / 4 && details_.written() < bounds_.detail_bytes / 4 * quarters;
}

void AlertList::fill(ListedAlert& row, const model::Alert& alert) {
  row.start = alert.start;
  row.stop = alert.stop;
  row.events = static_cast<std::uint32_t>(std::max(alert.events_count, 0));
  row.simulated = alert.simulated;
  const bool from_address = is_address_scope(alert.source);
  if (from_address && !alert.source.value.empty()) {
    row.origin.add(names_.id_of(alert.source.value));
  }
  const auto add = [&](FewNames& few, std::string_view name) {
    if (!name.empty()) {
      few.add(names_.id_of(name));
    }
  };
  for (std::size_t i = 0; i < alert.events.size() && i < kLookedAt; ++i) {
    const model::AlertEvent& event = alert.events[i];
    add(row.who, who_of(event));
    if (!from_address) {
      add(row.origin, origin_of(event));
    }
    add(row.accounts, event.get_meta("account_id"));
    add(row.actions, event.get_meta("event_name"));
  }
  if (row.who.size == 0 && !from_address) {
    add(row.who, alert.source.value);
  }
}

void AlertList::add(const engine::EmittedAlert& emitted, Bytes& out) {
  for (const model::Alert& alert : emitted.alert->alerts) {
    RuleTally& tally = rules_[emitted.scenario];
    ++(emitted.allowed ? tally.allowed : tally.alerts);
    if (!emitted.allowed) {
      tally.events += static_cast<std::uint64_t>(std::max(alert.events_count, 0));
    }
    ++count_;
    if (!room_for(severities_[emitted.scenario])) {
      ++tally.left_out;
      ++left_out_;
      continue;
    }
    ListedAlert row;
    row.number = count_;
    row.scenario = emitted.scenario;
    row.allowed = emitted.allowed;
    fill(row, alert);
    if (row.allowed) {
      row.reason = names_.id_of(emitted.allow_reason);
    }
    row.details = details_.add(alert, emitted.allow_reason, out);
    alerts_.push_back(row);
  }
}

void AlertList::append_columns(Bytes& out, const std::vector<std::uint32_t>& rule_places) const {
  append_column(out, "{\"number\":", alerts_, [](const ListedAlert& alert) { return alert.number; });
  append_column(out, ",\n\"rule\":", alerts_, [&](const ListedAlert& alert) { return rule_places[alert.scenario]; });
  append_column(out, ",\n\"start\":", alerts_, [](const ListedAlert& alert) { return milliseconds(alert.start); });
  append_column(out, ",\n\"stop\":", alerts_, [](const ListedAlert& alert) { return milliseconds(alert.stop); });
  append_column(out, ",\n\"events\":", alerts_, [](const ListedAlert& alert) { return alert.events; });
  append_names_column(out, ",\n\"who\":", alerts_, &ListedAlert::who);
  append_names_column(out, ",\n\"origin\":", alerts_, &ListedAlert::origin);
  append_names_column(out, ",\n\"account\":", alerts_, &ListedAlert::accounts);
  append_names_column(out, ",\n\"action\":", alerts_, &ListedAlert::actions);
  append_column(out, ",\n\"flags\":", alerts_, [](const ListedAlert& alert) { return (alert.allowed ? 1 : 0) + (alert.simulated ? 2 : 0); });
  append_column(out, ",\n\"block\":", alerts_, [](const ListedAlert& alert) { return alert.details.block; });
  append_column(out, ",\n\"index\":", alerts_, [](const ListedAlert& alert) { return alert.details.index; });
  out.append('}');
}

void AlertList::append_names(Bytes& out) const {
  out.append('[');
  for (std::uint32_t id = 0; id < names_.size(); ++id) {
    out.append(id == 0 ? "" : ",\n");
    append_script_string(out, names_.at(id));
  }
  out.append(']');
}

}  // namespace vedette::report

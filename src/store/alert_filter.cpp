#include "store/alert_filter.h"

#include <fmt/format.h>

#include "store/scope.h"
#include "store/stored_time.h"

namespace vedette::store {

namespace {

/// "EXISTS (..)": that one of its decisions is so; an empty condition: that it has any.
std::string has_decision(std::string_view condition) {
  return fmt::format("EXISTS (SELECT 1 FROM vedette_decisions d WHERE d.alert = a.id{}{}{})", condition.empty() ? "" : " AND (", condition,
                     condition.empty() ? "" : ")");
}

}  // namespace

// pkg/database/alertfilter.go, alertPredicatesFromFilter
void add_filter(Conditions& where, const AlertFilter& filter, Time now) {
  auto text = [&where](const std::string& value) { return where.value(std::string_view(value)); };
  if (filter.id) {
    where.require(fmt::format("a.id = {}", where.value(*filter.id)));
  }
  if (filter.scope) {
    const std::string_view scope = normal_scope(*filter.scope);
    where.require(fmt::format("a.scope = {}", is_address_scope(scope) ? where.own_text(std::string(scope)) : text(*filter.scope)));
  }
  if (filter.value) {
    where.require(fmt::format("a.value = {}", text(*filter.value)));
  }
  if (filter.scenario) {
    const std::string scenario = text(*filter.scenario);
    where.require(fmt::format("a.scenario = {0} OR {1}", scenario, has_decision(fmt::format("d.scenario = {}", scenario))));
  }
  if (filter.kind) {
    where.require(fmt::format("a.kind = {}", text(*filter.kind)));
  }
  if (filter.machine) {
    where.require(fmt::format("a.machine = {}", text(*filter.machine)));
  }
  if (filter.uuid) {
    where.require(fmt::format("a.uuid = {}", text(*filter.uuid)));
  }
  if (filter.decision_type) {
    where.require(has_decision(fmt::format("d.type = {}", text(*filter.decision_type))));
  }
  if (filter.origin) {
    where.require(has_decision(fmt::format("d.origin = {}", text(*filter.origin))));
  }
  if (filter.range) {
    // The reference asks the decisions alone, and so never finds an alert that led to none.
    const std::string own = where.in_range("a", *filter.range, filter.contains);
    where.require(fmt::format("({}) OR {}", own, has_decision(where.in_range("d", *filter.range, filter.contains))));
  }
  if (filter.since) {
    where.require(fmt::format("a.started_at >= {}", where.value(stored_time(*filter.since))));
  }
  if (filter.until) {
    where.require(fmt::format("a.started_at <= {}", where.value(stored_time(*filter.until))));
  }
  if (filter.created_before) {
    where.require(fmt::format("a.created_at <= {}", where.value(stored_time(*filter.created_before))));
  }
  if (filter.has_active_decision) {
    where.require(*filter.has_active_decision ? has_decision(fmt::format("d.until >= {}", where.value(stored_time(now))))
                                              : fmt::format("NOT {}", has_decision("")));
  }
  if (!filter.include_lists) {  // handleIncludeCapiFilter
    where.require(fmt::format("NOT {}", has_decision("d.origin IN ('CAPI', 'lists')")));
    where.require(
        fmt::format("NOT ((a.scope = 'crowdsecurity/community-blocklist' OR SUBSTR(a.scope, 1, 6) = 'lists:') AND NOT {})", has_decision("")));
  }
  if (!filter.include_simulated) {
    where.require("a.simulated = 0");
  }
}

}  // namespace vedette::store

// The alerts as the page lists them: what each needs to be found, sorted and counted, and how many there were of each rule.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "buckets/scenario.h"
#include "engine/back.h"
#include "model/alert.h"
#include "report/details.h"
#include "report/labels.h"
#include "report/names.h"

namespace vedette::report {

/// A few names; further ones are only counted.
struct FewNames {
  static constexpr std::size_t kMost = 4;
  std::array<std::uint32_t, kMost> ids{};
  std::uint8_t size = 0;
  bool more = false;
  void add(std::uint32_t id);
};

struct ListedAlert {
  std::uint32_t number = 0;    // from 1, of all alerts: what links name
  std::uint32_t scenario = 0;  // index into Scenarios
  Time start;
  Time stop;
  std::uint32_t events = 0;
  FewNames who;
  FewNames origin;
  FewNames accounts;
  FewNames actions;  // names of the events
  bool allowed = false;
  bool simulated = false;
  std::uint32_t reason = 0;  // name; of those that are allowed
  DetailPlace details;
};

/// Of one scenario; alerts over the bounds are counted too.
struct RuleTally {
  std::uint64_t alerts = 0;
  std::uint64_t allowed = 0;
  std::uint64_t events = 0;  // of the alerts that are not allowed
  std::uint64_t left_out = 0;
};

struct ListBounds {
  /// Alerts in the list, and bytes of their details. The last half of both is for alerts of more than low severity, the last quarter for high and
  /// critical ones.
  std::size_t alerts = 50'000;
  std::size_t detail_bytes = 48 * 1024 * 1024;
};

class AlertList {
 public:
  AlertList(const buckets::Scenarios& scenarios, ListBounds bounds);

  /// Details leave by `out` as they fill up.
  void add(const engine::EmittedAlert& emitted, Bytes& out);
  void end(Bytes& out) { details_.end(out); }

  [[nodiscard]] const std::vector<ListedAlert>& alerts() const { return alerts_; }
  [[nodiscard]] const std::vector<RuleTally>& rules() const { return rules_; }  // by index into Scenarios
  [[nodiscard]] const Names& names() const { return names_; }
  [[nodiscard]] Severity severity(std::uint32_t scenario) const { return severities_[scenario]; }
  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }

  /// {"number": [..], "rule": [..], ..}: a column a member, names by their place in `names`. `rule_places`: of a scenario in the page's list of
  /// rules.
  void append_columns(Bytes& out, const std::vector<std::uint32_t>& rule_places) const;
  /// ["..", ..]
  void append_names(Bytes& out) const;

 private:
  [[nodiscard]] bool room_for(Severity severity) const;
  void fill(ListedAlert& row, const model::Alert& alert);

  ListBounds bounds_;
  std::vector<Severity> severities_;
  std::vector<RuleTally> rules_;
  std::vector<ListedAlert> alerts_;
  Names names_;
  Details details_;
  std::uint32_t count_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace vedette::report

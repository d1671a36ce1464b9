// Records that come to nothing, known by their like: what was found out about one record holds for all that agree with it in what it hung on.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/time.h"
#include "buckets/pour_builder.h"
#include "engine/rules.h"
#include "model/event.h"
#include "parse/runner.h"

namespace vedette::engine {

/// Most CloudTrail records concern no scenario: a scenario asks for some event names, an error, a kind of user. This class spares them the parsers
/// and the filters without knowing what any filter means. When a record has been through all of it and poured nowhere, it is worked out (from the
/// texts of the expressions that were run, see expr/plain.h) on which values of the record that hung: the same values mean the same nodes entered, no
/// failure, the same conjuncts false. Only then, later records with those values are taken for parsed at once. Whatever is not plain (a grok, a
/// stash, a whitelist, a bool where a text was expected, another method than ParseDate) has no precedent and takes the long way.
///
/// One a thread; nothing is shared. `rules` must outlive it.
class Precedents {
 public:
  explicit Precedents(const Rules& rules);
  ~Precedents();

  /// Whether parsing the record would succeed, write `time` as the event's time, fail nowhere and pour nowhere.
  [[nodiscard]] bool settles(JsonView record, Time& time);

  /// The record has no precedent: before it is parsed, and after it was dated and offered to the scenarios. `poured`: one took it.
  void begin(const parse::Runner& runner, const buckets::PourBuilder& pours, const expr::Services& services);
  void learn(JsonView record, const model::Event& event, const parse::Runner& runner, const buckets::PourBuilder& pours,
             const expr::Services& services, bool poured);

  /// Records settled so far.
  [[nodiscard]] std::uint64_t settled() const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace vedette::engine

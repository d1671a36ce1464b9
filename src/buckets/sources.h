// Who an alert is about: the sources of a bucket's events, by the scenario's scope.
#pragma once

#include <map>
#include <span>
#include <string>

#include "base/error.h"
#include "buckets/pour.h"
#include "buckets/scenario.h"
#include "model/alert.h"

namespace vedette::buckets {

struct Sources {
  std::string scope;                            // of all of them; empty when there is none
  std::map<std::string, model::Source> values;  // by value
};

/// leakybucket: alertFormatSource. The error is the reference's: "scope is Ip but Meta[source_ip] doesn't exist".
[[nodiscard]] Result<Sources> sources_of(const Scenario& scenario, std::span<const PouredEventRef> queue);

}  // namespace vedette::buckets

#include "buckets/sources.h"

#include <fmt/format.h>

#include <optional>

#include "base/ip.h"
#include "buckets/known_fields.h"
#include "expr/go_number.h"

namespace vedette::buckets {

namespace {

float coordinate(std::string_view text) {
  double value = 0;
  (void)expr::parse_go_float(text, value);
  return static_cast<float>(value);
}

/// What the enrichers found about the address.
void describe(const Places& places, model::Source& source) {
  const auto& [as_number, asn_number, as_organisation, country, latitude, longitude] = places;
  source.as_number = as_number.data() != nullptr ? as_number : asn_number;
  source.cn = country;
  source.as_name = as_organisation;
  if (latitude.data() != nullptr) {
    source.latitude = coordinate(latitude);
  }
  if (longitude.data() != nullptr) {
    source.longitude = coordinate(longitude);
  }
}

/// The scope expression's value for this event. An error when it failed.
Result<std::string> scope_value(const Scenario& scenario, const PouredEvent& event) {
  std::optional<Pour> pour = event.pour_into(scenario.index);
  if (!pour || pour->scope_state == Evaluated::kAbsent) {
    return std::string();
  }
  if (pour->scope_state == Evaluated::kFailed) {
    return fail(ErrorKind::kInvalid, fmt::format("while running scope filter: {}", pour->scope));
  }
  return std::string(pour->scope);
}

// leakybucket: eventSources
Result<model::Source> log_source(const Scenario& scenario, const PouredEvent& poured) {
  model::Source source;
  source.scope = scenario.scope_type;
  if (scenario.scope_type != "Ip" && scenario.scope_type != "Range") {
    Result<std::string> value = scope_value(scenario, poured);
    if (!value) {
      return tl::unexpected(value.error());
    }
    source.value = std::move(*value);
    return source;
  }

  const KnownFields& known = known_fields();
  std::string_view address = poured.meta(known.source_ip);
  if (address.data() == nullptr) {
    return fail(ErrorKind::kInvalid, fmt::format("scope is {} but Meta[source_ip] doesn't exist", scenario.scope_type));
  }
  if (!Ip::parse_without_zone(address)) {
    return fail(ErrorKind::kInvalid, fmt::format("scope is {} but '{}' isn't a valid ip", scenario.scope_type, address));
  }
  source.ip = address;
  describe(poured.places(), source);
  if (std::string_view range = poured.meta(known.source_range); !range.empty()) {
    std::optional<IpNetwork> network = IpNetwork::parse(range);
    if (!network) {
      return fail(ErrorKind::kInvalid, fmt::format("declared range {} of {} can't be parsed", range, address));
    }
    source.range = network->to_string();
  }
  if (scenario.scope_type == "Ip") {
    source.value = source.ip;
    return source;
  }
  source.value = source.range;
  if (scenario.scope != nullptr) {
    Result<std::string> value = scope_value(scenario, poured);
    if (!value) {
      return tl::unexpected(value.error());
    }
    source.value = std::move(*value);
  }
  return source;
}

// leakybucket: overflowEventSources
Result<std::map<std::string, model::Source>> overflow_sources(const Scenario& scenario, const PouredEvent& poured) {
  std::map<std::string, model::Source> sources;
  const model::RuntimeAlert* overflow = poured.event().overflow;
  if (overflow == nullptr) {
    return sources;
  }
  for (const auto& [key, theirs] : overflow->sources) {
    if (theirs.scope == scenario.scope_type) {
      sources[key] = theirs;
      continue;
    }
    if (scenario.scope_type != "Range" || theirs.scope != "Ip") {
      continue;
    }
    model::Source source = theirs;
    source.scope = scenario.scope_type;
    source.ip.clear();
    source.value = theirs.range;
    if (scenario.scope != nullptr) {
      Result<std::string> value = scope_value(scenario, poured);
      if (!value) {
        return tl::unexpected(value.error());
      }
      source.value = std::move(*value);
    }
    if (!source.value.empty()) {
      std::string value = source.value;
      sources[value] = std::move(source);
    }
  }
  return sources;
}

}  // namespace

Result<Sources> sources_of(const Scenario& scenario, std::span<const PouredEventRef> queue) {
  Sources all;
  auto take = [&](std::string key, model::Source source) -> Result<void> {
    if (all.scope.empty()) {
      all.scope = source.scope;
    }
    if (source.scope != all.scope) {
      return fail(ErrorKind::kInvalid, fmt::format("event has multiple source types : {} != {}", source.scope, all.scope));
    }
    all.values[std::move(key)] = std::move(source);
    return {};
  };
  for (const PouredEventRef& event : queue) {
    if (event->type() == model::EventType::kOverflow) {
      auto sources = overflow_sources(scenario, *event);
      if (!sources) {
        return tl::unexpected(sources.error());
      }
      for (auto& [key, source] : *sources) {
        if (Result<void> taken = take(key, std::move(source)); !taken) {
          return tl::unexpected(taken.error());
        }
      }
      continue;
    }
    Result<model::Source> source = log_source(scenario, *event);
    if (!source) {
      return tl::unexpected(source.error());
    }
    std::string key = source->value;
    if (Result<void> taken = take(std::move(key), std::move(*source)); !taken) {
      return tl::unexpected(taken.error());
    }
  }
  return all;
}

}  // namespace vedette::buckets

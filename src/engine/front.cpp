#include "engine/front.h"

#include <algorithm>
#include <string>

#include "engine/front_observer.h"
#include "engine/record_identity.h"

namespace vedette::engine {
namespace {

/// A transform's lines of one record are numbered below it.
constexpr unsigned kLineBits = 20;

std::string_view describe_json_kind(JsonKind kind) {
  return kind == JsonKind::kArray ? "an array" : "not an object";
}

template <class Map>
void add_counts(Map& into, const Map& from) {
  for (const auto& [key, count] : from) {
    into[key] += count;
  }
}

}  // namespace

void FrontCounts::merge(const FrontCounts& other) {
  events += other.events;
  parsed += other.parsed;
  allow_listed += other.allow_listed;
  outside += other.outside;
  settled += other.settled;
  undated += other.undated;
  poured += other.poured;
  if (other.not_json != 0 && (not_json == 0 || other.not_json_first < not_json_first)) {
    not_json_first = other.not_json_first;
    not_json_example = other.not_json_example;
  }
  not_json += other.not_json;
  add_counts(not_parsed_by_stage, other.not_parsed_by_stage);
  add_counts(failed_by_node, other.failed_by_node);
  if (other.first && (!first || *other.first < *first)) {
    first = other.first;
  }
  if (other.last && (!last || *other.last > *last)) {
    last = other.last;
  }
  coverage.merge(other.coverage);
  transform.failed += other.transform.failed;
  if (transform.first_message.empty()) {
    transform.first_message = other.transform.first_message;
  }
}

Front::Front(const Rules& rules, const FrontOptions& options, expr::StashAccess* stash)
    : rules_(rules),
      options_(options),
      services_{rules.files.get(), stash, &json_},
      runner_(*rules.parsers, &services_, options.reference_date),
      pours_(*rules.scenarios, {&services_, options.reference_date}),
      machine_(expr::make_machine()) {
  services_.geo = rules.geo.get();
  services_.network = options.network;
  for (const auto& [key, value] : options.labels) {
    labels_.set(key, value, label_arena_);
  }
  if (options.cloudtrail && options.transform == nullptr && options.observer == nullptr && options.use_precedents) {
    precedents_.emplace(rules);
  }
}

Batch Front::process(const sources::Chunk& chunk, const sources::InputFile& file) {
  Batch batch;
  Record record;
  record.lines = chunk.lines;
  record.path = file.path;
  record.place.path = file.rank;
  record.place.record = chunk.first_index;
  for (std::string_view text : chunk.records) {
    record.text = text;
    process_record(record, batch);
    ++record.place.record;
  }
  return batch;
}

void Front::process_record(const Record& record, Batch& batch) {
  arena_.reset();
  json_.reset();
  model::Event event(arena_);
  event.line.raw = record.text;
  event.line.raw_is_json_source = options_.cloudtrail && !record.lines;
  event.line.src = record.path;
  event.line.time = options_.reference_date;
  event.line.labels = labels_;
  event.line.module = "file";
  if (options_.transform == nullptr) {
    process_event(event, record, record.place.record, batch);
    return;
  }
  lines_.clear();
  options_.transform->apply(event, *machine_, services_, options_.reference_date, arena_, counts_.transform, lines_);
  std::uint64_t number = record.place.record << kLineBits;
  for (std::string_view line : lines_) {
    model::Event made = event;
    made.line.raw = line;
    made.line.raw_is_json_source = false;
    process_event(made, record, number, batch);
    ++number;
  }
}

/// What parsers left as the event's time; the reference date when they left none.
Time Front::date(model::Event& event) {
  if (!event.marshaled_time.empty()) {
    if (Result<Time> time = parse_rfc3339(event.marshaled_time)) {
      // ParseDate takes the reference date too when it is given no date.
      counts_.undated += *time == options_.reference_date ? 1 : 0;
      return *time;
    }
  }
  ++counts_.undated;
  event.time = options_.reference_date;
  event.marshaled_time = arena_.copy(format_rfc3339(event.time));
  return event.time;
}

/// The Hub's only parser of the last stage may be dateparse-enrich, which takes dated events alone; the reference loses the others there.
bool Front::only_lacks_a_date(const model::Event& event, const parse::ParseResult& result) const {
  const std::vector<std::string>& stages = rules_.parsers->stage_names();
  return result.stage + 1 == stages.size() && result.stage != 0 && stages.back().find("enrich") != std::string::npos && event.str_time.empty() &&
         event.marshaled_time.empty();
}

void Front::process_event(model::Event& event, const Record& record, std::uint64_t number, Batch& batch) {
  if (options_.observer == nullptr) [[likely]] {
    take_event(event, record, number, nullptr, batch);
  } else {
    watch_event(event, record, number, batch);
  }
}

void Front::watch_event(model::Event& event, const Record& record, std::uint64_t number, Batch& batch) {
  EventWatch* watch = options_.observer->watch(event, {record.place.path, number});
  if (watch == nullptr) {
    take_event(event, record, number, nullptr, batch);
    return;
  }
  watch->begin(event, services_);
  runner_.set_observer(watch);
  take_event(event, record, number, watch, batch);
  runner_.set_observer(parse_observer_);
  watch->done();
}

bool Front::parse(model::Event& event, const parse::EventOrder& order, EventWatch* watch, parse::Fate& fate) {
  runner_.set_order(order);
  const parse::ParseResult result = rules_.parsers->run(event, runner_);
  if (watch != nullptr) {
    watch->parsed(event, result);
  }
  fate = result.fate;
  switch (fate) {
    case parse::Fate::kNotParsed:
      if (options_.keep_undated && only_lacks_a_date(event, result)) {
        return true;
      }
      ++counts_.not_parsed_by_stage[result.stage];
      return false;
    case parse::Fate::kFailed:
      ++counts_.failed_by_node[result.node];
      return false;
    case parse::Fate::kAllowListed:
    case parse::Fate::kParsed:
      return true;
  }
  return true;
}

void Front::take_event(model::Event& event, const Record& record, std::uint64_t number, EventWatch* watch, Batch& batch) {
  ++counts_.events;
  const buckets::Place place{record.place.path, number};
  const parse::EventOrder order{place.path, place.record};
  RecordIdentity identity;
  JsonView object;
  bool settled = false;
  Time time;
  if (options_.cloudtrail) {
    // Chunks are followed by padding; what a transform made is not.
    Result<JsonView> view = json_.parse_kept(event.line.raw, options_.transform == nullptr);
    if (view && view->kind() == JsonKind::kObject) {
      object = *view;
      identity = identify(object);
      settled = precedents_ && parse_observer_ == nullptr && precedents_->settles(object, time);
    } else {
      if (counts_.not_json == 0 || order < counts_.not_json_first) {
        counts_.not_json_first = order;
        counts_.not_json_example = view ? std::string(describe_json_kind(view->kind())) : view.error().message;
        counts_.not_json_example += " (" + std::string(record.path) + ", record " + std::to_string(record.place.record + 1) + ")";
      }
      ++counts_.not_json;
    }
  }

  parse::Fate fate = parse::Fate::kParsed;
  const bool learns = precedents_ && parse_observer_ == nullptr && !settled && object.kind() == JsonKind::kObject;
  if (learns) {
    precedents_->begin(runner_, pours_, services_);
  }
  if (!settled && !parse(event, order, watch, fate)) {
    return;
  }
  ++counts_.parsed;
  // leakybucket/timemachine.go, TimeMachinePour refuses events without a time; a trigger has overflowed before it comes to that.
  const bool triggers_only = !options_.keep_undated && event.marshaled_time.empty();
  if (settled) {
    ++counts_.settled;
    counts_.undated += time == options_.reference_date ? 1 : 0;
  } else {
    time = date(event);
  }
  if ((options_.since && time < *options_.since) || (options_.until && !(time < *options_.until))) {
    ++counts_.outside;
    return;
  }
  if (!counts_.first || time < *counts_.first) {
    counts_.first = time;
  }
  if (!counts_.last || time > *counts_.last) {
    counts_.last = time;
  }
  if (options_.cloudtrail && (!identity.account.empty() || !identity.region.empty())) {
    counts_.coverage.see(identity.account, identity.region, time);
  }
  if (fate == parse::Fate::kAllowListed) {
    ++counts_.allow_listed;
    return;
  }
  if (settled) {
    return;
  }
  std::optional<buckets::DuplicateId> duplicate;
  if (!identity.event_id.empty()) {
    duplicate = buckets::DuplicateId::from(identity.account.empty() ? "0" : identity.account, identity.event_id);
  }
  if (watch != nullptr) {
    watch->matching(event, time);
  }
  buckets::PouredEventRef poured = pours_.build(event, place, duplicate, triggers_only);
  if (watch != nullptr) {
    watch->poured(poured ? &*poured : nullptr);
  }
  if (learns) {
    precedents_->learn(object, event, runner_, pours_, services_, static_cast<bool>(poured));
  }
  if (poured) {
    ++counts_.poured;
    batch.events.push_back(std::move(poured));
  }
}

}  // namespace vedette::engine

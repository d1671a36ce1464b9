// One worker's half of the way: from the records of a chunk to the events that pour somewhere.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "base/json.h"
#include "buckets/pour_builder.h"
#include "engine/back.h"
#include "engine/coverage.h"
#include "engine/precedents.h"
#include "engine/rules.h"
#include "engine/transform.h"
#include "expr/builtins/services.h"
#include "model/event.h"
#include "parse/runner.h"
#include "sources/archive/file_list.h"
#include "sources/archive/reader.h"

namespace vedette::engine {

class EventWatch;
class FrontObserver;

struct FrontOptions {
  /// Line labels: at least "type".
  std::vector<std::pair<std::string, std::string>> labels;
  /// Records are CloudTrail's: identities for de-duplication, accounts and regions.
  bool cloudtrail = true;
  const Transform* transform = nullptr;
  /// Events before `since`, or at or after `until`, are left out.
  std::optional<Time> since;
  std::optional<Time> until;
  /// The time of events that have none.
  Time reference_date;
  /// Null: the network may not be asked.
  expr::Network* network = nullptr;
  /// Events that the last stage takes no notice of because they have no date go on with the reference date; without this they are not parsed.
  bool keep_undated = true;
  /// Chooses events to watch; null: nobody watches.
  FrontObserver* observer = nullptr;
  /// Spare records that are like earlier ones that came to nothing the parsers and filters (see Precedents). The result is the same.
  bool use_precedents = true;
};

struct FrontCounts {
  std::uint64_t events = 0;  // lines after the transform
  std::uint64_t parsed = 0;
  std::uint64_t allow_listed = 0;  // by a parser's whitelist
  std::uint64_t outside = 0;       // of --since and --until
  std::uint64_t settled = 0;       // of the parsed: known to concern no scenario by their like
  std::uint64_t undated = 0;       // took the reference date
  std::uint64_t poured = 0;        // events that at least one scenario took
  std::uint64_t not_json = 0;      // CloudTrail records that are not JSON objects
  std::string not_json_example;    // why, of the first in order
  parse::EventOrder not_json_first;
  std::map<std::uint32_t, std::uint64_t> not_parsed_by_stage;  // index into Stages::stage_names()
  std::map<std::uint32_t, std::uint64_t> failed_by_node;       // index into Stages::nodes()
  std::optional<Time> first;                                   // of parsed events
  std::optional<Time> last;
  Coverage coverage;
  Transform::Counts transform;

  void merge(const FrontCounts& other);
};

/// One a thread. `rules`, `options` and `stash` must outlive it.
class Front {
 public:
  Front(const Rules& rules, const FrontOptions& options, expr::StashAccess* stash);

  /// The events of `chunk` that pour, in record order. They hold no reference to the chunk.
  [[nodiscard]] Batch process(const sources::Chunk& chunk, const sources::InputFile& file);

  /// Watches the parse stages, but for events that FrontOptions::observer chose; null: nobody does.
  void set_observer(parse::ParseObserver* observer) {
    parse_observer_ = observer;
    runner_.set_observer(observer);
  }

  [[nodiscard]] const FrontCounts& counts() const { return counts_; }
  [[nodiscard]] const parse::Runner& runner() const { return runner_; }
  [[nodiscard]] const buckets::RuleErrors& scenario_errors() const { return pours_.errors(); }
  [[nodiscard]] const expr::AbsenceCounts& absences() const { return services_.absent; }

 private:
  struct Record {
    std::string_view text;
    bool lines;
    buckets::Place place;
    std::string_view path;
  };
  void process_record(const Record& record, Batch& batch);
  void process_event(model::Event& event, const Record& record, std::uint64_t number, Batch& batch);
  void watch_event(model::Event& event, const Record& record, std::uint64_t number, Batch& batch);
  void take_event(model::Event& event, const Record& record, std::uint64_t number, EventWatch* watch, Batch& batch);
  /// What becomes of the event in the parsers. False: no more than what was counted.
  [[nodiscard]] bool parse(model::Event& event, const parse::EventOrder& order, EventWatch* watch, parse::Fate& fate);
  [[nodiscard]] Time date(model::Event& event);
  [[nodiscard]] bool only_lacks_a_date(const model::Event& event, const parse::ParseResult& result) const;

  const Rules& rules_;
  const FrontOptions& options_;
  Arena label_arena_;
  model::FieldMap labels_;
  Arena arena_;
  JsonReader json_;
  expr::Services services_;
  parse::Runner runner_;
  buckets::PourBuilder pours_;
  std::optional<Precedents> precedents_;
  expr::MachinePtr machine_;
  std::vector<std::string_view> lines_;
  parse::ParseObserver* parse_observer_ = nullptr;
  FrontCounts counts_;
};

}  // namespace vedette::engine

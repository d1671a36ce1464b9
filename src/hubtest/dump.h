// What happened to a test's events, as the reference writes it down (`crowdsec -dump-data`) and its assertions read it back.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "model/alert.h"
#include "model/event.h"
#include "parse/observer.h"
#include "parse/stages.h"

namespace vedette::hubtest {

/// dumps.ParserResult
struct ParserResult {
  std::int64_t index = 0;  // of the node among those of its stage, from 1, in the order in which they were first asked
  const model::Event* event = nullptr;
  bool success = false;
  std::uint64_t line = 0;  // of the log, from 0; of an overflow: the line that was read last
};

/// An event that went through the parsers, and the scenarios that took it.
struct PouredLine {
  std::uint64_t line = 0;  // its number among the log's lines, from 0
  std::vector<std::string> scenarios;
};

/// Owns all that it names.
struct Dump {
  Dump() : arena(std::make_unique<Arena>()) { parsers["success"][""] = {}; }  // the reference's collector begins with it

  std::unique_ptr<Arena> arena;
  /// dumps.ParserResults: stage, node's name, one entry for each event that it was asked about. Postoverflow stages are here too.
  std::map<std::string, std::map<std::string, std::vector<ParserResult>>> parsers;
  /// hubtest.BucketResults: overflows after the postoverflows, sorted as the reference sorts them.
  std::vector<const model::Event*> overflows;
  std::vector<PouredLine> poured;
  std::vector<bool> parsed;                                        // by line: it got through all stages
  std::vector<std::string> lines;                                  // of the log
  std::vector<std::shared_ptr<const model::RuntimeAlert>> alerts;  // that `overflows` show
};

/// A copy that lives in `arena` and looks as an event does that was written as YAML and read again: whole numbers are ints, maps are
/// map[string]any. `overflow` is shared.
[[nodiscard]] const model::Event* dumped_event(const model::Event& event, Arena& arena);

/// sort.Sort(BucketResults): descending by scenario and sources.
void sort_overflows(std::vector<const model::Event*>& overflows);

/// Writes down what each document of some stages did with each event.
class DumpRecorder final : public parse::ParseObserver {
 public:
  DumpRecorder(const parse::Stages& stages, Dump& dump) : stages_(stages), dump_(dump) {}
  void leave(std::uint32_t node, parse::NodeOutcome outcome, const model::Event& event) override;
  /// Of what comes next.
  void set_line(std::uint64_t line) { line_ = line; }

 private:
  const parse::Stages& stages_;
  Dump& dump_;
  std::uint64_t line_ = 0;
};

}  // namespace vedette::hubtest

#include "cli/parsed_record.h"

#include <fmt/format.h>

#include "base/json.h"
#include "expr/json_value.h"
#include "model/event_types.h"
#include "parse/runner.h"
#include "parse/stash.h"
#include "sources/archive/reader.h"

namespace vedette::cli {

namespace {

std::string what_became(const parse::Stages& parsers, const parse::ParseResult& result) {
  if (result.fate == parse::Fate::kFailed) {
    return fmt::format("parser {} drops it", parsers.nodes()[result.node].name);
  }
  return result.stage < parsers.stage_names().size() ? fmt::format("no parser of stage {} takes it", parsers.stage_names()[result.stage])
                                                     : std::string("there is no parser");
}

}  // namespace

Result<std::string> parsed_record(const std::string& path, std::uint64_t number, const engine::RulesChoice& choice, Diagnostics& diagnostics) {
  sources::FileReader reader;
  if (Result<void> opened = reader.open(path, sources::SplitMode::kCloudTrail); !opened) {
    return tl::unexpected(opened.error());
  }
  sources::Chunk chunk;
  do {
    if (!reader.next(chunk)) {
      return fail(ErrorKind::kNotFound, fmt::format("{}: there is no record {}", path, number));
    }
  } while (number > chunk.first_index + chunk.records.size());

  const engine::Rules rules = engine::load_rules(choice, diagnostics);
  Arena arena;
  JsonReader json;
  expr::Services services;
  parse::StashCaches stash(rules.parsers->stashes());
  services.files = rules.files.get();
  services.geo = rules.geo.get();
  services.stash = &stash;
  services.json = &json;
  const Time now = wall_clock_now();
  parse::Runner runner(*rules.parsers, &services, now);

  model::Event event(arena);
  event.line.raw = chunk.records[number - 1 - chunk.first_index];
  event.line.raw_is_json_source = !chunk.lines;
  event.line.src = path;
  event.line.time = now;
  event.line.labels.set("type", "aws-cloudtrail", arena);
  event.line.module = "file";
  const parse::ParseResult result = rules.parsers->run(event, runner);
  if (result.fate != parse::Fate::kParsed && result.fate != parse::Fate::kAllowListed) {
    return fail(ErrorKind::kInvalid, fmt::format("{}, record {}: {}", path, number, what_became(*rules.parsers, result)));
  }
  std::string text;
  std::string error;
  if (!expr::append_go_json(text, model::event_value(event), arena, error)) {
    return fail(ErrorKind::kInvalid, fmt::format("{}, record {}: the event cannot be written as JSON: {}", path, number, error));
  }
  return text;
}

}  // namespace vedette::cli

// `vedette expr`: evaluates an expression, so that a rule can be tried on a real event.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/expression_input.h"
#include "cli/load_report.h"
#include "cli/parsed_record.h"
#include "cli/read_all.h"
#include "enrich/geo_files.h"
#include "expr/builtins/data_files.h"
#include "expr/builtins/services.h"
#include "expr/program.h"

namespace vedette::cli {

namespace {

struct Options {
  std::string expression;
  std::string event_file;
  std::string variables_file;
  std::string record_file;
  std::uint64_t record_number = 1;
  engine::RulesChoice rules;  // that parse the record
  std::vector<std::string> data_folders;
  bool batch = false;
  bool explain = false;
};

/// What an event never has and a CloudTrail record always.
bool looks_like_a_record(std::string_view text) {
  JsonReader reader;
  auto parsed = reader.parse(text);
  JsonView found;
  return parsed && parsed->find("eventSource", found) && parsed->find("eventName", found) && !parsed->find("Line", found);
}

Result<ExpressionInput> read_record(const Options& options) {
  Diagnostics diagnostics;
  engine::RulesChoice choice = options.rules;
  choice.data_folders = options.data_folders;
  auto event = parsed_record(options.record_file, options.record_number, choice, diagnostics);
  report_diagnostics(diagnostics, kShownDiagnostics);
  if (!event) {
    return tl::unexpected(event.error());
  }
  return ExpressionInput::from_event(std::move(*event));
}

Result<ExpressionInput> read_input(const Options& options) {
  if (!options.record_file.empty()) {
    return read_record(options);
  }
  if (options.event_file.empty() && options.variables_file.empty()) {
    return ExpressionInput::from_variables("{}");
  }
  const std::string& path = options.event_file.empty() ? options.variables_file : options.event_file;
  auto text = read_all(path);
  if (!text) {
    return tl::unexpected(text.error());
  }
  if (!options.event_file.empty() && looks_like_a_record(*text)) {
    return fail(ErrorKind::kInvalid, path + ": this is a CloudTrail record, not an event that parsers made of one: give it with --record");
  }
  auto input = options.event_file.empty() ? ExpressionInput::from_variables(*text) : ExpressionInput::from_event(std::move(*text));
  if (!input) {
    return fail(input.error().kind, path + ": " + input.error().message);
  }
  return input;
}

struct Reader {
  std::string_view function;
  expr::DataKind kind;
};

// No item says here what kind a file is of: each is read as the functions that the expression calls want it.
constexpr Reader kReaders[] = {{"File", expr::DataKind::kString},
                               {"RegexpInFile", expr::DataKind::kRegexp},
                               {"LookupFile", expr::DataKind::kMap},
                               {"FileMap", expr::DataKind::kMap},
                               {"MatchKnownBot", expr::DataKind::kBots}};

/// Every file of the data folders.
void load_data(const Options& options, expr::DataFiles& files) {
  for (const Reader& reader : kReaders) {
    if (!options.batch && options.expression.find(reader.function) == std::string::npos) {
      continue;
    }
    for (const std::string& folder : options.data_folders) {
      for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (!entry.is_regular_file() || entry.path().extension() == ".mmdb") {
          continue;
        }
        Diagnostics of_other_kinds;  // lines of files that are meant to be read otherwise
        if (auto loaded = files.load(options.data_folders, entry.path().filename().string(), reader.kind, of_other_kinds); !loaded) {
          std::fprintf(stderr, "vedette: %s\n", loaded.error().message.c_str());
        }
      }
    }
  }
}

/// Evaluates one expression after another over one input.
class Evaluator {
 public:
  Evaluator(ExpressionInput input, const expr::DataFiles& files, const expr::GeoDatabases* geo) : input_(std::move(input)) {
    services_.json = &json_;
    services_.files = &files;
    services_.geo = geo;
  }

  [[nodiscard]] std::shared_ptr<const expr::Program> compile(const SourceText& text, Diagnostics& diagnostics) const {
    return expr::Program::compile(text, input_.environment(), diagnostics);
  }

  /// The value, as typed JSON, is in `result` unless the run failed.
  [[nodiscard]] expr::Outcome run(const expr::Program& program, std::string& result) {
    expr::CallContext context(arena_);
    context.now = wall_clock_now();
    context.services = &services_;
    expr::Outcome outcome = program.run(*machine_, context, input_.values());
    if (!outcome.failed) {
      result = expr::to_typed_json(outcome.value, arena_);
      if (result.empty()) {
        outcome.failed = true;
        outcome.message = "the result is too large to print";
      }
    }
    if (program.effect() != expr::Effect::kPure) {
      (void)input_.restore();  // it could be read before
    }
    json_.reset();
    arena_.reset();
    return outcome;
  }

 private:
  ExpressionInput input_;
  Arena arena_;
  JsonReader json_;
  expr::Services services_;
  expr::MachinePtr machine_ = expr::make_machine();
};

int run_one(Evaluator& evaluator, const Options& options) {
  const SourceText text("<expr>", options.expression);
  Diagnostics diagnostics;
  auto program = evaluator.compile(text, diagnostics);
  std::string result;
  if (program != nullptr) {
    if (options.explain) {
      std::fputs(program->disassemble().c_str(), stdout);
    }
    const expr::Outcome outcome = evaluator.run(*program, result);
    if (outcome.failed) {
      diagnostics.error(text, outcome.span, outcome.message);
    }
  }
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    std::fputs(render(diagnostic).c_str(), stderr);
  }
  if (diagnostics.has_errors()) {
    return kIncomplete;
  }
  std::puts(result.c_str());
  return kDone;
}

std::string answer_line(Evaluator& evaluator, const std::string& expression) {
  std::string out = "{\"expr\":";
  append_json_string(out, expression, false);
  const auto add_error = [&out](std::string_view kind, std::string_view message) {
    out += ",\"error\":\"";
    out += kind;
    out += "\",\"message\":";
    append_json_string(out, message, false);
  };
  Diagnostics diagnostics;
  auto program = evaluator.compile(SourceText("<expr>", expression), diagnostics);
  std::string result;
  if (program == nullptr) {
    add_error("compile", diagnostics.all().front().message);
  } else if (const expr::Outcome outcome = evaluator.run(*program, result); outcome.failed) {
    add_error("run", outcome.message);
  } else {
    out += ",\"result\":" + result;
  }
  return out + "}\n";
}

int run_batch(Evaluator& evaluator) {
  JsonReader reader;
  int exit_code = kDone;
  std::size_t number = 0;
  for (std::string line; std::getline(std::cin, line);) {
    ++number;
    if (line.empty()) {
      continue;
    }
    reader.reset();
    auto parsed = reader.parse(line);
    JsonView expression;
    if (!parsed || parsed->kind() != JsonKind::kObject || !parsed->find("expr", expression) || expression.kind() != JsonKind::kString) {
      std::fprintf(stderr, "vedette: line %zu of the standard input is no {\"expr\": \"..\"}\n", number);
      exit_code = kIncomplete;
      continue;
    }
    const std::string answer = answer_line(evaluator, std::string(expression.as_string()));
    if (std::fwrite(answer.data(), 1, answer.size(), stdout) != answer.size()) {
      return kIncomplete;
    }
  }
  return exit_code;
}

int run_expr(const Options& options) {
  if (options.batch != options.expression.empty()) {
    std::fputs("vedette: give one expression, or --batch and expressions on the standard input\n", stderr);
    return kUsage;
  }
  auto input = read_input(options);
  if (!input) {
    std::fprintf(stderr, "vedette: %s\n", input.error().message.c_str());
    return kIncomplete;
  }
  expr::DataFiles files;
  load_data(options, files);
  Diagnostics diagnostics;
  auto geo = enrich::open_geo_files(options.data_folders, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    std::fputs(render(diagnostic).c_str(), stderr);
  }
  Evaluator evaluator(std::move(*input), files, geo.get());
  return options.batch ? run_batch(evaluator) : run_one(evaluator, options);
}

}  // namespace

void declare_expr(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  app.add_option("EXPR", options->expression, "The expression");
  auto* event = app.add_option("--event", options->event_file, "Evaluate over an event: a JSON file as CrowdSec marshals it ('-': standard input)");
  auto* record = app.add_option("--record", options->record_file,
                                "Evaluate over what the parsers make of a CloudTrail record: a file of them in any wrapping ('-': standard input)")
                     ->excludes(event);
  app.add_option("--number", options->record_number, "Which record of the file (default: the first)")->check(CLI::PositiveNumber)->needs(record);
  auto* config =
      app.add_option("-c,--config", options->rules.config_file, "The parsers: of a CrowdSec config.yaml")->check(CLI::ExistingFile)->needs(record);
  app.add_option("--content", options->rules.content_folder, "The parsers: of a folder in the Hub's layout (default: the bundled ones)")
      ->check(CLI::ExistingDirectory)
      ->needs(record)
      ->excludes(config);
  app.add_option("--env", options->variables_file, "Evaluate over variables: a JSON file with an object")->excludes(event)->excludes(record);
  app.add_option("--data", options->data_folders, "A folder whose files File() and its sisters read, and GeoIP databases")
      ->check(CLI::ExistingDirectory)
      ->allow_extra_args(false);
  app.add_flag("--batch", options->batch, "Read {\"expr\": \"..\"} lines from the standard input, answer each with a line");
  app.add_flag("--explain", options->explain, "Print the compiled code first");
  app.callback([options, &exit_code] { exit_code = run_expr(*options); });
}

}  // namespace vedette::cli

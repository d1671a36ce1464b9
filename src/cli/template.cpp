// `vedette template`: a notification template over alerts or data, so that it can be tried before it has to serve.
#include "gotemplate/template.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/read_all.h"
#include "gotemplate/data.h"
#include "model/read_alert.h"

namespace vedette::cli {

namespace {

using gotemplate::TemplateError;

struct Options {
  std::string file;
  std::string alert_file;
  std::string data_file;
  bool batch = false;
};

/// `.` of a template, with what it points to.
struct Input {
  gotemplate::Heap heap;
  std::vector<model::Alert> alerts;
  expr::Value dot;

  [[nodiscard]] Result<void> take_alerts(Result<std::vector<model::Alert>> read) {
    if (!read) {
      return tl::unexpected<Error>(read.error());
    }
    alerts = std::move(*read);
    dot = gotemplate::value_of_alerts(heap, alerts);
    return {};
  }
};

Result<std::unique_ptr<Input>> read_input(const Options& options) {
  auto input = std::make_unique<Input>();
  const std::string& path = options.alert_file.empty() ? options.data_file : options.alert_file;
  if (path.empty()) {
    return input;
  }
  auto text = read_all(path);
  if (!text) {
    return tl::unexpected<Error>(text.error());
  }
  if (!options.alert_file.empty()) {
    if (auto taken = input->take_alerts(model::read_alerts(*text)); !taken) {
      return fail(taken.error().kind, path + ": " + taken.error().message);
    }
    return input;
  }
  auto data = gotemplate::read_data(input->heap, *text);
  if (!data) {
    return fail(data.error().kind, path + ": " + data.error().message);
  }
  input->dot = *data;
  return input;
}

/// What failed where, for a person: the place in the file, the action, and what was looked up in vain.
Diagnostic diagnostic_of(const TemplateError& error, std::shared_ptr<const SourceFile> file) {
  Diagnostic out;
  if (error.stage == gotemplate::ErrorStage::kRun) {
    out.message = error.template_name.empty() ? "" : "in the template \"" + error.template_name + "\": ";
    out.message += "at <" + error.action + ">: ";
  }
  out.message += error.reason;
  out.file = std::move(file);
  out.span = error.span;
  out.hint = error.missing.empty() ? error.hint : error.missing;
  return out;
}

int run_one(const Options& options) {
  auto text = read_all(options.file);
  auto input = text ? read_input(options) : tl::unexpected<Error>(text.error());
  if (!input) {
    std::fprintf(stderr, "vedette: %s\n", input.error().message.c_str());
    return kIncomplete;
  }
  const std::string name = options.file == "-" ? "<template>" : options.file;
  auto parsed = gotemplate::Template::parse(name, *text);
  if (!parsed) {
    const Diagnostic diagnostic = diagnostic_of(parsed.error(), std::make_shared<const SourceFile>(name, std::move(*text)));
    std::fputs(render(diagnostic).c_str(), stderr);
    return kIncomplete;
  }
  auto output = parsed->render((*input)->dot, (*input)->heap, wall_clock_now());
  if (!output) {
    std::fputs(render(diagnostic_of(output.error(), parsed->source())).c_str(), stderr);
    return kIncomplete;
  }
  return std::fwrite(output->data(), 1, output->size(), stdout) == output->size() ? kDone : kIncomplete;
}

std::string error_line(std::string_view kind, std::string_view message) {
  std::string out = "{\"error\":\"" + std::string(kind) + "\",\"message\":";
  append_json_string(out, message, false);
  return out + "}\n";
}

std::string answer_line(JsonView line, const std::shared_ptr<JsonReader>& reader) {
  JsonView text;
  JsonView data;
  if (line.kind() != JsonKind::kObject || !line.find("template", text) || text.kind() != JsonKind::kString) {
    return error_line("input", "no {\"template\": \"..\"}");
  }
  Input input;
  if (line.find("alerts", data)) {
    if (auto taken = input.take_alerts(model::read_alerts(data, reader)); !taken) {
      return error_line("input", taken.error().message);
    }
  } else if (line.find("data", data)) {
    input.dot = gotemplate::value_of_json(input.heap, data, gotemplate::Numbers::kIntegers);
  }
  auto parsed = gotemplate::Template::parse("", std::string(text.as_string()));
  if (!parsed) {
    return error_line("parse", parsed.error().message());
  }
  auto output = parsed->render(input.dot, input.heap, wall_clock_now());
  if (!output) {
    return error_line("run", output.error().message());
  }
  std::string out = "{\"output\":";
  append_json_string(out, *output, false);
  return out + "}\n";
}

int run_batch() {
  int exit_code = kDone;
  const auto reader = std::make_shared<JsonReader>();
  for (std::string line; std::getline(std::cin, line);) {
    if (line.empty()) {
      continue;
    }
    auto view = reader->parse(line);
    const std::string answer = view ? answer_line(*view, reader) : error_line("input", view.error().message);
    exit_code = answer.starts_with("{\"error\":\"input\"") ? kIncomplete : exit_code;
    if (std::fwrite(answer.data(), 1, answer.size(), stdout) != answer.size()) {
      return kIncomplete;
    }
    reader->reset();
  }
  return exit_code;
}

int run_template(const Options& options) {
  if (options.batch != options.file.empty()) {
    std::fputs("vedette: give one template, or --batch and templates on the standard input\n", stderr);
    return kUsage;
  }
  if (options.file == "-" && (options.alert_file == "-" || options.data_file == "-")) {
    std::fputs("vedette: the standard input can be the template or its data, not both\n", stderr);
    return kUsage;
  }
  return options.batch ? run_batch() : run_one(options);
}

}  // namespace

void declare_template(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "The template ('-': standard input)");
  auto* alert = app.add_option("--alert", options->alert_file, "Render over alerts: a JSON file with one, or a list ('-': standard input)");
  app.add_option("--data", options->data_file, "Render over any JSON ('-': standard input)")->excludes(alert);
  app.add_flag("--batch", options->batch,
               "Read {\"template\": \"..\", \"alerts\": [..]} or {.., \"data\": ..} lines from the standard input, answer each with a line");
  app.callback([options, &exit_code] { exit_code = run_template(*options); });
}

}  // namespace vedette::cli

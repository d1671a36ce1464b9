// `vedette check`: reads content, compiles every expression in it and says all that is wrong, with places.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "buckets/scenario.h"
#include "cli/commands.h"
#include "content/acquisition_spec.h"
#include "content/config.h"
#include "content/data_files.h"
#include "content/item_file.h"
#include "content/lint.h"
#include "content/load_file.h"
#include "content/profile_spec.h"
#include "expr/program.h"
#include "model/event_types.h"
#include "parse/stages.h"

namespace vedette::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string path;
  std::string config_file;
  std::string content_folder;
  std::vector<std::string> data_folders;
  std::vector<std::string> profile_files;
  std::vector<std::string> acquisition_files;
};

class Check {
 public:
  explicit Check(const Options& options) : options_(options) {}

  int run() {
    load();
    compile();
    report();
    return diagnostics_.has_errors() ? kIncomplete : kDone;
  }

 private:
  void load() {
    std::error_code error;
    bool named = !options_.path.empty() || !options_.config_file.empty() || !options_.content_folder.empty();
    if (!options_.config_file.empty()) {
      load_config(options_.config_file);
    }
    if (!options_.content_folder.empty()) {
      content_ = content::load_folder(options_.content_folder, options_.data_folders, diagnostics_);
    }
    if (fs::is_directory(options_.path, error)) {
      content_ = content::load_folder(options_.path, options_.data_folders, diagnostics_);
    } else if (!options_.path.empty()) {
      load_file(options_.path);
    }
    for (const std::string& file : options_.profile_files) {
      add_profiles(file);
    }
    add_acquisition(options_.acquisition_files);
    if (!named && options_.profile_files.empty() && options_.acquisition_files.empty()) {
      content_ = content::load_bundled(diagnostics_);
    }
  }

  void load_config(const std::string& file) {
    std::optional<content::Config> config = content::read_config(file, diagnostics_);
    if (!config) {
      return;
    }
    content_ = content::load_installed(*config, diagnostics_);
    std::error_code error;
    if (!config->profiles_path.empty() && fs::exists(config->profiles_path, error)) {
      add_profiles(config->profiles_path);
    }
    add_acquisition(config->acquisition_files);
  }

  void load_file(const std::string& path) {
    Result<std::shared_ptr<const SourceFile>> file = content::read_source_file(path);
    if (!file) {
      content::say(diagnostics_, Severity::kError, file.error().message);
      return;
    }
    content::FileKind kind = content::recognise_file(path, (*file)->text());
    switch (kind) {
      case content::FileKind::kConfig:
        load_config(path);
        break;
      case content::FileKind::kProfiles:
        add_profiles(path);
        break;
      case content::FileKind::kAcquisition:
        add_acquisition({path});
        break;
      default:
        content_ = content::load_file(path, kind, diagnostics_);
        content_.data_folders = options_.data_folders;
    }
  }

  void add_profiles(const std::string& file) {
    std::vector<content::ProfileSpec> read = content::load_profiles(file, diagnostics_);
    std::move(read.begin(), read.end(), std::back_inserter(profiles_));
  }

  void add_acquisition(const std::vector<std::string>& files) {
    std::vector<content::AcquisitionSpec> read = content::load_acquisition(files, diagnostics_);
    std::move(read.begin(), read.end(), std::back_inserter(sources_));
  }

  void compile_text(const SourceText& text, const expr::Environment& environment, const std::string& item) {
    if (text.empty()) {
      return;
    }
    Diagnostics found;
    (void)expr::Program::compile(text, environment, found);
    for (Diagnostic diagnostic : found.all()) {
      diagnostic.item = item;
      diagnostics_.add(std::move(diagnostic));
    }
  }

  void compile() {
    parsers_ = compile_stages(content_.parsers, parse::StagesKind::kLog);
    postoverflows_ = compile_stages(content_.postoverflows, parse::StagesKind::kPostoverflow);
    scenarios_ = buckets::Scenarios::compile(content_, model::content_functions(), diagnostics_).size();
    expr::Environment alert{{{"Alert", model::alert_type()}}, &model::content_functions()};
    for (const content::ProfileSpec& profile : profiles_) {
      for (const SourceText& filter : profile.filters) {
        compile_text(filter, alert, profile.name);
      }
      compile_text(profile.duration_expr, alert, profile.name);
    }
    for (const content::AcquisitionSpec& source : sources_) {
      compile_text(source.transform, model::event_environment(), source.name);
    }
    (void)content::load_data_files(content_, diagnostics_);
    content::lint(content_, diagnostics_);
  }

  // The documents that compiled.
  std::size_t compile_stages(const std::vector<content::NodeSpec>& specs, parse::StagesKind kind) {
    std::vector<content::SkippedItem> skipped;
    (void)parse::Stages::compile(specs, kind, diagnostics_, skipped, model::event_environment(), content_.pattern_files);
    return specs.size() - std::min(specs.size(), skipped.size());
  }

  static std::string count(std::size_t number, const char* thing) { return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s"); }

  void report() const {
    for (const Diagnostic& diagnostic : diagnostics_.all()) {
      std::fputs((render(diagnostic) + "\n").c_str(), stdout);
    }
    std::string line = fmt::format("{}, {}, {}", count(parsers_, "parser"), count(scenarios_, "scenario"), count(postoverflows_, "postoverflow"));
    if (!profiles_.empty()) {
      line += ", " + count(profiles_.size(), "profile");
    }
    if (!sources_.empty()) {
      line += ", " + count(sources_.size(), "log source");
    }
    std::size_t warnings = diagnostics_.all().size() - diagnostics_.error_count();
    line += fmt::format("; {}, {}\n", count(diagnostics_.error_count(), "error"), count(warnings, "warning"));
    std::fputs(line.c_str(), stdout);
  }

  const Options& options_;
  Diagnostics diagnostics_;
  content::Content content_;
  std::vector<content::ProfileSpec> profiles_;
  std::vector<content::AcquisitionSpec> sources_;
  std::size_t parsers_ = 0;
  std::size_t postoverflows_ = 0;
  std::size_t scenarios_ = 0;
};

}  // namespace

void declare_check(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  app.add_option("path", options->path, "A content folder, or one file: rule, profiles, acquisition or config.yaml");
  app.add_option("-c,--config", options->config_file, "A CrowdSec config.yaml: what is installed under it")->type_name("FILE");
  app.add_option("--content", options->content_folder, "A folder in the Hub's layout")->type_name("DIR");
  app.add_option("--data", options->data_folders, "A folder of data files, beside DIR/data")->allow_extra_args(false)->type_name("DIR");
  app.add_option("--profiles", options->profile_files, "A profiles.yaml")->allow_extra_args(false)->type_name("FILE");
  app.add_option("--acquisition", options->acquisition_files, "An acquis.yaml")->allow_extra_args(false)->type_name("FILE");
  app.callback([options, &exit_code] {
    int named = !options->path.empty() + !options->config_file.empty() + !options->content_folder.empty();
    if (named > 1) {
      throw CLI::ValidationError("name one of PATH, --config and --content");
    }
    exit_code = Check(*options).run();
  });
}

}  // namespace vedette::cli

// `vedette check`: reads content, compiles every expression in it and says all that is wrong, with places.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "buckets/scenario.h"
#include "cli/check_output.h"
#include "cli/check_rules.h"
#include "cli/check_tests.h"
#include "cli/commands.h"
#include "cli/repair.h"
#include "content/acquisition_spec.h"
#include "content/collection_spec.h"
#include "content/config.h"
#include "content/data_files.h"
#include "content/item_file.h"
#include "content/lint.h"
#include "content/load_file.h"
#include "content/notification_names.h"
#include "content/profile_spec.h"
#include "expr/program.h"
#include "model/event_types.h"
#include "parse/stages.h"
#include "profile/profile.h"

namespace vedette::cli {
namespace {

namespace fs = std::filesystem;

enum class Format : std::uint8_t { kHuman, kJson, kSarif };

struct Options {
  std::vector<std::string> paths;
  std::string config_file;
  std::string content_folder;
  std::vector<std::string> data_folders;
  std::vector<std::string> profile_files;
  std::vector<std::string> acquisition_files;
  Format format = Format::kHuman;
  bool notes = false;
  bool strict = false;
  bool fix = false;
  bool in_place = false;
  bool rules = false;
};

class Check {
 public:
  explicit Check(const Options& options) : options_(options) {}

  int run() {
    load();
    diagnostics_.name_rule(0, "wrong-configuration");
    compile();
    check();
    sort();
    report();
    if (options_.fix) {
      repair();
    }
    return failed_ ? kIncomplete : kDone;
  }

 private:
  void load() {
    std::error_code error;
    bool named = !options_.paths.empty() || !options_.config_file.empty() || !options_.content_folder.empty();
    if (!options_.config_file.empty()) {
      load_config(options_.config_file);
    }
    if (!options_.content_folder.empty()) {
      load_folder(options_.content_folder);
    }
    if (options_.paths.size() == 1 && fs::is_directory(options_.paths.front(), error)) {
      load_folder(options_.paths.front());
    } else {
      for (const std::string& path : options_.paths) {
        load_file(path);
      }
    }
    for (const std::string& file : options_.profile_files) {
      add_profiles(file);
    }
    add_acquisition(options_.acquisition_files);
    if (!named && options_.profile_files.empty() && options_.acquisition_files.empty()) {
      content_ = content::load_bundled(diagnostics_);
      whole_ = true;
    }
  }

  void load_folder(const std::string& folder) {
    content_ = content::load_folder(folder, options_.data_folders, diagnostics_);
    collections_ = content::load_collections(folder, diagnostics_);
    content::check_collections(collections_, folder, diagnostics_);
    other_alerts_ = content::item_names(folder + "/appsec-rules");
    tests_folder_ = folder;
    whole_ = true;
  }

  void load_config(const std::string& file) {
    std::optional<content::Config> config = content::read_config(file, diagnostics_);
    if (!config) {
      return;
    }
    content_ = content::load_installed(*config, diagnostics_);
    content_.data_folders.insert(content_.data_folders.begin(), options_.data_folders.begin(), options_.data_folders.end());
    whole_ = true;
    collections_ = content::load_collections(config->config_dir, diagnostics_);
    content::check_collections(collections_, config->config_dir, diagnostics_);
    other_alerts_ = content::item_names(config->config_dir + "/appsec-rules");
    notifications_ = content::read_notification_names(config->notification_dir, diagnostics_);
    std::error_code error;
    if (!config->profiles_path.empty() && fs::exists(config->profiles_path, error)) {
      add_profiles(config->profiles_path);
    }
    add_acquisition(config->acquisition_files);
  }

  void load_file(const std::string& path) {
    Result<std::shared_ptr<const SourceFile>> file = content::read_source_file(path);
    if (!file) {
      content::say(diagnostics_, Severity::kError, file.error().message, {}, {}, "unreadable-file");
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
        add_content(content::load_file(path, kind, diagnostics_));
    }
  }

  void add_content(content::Content more) {
    auto move_to = [](auto& from, auto& to) { std::move(from.begin(), from.end(), std::back_inserter(to)); };
    move_to(more.parsers, content_.parsers);
    move_to(more.postoverflows, content_.postoverflows);
    move_to(more.scenarios, content_.scenarios);
    move_to(more.skipped, content_.skipped);
    content_.context.merge(more.context);
    content_.data_folders = options_.data_folders;
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
    (void)profile::Profiles::compile(profiles_, diagnostics_);
    for (const content::AcquisitionSpec& source : sources_) {
      compile_text(source.transform, model::event_environment(), source.name);
    }
    (void)content::load_data_files(content_, diagnostics_);
    diagnostics_.name_rule(0, "wrong-value");
  }

  void check() {
    content::Checked checked{content_, profiles_, sources_, whole_ ? content::Extent::kWhole : content::Extent::kPart};
    checked.other_alerts = other_alerts_;
    checked.notifications = notifications_ ? &*notifications_ : nullptr;
    content::check_content(checked, diagnostics_);
    if (!tests_folder_.empty()) {
      check_tests(tests_folder_, content_.scenarios, diagnostics_);
    }
  }

  // The documents that compiled.
  std::size_t compile_stages(const std::vector<content::NodeSpec>& specs, parse::StagesKind kind) {
    std::vector<content::SkippedItem> skipped;
    (void)parse::Stages::compile(specs, kind, diagnostics_, skipped, model::event_environment(), content_.pattern_files);
    return specs.size() - std::min(specs.size(), skipped.size());
  }

  [[nodiscard]] CheckCounts counts() const {
    CheckCounts out{parsers_, scenarios_, postoverflows_, profiles_.size(), sources_.size(), collections_.size()};
    for (const Diagnostic& diagnostic : diagnostics_.all()) {
      out.errors += diagnostic.severity == Severity::kError;
      out.warnings += diagnostic.severity == Severity::kWarning;
      out.notes += diagnostic.severity == Severity::kNote;
    }
    return out;
  }

  [[nodiscard]] bool fails(const Diagnostic& diagnostic) const {
    return diagnostic.severity == Severity::kError || (options_.strict && diagnostic.severity == Severity::kWarning);
  }

  // By place, each once: parsers and postoverflows may say the same of what they share.
  void sort() {
    std::vector<Diagnostic> all = diagnostics_.all();
    auto name_of = [](const Diagnostic& d) { return d.file == nullptr ? std::string_view() : std::string_view(d.file->name()); };
    std::stable_sort(all.begin(), all.end(), [&](const Diagnostic& a, const Diagnostic& b) {
      const int order = name_of(a).compare(name_of(b));
      return order != 0 ? order < 0 : a.span.begin < b.span.begin;
    });
    Diagnostics sorted;
    for (Diagnostic& next : all) {
      const bool again = !sorted.all().empty() && name_of(sorted.all().back()) == name_of(next) &&
                         sorted.all().back().span.begin == next.span.begin && sorted.all().back().message == next.message &&
                         sorted.all().back().item == next.item;
      if (!again) {
        sorted.add(std::move(next));
      }
    }
    diagnostics_ = std::move(sorted);
  }

  void report() {
    failed_ = std::any_of(diagnostics_.all().begin(), diagnostics_.all().end(), [&](const Diagnostic& d) { return fails(d); });
    std::string text;
    switch (options_.format) {
      case Format::kHuman:
        text = check_as_text(diagnostics_, counts(), options_.notes ? ShowNotes::kYes : ShowNotes::kNo);
        break;
      case Format::kJson:
        text = check_as_json(diagnostics_, counts());
        break;
      case Format::kSarif:
        text = check_as_sarif(diagnostics_);
        break;
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
  }

  // What is repaired in place is no reason to fail any more.
  void repair() {
    std::vector<bool> mended(diagnostics_.all().size());
    std::size_t written = 0;
    bool incomplete = false;
    for (const RepairedFile& file : make_repairs(diagnostics_)) {
      Result<std::string> place = write_repair(file, options_.in_place ? RepairPlace::kInPlace : RepairPlace::kBeside);
      if (!place) {
        std::fprintf(stderr, "error: %s\n", place.error().message.c_str());
        incomplete = true;
        continue;
      }
      ++written;
      std::fprintf(stderr, "%s: %zu repaired\n", place->c_str(), file.diagnostics.size());
      for (std::size_t number : file.diagnostics) {
        mended[number] = options_.in_place;
      }
    }
    if (written == 0 && !incomplete) {
      std::fputs("nothing to repair for certain\n", stderr);
    }
    failed_ = incomplete;
    for (std::size_t i = 0; i < mended.size(); ++i) {
      failed_ = failed_ || (!mended[i] && fails(diagnostics_.all()[i]));
    }
  }

  const Options& options_;
  Diagnostics diagnostics_;
  content::Content content_;
  std::vector<content::ProfileSpec> profiles_;
  std::vector<content::AcquisitionSpec> sources_;
  std::vector<content::CollectionSpec> collections_;
  std::optional<std::vector<std::string>> notifications_;
  std::set<std::string> other_alerts_;
  std::string tests_folder_;
  bool whole_ = false;  // what is checked is all that will run
  bool failed_ = false;
  std::size_t parsers_ = 0;
  std::size_t postoverflows_ = 0;
  std::size_t scenarios_ = 0;
};

void print_rules() {
  for (const CheckRule& rule : check_rules()) {
    fmt::print("{:<24} {:<8} {} {}\n", rule.name, severity_name(rule.severity), rule.meaning, rule.remedy);
  }
}

}  // namespace

void declare_check(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  app.add_option("path", options->paths, "A content folder, or files: rules, profiles, acquisition or config.yaml");
  app.add_option("-c,--config", options->config_file, "A CrowdSec config.yaml: what is installed under it")->type_name("FILE");
  app.add_option("--content", options->content_folder, "A folder in the Hub's layout")->type_name("DIR");
  app.add_option("--data", options->data_folders, "A folder of data files, beside DIR/data")->allow_extra_args(false)->type_name("DIR");
  app.add_option("--profiles", options->profile_files, "A profiles.yaml")->allow_extra_args(false)->type_name("FILE");
  app.add_option("--acquisition", options->acquisition_files, "An acquis.yaml")->allow_extra_args(false)->type_name("FILE");
  const std::map<std::string, Format> formats = {{"human", Format::kHuman}, {"json", Format::kJson}, {"sarif", Format::kSarif}};
  app.add_option("-o,--output", options->format, "human, json or sarif")->transform(CLI::CheckedTransformer(formats))->type_name("FORMAT");
  app.add_flag("--notes", options->notes, "Show notes too");
  app.add_flag("--strict", options->strict, "Fail on warnings too");
  app.add_flag("--fix", options->fix, "Write FILE.fixed where a repair is certain");
  app.add_flag("--in-place", options->in_place, "With --fix: repair FILE itself, and keep what it was as FILE.bak");
  app.add_flag("--rules", options->rules, "List what is looked for");
  app.callback([options, &exit_code] {
    if (options->rules) {
      print_rules();
      return;
    }
    int named = !options->paths.empty() + !options->config_file.empty() + !options->content_folder.empty();
    if (named > 1) {
      throw CLI::ValidationError("name one of PATH, --config and --content");
    }
    std::error_code error;
    if (options->paths.size() > 1 &&
        std::any_of(options->paths.begin(), options->paths.end(), [&](const std::string& path) { return fs::is_directory(path, error); })) {
      throw CLI::ValidationError("name one folder, or files");
    }
    if (options->in_place && !options->fix) {
      throw CLI::ValidationError("--in-place goes with --fix");
    }
    exit_code = Check(*options).run();
  });
}

}  // namespace vedette::cli

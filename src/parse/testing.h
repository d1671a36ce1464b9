// For tests: content written to a folder of its own, stages compiled from it, events run through them.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "content/spec.h"
#include "parse/stages.h"

namespace vedette::parse::testing {

/// Files below a temporary folder; gone with this.
class ContentFolder {
 public:
  ContentFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "vedette-parse-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~ContentFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ContentFolder(const ContentFolder&) = delete;
  ContentFolder& operator=(const ContentFolder&) = delete;

  /// `name` as in "parsers/s00-raw/vt/a.yaml".
  ContentFolder& add(const std::string& name, std::string_view text) {
    std::filesystem::path file = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
    return *this;
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Stages with everything that a run needs.
class Bench {
 public:
  explicit Bench(const std::string& folder, StagesKind kind = StagesKind::kLog) {
    content_ = content::load_folder(folder, {}, diagnostics_);
    stages_ = Stages::compile(kind == StagesKind::kLog ? content_.parsers : content_.postoverflows, kind, diagnostics_, skipped_,
                              model::event_environment(), content_.pattern_files);
    stash_ = std::make_unique<StashCaches>(stages_->stashes());
    services_.json = &json_;
    services_.stash = stash_.get();
    runner_ = std::make_unique<Runner>(*stages_, &services_, *parse_rfc3339("2026-11-24T04:05:06Z"));
  }

  /// A log event with the label `type: vt`; lives until the next call of `forget`.
  model::Event& event(std::string_view raw) {
    auto* event = arena_.make<model::Event>(arena_);
    event->line.raw = arena_.copy(raw);
    event->line.module = "file";
    event->line.labels.set("type", "vt", arena_);
    return *event;
  }
  ParseResult run(model::Event& event) { return stages_->run(event, *runner_); }
  void forget() {
    arena_.reset();
    json_.reset();
  }

  [[nodiscard]] const Stages& stages() const { return *stages_; }
  [[nodiscard]] Runner& runner() { return *runner_; }
  [[nodiscard]] Arena& arena() { return arena_; }
  [[nodiscard]] const std::vector<content::SkippedItem>& skipped() const { return skipped_; }
  [[nodiscard]] const Diagnostics& diagnostics() const { return diagnostics_; }
  /// All messages, one after the other.
  [[nodiscard]] std::string messages() const {
    std::string out;
    for (const Diagnostic& diagnostic : diagnostics_.all()) {
      out += render(diagnostic);
    }
    return out;
  }

 private:
  Diagnostics diagnostics_;
  content::Content content_;
  std::vector<content::SkippedItem> skipped_;
  std::unique_ptr<Stages> stages_;
  JsonReader json_;
  std::unique_ptr<StashCaches> stash_;
  expr::Services services_;
  Arena arena_;
  std::unique_ptr<Runner> runner_;
};

[[nodiscard]] inline std::map<std::string, std::string> entries_of(const model::FieldMap& map) {
  std::map<std::string, std::string> out;
  for (const model::FieldMap::Entry& entry : map) {
    out[std::string(entry.key)] = entry.value;
  }
  return out;
}

}  // namespace vedette::parse::testing

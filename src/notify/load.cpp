// The folder of notifications: csplugin/broker.go, loadConfig and loadPlugins.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/nearest.h"
#include "base/yaml.h"
#include "content/item_file.h"
#include "notify/notifier.h"
#include "notify/plugin.h"
#include "notify/settings.h"
#include "notify/types.h"

namespace vedette::notify {
namespace {

namespace fs = std::filesystem;

/// csplugin/listfiles.go: not those in folders below.
std::vector<std::string> list_files(const std::string& folder, Diagnostics& diagnostics) {
  std::vector<std::string> out;
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return out;
  }
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::error_code unreadable;
    const std::string path = entry.path();
    if ((path.ends_with(".yaml") || path.ends_with(".yml")) && !entry.is_directory(unreadable)) {
      out.push_back(path);
    }
  }
  if (error) {
    content::say(diagnostics, Severity::kError, "cannot list " + folder + ": " + error.message(), {}, {}, "unreadable-file");
  }
  std::sort(out.begin(), out.end());
  return out;
}

class Loader {
 public:
  Loader(const NotifierFiles& files, Diagnostics& diagnostics) : files_(files), diagnostics_(diagnostics), plugins_(files) {
    shared_.client = std::make_shared<net::HttpClient>();
  }

  void load_file(const std::string& path) {
    Result<std::shared_ptr<const SourceFile>> file = content::read_source_file(path);
    if (!file) {
      content::say(diagnostics_, Severity::kError, file.error().message, {}, {}, "unreadable-file");
      return;
    }
    const std::shared_ptr<const SourceFile> covered = cover_secrets(**file);
    Diagnostics said;
    YamlFile yaml = YamlFile::parse(*file, said);
    pass_on(said, covered, Severity::kError);
    for (const YamlDocument& document : yaml.documents()) {
      if (document.root == nullptr || document.failed || document.root->is_null()) {
        continue;
      }
      load_document(*document.root, path, covered);
    }
  }

  Notifiers take() {
    std::sort(out_.all.begin(), out_.all.end(), [](const auto& a, const auto& b) { return a->config().name < b->config().name; });
    std::sort(out_.configs.begin(), out_.configs.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return std::move(out_);
  }

 private:
  void load_document(const YamlNode& root, const std::string& path, const std::shared_ptr<const SourceFile>& covered) {
    Diagnostics said;
    content::ItemReport report(said);
    if (!root.is_mapping()) {
      report.error(root, "a notification is a mapping of keys, not " + content::describe(root), "write `key: value` lines");
      pass_on(said, covered, Severity::kError);
      return;
    }
    const YamlEntry* type_entry = root.find("type");
    const std::string what =
        (type_entry != nullptr && type_entry->value->is_scalar() ? type_entry->value->text + " " : std::string()) + "notification";
    const Settings settings(root, what, report);
    std::optional<NotifierConfig> config = read_common(settings, path);
    if (!config) {
      pass_on(said, covered, Severity::kError);
      return;
    }
    const std::string name = config->name;
    const bool wanted = !files_.used || std::find(files_.used->begin(), files_.used->end(), name) != files_.used->end();
    keep_config(*config, settings);
    std::unique_ptr<Notifier> made = create(std::move(*config), settings);
    std::erase_if(out_.all, [&](const auto& other) { return other->config().name == name; });
    if (made != nullptr && !report.failed()) {
      out_.all.push_back(std::move(made));
    }
    pass_on(said, covered, wanted ? Severity::kError : Severity::kWarning);
  }

  void keep_config(const NotifierConfig& config, const Settings& settings) {
    const auto same = std::find_if(out_.configs.begin(), out_.configs.end(), [&](const NotifierConfig& other) { return other.name == config.name; });
    if (same == out_.configs.end()) {
      out_.configs.push_back(config);
      return;
    }
    settings.warning("name", fmt::format("the notification `{}` is defined several times: this one counts, not that of {}", config.name, same->file));
    *same = config;
  }

  std::unique_ptr<Notifier> create(NotifierConfig config, const Settings& settings) {
    const Type* type = find_type(config.type);
    if (type == nullptr && plugins_.has(config.type)) {
      return settings.report().failed() ? nullptr : plugins_.create(std::move(config), settings);
    }
    if (type == nullptr) {
      std::vector<std::string_view> known;
      for (const Type* candidate : all_types()) {
        known.push_back(candidate->name);
      }
      const std::string_view nearest = nearest_name(config.type, known);
      settings.error("type", fmt::format("there is no notification of type `{}`", config.type),
                     nearest.empty() ? fmt::format("there are {}; others need a plugin notification-{}{}", fmt::join(known, ", "), config.type,
                                                   files_.plugin_dir.empty() ? " and config_paths.plugin_dir" : " in " + files_.plugin_dir)
                                     : fmt::format("did you mean `{}`?", nearest));
      return nullptr;
    }
    settings.check_keys(type->keys, true);
    return settings.report().failed() ? nullptr : type->create(std::move(config), settings, shared_);
  }

  /// Hands what was said to the user, with the file's secrets covered, and no graver than `gravest`.
  void pass_on(const Diagnostics& said, const std::shared_ptr<const SourceFile>& covered, Severity gravest) {
    for (Diagnostic diagnostic : said.all()) {
      if (diagnostic.file != nullptr && diagnostic.file->name() == covered->name()) {
        diagnostic.file = covered;
      }
      diagnostic.severity = std::min(diagnostic.severity, gravest);
      diagnostics_.add(std::move(diagnostic));
    }
  }

  const NotifierFiles& files_;
  Diagnostics& diagnostics_;
  Shared shared_;
  Plugins plugins_;
  Notifiers out_;
};

}  // namespace

Notifier* Notifiers::find(std::string_view name) const {
  for (const std::unique_ptr<Notifier>& notifier : all) {
    if (notifier->config().name == name) {
      return notifier.get();
    }
  }
  return nullptr;
}

Notifiers load_notifiers(const NotifierFiles& files, Diagnostics& diagnostics) {
  Loader loader(files, diagnostics);
  for (const std::string& path : list_files(files.folder, diagnostics)) {
    loader.load_file(path);
  }
  return loader.take();
}

}  // namespace vedette::notify

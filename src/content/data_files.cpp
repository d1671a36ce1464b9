#include "content/data_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "content/data_lines.h"
#include "content/embedded.h"
#include "content/item_file.h"
#include "expr/builtins/data_files.h"

namespace vedette::content {
namespace {

// filepath.Join in the reference lets `../` out of the data folder; nothing needs that.
bool leads_outside(const std::string& name) {
  std::filesystem::path path(name);
  if (path.is_absolute()) {
    return true;
  }
  for (const std::filesystem::path& part : path) {
    if (part == "..") {
      return true;
    }
  }
  return false;
}

/// "web/x.txt" of "https://host/web/x.txt"; empty when that is no path that may be looked for.
std::string path_in(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t slash = scheme == std::string::npos ? scheme : url.find('/', scheme + 3);
  if (slash == std::string::npos) {
    return {};
  }
  std::string path = url.substr(slash + 1);
  path.resize(std::min(path.find_first_of("?#"), path.size()));
  return leads_outside(path) ? std::string() : path;
}

class Loader {
 public:
  using Digests = std::map<std::string, std::string, std::less<>>;

  Loader(const Content& content, Diagnostics& diagnostics, Digests* digests)
      : folders_(content.data_folders), diagnostics_(diagnostics), digests_(digests), shapes_(line_shapes(content)) {}

  void load(const std::vector<DataSpec>& specs, const std::string& item) {
    for (const DataSpec& spec : specs) {
      load(spec, item);
    }
  }

  void load(const std::vector<NodeSpec>& nodes) {
    for (const NodeSpec& node : nodes) {
      load(node.data, node.name);  // parser/stage.go reads those of documents; nested nodes' do no harm
      load(node.nodes);
    }
  }

  std::shared_ptr<const expr::DataFiles> take() { return std::move(files_); }

 private:
  void say(Severity severity, const DataSpec& spec, const std::string& item, std::string message, std::string hint,
           std::string_view rule = "wrong-value") {
    Span span{0, static_cast<std::uint32_t>(spec.dest_file.text().size())};
    diagnostics_.add({severity, std::move(message), spec.dest_file.file(), spec.dest_file.file_span(span), std::move(hint), item, rule});
  }

  void load(const DataSpec& spec, const std::string& item) {
    if (spec.dest_file.empty()) {
      return;
    }
    const std::string& name = spec.dest_file.text();
    // helpers.go, FileInit: without a type nothing is read. GeoIP databases are opened by those who ask them.
    if (spec.type.empty()) {
      if (name.ends_with(".mmdb") && !leads_outside(name) && untyped_.insert(name).second) {
        look_for(spec, name, item);
      }
      return;
    }
    std::optional<expr::DataKind> kind = expr::data_kind(spec.type);
    if (!kind) {
      say(Severity::kWarning, spec, item, fmt::format("data files of type `{}` are not known: `{}` is not read", spec.type, name),
          "string, regexp, map or bots");
      return;
    }
    // helpers.go, RegexpCacheInit: of an unknown strategy the log says so. No cache is needed here: all expressions of a file are tried at once.
    if (spec.type == "regexp" && !spec.strategy.empty() && spec.strategy != "LRU" && spec.strategy != "LFU" && spec.strategy != "ARC") {
      say(Severity::kWarning, spec, item, fmt::format("there is no cache strategy `{}`: it is ignored", spec.strategy), "LRU, LFU or ARC");
    }
    if (!seen_.emplace(name, *kind).second) {
      return;
    }
    if (leads_outside(name)) {
      say(Severity::kError, spec, item, fmt::format("`{}` leads out of the data folder: it is not read", name), "name a file in the data folder");
      return;
    }
    find(spec, name, *kind, item);
  }

  void look_for(const DataSpec& spec, const std::string& name, const std::string& item) {
    std::string searched;
    std::error_code error;
    for (const std::string& folder : folders_) {
      if (folder != kEmbeddedDataFolder) {
        if (std::filesystem::exists(folder + "/" + name, error)) {
          return;
        }
        searched += (searched.empty() ? "" : ", ") + folder;
      }
    }
    say_missing(spec, item, fmt::format("the database `{}` is missing, so nothing is found in it", name), searched);
  }

  void say_missing(const DataSpec& spec, const std::string& item, const std::string& what, const std::string& searched) {
    std::string where = searched.empty() ? "there is no data folder" : "it is not in " + searched;
    say(Severity::kWarning, spec, item, fmt::format("{}: {}", what, where),
        spec.source_url.empty() ? "write it there, or name its folder with --data" : "it can be fetched from " + spec.source_url,
        "missing-data-file");
  }

  void find(const DataSpec& spec, const std::string& name, expr::DataKind kind, const std::string& item) {
    std::string searched;
    for (const std::string& folder : folders_) {
      if (folder == kEmbeddedDataFolder) {
        std::string_view text;
        if (find_embedded_data(name, text)) {
          read(name, kind, std::make_shared<const SourceFile>("hub/data/" + name, std::string(text)));
          return;
        }
        continue;
      }
      Result<std::shared_ptr<const SourceFile>> file = read_source_file(folder + "/" + name, expr::kMaxDataFileBytes);
      const std::string mirrored = path_in(spec.source_url);
      if (!file && file.error().kind == ErrorKind::kNotFound && !mirrored.empty()) {
        // A copy of the site that serves them, such as a checkout of the Hub's lists.
        file = read_source_file(folder + "/" + mirrored, expr::kMaxDataFileBytes);
      }
      if (file) {
        read(name, kind, *file);
        return;
      }
      if (file.error().kind != ErrorKind::kNotFound) {
        say(Severity::kWarning, spec, item, fmt::format("this data file counts as empty: {}", file.error().message), {}, "unreadable-file");
        return;
      }
      searched += (searched.empty() ? "" : ", ") + folder;
    }
    say_missing(spec, item, fmt::format("the data file `{}` is missing and counts as empty", name), searched);
  }

  void read(const std::string& name, expr::DataKind kind, const std::shared_ptr<const SourceFile>& file) {
    RuleScope rule(diagnostics_, "malformed-line");
    if (digests_ != nullptr) {
      digests_->insert_or_assign(name, sha256_hex(file->text()));
    }
    auto shape = shapes_.find(name);
    bool shaped = kind == expr::DataKind::kString && shape != shapes_.end() && shape->second.parts > 1;
    std::string text = shaped ? drop_short_lines(file, shape->second, diagnostics_) : file->text();
    files_->add(name, kind, expr::read_data_file(file->name(), std::move(text), kind, diagnostics_));
  }

  const std::vector<std::string>& folders_;
  Diagnostics& diagnostics_;
  Digests* digests_;
  std::map<std::string, LineShape> shapes_;
  std::shared_ptr<expr::DataFiles> files_ = std::make_shared<expr::DataFiles>();
  std::set<std::pair<std::string, expr::DataKind>> seen_;
  std::set<std::string> untyped_;
};

}  // namespace

std::shared_ptr<const expr::DataFiles> load_data_files(const Content& content, Diagnostics& diagnostics,
                                                       std::map<std::string, std::string, std::less<>>* digests) {
  Loader loader(content, diagnostics, digests);
  loader.load(content.parsers);
  loader.load(content.postoverflows);
  for (const ScenarioSpec& scenario : content.scenarios) {
    loader.load(scenario.data, scenario.name);
  }
  return loader.take();
}

}  // namespace vedette::content

#include "content/data_files.h"

#include <fmt/format.h>

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

class Loader {
 public:
  Loader(const Content& content, Diagnostics& diagnostics)
      : folders_(content.data_folders), diagnostics_(diagnostics), shapes_(line_shapes(content)) {}

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
  void say(Severity severity, const DataSpec& spec, const std::string& item, std::string message, std::string hint) {
    Span span{0, static_cast<std::uint32_t>(spec.dest_file.text().size())};
    diagnostics_.add({severity, std::move(message), spec.dest_file.file(), spec.dest_file.file_span(span), std::move(hint), item});
  }

  void load(const DataSpec& spec, const std::string& item) {
    // helpers.go, FileInit: without a type nothing is read (GeoIP databases and the like).
    if (spec.type.empty() || spec.dest_file.empty()) {
      return;
    }
    const std::string& name = spec.dest_file.text();
    std::optional<expr::DataKind> kind = expr::data_kind(spec.type);
    if (!kind) {
      say(Severity::kWarning, spec, item, fmt::format("data files of type `{}` are not known: `{}` is not read", spec.type, name),
          "string, regexp or map");
      return;
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
      std::string path = folder + "/" + name;
      Result<std::shared_ptr<const SourceFile>> file = read_source_file(path, expr::kMaxDataFileBytes);
      if (file) {
        read(name, kind, *file);
        return;
      }
      if (file.error().kind != ErrorKind::kNotFound) {
        say(Severity::kWarning, spec, item, fmt::format("this data file counts as empty: {}", file.error().message), {});
        return;
      }
      searched += (searched.empty() ? "" : ", ") + folder;
    }
    std::string where = searched.empty() ? "there is no data folder" : "it is not in " + searched;
    say(Severity::kWarning, spec, item, fmt::format("the data file `{}` is missing and counts as empty: {}", name, where),
        spec.source_url.empty() ? "write it there, or name its folder with --data" : "it can be fetched from " + spec.source_url);
  }

  void read(const std::string& name, expr::DataKind kind, const std::shared_ptr<const SourceFile>& file) {
    auto shape = shapes_.find(name);
    bool shaped = kind == expr::DataKind::kString && shape != shapes_.end() && shape->second.parts > 1;
    std::string text = shaped ? drop_short_lines(file, shape->second, diagnostics_) : file->text();
    files_->add(name, kind, expr::read_data_file(file->name(), std::move(text), kind, diagnostics_));
  }

  const std::vector<std::string>& folders_;
  Diagnostics& diagnostics_;
  std::map<std::string, LineShape> shapes_;
  std::shared_ptr<expr::DataFiles> files_ = std::make_shared<expr::DataFiles>();
  std::set<std::pair<std::string, expr::DataKind>> seen_;
};

}  // namespace

std::shared_ptr<const expr::DataFiles> load_data_files(const Content& content, Diagnostics& diagnostics) {
  Loader loader(content, diagnostics);
  loader.load(content.parsers);
  loader.load(content.postoverflows);
  for (const ScenarioSpec& scenario : content.scenarios) {
    loader.load(scenario.data, scenario.name);
  }
  return loader.take();
}

}  // namespace vedette::content

#include "cli/repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/yaml.h"
#include "content/hub/atomic_file.h"
#include "content/item_file.h"

namespace vedette::cli {
namespace {

namespace fs = std::filesystem;

struct OwnedEdit {
  Edit edit;
  std::size_t diagnostic;
};

std::size_t yaml_errors(const std::string& name, const std::string& text) {
  Diagnostics diagnostics;
  (void)YamlFile::parse(std::make_shared<const SourceFile>(name, text), diagnostics);
  return diagnostics.error_count();
}

// All edits of a diagnostic, or none: half a pair of parentheses mends nothing.
bool meets(const std::vector<OwnedEdit>& taken, const std::vector<Edit>& edits) {
  return std::any_of(edits.begin(), edits.end(), [&](const Edit& edit) {
    return std::any_of(taken.begin(), taken.end(), [&](const OwnedEdit& other) {
      const Span& a = edit.span;
      const Span& b = other.edit.span;
      const bool same_insertion = a.begin == b.begin && a.end == a.begin && b.end == b.begin;
      return same_insertion || (a.begin < b.end && b.begin < a.end);
    });
  });
}

std::string apply(const std::string& text, std::vector<OwnedEdit> edits) {
  std::stable_sort(edits.begin(), edits.end(), [](const OwnedEdit& a, const OwnedEdit& b) {
    return a.edit.span.begin != b.edit.span.begin ? a.edit.span.begin < b.edit.span.begin : a.edit.span.end < b.edit.span.end;
  });
  std::string out;
  std::size_t at = 0;
  for (const OwnedEdit& owned : edits) {
    out.append(text, at, owned.edit.span.begin - at);
    out += owned.edit.text;
    at = owned.edit.span.end;
  }
  return out.append(text, at);
}

}  // namespace

std::vector<RepairedFile> make_repairs(const Diagnostics& diagnostics) {
  std::map<std::string, std::pair<std::shared_ptr<const SourceFile>, std::vector<OwnedEdit>>> files;
  for (std::size_t i = 0; i < diagnostics.all().size(); ++i) {
    const Diagnostic& diagnostic = diagnostics.all()[i];
    if (diagnostic.repair.empty() || diagnostic.file == nullptr) {
      continue;
    }
    auto& [file, edits] = files[diagnostic.file->name()];
    if ((file != nullptr && file->text() != diagnostic.file->text()) || meets(edits, diagnostic.repair)) {
      continue;
    }
    file = diagnostic.file;
    for (const Edit& edit : diagnostic.repair) {
      edits.push_back({edit, i});
    }
  }
  std::vector<RepairedFile> out;
  for (auto& [path, found] : files) {
    RepairedFile repaired{path, {}, {}, found.first};
    for (const OwnedEdit& owned : found.second) {
      if (repaired.diagnostics.empty() || repaired.diagnostics.back() != owned.diagnostic) {
        repaired.diagnostics.push_back(owned.diagnostic);
      }
    }
    repaired.text = apply(found.first->text(), std::move(found.second));
    if (yaml_errors(path, repaired.text) <= yaml_errors(path, found.first->text())) {
      out.push_back(std::move(repaired));
    }
  }
  return out;
}

Result<std::string> write_repair(const RepairedFile& repaired, RepairPlace place) {
  Result<std::shared_ptr<const SourceFile>> now = content::read_source_file(repaired.path);
  if (!now) {
    return tl::unexpected(now.error());
  }
  if ((*now)->text() != repaired.file->text()) {
    return fail(ErrorKind::kConflict, fmt::format("{} has changed since it was read: it is not repaired", repaired.path));
  }
  std::string target = repaired.path + ".fixed";
  if (place == RepairPlace::kInPlace) {
    std::error_code error;
    target = fs::canonical(repaired.path, error);  // an installed item is a link to the Hub's file
    if (error) {
      return fail(ErrorKind::kUnavailable, fmt::format("cannot repair {}: {}", repaired.path, error.message()));
    }
    constexpr int kMostBackups = 100;
    std::string backup = target + ".bak";
    for (int i = 2; fs::exists(backup, error) && i < kMostBackups; ++i) {
      backup = fmt::format("{}.bak.{}", target, i);
    }
    if (!fs::copy_file(target, backup, error)) {
      return fail(ErrorKind::kUnavailable, fmt::format("cannot keep {} as {}: {}", target, backup, error.message()));
    }
  }
  std::error_code unknown;
  Result<content::AtomicFile::Change> written = content::write_file(fs::absolute(target, unknown), repaired.text);
  if (!written) {
    return tl::unexpected(written.error());
  }
  return target;
}

}  // namespace vedette::cli

#include "content/hub/data_sets.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/yaml.h"
#include "content/hub/atomic_file.h"
#include "content/hub/paths.h"

namespace vedette::content {
namespace {

/// "web/x.txt" of "https://host/web/x.txt".
std::string path_of(const std::string& url) {
  std::size_t at = url.find("://");
  at = at == std::string::npos ? at : url.find('/', at + 3);
  return at == std::string::npos ? std::string() : url.substr(at + 1, url.find_first_of("?#", at) - at - 1);
}

Result<bool> copy_file(int from, const std::string& shown_as, const std::string& place) {
  Result<AtomicFile> file = AtomicFile::create(place);
  if (!file) {
    return tl::unexpected(file.error());
  }
  std::array<char, 64 * 1024> buffer;
  for (std::size_t total = 0;;) {
    const ssize_t got = ::read(from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return tl::unexpected(system_error("read " + shown_as, errno));
    }
    if (got == 0) {
      break;
    }
    total += static_cast<std::size_t>(got);
    if (total > DataSets::kMaxBytes) {
      return fail(ErrorKind::kInvalid, fmt::format("{} is larger than the {} bytes allowed for it", shown_as, DataSets::kMaxBytes));
    }
    if (Result<void> written = file->write({buffer.data(), static_cast<std::size_t>(got)}); !written) {
      return tl::unexpected(written.error());
    }
  }
  Result<AtomicFile::Change> change = file->commit();
  if (!change) {
    return tl::unexpected(change.error());
  }
  return *change == AtomicFile::Change::kReplaced;
}

}  // namespace

Result<std::vector<DataSets::Wanted>> DataSets::read(const std::shared_ptr<const SourceFile>& item) {
  Diagnostics diagnostics;
  const YamlFile yaml = YamlFile::parse(item, diagnostics);
  std::vector<Wanted> out;
  auto wrong = [&](const std::string& why) { return fail(ErrorKind::kInvalid, fmt::format("{}: {}", item->name(), why)); };
  if (diagnostics.has_errors()) {
    return wrong(diagnostics.all().front().message);
  }
  for (const YamlDocument& document : yaml.documents()) {
    if (document.root == nullptr || document.root->is_null()) {
      continue;
    }
    if (!document.root->is_mapping()) {
      return wrong("it is no item: a document is a mapping of keys to values");
    }
    const YamlEntry* data = document.root->find("data");
    if (data == nullptr || data->value->is_null()) {
      continue;
    }
    if (!data->value->is_sequence()) {
      return wrong("`data` is no list");
    }
    for (const YamlNode* entry : data->value->items) {
      Wanted wanted;
      for (auto [key, field] : {std::pair("source_url", &wanted.url), std::pair("dest_file", &wanted.dest_file)}) {
        const YamlEntry* value = entry->is_mapping() ? entry->find(key) : nullptr;
        if (value != nullptr && value->value->is_scalar()) {
          *field = value->value->text;
        }
      }
      if (!wanted.url.empty()) {
        out.push_back(std::move(wanted));
      }
    }
  }
  return out;
}

// hubops/download.go, downloadDataSet
Result<bool> DataSets::bring(const std::shared_ptr<const SourceFile>& item) {
  Result<std::vector<Wanted>> list = read(item);
  if (!list) {
    return tl::unexpected(list.error());
  }
  bool changed = false;
  for (const Wanted& wanted : *list) {
    if (!done_.emplace(wanted.url, wanted.dest_file).second) {
      continue;
    }
    Result<bool> brought = bring_one(wanted);
    if (!brought) {
      done_.erase({wanted.url, wanted.dest_file});
      return brought;
    }
    changed = changed || *brought;
  }
  return changed;
}

Result<bool> DataSets::bring_one(const Wanted& wanted) {
  if (wanted.url.find("://") == std::string::npos) {
    return fail(ErrorKind::kInvalid, "a valid URL was expected (note: local items can download data too): " + wanted.url);
  }
  Result<std::string> place = safe_path(options_.folder, wanted.dest_file);
  if (!place) {
    return tl::unexpected(place.error());
  }
  if (!options_.copies.empty()) {
    return copy(wanted, *place);
  }
  Downloader::ToFile download;
  download.url = wanted.url;
  download.place = *place;
  download.max_bytes = kMaxBytes;
  download.reuse = options_.force ? Downloader::Reuse::kNever : Downloader::Reuse::kByTime;
  download.now = options_.now;
  download.before_get = [&] {
    if (options_.before_get) {
      options_.before_get(wanted.url);
    }
  };
  Result<bool> changed = downloader_.to_file(download);
  if (!changed) {
    return fail(changed.error().kind, "while getting data: " + changed.error().message);
  }
  return changed;
}

Result<bool> DataSets::copy(const Wanted& wanted, const std::string& place) const {
  for (const std::string& folder : options_.copies) {
    for (const std::string& name : {wanted.dest_file, path_of(wanted.url)}) {
      Result<std::string> path = safe_path(folder, name);
      const int descriptor = path ? ::open(path->c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
      if (descriptor < 0) {
        continue;
      }
      struct stat info {};
      const bool is_file = ::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode);
      Result<bool> copied = is_file ? copy_file(descriptor, *path, place) : false;
      ::close(descriptor);
      if (is_file) {
        return copied;
      }
    }
  }
  if (::access(place.c_str(), F_OK) == 0) {
    return false;  // nothing newer is offered
  }
  return fail(ErrorKind::kNotFound, fmt::format("no folder given with --data has {}, nor what {} would give", wanted.dest_file, wanted.url));
}

}  // namespace vedette::content

#include "sources/archive/file_list.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/error.h"

namespace vedette::sources {
namespace {

/// As comparing the joined texts.
int compare_joined(std::array<std::string_view, 3> a, std::array<std::string_view, 3> b) {
  std::size_t i = 0;
  std::size_t k = 0;
  while (true) {
    while (i < a.size() && a[i].empty()) {
      ++i;
    }
    while (k < b.size() && b[k].empty()) {
      ++k;
    }
    if (i == a.size() || k == b.size()) {
      return static_cast<int>(i != a.size()) - static_cast<int>(k != b.size());
    }
    std::size_t common = std::min(a[i].size(), b[k].size());
    if (int order = a[i].substr(0, common).compare(b[k].substr(0, common)); order != 0) {
      return order;
    }
    a[i].remove_prefix(common);
    b[k].remove_prefix(common);
  }
}

}  // namespace

std::uint32_t FileList::add_root(std::string_view path, std::string_view canonical) {
  roots_.push_back({path.size(), text_.copy(canonical)});
  return static_cast<std::uint32_t>(roots_.size() - 1);
}

void FileList::begin_folder(std::uint32_t root, std::string_view prefix) {
  folders_.push_back({text_.copy(prefix), root});
}

void FileList::add(std::string_view rest, std::uint64_t size, std::optional<std::int64_t> delivered, bool named) {
  Entry entry{};
  entry.rest = text_.copy(rest).data();
  entry.rest_size = static_cast<std::uint32_t>(rest.size());
  entry.size = size;
  entry.folder = static_cast<std::uint32_t>(folders_.size() - 1);
  entry.delivered = delivered ? static_cast<std::int32_t>(std::clamp<std::int64_t>(*delivered / kNameSeconds, kNoTime + 1, INT32_MAX)) : kNoTime;
  entry.named = named ? 1 : 0;
  entries_.push_back(entry);
}

int FileList::compare_canonical(const Entry& a, const Entry& b) const {
  if (a.folder == b.folder) {
    return rest_of(a).compare(rest_of(b));
  }
  auto parts = [this](const Entry& entry) {
    const Folder& folder = folders_[entry.folder];
    const Root& root = roots_[folder.root];
    return std::array<std::string_view, 3>{root.canonical, folder.prefix.substr(root.path_size), rest_of(entry)};
  };
  return compare_joined(parts(a), parts(b));
}

bool FileList::canonical_before(const Entry& a, const Entry& b) const {
  if (int order = compare_canonical(a, b); order != 0) {
    return order < 0;
  }
  // One file under two names: which of them is shown must not depend on chance either.
  return compare_joined({folders_[a.folder].prefix, rest_of(a), {}}, {folders_[b.folder].prefix, rest_of(b), {}}) < 0;
}

void FileList::put_in_order() {
  auto before = [this](const Entry& a, const Entry& b) { return canonical_before(a, b); };
  if (!std::is_sorted(entries_.begin(), entries_.end(), before)) {
    std::sort(entries_.begin(), entries_.end(), before);
  }
  auto kept = entries_.begin();
  for (const Entry& entry : entries_) {
    if (kept != entries_.begin() && compare_canonical(*std::prev(kept), entry) == 0) {
      std::prev(kept)->named |= entry.named;
      continue;
    }
    *kept++ = entry;
  }
  entries_.erase(kept, entries_.end());
  entries_.shrink_to_fit();
  VEDETTE_CHECK(entries_.size() < std::uint64_t{1} << 31);
  std::uint32_t rank = 0;
  total_bytes_ = 0;
  for (Entry& entry : entries_) {
    entry.rank = rank++;
    total_bytes_ += entry.size;
  }
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return a.delivered != b.delivered ? a.delivered < b.delivered : a.rank < b.rank;  // kNoTime is the least
  });
}

InputFile FileList::operator[](std::size_t index) const {
  const Entry& entry = entries_[index];
  const Folder& folder = folders_[entry.folder];
  const Root& root = roots_[folder.root];
  InputFile file;
  file.path.reserve(folder.prefix.size() + entry.rest_size);
  file.path.append(folder.prefix).append(rest_of(entry));
  file.canonical.append(root.canonical).append(folder.prefix.substr(root.path_size)).append(rest_of(entry));
  file.rank = entry.rank;
  file.named = entry.named != 0;
  file.delivered = delivered(index);
  return file;
}

std::optional<std::int64_t> FileList::delivered(std::size_t index) const {
  const Entry& entry = entries_[index];
  return entry.delivered == kNoTime ? std::nullopt : std::optional(entry.delivered * kNameSeconds);
}

}  // namespace vedette::sources

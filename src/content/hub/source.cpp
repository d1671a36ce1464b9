#include "content/hub/source.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <filesystem>
#include <vector>

#include "base/uri.h"
#include "content/hub/atomic_file.h"
#include "content/hub/index_build.h"
#include "content/hub/paths.h"
#include "content/item_file.h"

namespace vedette::content {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kIndexName = ".index.json";

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

/// Nothing for what is no base64: the reference takes it as the text itself.
std::optional<std::string> from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0 || text.size() > HubIndex::kMaxBytes) {
    return std::nullopt;
  }
  std::string out(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  // It skips blanks at both ends, which base64 does not have.
  if (size < 0 || text.front() == ' ' || text.back() == ' ' || text.find('\n') != std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

}  // namespace

Result<HubSource> HubSource::create(const std::string& place, const std::string& branch, Downloader& downloader) {
  HubSource source(downloader);
  if (place.find("://") == std::string::npos) {
    std::error_code error;
    source.folder_ = fs::absolute(place, error).lexically_normal();
    while (source.folder_.size() > 1 && source.folder_.back() == '/') {
      source.folder_.pop_back();
    }
    if (!fs::is_directory(source.folder_, error)) {
      return fail(ErrorKind::kNotFound, fmt::format("there is no hub in {}", source.folder_));
    }
    return source;
  }
  source.branch_ = branch;
  source.url_ = place;
  if (count_of(place, "%") == 0) {
    while (source.url_.back() == '/') {
      source.url_.pop_back();
    }
    source.branch_.clear();
  } else if (count_of(place, "%s") != 2 || count_of(place, "%") != 2) {
    return fail(ErrorKind::kInvalid, fmt::format("invalid URL template '{}': %s stands for the branch, and a second one for the path", place));
  }
  return source;
}

std::string HubSource::url_of(std::string_view path) const {
  if (url_.find('%') == std::string::npos) {
    return url_ + "/" + escape_uri_path(path);
  }
  std::string out = url_;
  const std::size_t first = out.find("%s");
  const std::size_t second = out.find("%s", first + 2);
  out.replace(second, 2, escape_uri_path(path));
  out.replace(first, 2, escape_uri_path(branch_));
  return out;
}

std::string HubSource::place_of(const IndexedItem& item) const {
  return folder_.empty() ? url_of(item.path) : folder_ + "/" + item.path;
}

Result<bool> HubSource::update_index(const IndexRequest& request) const {
  std::string text;
  std::string shown_as;
  if (folder_.empty()) {
    shown_as = url_of(kIndexName) + (request.with_content ? "?with_content=true" : "");
    std::string entity_tag;
    if (Result<std::shared_ptr<const SourceFile>> present = read_source_file(request.place, HubIndex::kMaxBytes)) {
      entity_tag = sha256_hex((*present)->text());
    }
    Result<std::optional<std::string>> got = downloader_->get(shown_as, HubIndex::kMaxBytes, entity_tag, request.before_get);
    if (!got) {
      return tl::unexpected(got.error());
    }
    if (!*got) {
      return false;
    }
    text = std::move(**got);
  } else if (std::error_code error; fs::exists(folder_ + "/" + std::string(kIndexName), error)) {
    shown_as = folder_ + "/" + std::string(kIndexName);
    Result<std::shared_ptr<const SourceFile>> file = read_source_file(shown_as, HubIndex::kMaxBytes);
    if (!file) {
      return tl::unexpected(file.error());
    }
    text = (*file)->text();
  } else {
    shown_as = folder_;
    HubIndex before;
    if (Result<HubIndex> present = HubIndex::read(request.place)) {
      before = std::move(*present);
    }
    Result<std::string> built = build_index(folder_, before, request.log);
    if (!built) {
      return tl::unexpected(built.error());
    }
    text = std::move(*built);
  }
  if (Result<HubIndex> read = HubIndex::parse(text, shown_as); !read) {
    return tl::unexpected(read.error());
  }
  Result<AtomicFile::Change> change = write_file(request.place, text);
  if (!change) {
    return tl::unexpected(change.error());
  }
  return *change == AtomicFile::Change::kReplaced;
}

Result<std::string> HubSource::fetch(const IndexedItem& item) const {
  if (!item.content.empty()) {
    std::optional<std::string> decoded = from_base64(item.content);
    return decoded ? std::move(*decoded) : std::string(item.content);
  }
  if (folder_.empty()) {
    Result<std::optional<std::string>> got = downloader_->get(url_of(item.path), kMaxContentFile);
    if (!got) {
      return tl::unexpected(got.error());
    }
    return std::move(**got);
  }
  Result<std::string> path = safe_path(folder_, item.path);
  if (!path) {
    return path;
  }
  Result<std::shared_ptr<const SourceFile>> file = read_source_file(*path);
  if (!file) {
    return tl::unexpected(file.error());
  }
  return std::string((*file)->text());
}

Result<std::string> HubSource::item_text(const IndexedItem& item) const {
  if (item.newest_digest().empty()) {
    return fail(ErrorKind::kInvalid, "latest hash missing from index. The index file is invalid, please run `vedette hub update` and try again");
  }
  Result<std::string> text = fetch(item);
  if (!text) {
    return text;
  }
  if (const std::string digest = sha256_hex(*text); digest != item.newest_digest()) {
    const bool embedded = !item.content.empty();
    return fail(ErrorKind::kConflict,
                fmt::format("hash mismatch: expected {}, got {}. The index file is {}, please run `vedette hub update` and try again",
                            item.newest_digest(), digest, embedded ? "invalid" : "outdated"));
  }
  return text;
}

}  // namespace vedette::content

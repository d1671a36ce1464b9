// Where a hub's index and items come from: a folder (a checkout of the Hub, a copy of it), or a site.
#pragma once

#include <functional>
#include <string>

#include "base/error.h"
#include "content/hub/download.h"
#include "content/hub/hub.h"
#include "content/hub/index.h"

namespace vedette::content {

class HubSource {
 public:
  /// csconfig/cscli.go: the branch's name and a path take the places of the two %s.
  static constexpr std::string_view kDefaultUrl = "https://cdn-hub.crowdsec.net/crowdsecurity/%s/%s";
  static constexpr std::string_view kDefaultBranch = "master";

  /// `place`: a folder, a URL that paths are added to, or one with two %s. The downloader outlives the source.
  [[nodiscard]] static Result<HubSource> create(const std::string& place, const std::string& branch, Downloader& downloader);

  struct IndexRequest {
    std::string place;          // where the index belongs
    bool with_content = false;  // of a site: with the text of all items
    std::function<void()> before_get;
    HubLog log;  // what is wrong with a folder's items, where there is no index in it
  };
  /// True when it is another index than before. What is no index takes no place. A folder without an index gets one made of its files, in
  /// which the versions that the present index knows go on.
  [[nodiscard]] Result<bool> update_index(const IndexRequest& request) const;

  /// The text of the newest version, from the index where it has it. An error when its digest is not the index's.
  [[nodiscard]] Result<std::string> item_text(const IndexedItem& item) const;
  /// Where item_text() takes it from, to be shown.
  [[nodiscard]] std::string place_of(const IndexedItem& item) const;

 private:
  explicit HubSource(Downloader& downloader) : downloader_(&downloader) {}
  [[nodiscard]] std::string url_of(std::string_view path) const;
  [[nodiscard]] Result<std::string> fetch(const IndexedItem& item) const;

  Downloader* downloader_;
  std::string folder_;  // empty: a site
  std::string url_;     // with two %s
  std::string branch_;
};

}  // namespace vedette::content

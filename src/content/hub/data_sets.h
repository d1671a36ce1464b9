// The data files that items name (`data:` with a `source_url`), brought to the data folder.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/source.h"
#include "base/time.h"
#include "content/hub/download.h"

namespace vedette::content {

class DataSets {
 public:
  static constexpr std::size_t kMaxBytes = std::size_t{1} << 30;  // of one file

  struct Options {
    std::string folder;               // where they belong
    std::vector<std::string> copies;  // folders to take them from, by `dest_file` or the URL's path; with one the network is not asked
    bool force = false;               // also those that are there and not older than what is offered
    Time now;                         // the present
    std::function<void(const std::string& url)> before_get;
  };
  /// The downloader outlives it.
  DataSets(Options options, Downloader& downloader) : options_(std::move(options)), downloader_(downloader) {}

  /// Those of one item's file, all documents. True when any changed; a file that several items name is looked at once.
  [[nodiscard]] Result<bool> bring(const std::shared_ptr<const SourceFile>& item);

 private:
  struct Wanted {
    std::string url;
    std::string dest_file;
  };
  [[nodiscard]] static Result<std::vector<Wanted>> read(const std::shared_ptr<const SourceFile>& item);
  [[nodiscard]] Result<bool> bring_one(const Wanted& wanted);
  [[nodiscard]] Result<bool> copy(const Wanted& wanted, const std::string& place) const;

  Options options_;
  Downloader& downloader_;
  std::set<std::pair<std::string, std::string>> done_;
};

}  // namespace vedette::content

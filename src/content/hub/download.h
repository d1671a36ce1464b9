// Bytes from the network: bounded, conditional, and in their place only when they are whole.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/time.h"
#include "net/http_client.h"

namespace vedette::content {

/// One thing at a time.
class Downloader {
 public:
  /// `stop` ends what is under way; it outlives this object. May be null.
  explicit Downloader(const std::atomic<bool>* stop) : stop_(stop) {}

  /// The whole of it in memory. `before_get` is told that bytes will be asked for. With an entity tag the server may answer that this is what it
  /// still has: then nothing.
  [[nodiscard]] Result<std::optional<std::string>> get(const std::string& url, std::size_t max_bytes, const std::string& entity_tag = {},
                                                       const std::function<void()>& before_get = {});

  /// When a file that is there is good enough.
  enum class Reuse : std::uint8_t {
    kNever,
    kByTime,  // a HEAD request says it is older than the file; a server that says no time is not asked again for a week
  };
  struct ToFile {
    std::string url;
    std::string place;
    std::size_t max_bytes = 0;
    Reuse reuse = Reuse::kNever;
    Time now;  // the present
    std::function<void()> before_get;
  };
  /// True when the file is another one than before. Its folders are made.
  [[nodiscard]] Result<bool> to_file(const ToFile& wanted);

 private:
  [[nodiscard]] net::HttpRequest request_for(const std::string& url, const char* method) const;
  [[nodiscard]] Result<bool> is_fresh(const ToFile& wanted);

  net::HttpClient client_;
  const std::atomic<bool>* stop_;
};

}  // namespace vedette::content

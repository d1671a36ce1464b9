#include "content/hub/download.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <ctime>

#include "content/hub/atomic_file.h"
#include "net/http_date.h"

namespace vedette::content {
namespace {

constexpr std::chrono::minutes kLongest{10};                         // cwhub.HubClient
constexpr std::int64_t kShelfLife = std::int64_t{7} * 24 * 60 * 60;  // seconds; hubops/download.go
constexpr int kOk = 200;
constexpr int kNotModified = 304;
constexpr int kGone = 404;

Result<void> check_status(const net::HttpResponse& response, const std::string& url) {
  if (response.status == kGone) {
    return fail(ErrorKind::kNotFound, "document not found at " + url);
  }
  if (response.status != kOk) {
    return fail(ErrorKind::kUnavailable, fmt::format("bad HTTP code {} for {}", response.status, url));
  }
  return {};
}

Error too_large(const std::string& url, std::size_t max_bytes) {
  return {ErrorKind::kInvalid, fmt::format("{} is larger than the {} bytes allowed for it", url, max_bytes)};
}

}  // namespace

net::HttpRequest Downloader::request_for(const std::string& url, const char* method) const {
  net::HttpRequest request;
  request.method = method;
  request.url = url;
  request.timeout = kLongest;
  request.stop = stop_;
  return request;
}

Result<std::optional<std::string>> Downloader::get(const std::string& url, std::size_t max_bytes, const std::string& entity_tag,
                                                   const std::function<void()>& before_get) {
  net::HttpRequest request = request_for(url, "GET");
  request.max_body = max_bytes;
  if (!entity_tag.empty()) {
    // A question of its own, so that `before_get` speaks of nothing that does not happen.
    net::HttpRequest question = request_for(url, "HEAD");
    question.headers = request.headers = {{"If-None-Match", entity_tag}};
    Result<net::HttpResponse> answer = client_.send(question);
    if (!answer) {
      return tl::unexpected(answer.error());
    }
    if (answer->status == kNotModified) {
      return std::optional<std::string>();
    }
  }
  if (before_get) {
    before_get();
  }
  Result<net::HttpResponse> response = client_.send(request);
  if (!response) {
    return tl::unexpected(response.error());
  }
  if (response->status == kNotModified) {
    return std::optional<std::string>();
  }
  if (Result<void> good = check_status(*response, url); !good) {
    return tl::unexpected(good.error());
  }
  if (response->cut) {
    return tl::unexpected(too_large(url, max_bytes));
  }
  return std::optional<std::string>(std::move(response->body));
}

// downloader.go, isLocalFresh
Result<bool> Downloader::is_fresh(const ToFile& wanted) {
  struct stat info {};
  if (wanted.reuse == Reuse::kNever || ::stat(wanted.place.c_str(), &info) != 0) {
    return false;
  }
  Result<net::HttpResponse> answer = client_.send(request_for(wanted.url, "HEAD"));
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  if (answer->status != kOk) {
    return answer->status == kNotModified;
  }
  const std::string_view modified = answer->header("Last-Modified");
  if (modified.empty()) {
    return info.st_mtim.tv_sec + kShelfLife >= wanted.now.seconds;
  }
  const std::optional<std::int64_t> time = net::parse_http_date(modified);
  return time && (info.st_mtim.tv_sec > *time || (info.st_mtim.tv_sec == *time && info.st_mtim.tv_nsec > 0));
}

Result<bool> Downloader::to_file(const ToFile& wanted) {
  Result<bool> fresh = is_fresh(wanted);
  if (!fresh) {
    return fresh;
  }
  if (*fresh) {
    return false;
  }
  if (wanted.before_get) {
    wanted.before_get();
  }
  Result<AtomicFile> file = AtomicFile::create(wanted.place);
  if (!file) {
    return tl::unexpected(file.error());
  }
  Result<void> written;
  net::HttpRequest request = request_for(wanted.url, "GET");
  request.max_body = wanted.max_bytes;
  request.take_body = [&](std::string_view piece) {
    written = file->write(piece);
    return written.has_value();
  };
  Result<net::HttpResponse> response = client_.send(request);
  if (!response) {
    return tl::unexpected(response.error());
  }
  if (!written) {
    return tl::unexpected(written.error());
  }
  if (Result<void> good = check_status(*response, wanted.url); !good) {
    return tl::unexpected(good.error());
  }
  if (response->cut) {
    return tl::unexpected(too_large(wanted.url, wanted.max_bytes));
  }
  Result<AtomicFile::Change> change = file->commit();
  if (!change) {
    return tl::unexpected(change.error());
  }
  return *change == AtomicFile::Change::kReplaced;
}

}  // namespace vedette::content

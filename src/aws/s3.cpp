#include "aws/s3.h"

#include <cstdlib>

#include "aws/protocol.h"
#include "base/uri.h"
#include "net/http_date.h"

namespace vedette::aws::s3 {
namespace {

constexpr int kPartial = 206;
constexpr int kRangeNotSatisfiable = 416;
constexpr int kPreconditionFailed = 412;
constexpr int kMostFailuresInARow = 5;
constexpr std::chrono::seconds kStall{60};

std::string name_of(const ObjectId& object) {
  return "s3://" + object.bucket + "/" + object.key;
}

std::uint64_t number(std::string_view text) {
  return text.empty() || text.size() > 19 || text.find_first_not_of("0123456789") != std::string_view::npos
             ? 0
             : std::strtoull(std::string(text).c_str(), nullptr, 10);
}

/// "bytes 100-199/200": the first byte and the size of the whole.
bool parse_content_range(std::string_view text, std::uint64_t& first, std::uint64_t& size) {
  constexpr std::string_view kUnit = "bytes ";
  const std::size_t dash = text.find('-');
  const std::size_t slash = text.find('/');
  if (!text.starts_with(kUnit) || dash == std::string_view::npos || slash == std::string_view::npos || slash < dash) {
    return false;
  }
  first = number(text.substr(kUnit.size(), dash - kUnit.size()));
  size = number(text.substr(slash + 1));
  return size > first;
}

ObjectInfo info_of(const net::HttpResponse& head) {
  ObjectInfo info;
  info.size = number(head.header("Content-Length"));
  info.etag = head.header("Etag");
  info.version_id = head.header("X-Amz-Version-Id");
  info.content_type = head.header("Content-Type");
  info.content_encoding = head.header("Content-Encoding");
  if (const std::optional<std::int64_t> time = net::parse_http_date(head.header("Last-Modified"))) {
    info.last_modified = from_unix(*time, 0);
  }
  return info;
}

Call object_call(const ObjectId& object, const char* method, const Options& options) {
  Call call;
  call.action = object.version_id.empty() ? "s3:GetObject" : "s3:GetObjectVersion";
  call.resource = name_of(object);
  call.protocol = Protocol::kRestXml;
  call.method = method;
  call.path = "/" + object.key;
  call.decode_content = false;
  if (!object.version_id.empty()) {
    call.query.emplace_back("versionId", object.version_id);
  }
  if (options.requester_pays) {
    call.headers.emplace_back("X-Amz-Request-Payer", "requester");
  }
  return call;
}

ApiError object_error(const ObjectId& object, ErrorClass what, std::string code, const std::string& why) {
  ApiError error;
  error.what = what;
  error.code = std::move(code);
  error.message = "s3:GetObject on " + name_of(object) + ": " + why;
  return error;
}

/// A GetObject on its way, over as many connections as it takes.
class Download {
 public:
  Download(const ObjectId& object, const std::function<bool(std::string_view)>& take, const std::function<bool(const ObjectInfo&)>& begin)
      : object_(object), take_(take), begin_(begin) {}

  /// The call for what is not there yet.
  [[nodiscard]] Call next(const Options& options) {
    Call call = object_call(object_, "GET", options);
    call.attempt_timeout = std::chrono::milliseconds(0);
    call.stall_timeout = kStall;
    call.max_answer = std::size_t{1} << 62;
    if (taken_ > 0) {
      call.headers.emplace_back("Range", "bytes=" + std::to_string(taken_) + "-");
      call.headers.emplace_back("If-Match", info_.etag);
    }
    call.take_head = [this](const net::HttpResponse& head) { return take_head(head); };
    call.take_body = [this](std::string_view piece) {
      taken_ += piece.size();
      refused_ = !take_(piece);
      return !refused_;
    };
    return call;
  }

  [[nodiscard]] std::uint64_t taken() const { return taken_; }
  [[nodiscard]] bool refused() const { return refused_; }
  [[nodiscard]] bool mismatched() const { return mismatched_; }
  [[nodiscard]] bool complete() const { return begun_ && (taken_ == info_.size || (size_unknown_ && ended_)); }
  void ended() { ended_ = true; }
  [[nodiscard]] ObjectInfo& info() { return info_; }
  /// An object without bytes has no piece that would have begun it.
  [[nodiscard]] bool begin_empty(const net::HttpResponse& head) { return begun_ || take_head(head); }

 private:
  bool take_head(const net::HttpResponse& head) {
    if (taken_ == 0) {
      info_ = info_of(head);
      refused_ = !begun_ && begin_ && !begin_(info_);
      begun_ = true;
      size_unknown_ = head.header("Content-Length").empty();
      return !refused_;
    }
    std::uint64_t first = 0;
    std::uint64_t size = 0;
    mismatched_ = head.status != kPartial || !parse_content_range(head.header("Content-Range"), first, size) || first != taken_ || size != info_.size;
    return !mismatched_;
  }

  const ObjectId& object_;
  const std::function<bool(std::string_view)>& take_;
  const std::function<bool(const ObjectInfo&)>& begin_;
  ObjectInfo info_;
  std::uint64_t taken_ = 0;
  bool begun_ = false, ended_ = false, size_unknown_ = false;
  bool refused_ = false, mismatched_ = false;
};

}  // namespace

S3::S3(Client client, Options options) : client_(std::move(client)), options_(options), regions_(std::make_unique<Regions>()) {}

Outcome<Answer> S3::send(const std::string& bucket, Call& call, const CallControl& control) const {
  std::string region;
  {
    std::lock_guard lock(regions_->mutex);
    const auto known = regions_->by_bucket.find(bucket);
    region = known == regions_->by_bucket.end() ? client_.region() : known->second;
  }
  for (int hops = 0;; ++hops) {
    const Result<Endpoint> service = region == client_.region() ? client_.endpoint() : client_.endpoint_in(region);
    const Result<Endpoint> endpoint = service ? bucket_endpoint(*service, bucket, options_.addressing) : service;
    if (!endpoint) {
      ApiError error;
      error.what = ErrorClass::kPermanent;
      error.message = std::string(call.action) + " on " + call.resource + ": " + endpoint.error().message;
      return tl::unexpected(std::move(error));
    }
    call.endpoint = &*endpoint;
    Outcome<Answer> answer = client_.send(call, control);
    call.endpoint = nullptr;
    constexpr int kMostHops = 2;
    if (answer || answer.error().bucket_region.empty() || answer.error().bucket_region == region || hops == kMostHops) {
      return answer;
    }
    region = answer.error().bucket_region;
    std::lock_guard lock(regions_->mutex);
    constexpr std::size_t kMostBuckets = 10'000;
    if (regions_->by_bucket.size() < kMostBuckets) {
      regions_->by_bucket[bucket] = region;
    }
  }
}

Outcome<ObjectInfo> S3::get_object(const ObjectId& object, const std::function<bool(std::string_view piece)>& take, const CallControl& control,
                                   const std::function<bool(const ObjectInfo& info)>& begin) const {
  Download download(object, take, begin);
  int failures = 0;
  while (true) {
    const std::uint64_t before = download.taken();
    Call call = download.next(options_);
    Outcome<Answer> answer = send(object.bucket, call, control);
    if (answer && !download.begin_empty(*answer)) {
      return tl::unexpected(object_error(object, ErrorClass::kPermanent, "Stopped", "ended by the reader"));
    }
    if (answer && !answer->cut) {
      download.ended();
    }
    if (download.refused()) {
      return tl::unexpected(object_error(object, ErrorClass::kPermanent, "Stopped", "ended by the reader"));
    }
    if (download.complete()) {
      return std::move(download.info());
    }
    const bool changed = download.mismatched() ||
                         (!answer && before > 0 && (answer.error().status == kPreconditionFailed || answer.error().status == kRangeNotSatisfiable));
    if (changed) {
      return tl::unexpected(object_error(object, ErrorClass::kTransient, "Changed", "the object has changed while it was read"));
    }
    failures = download.taken() > before ? 0 : failures + 1;
    const bool stopped = control.stop != nullptr && control.stop->load();
    if (!answer && (answer.error().what != ErrorClass::kTransient || download.taken() == 0 || failures >= kMostFailuresInARow || stopped)) {
      return tl::unexpected(std::move(answer.error()));
    }
    if (answer && failures >= kMostFailuresInARow) {
      return tl::unexpected(object_error(object, ErrorClass::kTransient, "Incomplete", "fewer bytes came than were promised"));
    }
  }
}

Outcome<ObjectInfo> S3::head_object(const ObjectId& object, const CallControl& control) const {
  Call call = object_call(object, "HEAD", options_);
  Outcome<Answer> answer = send(object.bucket, call, control);
  if (!answer) {
    return tl::unexpected(std::move(answer.error()));
  }
  return info_of(*answer);
}

Outcome<Page> parse_page(const Call& call, Outcome<Answer> answer) {
  const Outcome<XmlAnswer> xml = XmlAnswer::read(call, std::move(answer));
  if (!xml) {
    return tl::unexpected(xml.error());
  }
  const pugi::xml_node root = xml->root();
  if (std::string_view(root.name()) != "ListBucketResult") {
    return tl::unexpected(unreadable(call, "it is no list"));
  }
  const bool encoded = std::string_view(root.child_value("EncodingType")) == "url";
  Page page;
  for (const pugi::xml_node node : root.children("Contents")) {
    const char* key = node.child_value("Key");
    ListedObject object{encoded ? unescape_form(key) : std::string(key),
                        node.child_value("ETag"),
                        number(node.child_value("Size")),
                        {},
                        node.child_value("StorageClass")};
    if (const Result<Time> time = parse_rfc3339(node.child_value("LastModified"))) {
      object.last_modified = *time;
    }
    page.objects.push_back(std::move(object));
  }
  if (std::string_view(root.child_value("IsTruncated")) == "true") {
    page.next = root.child_value("NextContinuationToken");
    if (page.next.empty()) {
      return tl::unexpected(unreadable(call, "there is more, but it does not say how to ask for it"));
    }
  }
  return page;
}

Outcome<Page> S3::list_objects(const ListInput& input, const CallControl& control) const {
  Call call;
  call.action = "s3:ListBucket";
  call.resource = "s3://" + input.bucket + "/" + input.prefix;
  call.protocol = Protocol::kRestXml;
  call.method = "GET";
  call.query = {{"encoding-type", "url"}, {"list-type", "2"}, {"max-keys", std::to_string(input.max_keys)}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) {
      call.query.emplace_back(name, value);
    }
  };
  add("prefix", input.prefix);
  add("start-after", input.start_after);
  add("continuation-token", input.continuation_token);
  if (options_.requester_pays) {
    call.headers.emplace_back("X-Amz-Request-Payer", "requester");
  }
  Outcome<Answer> answer = send(input.bucket, call, control);
  return parse_page(call, std::move(answer));
}

}  // namespace vedette::aws::s3

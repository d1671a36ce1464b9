// Amazon S3: objects and lists of them. Buckets of other regions are found by themselves.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "aws/client.h"

namespace vedette::aws::s3 {

struct Options {
  BucketAddressing addressing = BucketAddressing::kAutomatic;
  bool requester_pays = false;  // we pay for requests to buckets whose owners ask for that
};

struct ObjectId {
  std::string bucket;
  std::string key;         // as it is, not encoded
  std::string version_id;  // empty: the latest
};

struct ObjectInfo {
  std::uint64_t size = 0;  // of the whole object
  std::string etag;        // with its quotes
  std::string version_id;  // empty: the bucket has no versions
  std::string content_type;
  std::string content_encoding;  // "gzip": the bytes are packed once more
  Time last_modified;            // zero: not told
};

struct ListInput {
  std::string bucket;
  std::string prefix;
  std::string start_after;         // keys behind this one, in the order of UTF-8 bytes; for the first page
  std::string continuation_token;  // what the page before gave
  int max_keys = 1'000;            // of a page; 1 to 1,000
};
struct ListedObject {
  std::string key, etag;
  std::uint64_t size = 0;
  Time last_modified;
  std::string storage_class;  // "STANDARD", "GLACIER", ...: those must be restored before they can be read
};
struct Page {
  std::vector<ListedObject> objects;
  std::string next;  // for continuation_token; empty: this was the last
};

/// Thread safe.
class S3 {
 public:
  /// `client` is one of "s3".
  explicit S3(Client client, Options options = {});

  /// Hands the object's bytes to `take`, in order. A connection that breaks is taken up again behind the last byte, for the same version of the
  /// object; when that has changed meanwhile, the error is kTransient: what was taken is worthless. `take` gives false to end it; that is an error
  /// too (code "Stopped"). `begin`, which may be empty, is told what comes before the first byte, once; false ends it.
  [[nodiscard]] Outcome<ObjectInfo> get_object(const ObjectId& object, const std::function<bool(std::string_view piece)>& take,
                                               const CallControl& control = {}, const std::function<bool(const ObjectInfo& info)>& begin = {}) const;
  [[nodiscard]] Outcome<ObjectInfo> head_object(const ObjectId& object, const CallControl& control = {}) const;
  [[nodiscard]] Outcome<Page> list_objects(const ListInput& input, const CallControl& control = {}) const;

  [[nodiscard]] const Client& client() const { return client_; }

 private:
  /// Sends `call` to where the bucket is, and learns it from a redirection.
  [[nodiscard]] Outcome<Answer> send(const std::string& bucket, Call& call, const CallControl& control) const;

  Client client_;
  Options options_;
  struct Regions {
    std::mutex mutex;
    std::map<std::string, std::string> by_bucket;
  };
  std::unique_ptr<Regions> regions_;
};

/// An answer to ListObjectsV2 with encoding-type=url. For tests: the service's XML is bytes from outside.
[[nodiscard]] Outcome<Page> parse_page(const Call& call, Outcome<Answer> answer);

}  // namespace vedette::aws::s3

// How services write requests and answers: the JSON, XML and form encodings of calls, and their errors.
#pragma once

#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "aws/client.h"
#include "base/json.h"

namespace vedette::aws {

/// What an answer with an error status says of itself.
struct ServiceError {
  std::string code;     // without namespace: "QueueDoesNotExist"
  std::string message;  // at most 1,000 bytes, printable
  std::string request_id;
  std::string bucket_region;
};
/// Never fails: what cannot be read leaves its fields empty.
[[nodiscard]] ServiceError parse_service_error(Protocol protocol, const net::HttpResponse& response);

/// A call of a JSON service: POST / with X-Amz-Target. `version` is "1.0" or "1.1".
[[nodiscard]] Call json_call(std::string_view action, std::string_view target, std::string_view version, std::string body);
/// A call of a query service: a form with Action and Version.
[[nodiscard]] Call query_call(std::string_view action, std::string_view name, std::string_view version, const Pairs& parameters);

/// An answer that could not be read; the call may succeed another time.
[[nodiscard]] ApiError unreadable(const Call& call, std::string_view why);

/// Writes a JSON object field by field; strings are escaped, empty ones can be left out.
class JsonObject {
 public:
  void add(std::string_view key, std::string_view text);
  void add_if(std::string_view key, std::string_view text);  // not when it is empty
  void add_number(std::string_view key, std::int64_t number);
  void add_json(std::string_view key, std::string_view json);  // as it is
  [[nodiscard]] std::string text() && { return std::move(text_) + "}"; }

 private:
  void key(std::string_view name);
  std::string text_ = "{";
};

/// A JSON answer: the object, or an error.
class JsonAnswer {
 public:
  [[nodiscard]] static Outcome<JsonAnswer> read(const Call& call, Outcome<Answer> answer);
  [[nodiscard]] const JsonView& root() const { return root_; }

 private:
  JsonReader reader_;
  JsonView root_;
};

/// Empty or zero when the key is not there or something else.
[[nodiscard]] std::string text_of(const JsonView& object, std::string_view key);
[[nodiscard]] std::int64_t integer_of(const JsonView& object, std::string_view key);
[[nodiscard]] bool flag_of(const JsonView& object, std::string_view key);
/// An array's or object's elements; none when the key is not there.
[[nodiscard]] JsonView::Iterator elements_of(const JsonView& object, std::string_view key);

/// An XML answer: its root element, or an error.
class XmlAnswer {
 public:
  [[nodiscard]] static Outcome<XmlAnswer> read(const Call& call, Outcome<Answer> answer);
  [[nodiscard]] pugi::xml_node root() const { return document_->document_element(); }

 private:
  std::unique_ptr<pugi::xml_document> document_;
};

/// Base64, as JSON carries bytes; nothing for what is none.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace vedette::aws

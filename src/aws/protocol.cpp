#include "aws/protocol.h"

#include <algorithm>

#include "base/base64.h"

namespace vedette::aws {
namespace {

constexpr std::size_t kMaxMessage = 1'000;
constexpr std::size_t kMaxCode = 100;

/// What another machine says goes into logs: bounded, and nothing that moves a terminal's cursor.
std::string printable(std::string_view text, std::size_t longest) {
  std::string out(text.substr(0, longest));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return out;
}

/// "com.amazonaws.sqs#QueueDoesNotExist", "ValidationException:http://...", "AWS.SimpleQueueService.NonExistentQueue".
std::string code_of(std::string_view text) {
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    text.remove_prefix(hash + 1);
  }
  text = text.substr(0, text.find_first_of(":;"));
  if (text.starts_with("AWS.SimpleQueueService.")) {
    text.remove_prefix(text.rfind('.') + 1);
  }
  return printable(text, kMaxCode);
}

void read_json_error(const net::HttpResponse& response, ServiceError& error) {
  JsonReader reader;
  const Result<JsonView> json = reader.parse(response.body);
  const bool readable = json && json->kind() == JsonKind::kObject;
  std::string code(response.header("X-Amzn-Errortype"));
  if (code.empty() && readable) {
    code = text_of(*json, "__type");
    code = code.empty() ? text_of(*json, "code") : code;
    code = code.empty() ? text_of(*json, "Code") : code;
  }
  error.code = code_of(code);
  if (readable) {
    std::string message = text_of(*json, "message");
    message = message.empty() ? text_of(*json, "Message") : message;
    message = message.empty() ? text_of(*json, "errorMessage") : message;
    error.message = printable(message, kMaxMessage);
  }
}

/// <Error>.. of S3, <ErrorResponse><Error>.. of query services, <Response><Errors><Error>.. of EC2.
void read_xml_error(const net::HttpResponse& response, ServiceError& error) {
  pugi::xml_document document;
  if (!document.load_buffer(response.body.data(), response.body.size(), pugi::parse_default, pugi::encoding_utf8)) {
    return;
  }
  const pugi::xml_node root = document.document_element();
  pugi::xml_node node = root;
  if (const pugi::xml_node inner = root.child("Error")) {
    node = inner;
  } else if (const pugi::xml_node errors = root.child("Errors")) {
    node = errors.child("Error");
  }
  error.code = code_of(node.child_value("Code"));
  error.message = printable(node.child_value("Message"), kMaxMessage);
  error.bucket_region = printable(node.child_value("Region"), kMaxCode);
  for (const char* name : {"RequestId", "RequestID"}) {
    for (const pugi::xml_node& place : {node, root}) {
      if (error.request_id.empty()) {
        error.request_id = printable(place.child_value(name), kMaxCode);
      }
    }
  }
}

}  // namespace

ServiceError parse_service_error(Protocol protocol, const net::HttpResponse& response) {
  ServiceError error;
  if (protocol == Protocol::kJson || protocol == Protocol::kRestJson) {
    read_json_error(response, error);
  } else {
    read_xml_error(response, error);
  }
  for (const char* name : {"X-Amzn-Requestid", "X-Amz-Request-Id"}) {
    if (const std::string_view id = response.header(name); !id.empty()) {
      error.request_id = printable(id, kMaxCode);
    }
  }
  if (const std::string_view region = response.header("X-Amz-Bucket-Region"); !region.empty()) {
    error.bucket_region = printable(region, kMaxCode);
  }
  return error;
}

Call json_call(std::string_view action, std::string_view target, std::string_view version, std::string body) {
  Call call;
  call.action = action;
  call.headers = {{"Content-Type", "application/x-amz-json-" + std::string(version)}, {"X-Amz-Target", std::string(target)}};
  call.body = std::move(body);
  return call;
}

Call query_call(std::string_view action, std::string_view name, std::string_view version, const Pairs& parameters) {
  Call call;
  call.action = action;
  call.protocol = Protocol::kQuery;
  call.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  Pairs all{{"Action", std::string(name)}, {"Version", std::string(version)}};
  all.insert(all.end(), parameters.begin(), parameters.end());
  call.body = query_string(all);
  return call;
}

ApiError unreadable(const Call& call, std::string_view why) {
  ApiError error;
  error.what = ErrorClass::kTransient;
  error.message =
      std::string(call.action) + (call.resource.empty() ? "" : " on " + call.resource) + ": the answer cannot be read: " + std::string(why);
  return error;
}

void JsonObject::key(std::string_view name) {
  if (text_.size() > 1) {
    text_ += ',';
  }
  append_json_string(text_, name, false);
  text_ += ':';
}

void JsonObject::add(std::string_view name, std::string_view text) {
  key(name);
  append_json_string(text_, text, false);
}

void JsonObject::add_if(std::string_view name, std::string_view text) {
  if (!text.empty()) {
    add(name, text);
  }
}

void JsonObject::add_number(std::string_view name, std::int64_t number) {
  key(name);
  text_ += std::to_string(number);
}

void JsonObject::add_json(std::string_view name, std::string_view json) {
  key(name);
  text_ += json;
}

Outcome<JsonAnswer> JsonAnswer::read(const Call& call, Outcome<Answer> answer) {
  if (!answer) {
    return tl::unexpected(std::move(answer.error()));
  }
  JsonAnswer out;
  Result<JsonView> json = out.reader_.parse(answer->body.empty() ? std::string_view("{}") : std::string_view(answer->body));
  if (!json || json->kind() != JsonKind::kObject) {
    return tl::unexpected(unreadable(call, json ? "it is no JSON object" : json.error().message));
  }
  out.root_ = *json;
  return out;
}

std::string text_of(const JsonView& object, std::string_view key) {
  JsonView value;
  return object.kind() == JsonKind::kObject && object.find(key, value) ? std::string(value.as_string()) : std::string();
}

std::int64_t integer_of(const JsonView& object, std::string_view key) {
  JsonView value;
  std::int64_t number = 0;
  if (object.kind() != JsonKind::kObject || !object.find(key, value) || value.kind() != JsonKind::kNumber) {
    return 0;
  }
  if (value.as_integer(number)) {
    return number;
  }
  constexpr double kLargest = 9e15;
  return static_cast<std::int64_t>(std::clamp(value.as_number(), -kLargest, kLargest));
}

bool flag_of(const JsonView& object, std::string_view key) {
  JsonView value;
  return object.kind() == JsonKind::kObject && object.find(key, value) && value.kind() == JsonKind::kBool && value.as_bool();
}

JsonView::Iterator elements_of(const JsonView& object, std::string_view key) {
  JsonView value;
  return object.kind() == JsonKind::kObject && object.find(key, value) ? value.elements() : JsonView().elements();
}

Outcome<XmlAnswer> XmlAnswer::read(const Call& call, Outcome<Answer> answer) {
  if (!answer) {
    return tl::unexpected(std::move(answer.error()));
  }
  XmlAnswer out;
  out.document_ = std::make_unique<pugi::xml_document>();
  // Blank text counts: a key of S3 may be a blank.
  const pugi::xml_parse_result parsed =
      out.document_->load_buffer(answer->body.data(), answer->body.size(), pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8);
  if (!parsed || !out.root()) {
    return tl::unexpected(unreadable(call, parsed ? "it holds no XML" : parsed.description()));
  }
  return out;
}

std::optional<std::string> decode_base64(std::string_view text) {
  std::string out;
  std::size_t bad = 0;
  return append_base64_decoded(out, text, bad) ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace vedette::aws

// CrowdSec's helpers that ask other machines. pkg/exprhelpers: http.go, helpers.go (LookupHost). Without leave to use the network HTTP calls fail,
// as they do when nobody answers, and LookupHost gives no addresses.
#include <algorithm>
#include <array>
#include <new>
#include <vector>

#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/network.h"
#include "expr/builtins/services.h"
#include "expr/go_format.h"
#include "expr/struct_fields.h"

namespace vedette::expr {
namespace {

/// http.Header.Get: names are alike whatever their case.
Value header_get(CallContext& context, std::span<const Value> values) {
  if (values[0].is_null() || !values[1].is_string()) {
    return Value::string("");
  }
  for (const auto& [name, lines] : sorted_entries(context, values[0])) {
    const std::string_view text = name.as_string();
    const std::string_view wanted = values[1].as_string();
    const bool alike = std::equal(text.begin(), text.end(), wanted.begin(), wanted.end(),
                                  [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a | 0x20 : a) == (b >= 'A' && b <= 'Z' ? b | 0x20 : b); });
    if (alike && lines.size() > 0) {
      return lines.slice_data()[0];
    }
  }
  return Value::string("");
}

const Type* header_type() {
  static const Type* const kType = [] {
    Type* type = define_map("http.Header", T(type_id::kString), T(type_id::kStringSlice));
    static const Builtin kGet = {.name = "Get",
                                 .signatures = {{{T(type_id::kString)}, false, T(type_id::kString)}},
                                 .call = header_get,
                                 .description = "The first line of a header, or the empty text."};
    type->methods.push_back(&kGet);
    return type;
  }();
  return kType;
}

/// http.Header: the lines of one name are one list.
Value headers_field(const void* object, Arena& arena) {
  const TextPairs lines = static_cast<const HttpAnswer*>(object)->headers;
  using Entry = std::pair<Value, Value>;
  auto* entries = static_cast<Entry*>(arena.allocate(lines.size() * sizeof(Entry) + 1, alignof(Entry)));
  std::size_t count = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    bool seen = false;
    std::size_t values = 0;
    for (std::size_t j = 0; j < lines.size(); ++j) {
      if (lines[j].first == lines[i].first) {
        seen = seen || j < i;
        ++values;
      }
    }
    if (seen) {
      continue;
    }
    Value* list = arena.make_array<Value>(values);
    std::size_t at = 0;
    for (const auto& [name, value] : lines) {
      if (name == lines[i].first) {
        list[at++] = Value::string(value);
      }
    }
    new (&entries[count++]) Entry(Value::string(lines[i].first), Value::slice(list, values, type_id::kStringSlice));
  }
  return Value::map(arena.make<ArenaMap>(entries, count), header_type()->id);
}

const Type* make_response() {
  Type* type = define_struct("exprhelpers.HTTPResponse");
  type->full_name = "github.com/crowdsecurity/crowdsec/pkg/exprhelpers.HTTPResponse";
  type->fields = {
      struct_field("StatusCode", T(type_id::kInt), integer_field<&HttpAnswer::status>),
      struct_field("Body", T(type_id::kString), text_field<&HttpAnswer::body>),
      struct_field("Headers", header_type(), headers_field),
  };
  return pointer_to(type);
}

Network* network_of(CallContext& context, Absence absence) {
  auto* services = static_cast<Services*>(context.services);
  if (services == nullptr) {
    return nullptr;
  }
  if (services->network == nullptr) {
    services->count(absence);
  }
  return services->network;
}

Value call(CallContext& context, const HttpCall& request) {
  Network* network = network_of(context, Absence::kHttp);
  if (network == nullptr) {
    return context.fail("the network may not be asked");
  }
  Result<HttpAnswer> answer = network->call(request, context.arena);
  if (!answer) {
    return context.fail(answer.error().message);
  }
  return Value::object(context.arena.make<HttpAnswer>(*answer), http_response_type()->id);
}

template <bool kHead>
Value http_read(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  HttpCall request;
  request.method = kHead ? "HEAD" : "GET";
  request.url = arguments.text(0);
  return arguments.failed() ? Value() : call(context, request);
}

Value http_post(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  HttpCall request;
  request.method = "POST";
  request.url = arguments.text(0);
  const std::pair<std::string_view, std::string_view> header("Content-Type", arguments.text(1));
  request.headers = {&header, 1};
  request.body = arguments.text(2);
  return arguments.failed() ? Value() : call(context, request);
}

Value http_request(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  HttpCall request;
  request.method = arguments.text(0);
  request.url = arguments.text(1);
  request.body = arguments.text(3);
  if (arguments.failed()) {
    return {};
  }
  if (values[2].type_id() != type_id::kAnyMap) {
    return context.fail("invalid type for headers: " + std::string(type_name(values[2])));
  }
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  if (!values[2].is_null()) {
    for (const auto& [name, value] : sorted_entries(context, values[2])) {
      std::string text;
      if (!append_go_value(context, text, value)) {
        return {};
      }
      headers.emplace_back(name.as_string(), context.arena.copy(text));
    }
  }
  request.headers = headers;
  return call(context, request);
}

Value lookup_host(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  const std::string_view host = arguments.text(0);
  Network* network = arguments.failed() ? nullptr : network_of(context, Absence::kHostLookup);
  if (network == nullptr) {
    return Value::slice(nullptr, 0, type_id::kStringSlice);
  }
  const std::span<const std::string_view> addresses = network->addresses_of(host, context.arena);
  Value* list = context.arena.make_array<Value>(addresses.size());
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    list[i] = Value::string(addresses[i]);
  }
  return Value::slice(list, addresses.size(), type_id::kStringSlice);
}

}  // namespace

const Type* http_response_type() {
  static const Type* const kType = make_response();
  return kType;
}

std::span<const Builtin> http_helpers() {
  static const Type* const s = T(type_id::kString);
  static const Type* const response = http_response_type();
  static const std::array kRows = {
      Builtin{.name = "HTTPGet",
              .signatures = {{{s}, false, response}},
              .call = http_read<false>,
              .effect = Effect::kBlocking,
              .description = "The answer to an HTTP GET request."},
      Builtin{.name = "HTTPHead",
              .signatures = {{{s}, false, response}},
              .call = http_read<true>,
              .effect = Effect::kBlocking,
              .description = "The answer to an HTTP HEAD request."},
      Builtin{.name = "HTTPPost",
              .signatures = {{{s, s, s}, false, response}},
              .call = http_post,
              .effect = Effect::kBlocking,
              .description = "The answer to an HTTP POST request with a content type and a body."},
      Builtin{.name = "HTTPRequest",
              .signatures = {{{s, s, T(type_id::kAnyMap), s}, false, response}},
              .call = http_request,
              .effect = Effect::kBlocking,
              .description = "The answer to an HTTP request: method, URL, headers, body."},
      Builtin{.name = "LookupHost",
              .signatures = {{{s}, false, T(type_id::kStringSlice)}},
              .call = lookup_host,
              .effect = Effect::kBlocking,
              .description = "The IP addresses of a host name."},
  };
  return kRows;
}

}  // namespace vedette::expr

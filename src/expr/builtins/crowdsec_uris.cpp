// CrowdSec's helpers on URIs, and the methods of url.Values. pkg/exprhelpers: helpers.go, waf.go.
#include <algorithm>
#include <array>
#include <unordered_map>

#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/go_url.h"

namespace vedette::expr {
namespace {

const Type* text_lists() {
  static const Type* const kType = map_of(T(type_id::kString), T(type_id::kStringSlice));
  return kType;
}

/// map[string][]string: the values of equal keys, in order.
Value map_of_pairs(CallContext& context, const QueryPairs& pairs, const Type* type) {
  if (!context.charge(pairs.size() + 1)) {
    return {};
  }
  std::vector<std::pair<std::string_view, std::vector<Value>>> lists;
  std::unordered_map<std::string_view, std::size_t> known;
  for (const auto& [key, value] : pairs) {
    auto [at, fresh] = known.emplace(key, lists.size());
    if (fresh) {
      lists.emplace_back(key, std::vector<Value>());
    }
    lists[at->second].second.push_back(Value::string(context.arena.copy(value)));
  }
  std::vector<std::pair<Value, Value>> entries;
  for (const auto& [key, values] : lists) {
    entries.emplace_back(Value::string(context.arena.copy(key)), slice_result(context, values, type_id::kStringSlice));
  }
  return map_result(context, entries, type->id);
}

bool read_text(CallContext& context, std::span<const Value> values, std::string_view& text) {
  Arguments arguments(context, values);
  text = arguments.text(0);
  return !arguments.failed() && context.charge(text.size() / 16 + 1);
}

template <UrlPart kPart>
Value escape(CallContext& context, std::span<const Value> values) {
  std::string_view text;
  if (!read_text(context, values, text)) {
    return {};
  }
  std::string escaped;
  append_url_escaped(escaped, text, kPart);
  return text_result(context, escaped);
}

template <UrlPart kPart>
Value unescape(CallContext& context, std::span<const Value> values) {
  std::string_view text;
  if (!read_text(context, values, text)) {
    return {};
  }
  std::string unescaped;
  return append_url_unescaped(unescaped, text, kPart) ? text_result(context, unescaped) : Value::string(text);
}

Value parse_uri(CallContext& context, std::span<const Value> values) {
  std::string_view text;
  if (!read_text(context, values, text)) {
    return {};
  }
  std::string_view query;
  QueryPairs pairs;
  if (!parse_url(text, query) || !parse_query(query, pairs)) {
    pairs.clear();
  }
  return map_of_pairs(context, pairs, text_lists());
}

// Methods of url.Values: the receiver is the first argument, and no part of the signature.
Value values_get(CallContext& context, std::span<const Value> arguments) {
  Value list;
  if (!arguments[1].is_string()) {
    return context.fail("interface conversion: interface {} is " + std::string(type_name(arguments[1])) + ", not string");
  }
  bool found = !arguments[0].is_null() && arguments[0].as_map()->find(arguments[1].as_string(), context.arena, list);
  return found && list.size() > 0 ? list.slice_data()[0] : Value::string("");
}

Value values_has(CallContext& context, std::span<const Value> arguments) {
  Value list;
  if (!arguments[1].is_string()) {
    return context.fail("interface conversion: interface {} is " + std::string(type_name(arguments[1])) + ", not string");
  }
  return Value::boolean(!arguments[0].is_null() && arguments[0].as_map()->find(arguments[1].as_string(), context.arena, list));
}

Value values_encode(CallContext& context, std::span<const Value> arguments) {
  std::string encoded;
  for (const auto& [key, list] : sorted_entries(context, arguments[0])) {
    for (std::uint32_t i = 0; i < list.size(); ++i) {
      if (!encoded.empty()) {
        encoded += '&';
      }
      append_url_escaped(encoded, key.as_string(), UrlPart::kQueryComponent);
      encoded += '=';
      append_url_escaped(encoded, list.slice_data()[i].as_string(), UrlPart::kQueryComponent);
    }
  }
  return text_result(context, encoded);
}

const Type* url_values() {
  static const Type* const kType = [] {
    static const Type* const s = T(type_id::kString);
    Type* type = define_map("url.Values", s, T(type_id::kStringSlice));
    static const std::array kMethods = {
        Builtin{
            .name = "Get", .signatures = {{{s}, false, s}}, .call = values_get, .description = "The first value of a parameter, or the empty text."},
        Builtin{.name = "Has", .signatures = {{{s}, false, T(type_id::kBool)}}, .call = values_has, .description = "Whether a parameter is there."},
        Builtin{.name = "Encode", .signatures = {{{}, false, s}}, .call = values_encode, .description = "The query as a text, keys sorted."},
    };
    type->full_name = "net/url.Values";
    for (const Builtin& method : kMethods) {
      type->methods.push_back(&method);
    }
    return type;
  }();
  return kType;
}

Value parse_query_of(CallContext& context, std::span<const Value> values) {
  std::string_view query;
  if (!read_text(context, values, query)) {
    return {};
  }
  QueryPairs pairs;
  parse_query_leniently(query, pairs);
  return map_of_pairs(context, pairs, url_values());
}

Value extract_query_param(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view uri = arguments.text(0);
  std::string_view name = arguments.text(1);
  if (arguments.failed() || !context.charge(uri.size() / 16 + 1)) {
    return {};
  }
  std::size_t question = uri.find('?');
  std::vector<Value> found;
  if (question != std::string_view::npos) {
    QueryPairs pairs;
    parse_query_leniently(uri.substr(question + 1), pairs);
    for (const auto& [key, value] : pairs) {
      if (key == name) {
        found.push_back(Value::string(context.arena.copy(value)));
      }
    }
  }
  return slice_result(context, found, type_id::kStringSlice);
}

}  // namespace

std::span<const Builtin> uri_helpers() {
  static const Type* const s = T(type_id::kString);
  static const std::array kRows = {
      Builtin{.name = "PathEscape",
              .signatures = {{{s}, false, s}},
              .call = escape<UrlPart::kPathSegment>,
              .description = "Escapes a text for one segment of a URL's path.",
              .example = "PathEscape(\"a b/c\") == \"a%20b%2Fc\""},
      Builtin{.name = "PathUnescape",
              .signatures = {{{s}, false, s}},
              .call = unescape<UrlPart::kPathSegment>,
              .description = "Undoes PathEscape; a malformed text comes back as it is.",
              .example = "PathUnescape(\"a%20b\") == \"a b\""},
      Builtin{.name = "QueryEscape",
              .signatures = {{{s}, false, s}},
              .call = escape<UrlPart::kQueryComponent>,
              .description = "Escapes a text for a URL's query.",
              .example = "QueryEscape(\"a b&c\") == \"a+b%26c\""},
      Builtin{.name = "QueryUnescape",
              .signatures = {{{s}, false, s}},
              .call = unescape<UrlPart::kQueryComponent>,
              .description = "Undoes QueryEscape; a malformed text comes back as it is.",
              .example = "QueryUnescape(\"a+b%26c\") == \"a b&c\""},
      Builtin{.name = "ParseUri",
              .signatures = {{{s}, false, text_lists()}},
              .call = parse_uri,
              .description = "The query parameters of a URI, name to values; none when it is malformed anywhere.",
              .example = "ParseUri(\"/x?a=1&a=2\").a == [\"1\", \"2\"]"},
      Builtin{.name = "ParseQuery",
              .signatures = {{{s}, false, url_values()}},
              .call = parse_query_of,
              .description = "The parameters of a query, name to values; what is malformed stays as it is.",
              .example = "ParseQuery(\"a=1;b&c=%zz\").Get(\"c\") == \"%zz\""},
      Builtin{.name = "ExtractQueryParam",
              .signatures = {{{s, s}, false, T(type_id::kStringSlice)}},
              .call = extract_query_param,
              .description = "The values of one parameter of a URI's query.",
              .example = "ExtractQueryParam(\"/x?a=1&b=2\", \"b\") == [\"2\"]"},
  };
  return kRows;
}

}  // namespace vedette::expr

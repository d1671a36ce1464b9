// Sprig's url.go.
#include <array>

#include "gotemplate/function.h"
#include "gotemplate/print.h"
#include "gotemplate/sprig/url.h"

namespace vedette::gotemplate {

namespace {

Value url_parse(Runtime& runtime, Arguments arguments) {
  const auto url = Url::parse(arguments[0].as_string());
  if (!url) {
    return runtime.fail("unable to parse url: " + std::string(arguments[0].as_string()));
  }
  TemplateMap* map = nullptr;
  const Value out = runtime.map(map);
  runtime.set(*map, "scheme", runtime.text(url->scheme));
  runtime.set(*map, "host", runtime.text(url->host));
  runtime.set(*map, "hostname", runtime.text(url->host_name()));
  runtime.set(*map, "path", runtime.text(url->path));
  runtime.set(*map, "query", runtime.text(url->raw_query));
  runtime.set(*map, "opaque", runtime.text(url->opaque));
  runtime.set(*map, "fragment", runtime.text(url->fragment));
  runtime.set(*map, "userinfo", runtime.text(url->user_text()));
  return out;
}

std::string part(Runtime& runtime, const Value& dict, std::string_view key) {
  Value value;
  if (dict.as_map() == nullptr || !dict.as_map()->find(key, runtime.arena(), value)) {
    return {};
  }
  if (value.kind() == Kind::kString) {
    return std::string(value.as_string());
  }
  runtime.fail(value.is_nil()
                   ? "runtime error: invalid memory address or nil pointer dereference"
                   : "unable to parse " + std::string(key) + " key, must be of type string, but " + std::string(kind_name(value)) + " found");
  return {};
}

Value url_join(Runtime& runtime, Arguments arguments) {
  Url url;
  url.scheme = part(runtime, arguments[0], "scheme");
  url.host = part(runtime, arguments[0], "host");
  url.path = part(runtime, arguments[0], "path");
  url.raw_query = part(runtime, arguments[0], "query");
  url.opaque = part(runtime, arguments[0], "opaque");
  url.fragment = part(runtime, arguments[0], "fragment");
  if (const std::string user = part(runtime, arguments[0], "userinfo"); !user.empty()) {
    const auto with_user = Url::parse("proto://" + user + "@host");
    if (!with_user) {
      return runtime.fail("unable to parse userinfo in dict: " + user);
    }
    url.has_user = with_user->has_user;
    url.user = with_user->user;
    url.has_password = with_user->has_password;
    url.password = with_user->password;
  }
  return runtime.text(url.text());
}

}  // namespace

std::span<const Row> url_functions() {
  static constexpr std::array kRows = {
      Row{"urlJoin", "(dict) string", url_join},
      Row{"urlParse", "(string) dict", url_parse},
  };
  return kRows;
}

}  // namespace vedette::gotemplate

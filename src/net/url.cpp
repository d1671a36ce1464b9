#include "net/url.h"

#include <cstdlib>
#include <memory>

namespace vedette::net {
namespace {

using UrlHandle = std::unique_ptr<CURLU, void (*)(CURLU*)>;

std::string part(const CurlLibrary& curl, CURLU* handle, CURLUPart which, unsigned flags) {
  char* text = nullptr;
  if (curl.url_get(handle, which, &text, flags) != CURLUE_OK) {
    return {};
  }
  std::string out(text);
  curl.free(text);
  return out;
}

Result<Url> read(const CurlLibrary& curl, CURLU* handle) {
  Url url;
  url.text = part(curl, handle, CURLUPART_URL, 0);
  url.scheme = part(curl, handle, CURLUPART_SCHEME, 0);
  url.user = part(curl, handle, CURLUPART_USER, CURLU_URLDECODE);
  url.password = part(curl, handle, CURLUPART_PASSWORD, CURLU_URLDECODE);
  const std::string written_host = part(curl, handle, CURLUPART_HOST, 0);
  url.host = written_host;
  for (char& c : url.host) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
  }
  if (url.host.starts_with('[') && url.host.ends_with(']')) {
    url.host = url.host.substr(1, url.host.size() - 2);
  }
  if (url.host.empty()) {
    return fail(ErrorKind::kInvalid, "the URL names no host");
  }
  url.port = static_cast<std::uint16_t>(std::strtoul(part(curl, handle, CURLUPART_PORT, CURLU_DEFAULT_PORT).c_str(), nullptr, 10));
  const std::string written_port = part(curl, handle, CURLUPART_PORT, 0);
  url.origin = url.scheme + "://" + written_host + (written_port.empty() ? "" : ":" + written_port);
  return url;
}

Result<Url> read_after(const CurlLibrary& curl, CURLU* handle, CURLUcode code) {
  if (code != CURLUE_OK) {
    return fail(ErrorKind::kInvalid, std::string("the URL is none: ") + curl.url_strerror(code));
  }
  return read(curl, handle);
}

}  // namespace

Result<Url> Url::parse(const CurlLibrary& curl, const std::string& text) {
  const UrlHandle handle(curl.url(), curl.url_cleanup);
  if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
    return fail(ErrorKind::kInvalid, "a URL has no line breaks");
  }
  return read_after(curl, handle.get(), curl.url_set(handle.get(), CURLUPART_URL, text.c_str(), CURLU_PATH_AS_IS));
}

Result<Url> Url::resolve(const CurlLibrary& curl, const std::string& location) const {
  const UrlHandle handle(curl.url(), curl.url_cleanup);
  if (curl.url_set(handle.get(), CURLUPART_URL, text.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK) {
    return fail(ErrorKind::kInvalid, "the URL is none");
  }
  return read_after(curl, handle.get(), curl.url_set(handle.get(), CURLUPART_URL, location.c_str(), CURLU_URLENCODE));
}

}  // namespace vedette::net

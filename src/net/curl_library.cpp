#include "net/curl_library.h"

#include "base/shared_library.h"

namespace vedette::net {
namespace {

Result<CurlLibrary> load() {
  // Debian's two flavours of the library have one interface.
  Result<SharedLibrary> library = SharedLibrary::load({"libcurl.so.4", "libcurl-gnutls.so.4"}, "the network", "libcurl4");
  if (!library) {
    return tl::unexpected(std::move(library.error()));
  }
  CurlLibrary curl;
  Result<void> found = library->function("curl_global_init", curl.global_init);
  const auto also = [&](const char* name, auto& function) {
    if (found) {
      found = library->function(name, function);
    }
  };
  also("curl_easy_init", curl.easy_init);
  also("curl_easy_cleanup", curl.easy_cleanup);
  also("curl_easy_reset", curl.easy_reset);
  also("curl_easy_setopt", curl.easy_setopt);
  also("curl_easy_getinfo", curl.easy_getinfo);
  also("curl_easy_perform", curl.easy_perform);
  also("curl_easy_strerror", curl.easy_strerror);
  also("curl_slist_append", curl.slist_append);
  also("curl_slist_free_all", curl.slist_free_all);
  also("curl_url", curl.url);
  also("curl_url_cleanup", curl.url_cleanup);
  also("curl_url_get", curl.url_get);
  also("curl_url_set", curl.url_set);
  also("curl_url_strerror", curl.url_strerror);
  also("curl_free", curl.free);
  if (!found) {
    return tl::unexpected(std::move(found.error()));
  }
  if (const CURLcode code = curl.global_init(CURL_GLOBAL_DEFAULT); code != CURLE_OK) {
    return fail(ErrorKind::kUnavailable, std::string("libcurl cannot start: ") + curl.easy_strerror(code));
  }
  return curl;
}

}  // namespace

const Result<CurlLibrary>& CurlLibrary::get() {
  static const auto* const kLibrary = new Result<CurlLibrary>(load());  // for ever: clients may live as long as the program
  return *kLibrary;
}

}  // namespace vedette::net

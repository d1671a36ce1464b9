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
  library->find("curl_global_init", curl.global_init);
  library->find("curl_easy_init", curl.easy_init);
  library->find("curl_easy_cleanup", curl.easy_cleanup);
  library->find("curl_easy_reset", curl.easy_reset);
  library->find("curl_easy_setopt", curl.easy_setopt);
  library->find("curl_easy_getinfo", curl.easy_getinfo);
  library->find("curl_easy_perform", curl.easy_perform);
  library->find("curl_easy_strerror", curl.easy_strerror);
  library->find("curl_slist_append", curl.slist_append);
  library->find("curl_slist_free_all", curl.slist_free_all);
  library->find("curl_url", curl.url);
  library->find("curl_url_cleanup", curl.url_cleanup);
  library->find("curl_url_get", curl.url_get);
  library->find("curl_url_set", curl.url_set);
  library->find("curl_url_strerror", curl.url_strerror);
  library->find("curl_free", curl.free);
  if (Result<void> found = library->complete(); !found) {
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

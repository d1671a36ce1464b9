#include "net/http_exchange.h"

#include <algorithm>
#include <memory>

namespace vedette::net {
namespace {

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool has_line_break(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

/// net/http: shouldCopyHeaderOnRedirect
bool is_credential(std::string_view canonical_name) {
  return canonical_name == "Authorization" || canonical_name == "Www-Authenticate" || canonical_name == "Cookie" || canonical_name == "Cookie2" ||
         canonical_name == "Proxy-Authorization";
}

/// An exchange on its way.
struct Progress {
  const HttpRequest& request;
  HttpResponse response;
  std::size_t body_bytes = 0;
  std::size_t header_bytes = 0;
  bool past_headers = false;  // what comes now are trailers
  bool refused_body = false;  // take_head wanted none
  bool upload_failed = false;
  bool headers_too_long = false;

  [[nodiscard]] bool is_taken() const { return request.take_body && (response.status == 200 || response.status == 206); }
};

std::size_t take_body(char* data, std::size_t, std::size_t bytes, void* user) {
  auto& progress = *static_cast<Progress*>(user);
  if (progress.body_bytes == 0 && progress.is_taken() && progress.request.take_head && !progress.request.take_head(progress.response)) {
    progress.response.cut = true;
    return 0;
  }
  const std::string_view piece(data, std::min(bytes, progress.request.max_body - progress.body_bytes));
  progress.body_bytes += piece.size();
  progress.response.cut = piece.size() < bytes;
  if (progress.is_taken()) {
    progress.response.cut = !progress.request.take_body(piece) || progress.response.cut;
  } else {
    progress.response.body.append(piece);
  }
  return progress.response.cut ? 0 : bytes;  // 0 ends the transfer
}

std::size_t give_body(char* buffer, std::size_t, std::size_t capacity, void* user) {
  auto& progress = *static_cast<Progress*>(user);
  if (const std::optional<std::size_t> given = progress.request.give_body(buffer, capacity)) {
    return *given;
  }
  progress.upload_failed = true;
  return CURL_READFUNC_ABORT;
}

int look_for_stop(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(user)->load() ? 1 : 0;
}

int status_of(std::string_view status_line) {
  const std::size_t space = status_line.find(' ');
  int status = 0;
  for (std::size_t at = space + 1; space != std::string_view::npos && at < status_line.size() && status_line[at] >= '0' && status_line[at] <= '9';
       ++at) {
    status = std::min(status * 10 + (status_line[at] - '0'), 9999);
  }
  return status;
}

std::size_t take_header(char* data, std::size_t, std::size_t bytes, void* user) {
  auto& progress = *static_cast<Progress*>(user);
  progress.header_bytes += bytes;
  if (progress.header_bytes > progress.request.max_headers) {
    progress.headers_too_long = true;
    return 0;
  }
  const std::string_view line(data, bytes);
  if (line.starts_with("HTTP/")) {  // also after a 100 Continue
    progress.response.headers.clear();
    progress.response.status = status_of(line);
    progress.past_headers = false;
  } else if (trim(line).empty()) {
    progress.past_headers = true;
  } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
    auto& list = progress.past_headers ? progress.response.trailers : progress.response.headers;
    list.emplace_back(canonical_header_name(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1))));
  }
  return bytes;
}

/// Sets options, and keeps what they point to until the exchange is over.
class Setup {
 public:
  Setup(const CurlLibrary& curl, CURL* handle) : curl_(curl), handle_(handle), headers_(nullptr, curl.slist_free_all) {}

  template <class Value>
  void set(CURLoption option, Value value) {
    if (const CURLcode code = curl_.easy_setopt(handle_, option, value); code != CURLE_OK && failed_ == CURLE_OK) {
      failed_ = code;
    }
  }
  void set(CURLoption option, const std::string& text) { set(option, text.c_str()); }
  void set_blob(CURLoption option, const std::string& text) {
    curl_blob blob{const_cast<char*>(text.data()), text.size(), CURL_BLOB_NOCOPY};
    set(option, &blob);
  }
  void add_header(const std::string& line) {
    curl_slist* list = curl_.slist_append(headers_.get(), line.c_str());
    (void)headers_.release();
    headers_.reset(list);
  }
  void finish_headers() { set(CURLOPT_HTTPHEADER, headers_.get()); }
  [[nodiscard]] CURLcode failed() const { return failed_; }

 private:
  const CurlLibrary& curl_;
  CURL* handle_;
  std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers_;
  CURLcode failed_ = CURLE_OK;
};

Result<void> set_headers(Setup& setup, const HttpRequest& request, const Hop& hop) {
  bool has_type = false;
  for (const auto& [name, value] : request.headers) {
    if (name.empty() || has_line_break(name) || has_line_break(value) || name.find(':') != std::string::npos) {
      return fail(ErrorKind::kInvalid, "`" + name + "` is no HTTP header");
    }
    const std::string canonical = canonical_header_name(name);
    has_type = has_type || canonical == "Content-Type";
    const bool describes_body = canonical == "Content-Type" || canonical == "Content-Length" || canonical == "Content-Encoding";
    if ((is_credential(canonical) && !hop.has_credentials) || (describes_body && !hop.has_body)) {
      continue;
    }
    setup.add_header(value.empty() ? name + ";" : name + ": " + value);
  }
  if (!has_type) {
    setup.add_header("Content-Type:");  // curl would add one of its own
  }
  setup.add_header("Expect:");
  setup.finish_headers();
  return {};
}

void set_body(Setup& setup, const HttpRequest& request, const Hop& hop, Progress& progress) {
  if (hop.method == "HEAD") {
    setup.set(CURLOPT_NOBODY, 1L);
    return;
  }
  if (hop.has_body && request.give_body) {
    setup.set(CURLOPT_UPLOAD, 1L);
    setup.set(CURLOPT_READFUNCTION, give_body);
    setup.set(CURLOPT_READDATA, &progress);
    setup.set(CURLOPT_INFILESIZE_LARGE, request.body_size ? static_cast<curl_off_t>(*request.body_size) : curl_off_t{-1});
    setup.set(CURLOPT_CUSTOMREQUEST, hop.method);
    return;
  }
  const bool has_body = hop.has_body && !request.body.empty();
  // net/http: these say "Content-Length: 0" when there is no body.
  if (has_body || hop.method == "POST" || hop.method == "PUT" || hop.method == "PATCH") {
    setup.set(CURLOPT_POSTFIELDS, has_body ? request.body.c_str() : "");
    setup.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(has_body ? request.body.size() : 0));
  }
  if (hop.method != "GET" || has_body) {
    setup.set(CURLOPT_CUSTOMREQUEST, hop.method);
  }
}

void set_tls(Setup& setup, const TlsOptions& tls) {
  if (!tls.verify) {
    setup.set(CURLOPT_SSL_VERIFYPEER, 0L);
    setup.set(CURLOPT_SSL_VERIFYHOST, 0L);
  }
  if (!tls.authorities.empty()) {
    setup.set_blob(CURLOPT_CAINFO_BLOB, tls.authorities);
    setup.set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  } else if (!tls.authorities_file.empty()) {
    setup.set(CURLOPT_CAINFO, tls.authorities_file);  // the system's folder of certificates (CAPATH) stays trusted
  }
  if (!tls.certificate.empty()) {
    setup.set_blob(CURLOPT_SSLCERT_BLOB, tls.certificate);
    setup.set_blob(CURLOPT_SSLKEY_BLOB, tls.key.empty() ? tls.certificate : tls.key);
  } else if (!tls.certificate_file.empty()) {
    setup.set(CURLOPT_SSLCERT, tls.certificate_file);
    setup.set(CURLOPT_SSLKEY, tls.key_file.empty() ? tls.certificate_file : tls.key_file);
  }
}

/// User and password go beside the URL, which libcurl's messages may repeat.
Result<void> set_proxy(const CurlLibrary& curl, Setup& setup, const std::string& proxy) {
  setup.set(CURLOPT_NOPROXY, "");  // what the environment says has been decided before
  if (proxy.empty()) {
    setup.set(CURLOPT_PROXY, "");
    return {};
  }
  Result<Url> url = Url::parse(curl, proxy);
  if (!url || (url->scheme != "http" && url->scheme != "https" && !url->scheme.starts_with("socks"))) {
    return fail(ErrorKind::kInvalid, "the proxy's URL is none (http://host:port, https:// or socks5:// are)");
  }
  setup.set(CURLOPT_PROXY, url->origin);
  if (!url->user.empty()) {
    setup.set(CURLOPT_PROXYUSERNAME, url->user);
    setup.set(CURLOPT_PROXYPASSWORD, url->password);
  }
  return {};
}

long http_version(HttpVersion version) {
  switch (version) {
    case HttpVersion::kHttp11:
      return CURL_HTTP_VERSION_1_1;
    case HttpVersion::kHttp2PriorKnowledge:
      return CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
    case HttpVersion::kNegotiated:
      break;
  }
  return CURL_HTTP_VERSION_2TLS;
}

ErrorKind kind_of(CURLcode code) {
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_BAD_FUNCTION_ARGUMENT:
      return ErrorKind::kInvalid;
    default:
      return ErrorKind::kUnavailable;
  }
}

std::string reason_of(const CurlLibrary& curl, CURLcode code, const char* message, const Progress& progress) {
  if (progress.headers_too_long) {
    return "the headers of the answer are too long";
  }
  if (progress.upload_failed) {
    return "the body could not be read";
  }
  if (code == CURLE_ABORTED_BY_CALLBACK) {
    return "interrupted";
  }
  return message[0] != '\0' ? message : curl.easy_strerror(code);
}

}  // namespace

std::string canonical_header_name(std::string_view name) {
  std::string out(name);
  bool upper = true;
  for (char& c : out) {
    if (upper && c >= 'a' && c <= 'z') {
      c = static_cast<char>(c - 0x20);
    } else if (!upper && c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c + 0x20);
    }
    upper = c == '-';
  }
  return out;
}

Result<HttpResponse> exchange(const CurlLibrary& curl, CURL* handle, const HttpRequest& request, const Hop& hop) {
  Progress progress{request, {}};
  char message[CURL_ERROR_SIZE] = {};
  Setup setup(curl, handle);
  setup.set(CURLOPT_ERRORBUFFER, message);
  setup.set(CURLOPT_NOSIGNAL, 1L);
  setup.set(CURLOPT_URL, hop.url.text);
  setup.set(CURLOPT_PATH_AS_IS, 1L);
  setup.set(CURLOPT_PROTOCOLS_STR, "http,https");
  setup.set(CURLOPT_TIMEOUT_MS, static_cast<long>(hop.timeout.count()));
  if (request.connect_timeout.count() > 0) {
    setup.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
  }
  if (request.stall_timeout.count() > 0) {
    setup.set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    setup.set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.stall_timeout.count()));
  }
  setup.set(CURLOPT_TCP_KEEPALIVE, 1L);
  setup.set(CURLOPT_USERAGENT, "vedette");
  if (request.decode_content) {
    setup.set(CURLOPT_ACCEPT_ENCODING, "gzip");
  }
  setup.set(CURLOPT_HTTP_VERSION, http_version(request.version));
  setup.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  setup.set(CURLOPT_WRITEFUNCTION, take_body);
  setup.set(CURLOPT_WRITEDATA, &progress);
  setup.set(CURLOPT_HEADERFUNCTION, take_header);
  setup.set(CURLOPT_HEADERDATA, &progress);
  if (!request.unix_socket.empty()) {
    setup.set(CURLOPT_UNIX_SOCKET_PATH, request.unix_socket);
  }
  if (request.stop != nullptr) {
    setup.set(CURLOPT_NOPROGRESS, 0L);
    setup.set(CURLOPT_XFERINFOFUNCTION, look_for_stop);
    setup.set(CURLOPT_XFERINFODATA, const_cast<std::atomic<bool>*>(request.stop));
  }
  set_tls(setup, request.tls);
  set_body(setup, request, hop, progress);
  Result<void> ready = set_headers(setup, request, hop);
  if (ready) {
    ready = set_proxy(curl, setup, hop.proxy);
  }
  if (!ready) {
    return tl::unexpected(std::move(ready.error()));
  }
  if (setup.failed() != CURLE_OK) {
    return fail(ErrorKind::kUnavailable, std::string("this libcurl cannot do that: ") + curl.easy_strerror(setup.failed()));
  }
  const CURLcode code = curl.easy_perform(handle);
  if (code != CURLE_OK && !(code == CURLE_WRITE_ERROR && progress.response.cut)) {
    return fail(kind_of(code), reason_of(curl, code, message, progress));
  }
  return std::move(progress.response);
}

}  // namespace vedette::net

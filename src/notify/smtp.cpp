#include "notify/smtp.h"

#include <fmt/format.h>

#include <cstring>
#include <memory>
#include <mutex>

#include "net/curl_library.h"
#include "notify/http_attempt.h"

namespace vedette::notify {
namespace {

struct Conversation {
  std::string_view rest;   // of the mail
  std::string acceptance;  // the server's last line that said yes
  std::string refusal;     // and no
};

std::size_t give(char* buffer, std::size_t size, std::size_t count, void* user) {
  auto& conversation = *static_cast<Conversation*>(user);
  const std::size_t bytes = std::min(size * count, conversation.rest.size());
  std::memcpy(buffer, conversation.rest.data(), bytes);
  conversation.rest.remove_prefix(bytes);
  return bytes;
}

/// libcurl shows the server's lines here; what we sent, passwords among it, is not looked at.
int watch(CURL*, curl_infotype type, char* data, std::size_t size, void* user) {
  if (type == CURLINFO_HEADER_IN && size > 0) {
    auto& conversation = *static_cast<Conversation*>(user);
    constexpr std::size_t kLongest = 1000;
    const std::string_view line(data, std::min(size, kLongest));
    if (line.front() == '4' || line.front() == '5') {
      conversation.refusal = line;
    } else if (line.front() == '2' && !line.starts_with("221")) {  // the farewell
      conversation.acceptance = line;
    }
  }
  return 0;
}

int look_for_stop(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(user)->load() ? 1 : 0;
}

std::size_t drop(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

}  // namespace

std::string SmtpServer::url() const {
  const bool bare = host.find(':') != std::string::npos && !host.starts_with("[");
  return fmt::format("{}://{}{}{}:{}", encryption == SmtpEncryption::kTls ? "smtps" : "smtp", bare ? "[" : "", host, bare ? "]" : "", port);
}

Outcome send_mail(const SmtpServer& server, const std::string& from, const std::string& to, const std::string& text, const std::atomic<bool>* stop) {
  const Result<net::CurlLibrary>& loaded = net::CurlLibrary::get();
  if (!loaded) {
    return {OutcomeKind::kRetry, 0, loaded.error().message};
  }
  const net::CurlLibrary& curl = *loaded;
  const std::unique_ptr<CURL, void (*)(CURL*)> handle(curl.easy_init(), curl.easy_cleanup);
  if (handle == nullptr) {
    return {OutcomeKind::kRetry, 0, "libcurl cannot start"};
  }
  Conversation conversation{text, {}, {}};
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> receivers(curl.slist_append(nullptr, ("<" + to + ">").c_str()), curl.slist_free_all);
  char problem[CURL_ERROR_SIZE] = {};
  const auto set = [&](CURLoption option, auto value) { (void)curl.easy_setopt(handle.get(), option, value); };
  const std::string url = server.url() + "/" + server.hello;
  const std::string sender = "<" + from + ">";
  const std::string mechanism = "AUTH=" + server.mechanism;
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_ERRORBUFFER, problem);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(server.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(server.timeout.count()));
  set(CURLOPT_PROXY, "");
  set(CURLOPT_MAIL_FROM, sender.c_str());
  set(CURLOPT_MAIL_RCPT, receivers.get());
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_READFUNCTION, give);
  set(CURLOPT_READDATA, &conversation);
  set(CURLOPT_WRITEFUNCTION, drop);
  set(CURLOPT_VERBOSE, 1L);
  set(CURLOPT_DEBUGFUNCTION, watch);
  set(CURLOPT_DEBUGDATA, &conversation);
  if (stop != nullptr) {
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, look_for_stop);
    set(CURLOPT_XFERINFODATA, stop);
  }
  set(CURLOPT_USE_SSL, static_cast<long>(server.encryption == SmtpEncryption::kNone ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (!server.tls.verify) {
    set(CURLOPT_SSL_VERIFYPEER, 0L);
    set(CURLOPT_SSL_VERIFYHOST, 0L);
  }
  if (!server.tls.authorities_file.empty()) {
    set(CURLOPT_CAINFO, server.tls.authorities_file.c_str());
  }
  if (!server.mechanism.empty()) {
    set(CURLOPT_USERNAME, server.user.c_str());
    set(CURLOPT_PASSWORD, server.password.c_str());
    set(CURLOPT_LOGIN_OPTIONS, mechanism.c_str());
  }
  const CURLcode code = curl.easy_perform(handle.get());
  if (code == CURLE_OK) {
    return {OutcomeKind::kSent, 0, one_line(conversation.acceptance)};
  }
  long answer = 0;
  (void)curl.easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer);
  Outcome out;
  out.interrupted = stop != nullptr && stop->load();
  // A connection that breaks, times out or cannot be trusted today is none of the server's refusals, whatever it said last.
  const bool server_said_no = code == CURLE_SEND_ERROR || code == CURLE_LOGIN_DENIED || code == CURLE_RECV_ERROR ||
                              code == CURLE_WEIRD_SERVER_REPLY || code == CURLE_UPLOAD_FAILED || code == CURLE_REMOTE_ACCESS_DENIED ||
                              code == CURLE_USE_SSL_FAILED;
  const bool refused = !out.interrupted && ((server_said_no && answer >= 500 && answer < 600) || code == CURLE_URL_MALFORMAT);
  out.kind = refused ? OutcomeKind::kRefused : OutcomeKind::kRetry;
  const bool has_answer = answer >= 400 && !conversation.refusal.empty();
  out.reason = fmt::format("{}: {}: {}", server.url(), to,
                           out.interrupted ? "interrupted"
                           : has_answer    ? one_line(conversation.refusal)
                                           : one_line(problem[0] != '\0' ? problem : curl.easy_strerror(code)));
  return out;
}

}  // namespace vedette::notify

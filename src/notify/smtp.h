// Hands a mail to a mail server, over libcurl.
#pragma once

#include <atomic>
#include <chrono>
#include <string>

#include "net/http_client.h"
#include "notify/notifier.h"

namespace vedette::notify {

enum class SmtpEncryption : std::uint8_t { kNone, kStartTls, kTls };

struct SmtpServer {
  std::string host;
  std::int64_t port = 25;
  SmtpEncryption encryption = SmtpEncryption::kTls;
  std::string mechanism;  // "LOGIN", "PLAIN", "CRAM-MD5"; empty: nobody logs in
  std::string user;
  std::string password;
  std::string hello;  // the name to say hello with
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds timeout{20'000};  // of it all
  net::TlsOptions tls;

  [[nodiscard]] std::string url() const;  // "smtps://host:465"
};

/// One mail to one receiver: what the server says of one is not what it says of another. 5xx is kRefused, 4xx and no answer are kRetry.
[[nodiscard]] Outcome send_mail(const SmtpServer& server, const std::string& from, const std::string& to, const std::string& text,
                                const std::atomic<bool>* stop);

}  // namespace vedette::notify

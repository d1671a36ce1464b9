// Mails: cmd/notification-email.
#include <fmt/format.h>

#include <algorithm>

#include "gotemplate/escape.h"
#include "notify/http_attempt.h"
#include "notify/mail.h"
#include "notify/rendering.h"
#include "notify/smtp.h"
#include "notify/transport.h"
#include "notify/types.h"

namespace vedette::notify {
namespace {

constexpr std::string_view kKeys[] = {"smtp_host",   "smtp_port",       "smtp_username", "smtp_password",         "sender_email",
                                      "sender_name", "receiver_emails", "email_subject", "encryption_type",       "auth_type",
                                      "helo_host",   "connect_timeout", "send_timeout",  "skip_tls_verification", "ca_cert_path"};

/// Each receiver's mail is a message of its own, so that one who is refused, or asked to wait, does not hold up the others: a body begins with whom
/// it goes to.
constexpr std::string_view kTo = "To: ";

class EmailNotifier final : public RenderedNotifier {
 public:
  EmailNotifier(NotifierConfig config, Format format, SmtpServer server, Mail mail)
      : RenderedNotifier(std::move(config), std::move(format), {EmptyOutput::kReplace}), server_(std::move(server)), mail_(std::move(mail)) {}

  [[nodiscard]] std::string target() const override { return server_.url(); }

  [[nodiscard]] Outcome send(const Message& message, std::string_view key, Time now, const std::atomic<bool>* stop) override {
    const std::size_t end = message.body.find("\n\n");
    if (!message.body.starts_with(kTo) || end == std::string::npos ||
        !is_mail_address(std::string_view(message.body).substr(kTo.size(), end - kTo.size()))) {
      return {OutcomeKind::kRefused, 0, "this message is no mail: it does not begin with its receiver"};
    }
    Mail mail = mail_;
    mail.html = message.body.substr(end + 2);
    mail.id = key;
    SmtpServer server = server_;
    server.timeout = std::chrono::milliseconds(std::max<Duration>(config().timeout / kMillisecond, 1));
    return send_mail(server, mail.sender, message.body.substr(kTo.size(), end - kTo.size()), write_mail(mail, now), stop);
  }

 protected:
  [[nodiscard]] std::string plain_body(std::string text, std::span<const model::Alert>) const override {
    return "<html><body><pre>\n" + gotemplate::escape_html(text, true) + "</pre></body></html>\n";
  }
  [[nodiscard]] std::vector<std::string> spread(std::string body) const override {
    std::vector<std::string> out;
    for (const std::string& receiver : mail_.receivers) {
      out.push_back(std::string(kTo) + receiver + "\n\n" + body);
    }
    return out;
  }

 private:
  SmtpServer server_;
  Mail mail_;
};

/// A name that may stand in EHLO and in libcurl's URL.
bool is_host_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view(".-_[]:").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

SmtpServer read_server(const Settings& settings) {
  static constexpr std::string_view kEncryptions[] = {"ssltls", "starttls", "none"};
  static constexpr std::string_view kMechanisms[] = {"login", "plain", "crammd5", "none"};
  SmtpServer out;
  out.host = settings.required("smtp_host");
  if (!out.host.empty() && !is_host_name(out.host)) {
    settings.error("smtp_host", "`smtp_host` is a host's name or address");
  }
  out.port = settings.integer("smtp_port", 25, 1, 65535);
  const std::string encryption = settings.choice("encryption_type", kEncryptions);
  out.encryption = encryption == "ssltls" ? SmtpEncryption::kTls : encryption == "starttls" ? SmtpEncryption::kStartTls : SmtpEncryption::kNone;
  out.user = settings.text("smtp_username");
  out.password = settings.secret("smtp_password");
  const std::string mechanism = settings.choice("auth_type", kMechanisms);
  if (mechanism != "none" && (!out.user.empty() || !out.password.empty())) {  // go-simple-mail logs in when it has either
    out.mechanism = mechanism == "crammd5" ? "CRAM-MD5" : mechanism == "plain" ? "PLAIN" : "LOGIN";
    if (out.encryption == SmtpEncryption::kNone && mechanism != "crammd5") {
      settings.warning("encryption_type", "the password goes over the network unencrypted", "write `encryption_type: starttls` or `ssltls`");
    }
  }
  out.hello = settings.text("helo_host", "localhost");
  if (!is_host_name(out.hello)) {
    settings.error("helo_host", "`helo_host` is a host's name or address");
  }
  out.connect_timeout = std::chrono::milliseconds(std::max<Duration>(settings.duration("connect_timeout", 10 * kSecond) / kMillisecond, 1));
  out.tls.verify = !settings.flag("skip_tls_verification");
  out.tls.authorities_file = settings.text("ca_cert_path");
  return out;
}

std::unique_ptr<Notifier> create(NotifierConfig config, const Settings& settings, const Shared&) {
  SmtpServer server = read_server(settings);
  Mail mail;
  mail.sender_name = settings.text("sender_name", "Crowdsec");
  mail.sender = settings.text("sender_email", "crowdsec@crowdsec.local");
  mail.subject = settings.text("email_subject", "Crowdsec notification");
  mail.receivers = settings.texts("receiver_emails");
  if (mail.receivers.empty()) {
    settings.report().missing(settings.place(), "an email notification needs `receiver_emails`",
                              "write `receiver_emails:` and `- name@example.com` lines");
  }
  for (const std::string& address : mail.receivers) {
    if (!is_mail_address(address)) {
      settings.error("receiver_emails", "`" + one_line(address) + "` is no mail address");
    }
  }
  if (!is_mail_address(mail.sender)) {
    settings.error("sender_email", "`" + one_line(mail.sender) + "` is no mail address");
  }
  if (!settings.has("timeout") || settings.has("send_timeout")) {
    // The reference's plugin goes on after the broker's five seconds, and its own two time-outs hold: else slow servers would get mails twice.
    const Duration send_timeout = settings.duration("send_timeout", 10 * kSecond);
    config.timeout = std::max(config.timeout, send_timeout + Duration{server.connect_timeout.count()} * kMillisecond);
  }
  std::optional<Format> format = Format::create(config, "email", settings.report());
  if (settings.report().failed() || !format) {
    return nullptr;
  }
  return std::make_unique<EmailNotifier>(std::move(config), std::move(*format), std::move(server), std::move(mail));
}

}  // namespace

const Type kEmailType{"email", kKeys, create};

}  // namespace vedette::notify

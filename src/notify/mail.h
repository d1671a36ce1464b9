// A mail as RFC 5322 and MIME have it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace vedette::notify {

struct Mail {
  std::string sender_name;
  std::string sender;                  // an address: "soc@example.com"
  std::vector<std::string> receivers;  // those that the mail shows
  std::string subject;
  std::string html;
  std::string id;  // of [A-Za-z0-9_.:-]: the same again is the same mail
};

/// An address that may stand in an envelope and a header.
[[nodiscard]] bool is_mail_address(std::string_view text);

/// The text for DATA: lines end in CRLF and are short, everything is ASCII. Dots are not doubled yet.
[[nodiscard]] std::string write_mail(const Mail& mail, Time now);

}  // namespace vedette::notify

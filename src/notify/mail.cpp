#include "notify/mail.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/go_layout.h"
#include "base/utf8.h"
#include "notify/signature.h"

namespace vedette::notify {
namespace {

bool is_plain_header(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7f; });
}

/// RFC 2047: words of at most 75 characters, each whole UTF-8.
std::string encode_words(std::string_view text) {
  constexpr std::size_t kMostBytes = 42;  // 56 in base64, and the frame
  std::string out;
  while (!text.empty()) {
    std::string word;
    while (!text.empty()) {
      const Rune rune = decode_rune(text);
      if (word.size() + rune.width > kMostBytes) {
        break;
      }
      append_rune(word, rune.code < 0x20 ? U' ' : rune.code);
      text.remove_prefix(rune.width);
    }
    out += (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + encode_base64(word) + "?=";
  }
  return out;
}

std::string header_text(std::string_view text) {
  constexpr std::size_t kLongestLine = 900;
  return is_plain_header(text) && text.size() <= kLongestLine && text.find("=?") == std::string_view::npos ? std::string(text) : encode_words(text);
}

/// A display name: quoted, or encoded.
std::string phrase(std::string_view text) {
  if (!is_plain_header(text)) {
    return encode_words(text);
  }
  std::string out = "\"";
  for (char c : text) {
    out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  }
  return out + "\"";
}

/// RFC 2045, 6.7.
std::string quoted_printable(std::string_view text) {
  constexpr std::size_t kMostColumns = 75;
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool line_end = c == '\n' || (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n');
    if (line_end) {
      i += c == '\r' ? 1 : 0;
      out += "\r\n";
      column = 0;
      continue;
    }
    const bool before_end = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
    const bool plain = (c >= 0x21 && c < 0x7f && c != '=') || ((c == ' ' || c == '\t') && !before_end);
    const std::size_t width = plain ? 1 : 3;
    if (column + width > kMostColumns) {
      out += "=\r\n";
      column = 0;
    }
    out += plain ? std::string(1, static_cast<char>(c)) : fmt::format("={:02X}", c);
    column += width;
  }
  return out.ends_with("\r\n") ? out : out + "\r\n";
}

}  // namespace

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.rfind('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.size() <= 254 &&
         std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return c <= 0x20 || c == 0x7f || c == '<' || c == '>' || c == ',' || c == ';'; });
}

std::string write_mail(const Mail& mail, Time now) {
  std::string out = "From: " + (mail.sender_name.empty() ? mail.sender : phrase(mail.sender_name) + " <" + mail.sender + ">") + "\r\n";
  out += "To: ";
  for (std::size_t i = 0; i < mail.receivers.size(); ++i) {
    out += (i == 0 ? "" : ",\r\n ") + mail.receivers[i];
  }
  now.zone = nullptr;
  out += "\r\nSubject: " + header_text(mail.subject) + "\r\n";
  out += "Date: " + format_time(now, "Mon, 02 Jan 2006 15:04:05 +0000") + "\r\n";
  if (!mail.id.empty()) {
    out += "Message-ID: <" + mail.id + "@" + mail.sender.substr(mail.sender.rfind('@') + 1) + ">\r\n";
  }
  out += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=UTF-8\r\n";
  out += "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
  return out + quoted_printable(mail.html);
}

}  // namespace vedette::notify

#include "notify/http_attempt.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/go_layout.h"
#include "base/json.h"
#include "base/utf8.h"

namespace vedette::notify {
namespace {

constexpr std::string_view kHttpDate = "Mon, 02 Jan 2006 15:04:05 GMT";

std::string_view host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  std::string_view rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  rest = rest.substr(0, std::min(rest.find_first_of("/?#"), rest.size()));
  const std::size_t user = rest.rfind('@');
  return user == std::string_view::npos ? rest : rest.substr(user + 1);
}

std::string_view scheme_of(std::string_view url) {
  return url.substr(0, std::min(url.find("://"), url.size()));
}

/// Where a redirection leads; empty when it leads nowhere that a message may go.
std::string redirected(const std::string& from, std::string_view location) {
  if (location.starts_with("https://") || (location.starts_with("http://") && from.starts_with("http://"))) {
    return std::string(location);
  }
  if (location.starts_with("/") && !location.starts_with("//")) {
    return from.substr(0, scheme_of(from).size() + 3) + std::string(host_of(from)) + std::string(location);
  }
  return {};
}

bool is_credential(std::string_view header) {
  std::string name(header);
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  // net/http, shouldCopyHeaderOnRedirect; and what carries keys besides.
  return name.find("auth") != std::string::npos || name.find("cookie") != std::string::npos || name.find("token") != std::string::npos ||
         name.find("key") != std::string::npos || name.find("secret") != std::string::npos;
}

std::string covered(std::string text, std::string_view secret) {
  constexpr std::size_t kShortest = 4;
  for (std::size_t at = 0; secret.size() >= kShortest && (at = text.find(secret, at)) != std::string::npos;) {
    text.replace(at, secret.size(), "***");
  }
  return text;
}

/// Telegram: {"parameters":{"retry_after":35}}; Discord: {"retry_after":0.65}.
Duration retry_after_in(std::string_view body) {
  JsonReader reader;
  const auto view = reader.parse(body);
  if (!view || view->kind() != JsonKind::kObject) {
    return 0;
  }
  JsonView inner;
  JsonView seconds;
  const bool found = (view->find("parameters", inner) && inner.find("retry_after", seconds)) || view->find("retry_after", seconds);
  constexpr double kMostSeconds = 86'400;
  return found && seconds.kind() == JsonKind::kNumber ? static_cast<Duration>(std::clamp(seconds.as_number(), 0.0, kMostSeconds) * kSecond) : 0;
}

bool may_come_back(int status) {
  return status == 408 || status == 425 || status == 429 || status >= 500;
}

}  // namespace

std::string one_line(std::string_view text, std::size_t most) {
  std::string out;
  while (!text.empty()) {
    const Rune rune = decode_rune(text);
    const bool space = rune.code <= 0x20 || rune.code == 0x7f || rune.code == 0x2028 || rune.code == 0x2029;
    if (space) {
      if (!out.empty() && out.back() != ' ') {
        out += ' ';
      }
    } else {
      append_rune(out, rune.code);
    }
    text.remove_prefix(rune.width);
    if (out.size() >= most) {
      return out + "..";
    }
  }
  while (!out.empty() && out.back() == ' ') {
    out.pop_back();
  }
  return out;
}

std::string display_url(std::string_view url) {
  const std::string_view host = host_of(url);
  const std::size_t begin = static_cast<std::size_t>(host.data() - url.data()) + host.size();
  const std::string_view path = url.substr(std::min(begin, url.size()));
  return std::string(scheme_of(url)) + "://" + std::string(host) + (path.empty() || path == "/" ? "" : "/..");
}

std::string http_date(Time time) {
  time.zone = nullptr;
  return format_time(time, kHttpDate);
}

Duration retry_after(std::string_view header, Time now) {
  constexpr Duration kLongest = 24 * kHour;
  while (!header.empty() && header.back() == ' ') {
    header.remove_suffix(1);
  }
  std::int64_t seconds = 0;
  if (auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), seconds);
      error != std::errc::invalid_argument && end == header.data() + header.size()) {
    constexpr std::int64_t kMostSeconds = kLongest / kSecond;
    return error != std::errc() ? kLongest : std::clamp<std::int64_t>(seconds, 0, kMostSeconds) * kSecond;
  }
  Time date;
  // RFC 9110, 5.6.7: the preferred form, and the two that old servers send.
  for (std::string_view layout : {kHttpDate, std::string_view("Monday, 02-Jan-06 15:04:05 GMT"), std::string_view("Mon Jan _2 15:04:05 2006")}) {
    if (try_parse_time(layout, header, date)) {
      return std::clamp<Duration>(subtract(date, now), 0, kLongest);
    }
  }
  return 0;
}

Outcome attempt_http(net::HttpClient& client, net::HttpRequest request, Time now, const std::atomic<bool>* stop, net::HttpResponse* response,
                     std::string_view secret) {
  constexpr std::size_t kMostAnswer = std::size_t{1} << 20;
  constexpr int kMostHops = 10;
  if (request.called.empty()) {
    request.called = display_url(request.url);
  }
  request.stop = stop;
  request.max_redirects = 0;
  request.max_body = std::min(request.max_body, kMostAnswer);
  const auto end = std::chrono::steady_clock::now() + request.timeout;
  for (int hop = 0;; ++hop) {
    request.timeout =
        std::max(std::chrono::milliseconds(1), std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()));
    Result<net::HttpResponse> got = client.send(request);
    if (!got) {
      // libcurl takes an answer that is no HTTP for a protocol it does not know: that is the server's trouble, not the request's.
      const bool wrong = got.error().kind == ErrorKind::kInvalid && got.error().message.find("HTTP/0.9") == std::string::npos;
      Outcome out{wrong ? OutcomeKind::kRefused : OutcomeKind::kRetry, 0, one_line(covered(got.error().message, secret)), false};
      if (stop != nullptr && stop->load()) {
        out.kind = OutcomeKind::kRetry;
        out.interrupted = true;
      }
      return out;
    }
    const int status = got->status;
    if (status == 307 || status == 308) {
      const std::string to = redirected(request.url, got->header("Location"));
      if (!to.empty() && hop < kMostHops) {
        if (host_of(to) != host_of(request.url) || scheme_of(to) != scheme_of(request.url)) {
          std::erase_if(request.headers, [](const auto& header) { return is_credential(header.first); });
        }
        request.url = to;
        continue;
      }
    }
    if (status >= 200 && status < 300) {
      if (response != nullptr) {
        *response = std::move(*got);
      }
      return {};
    }
    Outcome out;
    out.kind = may_come_back(status) ? OutcomeKind::kRetry : OutcomeKind::kRefused;
    if (out.kind == OutcomeKind::kRetry) {
      out.after = std::max(retry_after(got->header("Retry-After"), now), status == 429 ? retry_after_in(got->body) : 0);
    }
    out.reason = fmt::format("{}: status {}", request.called, status);
    if (status >= 300 && status < 400) {
      const std::string_view location = got->header("Location");
      out.reason += fmt::format(": moved{}; write the new URL into the configuration", location.empty() ? "" : " to " + display_url(location));
    } else if (const std::string said = one_line(covered(got->body, secret)); !said.empty()) {
      out.reason += ": " + said;
    }
    if (response != nullptr) {
      *response = std::move(*got);
    }
    return out;
  }
}

}  // namespace vedette::notify

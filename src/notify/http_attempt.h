// One message over HTTP, and what its answer means for who waits with the next try.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "base/time.h"
#include "net/http_client.h"
#include "notify/notifier.h"

namespace vedette::notify {

/// The URL for a person: scheme, host and port; "/.." stands for a path, which may be a webhook's key.
[[nodiscard]] std::string display_url(std::string_view url);

/// Retry-After: seconds or an HTTP date; at most a day, zero for what is neither or past.
[[nodiscard]] Duration retry_after(std::string_view header, Time now);

/// The parts of Date and x-ms-date: "Tue, 24 Nov 2026 15:04:05 GMT".
[[nodiscard]] std::string http_date(Time time);

/// Sends once. Redirections 307 and 308 are followed with the body, without credentials to another host; other ones would lose the body: they are
/// refusals that say where to. A status of 2xx is kSent, with the answer in `response` when that is not null; 408, 425, 429, 5xx and whatever did
/// not get an answer are kRetry; the rest is kRefused. `secret`, if not empty, is cut out of what the receiver says back.
[[nodiscard]] Outcome attempt_http(net::HttpClient& client, net::HttpRequest request, Time now, const std::atomic<bool>* stop,
                                   net::HttpResponse* response = nullptr, std::string_view secret = {});

/// One line of at most some hundred bytes of printable text: for reasons.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t most = 300);

}  // namespace vedette::notify

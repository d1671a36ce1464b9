// application/vnd.amazon.eventstream: messages with headers, each behind its lengths and checksums. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace vedette::aws {

struct EventMessage {
  /// Only headers with text values are kept; others are passed over.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string payload;

  /// ":message-type", ":event-type", ":exception-type"; empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// Takes bytes as they come and gives whole messages.
class EventStreamDecoder {
 public:
  static constexpr std::size_t kMaxMessage = std::size_t{24} << 20;  // what AWS allows is 16 MiB of payload, and 128 KiB of headers

  void add(std::string_view bytes);
  /// The next message; nothing: more bytes are needed. kInvalid: lengths or checksums are wrong, and nothing more can be read.
  [[nodiscard]] Result<std::optional<EventMessage>> next();
  /// Bytes of a message that has not come whole.
  [[nodiscard]] std::size_t pending() const { return buffer_.size() - at_; }

 private:
  std::string buffer_;
  std::size_t at_ = 0;
};

/// What the decoder reads, for tests and servers of tests.
[[nodiscard]] std::string encode_event_message(const EventMessage& message);

}  // namespace vedette::aws

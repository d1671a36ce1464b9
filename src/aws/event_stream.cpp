#include "aws/event_stream.h"

#include <array>

namespace vedette::aws {
namespace {

constexpr std::size_t kPrelude = 12;  // whole length, length of headers, checksum of both
constexpr std::size_t kChecksum = 4;
constexpr std::uint8_t kText = 7;

constexpr std::array<std::uint32_t, 256> kCrcTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value & 1) != 0 ? value >> 1 ^ 0xedb88320U : value >> 1;
    }
    table[i] = value;
  }
  return table;
}();

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = ~0U;
  for (const char c : bytes) {
    crc = kCrcTable[(crc ^ static_cast<unsigned char>(c)) & 0xff] ^ crc >> 8;
  }
  return ~crc;
}

std::uint32_t number(std::string_view bytes) {
  std::uint32_t out = 0;
  for (const char c : bytes) {
    out = out << 8 | static_cast<unsigned char>(c);
  }
  return out;
}

std::string number_bytes(std::uint32_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) {
    out += static_cast<char>(value >> (8 * i));
  }
  return out;
}

/// How long a value of this type is; nothing: its length stands before it.
std::optional<std::size_t> fixed_length(std::uint8_t type) {
  switch (type) {
    case 0:  // true
    case 1:  // false
      return 0;
    case 2:
      return 1;
    case 3:
      return 2;
    case 4:
      return 4;
    case 5:
    case 8:  // a time
      return 8;
    case 9:  // a UUID
      return 16;
    default:
      return std::nullopt;
  }
}

bool read_headers(std::string_view bytes, EventMessage& message) {
  const auto take = [&](std::size_t count) {
    const std::string_view out = bytes.substr(0, count);
    bytes.remove_prefix(count);
    return out;
  };
  while (!bytes.empty()) {
    const std::size_t name_length = static_cast<unsigned char>(take(1).front());
    if (name_length == 0 || bytes.size() < name_length + 1) {
      return false;
    }
    const std::string_view name = take(name_length);
    const auto type = static_cast<std::uint8_t>(take(1).front());
    std::size_t length = 0;
    if (const std::optional<std::size_t> fixed = fixed_length(type)) {
      length = *fixed;
    } else {
      if ((type != kText && type != 6) || bytes.size() < 2) {
        return false;
      }
      length = number(take(2));
    }
    if (bytes.size() < length) {
      return false;
    }
    const std::string_view value = take(length);
    if (type == kText) {
      message.headers.emplace_back(name, value);
    }
  }
  return true;
}

}  // namespace

std::string_view EventMessage::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

void EventStreamDecoder::add(std::string_view bytes) {
  if (at_ > 0) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  buffer_ += bytes;
}

Result<std::optional<EventMessage>> EventStreamDecoder::next() {
  const std::string_view rest = std::string_view(buffer_).substr(at_);
  if (rest.size() < kPrelude) {
    return std::optional<EventMessage>();
  }
  const std::size_t length = number(rest.substr(0, 4));
  const std::size_t header_length = number(rest.substr(4, 4));
  if (crc32(rest.substr(0, 8)) != number(rest.substr(8, 4))) {
    return fail(ErrorKind::kInvalid, "the event stream is broken: the checksum of a message's lengths is wrong");
  }
  if (length > kMaxMessage || length < kPrelude + kChecksum || header_length > length - kPrelude - kChecksum) {
    return fail(ErrorKind::kInvalid, "the event stream is broken: a message of " + std::to_string(length) + " bytes");
  }
  if (rest.size() < length) {
    return std::optional<EventMessage>();
  }
  if (crc32(rest.substr(0, length - kChecksum)) != number(rest.substr(length - kChecksum, kChecksum))) {
    return fail(ErrorKind::kInvalid, "the event stream is broken: the checksum of a message is wrong");
  }
  EventMessage message;
  if (!read_headers(rest.substr(kPrelude, header_length), message)) {
    return fail(ErrorKind::kInvalid, "the event stream is broken: a message's headers cannot be read");
  }
  message.payload = rest.substr(kPrelude + header_length, length - kPrelude - header_length - kChecksum);
  at_ += length;
  return std::optional<EventMessage>(std::move(message));
}

std::string encode_event_message(const EventMessage& message) {
  std::string headers;
  for (const auto& [name, value] : message.headers) {
    headers += static_cast<char>(name.size());
    headers += name;
    headers += static_cast<char>(kText);
    headers += number_bytes(static_cast<std::uint32_t>(value.size()), 2) + value;
  }
  std::string out = number_bytes(static_cast<std::uint32_t>(kPrelude + headers.size() + message.payload.size() + kChecksum), 4) +
                    number_bytes(static_cast<std::uint32_t>(headers.size()), 4);
  out += number_bytes(crc32(out), 4) + headers + message.payload;
  return out + number_bytes(crc32(out), 4);
}

}  // namespace vedette::aws

// As much of gRPC as CrowdSec's notification plugins speak: calls with one message each way, over HTTP/2 without TLS. Linking a whole gRPC would cost
// every start of the program.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "net/http_client.h"

namespace vedette::notify::grpc {

/// A protobuf message of fields of type string or bytes, by number.
[[nodiscard]] std::string encode_message(const std::vector<std::pair<int, std::string_view>>& fields);
/// What goes over the line: one uncompressed message.
[[nodiscard]] std::string frame(std::string_view message);

/// Where a server listens.
struct Address {
  std::string unix_socket;  // or
  std::string host_port;    // "127.0.0.1:10000"
  /// "unix" or "tcp", and what the handshake says behind it. Nothing for another network, or a host that is not this machine.
  [[nodiscard]] static std::optional<Address> parse(std::string_view network, std::string_view text);
};

/// grpc/codes
enum class Code : int { kOk = 0, kCancelled = 1, kUnknown = 2, kDeadlineExceeded = 4, kUnimplemented = 12, kUnavailable = 14 };

struct Status {
  int code = 0;         // a Code, or one that has no name here
  std::string message;  // decoded
};

/// Calls "/proto.Notifier/Notify". An error is one of the line: nobody there, timed out, stopped, no gRPC. What the server answers is not looked at.
[[nodiscard]] Result<Status> call(net::HttpClient& client, const Address& address, std::string_view method, std::string_view message,
                                  std::chrono::milliseconds timeout, const std::atomic<bool>* stop);

/// Reads a stream of messages until it ends or `stop` is set, and drops them: what a plugin writes to its standard output has to go somewhere.
void drain_stream(net::HttpClient& client, const Address& address, std::string_view method, const std::atomic<bool>& stop);

/// grpc-message is percent-encoded.
[[nodiscard]] std::string decode_message(std::string_view text);

}  // namespace vedette::notify::grpc

#include "notify/grpc.h"

#include <charconv>

namespace vedette::notify::grpc {
namespace {

void append_varint(std::string& out, std::uint64_t value) {
  constexpr std::uint64_t kMore = 0x80;
  while (value >= kMore) {
    out += static_cast<char>(value | kMore);
    value >>= 7;
  }
  out += static_cast<char>(value);
}

int hex_digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

net::HttpRequest request_to(const Address& address, std::string_view method, std::string_view message) {
  net::HttpRequest out;
  out.method = "POST";
  out.url = "http://" + (address.unix_socket.empty() ? address.host_port : std::string("localhost")) + std::string(method);
  out.headers = {{"Content-Type", "application/grpc"}, {"TE", "trailers"}};
  out.body = frame(message);
  out.version = net::HttpVersion::kHttp2PriorKnowledge;
  out.unix_socket = address.unix_socket;
  out.proxy = "";
  out.max_redirects = 0;
  out.decode_content = false;
  out.called = "the plugin";
  return out;
}

/// In the trailers, or in the headers of an answer that has nothing else.
std::string_view field(const net::HttpResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.trailers) {
    if (key == name) {
      return value;
    }
  }
  return response.header(name);
}

}  // namespace

std::string encode_message(const std::vector<std::pair<int, std::string_view>>& fields) {
  constexpr int kLengthDelimited = 2;
  std::string out;
  for (const auto& [number, text] : fields) {
    if (text.empty()) {
      continue;  // proto3: the default is not written
    }
    append_varint(out, static_cast<std::uint64_t>(number) << 3 | kLengthDelimited);
    append_varint(out, text.size());
    out += text;
  }
  return out;
}

std::string frame(std::string_view message) {
  std::string out(1, '\0');
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += static_cast<char>(message.size() >> shift);
  }
  return out += message;
}

std::string decode_message(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high << 4 | low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::optional<Address> Address::parse(std::string_view network, std::string_view text) {
  if (network == "unix" && text.starts_with('/')) {
    return Address{std::string(text), {}};
  }
  if (network == "tcp" && (text.starts_with("127.0.0.1:") || text.starts_with("[::1]:") || text.starts_with("localhost:")) &&
      text.find_first_of("/@?#") == std::string_view::npos) {
    return Address{{}, std::string(text)};
  }
  return std::nullopt;
}

Result<Status> call(net::HttpClient& client, const Address& address, std::string_view method, std::string_view message,
                    std::chrono::milliseconds timeout, const std::atomic<bool>* stop) {
  net::HttpRequest request = request_to(address, method, message);
  request.timeout = timeout;
  request.stop = stop;
  request.headers.emplace_back("grpc-timeout", std::to_string(std::min<std::int64_t>(timeout.count(), 99'999'999)) + "m");
  Result<net::HttpResponse> got = client.send(request);
  if (!got) {
    return tl::unexpected(std::move(got.error()));
  }
  const std::string_view code = field(*got, "Grpc-Status");
  Status out;
  if (got->status != 200 || code.empty() || std::from_chars(code.data(), code.data() + code.size(), out.code).ec != std::errc()) {
    return fail(ErrorKind::kUnavailable, "the plugin's answer is no gRPC (HTTP status " + std::to_string(got->status) + ")");
  }
  out.message = decode_message(field(*got, "Grpc-Message"));
  return out;
}

void drain_stream(net::HttpClient& client, const Address& address, std::string_view method, const std::atomic<bool>& stop) {
  net::HttpRequest request = request_to(address, method, {});
  request.timeout = std::chrono::milliseconds(0);
  request.connect_timeout = std::chrono::milliseconds(5'000);
  request.stop = &stop;
  request.max_body = SIZE_MAX;
  request.take_body = [](std::string_view) { return true; };
  (void)client.send(request);  // ends when the plugin does
}

}  // namespace vedette::notify::grpc

// Servers on the loopback interface, for tests: HTTP and DNS that answer what a test tells them to.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace vedette::net {

/// Runs `step` on a bound socket until the end.
class LocalSocket {
 public:
  explicit LocalSocket(int type) : socket_(::socket(AF_INET, type, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    socklen_t length = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
  }
  ~LocalSocket() {
    stop_ = true;
    if (thread_.joinable()) {
      thread_.join();
    }
    ::close(socket_);
  }
  void run(std::function<void(int)> step) {
    thread_ = std::thread([this, step = std::move(step)] {
      while (!stop_) {
        pollfd ready{socket_, POLLIN, 0};
        if (::poll(&ready, 1, 20) > 0) {
          step(socket_);
        }
      }
    });
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int socket() const { return socket_; }

 private:
  int socket_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

/// One request, one answer, one connection.
class LocalHttpServer {
 public:
  /// Takes the whole request, gives the whole answer.
  explicit LocalHttpServer(std::function<std::string(const std::string&)> answer) : answer_(std::move(answer)), socket_(SOCK_STREAM) {
    ::listen(socket_.socket(), 16);
    socket_.run([this](int socket) { serve(::accept(socket, nullptr, nullptr)); });
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(socket_.port()); }
  [[nodiscard]] int requests() const { return requests_; }

  [[nodiscard]] static std::string answer(int status, const std::string& body, const std::string& headers = {}) {
    return "HTTP/1.1 " + std::to_string(status) + " X\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers +
           "\r\n" + body;
  }

 private:
  void serve(int connection) {
    std::string request;
    char buffer[4096];
    std::size_t wanted = std::string::npos;
    while (request.size() < wanted) {
      const ssize_t got = ::read(connection, buffer, sizeof buffer);
      if (got <= 0) {
        break;
      }
      request.append(buffer, static_cast<std::size_t>(got));
      const std::size_t end = request.find("\r\n\r\n");
      if (end != std::string::npos && wanted == std::string::npos) {
        const std::size_t length = request.find("Content-Length: ");
        wanted = end + 4 + (length < end ? std::stoul(request.substr(length + 16)) : 0);
      }
    }
    ++requests_;
    const std::string text = answer_(request);
    (void)!::write(connection, text.data(), text.size());
    ::close(connection);
  }

  std::function<std::string(const std::string&)> answer_;
  std::atomic<int> requests_{0};
  LocalSocket socket_;
};

/// Answers questions from a table: "A host" or "AAAA host" -> address bytes, "PTR name" -> host name.
class LocalDnsServer {
 public:
  explicit LocalDnsServer(std::multimap<std::string, std::string> records) : records_(std::move(records)), socket_(SOCK_DGRAM) {
    socket_.run([this](int socket) { serve(socket); });
  }
  [[nodiscard]] std::uint16_t port() const { return socket_.port(); }

  [[nodiscard]] static std::string encode_name(const std::string& name) {
    std::string out;
    std::size_t begin = 0;
    while (begin < name.size()) {
      std::size_t end = name.find('.', begin);
      end = end == std::string::npos ? name.size() : end;
      out += static_cast<char>(end - begin);
      out += name.substr(begin, end - begin);
      begin = end + 1;
    }
    return out + '\0';
  }

 private:
  void serve(int socket) {
    unsigned char buffer[1500];
    sockaddr_in peer{};
    socklen_t length = sizeof peer;
    const ssize_t got = ::recvfrom(socket, buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&peer), &length);
    if (got < 17) {
      return;
    }
    std::string name;
    std::size_t at = 12;
    while (at < static_cast<std::size_t>(got) && buffer[at] != 0) {
      name += (name.empty() ? "" : ".") + std::string(reinterpret_cast<char*>(buffer) + at + 1, buffer[at]);
      at += buffer[at] + 1U;
    }
    const unsigned type = buffer[at + 1] << 8 | buffer[at + 2];
    const std::string question(reinterpret_cast<char*>(buffer) + 12, at + 5 - 12);
    const std::string kind = type == 1 ? "A " : type == 28 ? "AAAA " : type == 12 ? "PTR " : "? ";
    std::string answers;
    int count = 0;
    auto [first, last] = records_.equal_range(kind + name);
    for (auto it = first; it != last; ++it, ++count) {
      const std::string data = type == 12 ? encode_name(it->second) : it->second;
      answers += std::string("\xc0\x0c\0", 3) + static_cast<char>(type) + std::string("\0\1\0\0\0\x3c", 6) + static_cast<char>(data.size() >> 8) +
                 static_cast<char>(data.size()) + data;
    }
    std::string reply(reinterpret_cast<char*>(buffer), 2);
    reply += std::string("\x81", 1) + (count > 0 ? '\x80' : '\x83') + std::string("\0\1\0", 3) + static_cast<char>(count) + std::string(4, '\0') +
             question + answers;
    ::sendto(socket, reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&peer), length);
  }

  std::multimap<std::string, std::string> records_;
  LocalSocket socket_;
};

}  // namespace vedette::net

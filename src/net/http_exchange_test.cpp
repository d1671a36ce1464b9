// What a request can ask for beyond method, headers and body.
#include <gtest/gtest.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "net/http_client.h"
#include "net/local_servers.h"

namespace vedette::net {
namespace {

HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.url = url;
  return request;
}

TEST(Redirect, becomes_a_get_and_keeps_credentials_at_home) {
  std::vector<std::string> seen;
  LocalHttpServer other([&](const std::string& request) {
    seen.push_back(request);
    return LocalHttpServer::answer(200, "there");
  });
  LocalHttpServer server([&](const std::string& request) {
    seen.push_back(request);
    if (request.find(" /start ") != std::string::npos) {
      return LocalHttpServer::answer(302, "", "Location: next?a=b\r\n");
    }
    if (request.find(" /kept ") != std::string::npos) {
      return LocalHttpServer::answer(307, "", "Location: /last\r\n");
    }
    if (request.find(" /away ") != std::string::npos) {
      return LocalHttpServer::answer(303, "", "Location: http://localhost:" + other.url().substr(other.url().rfind(':') + 1) + "/\r\n");
    }
    return LocalHttpServer::answer(200, "here");
  });
  HttpClient client;
  HttpRequest request = get(server.url() + "/start");
  request.method = "POST";
  request.body = "text";
  request.headers = {{"Authorization", "Bearer secret"}, {"X-Other", "1"}};
  ASSERT_TRUE(client.send(request));
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_TRUE(seen[1].starts_with("GET /next?a=b ")) << seen[1];
  EXPECT_NE(seen[1].find("Authorization: Bearer secret"), std::string::npos);
  EXPECT_EQ(seen[1].find("text"), std::string::npos);

  seen.clear();
  request.url = server.url() + "/kept";
  ASSERT_TRUE(client.send(request));
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_TRUE(seen[1].starts_with("POST /last ")) << seen[1];
  EXPECT_TRUE(seen[1].ends_with("text"));

  seen.clear();
  request.url = server.url() + "/away";
  Result<HttpResponse> response = client.send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "there");
  EXPECT_EQ(seen[1].find("secret"), std::string::npos) << "another host";
  EXPECT_NE(seen[1].find("X-Other: 1"), std::string::npos);

  request.max_redirects = 0;
  response = client.send(request);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 303);
}

TEST(Redirect, ends) {
  LocalHttpServer server([&](const std::string&) { return LocalHttpServer::answer(302, "", "Location: /again?token=secret\r\n"); });
  HttpClient client;
  Result<HttpResponse> response = client.send(get(server.url()));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().message, "GET " + server.url() + ": stopped after 10 redirects");
  EXPECT_EQ(server.requests(), 11);
}

TEST(HttpExchange, says_no_secrets) {
  HttpClient client;
  HttpRequest request = get("http://user:password@127.0.0.1:1/path?token=secret#part");
  Result<HttpResponse> response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_TRUE(response.error().message.starts_with("GET http://127.0.0.1:1/path: ")) << response.error().message;
  EXPECT_EQ(response.error().message.find("secret"), std::string::npos);
  request.called = "the webhook";
  response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_TRUE(response.error().message.starts_with("GET the webhook: ")) << response.error().message;
  request.proxy = "ftp://user:password@127.0.0.1:1";
  response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(response.error().message.find("password"), std::string::npos) << response.error().message;
  request.proxy = "http://user:password@127.0.0.1:1";
  response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().message.find("password"), std::string::npos) << response.error().message;
  EXPECT_EQ(loggable_url("https://u:p@host:1/a/b@c?x#y"), "https://host:1/a/b@c");
  EXPECT_EQ(loggable_url("nothing\n"), "nothing?");
}

TEST(HttpExchange, goes_through_a_proxy) {
  std::string seen;
  LocalHttpServer proxy([&](const std::string& request) {
    seen = request;
    return LocalHttpServer::answer(200, "by proxy");
  });
  HttpClient client;
  HttpRequest request = get("http://nowhere.test/x");
  request.proxy = "http://user:p%40ss@" + proxy.url().substr(7);
  Result<HttpResponse> response = client.send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "by proxy");
  EXPECT_TRUE(seen.starts_with("GET http://nowhere.test/x ")) << seen;
  EXPECT_NE(seen.find("Proxy-Authorization: Basic dXNlcjpwQHNz"), std::string::npos) << seen;
  // What the environment says does not count where the request says something.
  ::setenv("HTTP_PROXY", "http://127.0.0.1:1", 1);
  ASSERT_TRUE(client.send(request));
  request.proxy.reset();
  EXPECT_FALSE(client.send(request));
  request.url = proxy.url();
  EXPECT_TRUE(client.send(request)) << "this machine itself is never asked by proxy";
  ::unsetenv("HTTP_PROXY");
}

TEST(HttpExchange, streams_a_body_up) {
  std::string seen;
  LocalHttpServer server([&](const std::string& request) {
    seen = request;
    return LocalHttpServer::answer(200, "");
  });
  HttpClient client;
  HttpRequest request = get(server.url());
  request.method = "POST";
  std::size_t left = 300'000;
  request.body_size = left;
  request.give_body = [&](char* buffer, std::size_t capacity) -> std::optional<std::size_t> {
    const std::size_t given = std::min(capacity, left);
    std::fill_n(buffer, given, 'u');
    left -= given;
    return given;
  };
  Result<HttpResponse> response = client.send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_TRUE(seen.starts_with("POST / "));
  EXPECT_NE(seen.find("Content-Length: 300000\r\n"), std::string::npos);
  EXPECT_TRUE(seen.ends_with(std::string(300'000, 'u')));
  request.give_body = [](char*, std::size_t) { return std::nullopt; };
  response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_NE(response.error().message.find("the body could not be read"), std::string::npos) << response.error().message;
}

TEST(HttpExchange, bounds_headers_and_leaves_content_encoded) {
  LocalHttpServer server([&](const std::string& request) {
    return LocalHttpServer::answer(200, request.find("Accept-Encoding") == std::string::npos ? "raw" : "asked",
                                   "Content-Encoding: x\r\nX-Long: " + std::string(5000, 'h') + "\r\n");
  });
  HttpClient client;
  HttpRequest request = get(server.url() + "/a/../b/./c");
  request.decode_content = false;
  Result<HttpResponse> response = client.send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "raw");
  request.max_headers = 4000;
  response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_NE(response.error().message.find("headers"), std::string::npos) << response.error().message;
}

TEST(HttpExchange, asks_before_it_takes_a_body) {
  LocalHttpServer server([&](const std::string&) { return LocalHttpServer::answer(206, "part", "Etag: \"a\"\r\n"); });
  HttpClient client;
  HttpRequest request = get(server.url());
  std::string taken;
  request.take_body = [&](std::string_view piece) {
    taken += piece;
    return true;
  };
  request.take_head = [](const HttpResponse& head) { return head.status == 206 && head.header("Etag") == "\"a\""; };
  ASSERT_TRUE(client.send(request));
  EXPECT_EQ(taken, "part");
  request.take_head = [](const HttpResponse&) { return false; };
  Result<HttpResponse> response = client.send(request);
  ASSERT_TRUE(response);
  EXPECT_TRUE(response->cut);
  EXPECT_EQ(taken, "part");
}

/// HTTP/2 in plain text on a UNIX socket, as a gRPC server speaks it, as far as one unary call needs.
class LocalGrpcServer {
 public:
  LocalGrpcServer() : path_(std::filesystem::temp_directory_path() / ("vedette_grpc_" + std::to_string(::getpid()))) {
    socket_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    ::unlink(path_.c_str());
    ::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(socket_, 1);
    thread_ = std::thread([this] { serve(); });
  }
  ~LocalGrpcServer() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
    ::unlink(path_.c_str());
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  std::string body;  // of the call

 private:
  static std::string frame(char type, char flags, char stream, const std::string& payload) {
    return std::string("\0\0", 2) + static_cast<char>(payload.size()) + type + flags + std::string("\0\0\0", 3) + stream + payload;
  }
  static std::string literal(const std::string& name, const std::string& value) {
    return std::string(1, '\0') + static_cast<char>(name.size()) + name + static_cast<char>(value.size()) + value;
  }
  void serve() {
    const int connection = ::accept(socket_, nullptr, nullptr);
    if (connection < 0) {
      return;
    }
    const auto read = [&](std::size_t bytes) {
      std::string out(bytes, '\0');
      std::size_t got = 0;
      while (got < bytes) {
        const ssize_t n = ::read(connection, out.data() + got, bytes - got);
        if (n <= 0) {
          return std::string();
        }
        got += static_cast<std::size_t>(n);
      }
      return out;
    };
    const auto write = [&](const std::string& text) { (void)!::write(connection, text.data(), text.size()); };
    if (read(24) == "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") {
      write(frame(4, 0, 0, ""));
      for (std::string head = read(9); head.size() == 9; head = read(9)) {
        const std::size_t length =
            static_cast<unsigned char>(head[0]) << 16 | static_cast<unsigned char>(head[1]) << 8 | static_cast<unsigned char>(head[2]);
        const std::string payload = length > 0 ? read(length) : std::string();
        if (head[3] == 4 && (head[4] & 1) == 0) {
          write(frame(4, 1, 0, ""));
        }
        if (head[3] == 0) {
          body += payload;
        }
        if ((head[3] == 0 || head[3] == 1) && (head[4] & 1) != 0) {  // the end of the request
          write(frame(1, 4, head[8], std::string(1, '\x88') + literal("content-type", "application/grpc")));
          write(frame(0, 0, head[8], std::string("\0\0\0\0\0", 5)));
          write(frame(1, 5, head[8], literal("grpc-status", "0") + literal("grpc-message", "fine")));
        }
      }
    }
    ::close(connection);
  }

  std::string path_;
  int socket_;
  std::thread thread_;
};

TEST(HttpExchange, speaks_http2_on_a_socket_and_hears_trailers) {
  LocalGrpcServer server;
  {
    HttpClient client;
    HttpRequest request = get("http://plugin/proto.Notifier/Notify");
    request.method = "POST";
    request.headers = {{"Content-Type", "application/grpc"}, {"TE", "trailers"}};
    request.body = std::string("\0\0\0\0\2hi", 7);
    request.unix_socket = server.path();
    request.version = HttpVersion::kHttp2PriorKnowledge;
    Result<HttpResponse> response = client.send(request);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->header("Content-Type"), "application/grpc");
    EXPECT_EQ(response->body, std::string(5, '\0'));
    EXPECT_EQ(response->trailer("Grpc-Status"), "0");
    EXPECT_EQ(response->trailer("Grpc-Message"), "fine");
    EXPECT_EQ(response->header("Grpc-Status"), "");
  }
  EXPECT_EQ(server.body, std::string("\0\0\0\0\2hi", 7));
}

/// `openssl s_server` with certificates made for the occasion.
class TlsServer {
 public:
  TlsServer() : folder_(std::filesystem::temp_directory_path() / ("vedette_tls_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
    for (const char* name : {"server", "client"}) {
      const std::string base = folder_ / name;
      const std::string command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=" + std::string(name) +
                                  " -addext subjectAltName=IP:127.0.0.1 -keyout " + base + ".key -out " + base + ".pem >/dev/null 2>&1";
      made_ = std::system(command.c_str()) == 0;
    }
    if (!made_) {
      return;
    }
    int fds[2];
    made_ = ::pipe(fds) == 0;
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(fds[1], 1);
      ::dup2(fds[1], 2);
      ::execlp("openssl", "openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-Verify", "1", "-verify_return_error", "-CAfile",
               file("client.pem").c_str(), "-cert", file("server.pem").c_str(), "-key", file("server.key").c_str(), nullptr);
      ::_exit(127);
    }
    ::close(fds[1]);
    output_ = fds[0];
    std::string text;
    char c = 0;
    while (::read(output_, &c, 1) == 1) {  // "ACCEPT 127.0.0.1:43210"
      text += c;
      const std::size_t at = text.find("ACCEPT ");
      if (at != std::string::npos && text.back() == '\n') {
        url_ = "https://" + text.substr(at + 7, text.size() - at - 8) + "/";
        return;
      }
      text = c == '\n' ? std::string() : text;
    }
    made_ = false;
  }
  ~TlsServer() {
    if (child_ > 0) {
      ::kill(child_, SIGKILL);
      ::waitpid(child_, nullptr, 0);
      ::close(output_);
    }
    std::filesystem::remove_all(folder_);
  }
  [[nodiscard]] bool runs() const { return made_; }
  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] std::string file(const char* name) const { return folder_ / name; }
  [[nodiscard]] std::string text(const char* name) const {
    std::ifstream in(file(name));
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  std::filesystem::path folder_;
  bool made_ = false;
  int child_ = -1, output_ = -1;
  std::string url_;
};

TEST(HttpExchange, shows_and_checks_certificates) {
  TlsServer server;
  if (!server.runs()) {
    GTEST_SKIP() << "the openssl program is not there";
  }
  HttpClient client;
  HttpRequest request = get(server.url());
  request.version = HttpVersion::kHttp11;
  request.tls.certificate_file = server.file("client.pem");
  request.tls.key_file = server.file("client.key");
  EXPECT_FALSE(client.send(request)) << "nobody vouches for the server";
  request.tls.authorities_file = server.file("server.pem");
  Result<HttpResponse> response = client.send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
  request.tls = {};
  request.tls.authorities = server.text("server.pem");
  request.tls.certificate = server.text("client.pem");
  request.tls.key = server.text("client.key");
  response = client.send(request);
  EXPECT_TRUE(response) << response.error().message;
  request.tls.authorities.clear();
  request.tls.verify = false;
  EXPECT_TRUE(client.send(request));
  request.tls.certificate.clear();
  request.tls.key.clear();
  EXPECT_FALSE(client.send(request)) << "the server wants a certificate";
  request.tls.certificate_file = server.file("absent.pem");
  response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kInvalid) << response.error().message;
}

}  // namespace
}  // namespace vedette::net

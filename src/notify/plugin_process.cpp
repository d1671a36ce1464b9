#include "notify/plugin_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <random>
#include <vector>

#include "notify/http_attempt.h"

extern char** environ;

namespace vedette::notify {
namespace {

constexpr std::string_view kCookie = "CROWDSEC_PLUGIN_KEY";  // csplugin/broker.go
constexpr std::size_t kLongestLine = 4096;

class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) {
      ends_ = {-1, -1};
    }
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  [[nodiscard]] int reader() const { return ends_[0]; }
  [[nodiscard]] int writer() const { return ends_[1]; }
  [[nodiscard]] bool good() const { return ends_[0] >= 0; }
  void close_end(std::size_t which) {
    if (ends_[which] >= 0) {
      ::close(ends_[which]);
      ends_[which] = -1;
    }
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

std::string random_cookie() {
  std::random_device device;
  return fmt::format("{:08x}-{:04x}-4{:03x}-8{:03x}-{:08x}{:04x}", device(), device() & 0xffff, device() & 0xfff, device() & 0xfff, device(),
                     device() & 0xffff);
}

std::vector<std::string> child_environment() {
  std::vector<std::string> out;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    if (!text.starts_with("PLUGIN_") && !text.starts_with(kCookie)) {
      out.emplace_back(text);
    }
  }
  // go-plugin, client.go, Start
  out.push_back(std::string(kCookie) + "=" + random_cookie());
  out.emplace_back("PLUGIN_MIN_PORT=10000");
  out.emplace_back("PLUGIN_MAX_PORT=25000");
  out.emplace_back("PLUGIN_PROTOCOL_VERSIONS=1");
  return out;
}

std::string_view word(std::string_view& line) {
  const std::size_t end = std::min(line.find('|'), line.size());
  const std::string_view out = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return out;
}

/// "1|1|unix|/tmp/plugin123|grpc|"
Result<grpc::Address> read_handshake(std::string_view line) {
  const std::string whole = one_line(line);
  const std::string_view core = word(line);
  const std::string_view version = word(line);
  const std::string_view network = word(line);
  const std::optional<grpc::Address> address = grpc::Address::parse(network, word(line));
  const std::string_view protocol = word(line);
  if (core != "1" || version != "1" || protocol != "grpc" || !address) {
    return fail(ErrorKind::kInvalid, "the plugin shakes hands in a way that is not understood: " + whole);
  }
  return *address;
}

}  // namespace

Result<std::optional<PluginUser>> find_plugin_user(const std::string& user, const std::string& group) {
  if (user.empty() && group.empty()) {
    return std::nullopt;
  }
  if (user.empty() || group.empty()) {
    return fail(ErrorKind::kInvalid, "plugin_config: both `user` and `group` must be set, or neither");
  }
  // Before any thread of ours looks names up; the C library's answers are copied at once.
  const passwd* found_user = ::getpwnam(user.c_str());
  if (found_user == nullptr) {
    return fail(ErrorKind::kNotFound, "plugin_config: there is no user `" + user + "`");
  }
  PluginUser out{found_user->pw_uid, 0};
  const ::group* found_group = ::getgrnam(group.c_str());
  if (found_group == nullptr) {
    return fail(ErrorKind::kNotFound, "plugin_config: there is no group `" + group + "`");
  }
  out.group = found_group->gr_gid;
  return out;
}

Result<void> check_plugin_file(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    return tl::unexpected(system_error("plugin " + path, errno));
  }
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorKind::kInvalid, "plugin " + path + " is no file");
  }
  if (status.st_uid != ::getuid()) {
    return fail(ErrorKind::kDenied, "plugin " + path + " belongs to somebody else than who runs this program");
  }
  if ((status.st_mode & S_IWOTH) != 0) {
    return fail(ErrorKind::kDenied, "plugin " + path + " can be written by everybody: it is not started");
  }
  if ((status.st_mode & S_IWGRP) != 0) {
    return fail(ErrorKind::kDenied, "plugin " + path + " can be written by its group: it is not started");
  }
  if ((status.st_mode & S_ISGID) != 0) {
    return fail(ErrorKind::kDenied, "plugin " + path + " is setgid: it is not started");
  }
  return {};
}

Result<std::unique_ptr<PluginProcess>> PluginProcess::start(const std::string& path, const std::optional<PluginUser>& user,
                                                            std::chrono::milliseconds timeout, const std::atomic<bool>* stop) {
  std::unique_ptr<PluginProcess> out(new PluginProcess);
  out->watching_ = std::thread([process = out.get(), path, user] { process->watch(path, user); });
  const auto end = std::chrono::steady_clock::now() + timeout;
  while (true) {
    {
      std::lock_guard lock(out->mutex_);
      if (out->handshake_) {
        break;
      }
    }
    if (out->ended_) {
      std::lock_guard lock(out->mutex_);
      return fail(ErrorKind::kUnavailable,
                  !out->problem_.empty() ? out->problem_ : "plugin " + path + " ended before it could be spoken to: " + one_line(out->words_));
    }
    if (stop != nullptr && stop->load()) {
      return fail(ErrorKind::kUnavailable, "interrupted");
    }
    if (std::chrono::steady_clock::now() > end) {
      return fail(ErrorKind::kUnavailable, "plugin " + path + " does not shake hands");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  Result<grpc::Address> address = read_handshake(*out->handshake_);
  if (!address) {
    return tl::unexpected(std::move(address.error()));
  }
  out->address_ = *address;
  out->draining_ = std::thread([process = out.get()] {
    net::HttpClient client;
    grpc::drain_stream(client, process->address_, "/plugin.GRPCStdio/StreamStdio", process->stop_);
  });
  return out;
}

void PluginProcess::watch(const std::string& path, const std::optional<PluginUser>& user) {
  Pipe output;
  Pipe errors;
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const std::vector<std::string> environment = child_environment();
  std::vector<char*> variables;
  for (const std::string& variable : environment) {
    variables.push_back(const_cast<char*>(variable.c_str()));
  }
  variables.push_back(nullptr);
  char* const arguments[] = {const_cast<char*>(path.c_str()), nullptr};
  const pid_t parent = ::getpid();
  const bool root = ::getuid() == 0;
  const pid_t child = output.good() && errors.good() && nothing >= 0 ? ::fork() : -1;
  if (child == 0) {
    // Only what is safe between fork and exec.
    ::setpgid(0, 0);  // Ctrl-C is for us; it is asked to go
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(output.writer(), STDOUT_FILENO);
    ::dup2(errors.writer(), STDERR_FILENO);
    const bool dropped = !user || ((!root || ::setgroups(0, nullptr) == 0) && ::setgid(user->group) == 0 && ::setuid(user->user) == 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // after setuid, which clears it
    sigset_t all;
    ::sigemptyset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
    if (dropped && ::getppid() == parent) {
      ::execve(path.c_str(), arguments, variables.data());
    }
    constexpr std::string_view kProblem = "it cannot be run, or not as that user\n";
    (void)!::write(STDERR_FILENO, kProblem.data(), kProblem.size());
    ::_exit(127);
  }
  const int problem = errno;
  if (nothing >= 0) {
    ::close(nothing);
  }
  if (child < 0) {
    std::lock_guard lock(mutex_);
    problem_ = system_error("start " + path, problem).message;
    ended_ = true;
    return;
  }
  id_ = child;
  output.close_end(1);
  errors.close_end(1);
  read_output(output.reader(), errors.reader());
  ended_ = true;
}

void PluginProcess::read_output(int output, int errors) {
  std::string line;
  std::array<pollfd, 2> files{pollfd{output, POLLIN, 0}, pollfd{errors, POLLIN, 0}};
  std::array<char, 4096> piece;
  bool gone = false;
  // Its end is seen by its id, not only by its pipes: what it started may hold those.
  while (!gone) {
    constexpr int kPatienceMilliseconds = 50;
    const int ready = ::poll(files.data(), files.size(), kPatienceMilliseconds);
    {
      std::lock_guard lock(mutex_);  // from here on its id may be another's
      gone = ::waitpid(id_, nullptr, WNOHANG) == id_;
      ended_ = gone;
    }
    for (pollfd& file : files) {
      if (ready <= 0 || (file.revents & (POLLIN | POLLHUP)) == 0) {
        continue;
      }
      const ssize_t got = ::read(file.fd, piece.data(), piece.size());
      if (got <= 0) {
        file.fd = -1;  // poll leaves it out
        continue;
      }
      std::lock_guard lock(mutex_);
      if (file.fd == errors) {
        words_.append(piece.data(), static_cast<std::size_t>(got));
        if (words_.size() > 2 * kLongestLine) {
          words_.erase(0, words_.size() - kLongestLine);
        }
      } else if (!handshake_) {
        line.append(piece.data(), static_cast<std::size_t>(got));
        if (const std::size_t end = line.find('\n'); end != std::string::npos || line.size() > kLongestLine) {
          handshake_ = line.substr(0, std::min(end, kLongestLine));
        }
      }
    }
    if (files[0].fd < 0 && files[1].fd < 0 && !gone) {
      std::this_thread::sleep_for(std::chrono::milliseconds(kPatienceMilliseconds));
    }
  }
}

PluginProcess::~PluginProcess() {
  constexpr std::chrono::milliseconds kPatience(2'000);
  const auto end = std::chrono::steady_clock::now() + kPatience;
  if (!ended_ && (!address_.unix_socket.empty() || !address_.host_port.empty())) {
    (void)call("/plugin.GRPCController/Shutdown", {}, std::chrono::milliseconds(1'000), nullptr);
    while (!ended_ && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
  stop_ = true;
  while (!ended_) {
    {
      std::lock_guard lock(mutex_);
      if (!ended_ && id_ > 0) {
        ::kill(id_, SIGKILL);
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  if (watching_.joinable()) {
    watching_.join();
  }
  if (draining_.joinable()) {
    draining_.join();
  }
  if (!address_.unix_socket.empty()) {
    ::unlink(address_.unix_socket.c_str());  // one that was killed leaves it
  }
}

Result<grpc::Status> PluginProcess::call(std::string_view method, std::string_view message, std::chrono::milliseconds timeout,
                                         const std::atomic<bool>* stop) {
  // A connection each: libcurl 7.88 breaks off the second exchange of a connection that began with HTTP/2.
  net::HttpClient client;
  return grpc::call(client, address_, method, message, timeout, stop);
}

std::string PluginProcess::last_words() const {
  std::lock_guard lock(mutex_);
  std::string_view text = words_;
  while (text.ends_with('\n')) {
    text.remove_suffix(1);
  }
  return one_line(text.substr(text.rfind('\n') + 1));
}

}  // namespace vedette::notify

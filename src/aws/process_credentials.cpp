#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>

#include "aws/credential_sources.h"
#include "base/json.h"

namespace vedette::aws {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kLongest{60};
constexpr std::size_t kMaxOutput = 64 << 10;

/// A shell that runs the command in a process group of its own, its output in a pipe.
class Child {
 public:
  Result<void> start(const std::string& command) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
      return tl::unexpected(system_error("pipe", errno));
    }
    output_ = ends[0];
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    std::string shell = "sh";
    std::string flag = "-c";
    std::string text = command;
    char* arguments[] = {shell.data(), flag.data(), text.data(), nullptr};
    const int code = ::posix_spawn(&pid_, "/bin/sh", &actions, &attributes, arguments, environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    ::close(ends[1]);
    if (code != 0) {
      pid_ = -1;
      return tl::unexpected(system_error("start /bin/sh", code));
    }
    return {};
  }

  /// All that it prints until it ends.
  Result<std::string> read(const std::atomic<bool>* stop) {
    const Clock::time_point end = Clock::now() + kLongest;
    std::string text;
    char buffer[4096];
    while (true) {
      if (Clock::now() > end || (stop != nullptr && stop->load())) {
        return fail(ErrorKind::kUnavailable, stop != nullptr && stop->load() ? "was interrupted" : "does not end within a minute");
      }
      pollfd ready{output_, POLLIN, 0};
      if (::poll(&ready, 1, 100) <= 0) {
        continue;
      }
      const ssize_t got = ::read(output_, buffer, sizeof buffer);
      if (got < 0 && errno == EINTR) {
        continue;
      }
      if (got <= 0) {
        break;
      }
      text.append(buffer, static_cast<std::size_t>(got));
      if (text.size() > kMaxOutput) {
        return fail(ErrorKind::kInvalid, "prints more than 64 KiB");
      }
    }
    int status = 0;
    if (::waitpid(pid_, &status, 0) == pid_) {
      pid_ = -1;
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
      return fail(ErrorKind::kDenied, WIFEXITED(status) ? "ends with exit code " + std::to_string(WEXITSTATUS(status)) : "is killed by a signal");
    }
    return text;
  }

  ~Child() {
    if (pid_ > 0) {
      ::kill(-pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    if (output_ >= 0) {
      ::close(output_);
    }
  }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
};

}  // namespace

Result<Credentials> run_credential_process(const std::string& command, Time now, const std::atomic<bool>* stop) {
  Child child;
  if (Result<void> started = child.start(command); !started) {
    return tl::unexpected(std::move(started.error()));
  }
  const Result<std::string> output = child.read(stop);
  if (!output) {
    return fail(output.error().kind, "the credential_process " + output.error().message);
  }
  JsonReader reader;
  const Result<JsonView> json = reader.parse(*output);
  JsonView version;
  std::int64_t number = 0;
  if (!json || json->kind() != JsonKind::kObject || !json->find("Version", version) || !version.as_integer(number) || number != 1) {
    return fail(ErrorKind::kDenied, "the credential_process does not print JSON of Version 1");
  }
  Result<Credentials> credentials = parse_credentials_json(*output, "SessionToken");
  if (!credentials) {
    return fail(ErrorKind::kDenied, "the credential_process: " + credentials.error().message);
  }
  if (credentials->expires && *credentials->expires <= now) {
    return fail(ErrorKind::kDenied, "the credential_process gives credentials that have expired");
  }
  return credentials;
}

}  // namespace vedette::aws

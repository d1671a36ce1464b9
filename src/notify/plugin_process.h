// A notification plugin's process: started, shaken hands with, listened to and ended (hashicorp/go-plugin, client.go; csplugin/utils.go).
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/error.h"
#include "net/http_client.h"
#include "notify/grpc.h"

namespace vedette::notify {

/// Who a plugin runs as. Empty: who we are.
struct PluginUser {
  uid_t user = 0;
  gid_t group = 0;
};

/// csplugin/utils.go, CreateCmd: both or neither; the names must be known.
[[nodiscard]] Result<std::optional<PluginUser>> find_plugin_user(const std::string& user, const std::string& group);

/// csplugin/utils.go, pluginIsValid: ours, and written by nobody else. The error says what is wrong.
[[nodiscard]] Result<void> check_plugin_file(const std::string& path);

/// A running plugin. It dies with us, whatever ends us.
class PluginProcess {
 public:
  /// Starts it and waits for its handshake, at most `timeout`. The error holds what it wrote last.
  [[nodiscard]] static Result<std::unique_ptr<PluginProcess>> start(const std::string& path, const std::optional<PluginUser>& user,
                                                                    std::chrono::milliseconds timeout, const std::atomic<bool>* stop);
  /// Asks it to go, and ends it when it has not gone within two seconds.
  ~PluginProcess();
  PluginProcess(const PluginProcess&) = delete;
  PluginProcess& operator=(const PluginProcess&) = delete;

  [[nodiscard]] bool alive() const { return !ended_; }
  [[nodiscard]] pid_t id() const { return id_; }
  [[nodiscard]] Result<grpc::Status> call(std::string_view method, std::string_view message, std::chrono::milliseconds timeout,
                                          const std::atomic<bool>* stop);
  /// The last line of its standard error.
  [[nodiscard]] std::string last_words() const;

 private:
  PluginProcess() = default;
  /// The life of the child, in a thread of its own: it is the thread that started it whose end would end it.
  void watch(const std::string& path, const std::optional<PluginUser>& user);
  void read_output(int output, int errors);

  std::atomic<pid_t> id_{0};
  std::atomic<bool> ended_{false};
  std::atomic<bool> stop_{false};
  std::thread watching_;
  std::thread draining_;
  mutable std::mutex mutex_;
  std::optional<std::string> handshake_;  // its first line
  std::string problem_;                   // why it could not be started
  std::string words_;                     // the end of its standard error
  grpc::Address address_;
};

}  // namespace vedette::notify

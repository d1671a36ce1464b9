#include "notify/plugin.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <vector>

#include "base/yaml_scalar.h"
#include "content/config.h"
#include "notify/http_attempt.h"
#include "notify/json_tree.h"
#include "notify/plugin_process.h"
#include "notify/rendering.h"

namespace vedette::notify {
namespace {

std::string path_of(const NotifierFiles& files, std::string_view type) {
  // csplugin/utils.go, getPluginTypeAndSubtypeFromPath: the type is what stands behind the last dash.
  const bool good =
      !type.empty() && type.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") == std::string_view::npos;
  return good && !files.plugin_dir.empty() ? files.plugin_dir + "/notification-" + std::string(type) : std::string();
}

JsonTree scalar_of(const YamlNode& node) {
  std::string text = content::expand_environment(node.text);
  YamlNode read;
  read.kind = YamlKind::kScalar;
  read.style = node.style;
  read.tag = node.tag;
  read.text = text;
  JsonTree out;
  switch (const YamlValue value = resolve_yaml(read); value.type) {
    case YamlType::kNull:
      return out;
    case YamlType::kBool:
      return JsonTree::boolean(value.boolean);
    case YamlType::kInteger:
      return JsonTree::number(value.integer);
    case YamlType::kUnsigned:
      out.kind = JsonKind::kNumber;
      out.text = std::to_string(value.unsigned_integer);
      return out;
    case YamlType::kFloat:
      // As it is written: yaml.v3 reads it into a text as well as into a number.
      return JsonTree::string(std::move(text));
    case YamlType::kString:
      break;
  }
  return JsonTree::string(std::move(text));
}

JsonTree tree_of(const YamlNode& node) {
  switch (node.kind) {
    case YamlKind::kNull:
      return {};
    case YamlKind::kScalar:
      return scalar_of(node);
    case YamlKind::kSequence: {
      JsonTree out = JsonTree::array();
      for (const YamlNode* item : node.items) {
        out.items.push_back(tree_of(*item));
      }
      return out;
    }
    case YamlKind::kMapping:
      break;
  }
  JsonTree out = JsonTree::object();
  for (const YamlEntry& entry : node.entries) {
    out.set(content::expand_environment(entry.key->text), tree_of(*entry.value));
  }
  return out;
}

/// The URLs in a plugin's message, without what may be secret in them; and the configuration's own values.
std::string without_secrets(std::string text, const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += 3) {
      text.replace(at, secret.size(), "***");
    }
  }
  std::size_t at = 0;
  while ((at = text.find("://", at)) != std::string::npos) {
    const std::size_t begin = text.find_last_not_of("abcdefghijklmnopqrstuvwxyz", at == 0 ? 0 : at - 1);
    const std::size_t first = begin == std::string::npos ? 0 : begin + 1;
    const std::size_t end = std::min(text.find_first_of(" \"'<>\n\t", at), text.size());
    const std::string shown = display_url(std::string_view(text).substr(first, end - first));
    text.replace(first, end - first, shown);
    at = first + std::max<std::size_t>(shown.size(), 1);
  }
  return text;
}

void collect_secrets(const JsonTree& tree, bool hidden, std::vector<std::string>& out) {
  constexpr std::size_t kShortest = 6;
  if (tree.kind == JsonKind::kString && hidden && tree.text.size() >= kShortest) {
    out.push_back(tree.text);
  }
  for (const JsonTree& item : tree.items) {
    collect_secrets(item, hidden, out);
  }
  for (const auto& [key, value] : tree.members) {
    collect_secrets(value, !is_harmless_key(key), out);
  }
}

std::chrono::milliseconds milliseconds_of(Duration duration) {
  return std::chrono::milliseconds(std::max<Duration>(duration / kMillisecond, 1));
}

}  // namespace

/// One plugin's process, which serves all notifications of its type. Started with the first message; started again with the next one when it died.
class PluginHost {
 public:
  PluginHost(std::string path, std::optional<PluginUser> user) : path_(std::move(path)), user_(user) {}

  [[nodiscard]] const std::string& path() const { return path_; }

  void add(std::string name, std::string configuration) {
    std::lock_guard lock(mutex_);
    std::erase_if(configurations_, [&](const auto& other) { return other.first == name; });
    configurations_.emplace_back(std::move(name), std::move(configuration));
  }

  /// The plugin's status, or why it could not be asked.
  [[nodiscard]] Result<grpc::Status> notify(const std::string& name, std::string_view text, std::chrono::milliseconds timeout,
                                            const std::atomic<bool>* stop) {
    const auto end = std::chrono::steady_clock::now() + timeout;
    const Result<std::shared_ptr<PluginProcess>> process = running(timeout, stop);
    if (!process) {
      return tl::unexpected(process.error());
    }
    {
      std::lock_guard lock(mutex_);
      for (const auto& [failed, reason] : refused_) {
        if (failed == name) {
          return fail(ErrorKind::kInvalid, "the plugin does not take the configuration of `" + name + "`: " + reason);
        }
      }
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    return (*process)->call("/proto.Notifier/Notify", grpc::encode_message({{1, text}, {2, name}}), std::max(left, std::chrono::milliseconds(1)),
                            stop);
  }

 private:
  [[nodiscard]] Result<std::shared_ptr<PluginProcess>> running(std::chrono::milliseconds timeout, const std::atomic<bool>* stop) {
    std::lock_guard lock(mutex_);
    if (process_ != nullptr && process_->alive()) {
      return process_;
    }
    process_.reset();
    refused_.clear();
    if (Result<void> checked = check_plugin_file(path_); !checked) {
      return tl::unexpected(std::move(checked.error()));
    }
    constexpr std::chrono::milliseconds kLeast(2'000);  // a short timeout is one for sending
    Result<std::unique_ptr<PluginProcess>> started = PluginProcess::start(path_, user_, std::max(timeout, kLeast), stop);
    if (!started) {
      return tl::unexpected(std::move(started.error()));
    }
    std::shared_ptr<PluginProcess> process = std::move(*started);
    for (const auto& [name, configuration] : configurations_) {
      const Result<grpc::Status> status =
          process->call("/proto.Notifier/Configure", grpc::encode_message({{2, configuration}}), std::max(timeout, kLeast), stop);
      if (!status) {
        return tl::unexpected(status.error());
      }
      if (status->code != 0) {
        refused_.emplace_back(name, status->message);
      }
    }
    process_ = std::move(process);
    return process_;
  }

  const std::string path_;
  const std::optional<PluginUser> user_;
  std::mutex mutex_;
  std::vector<std::pair<std::string, std::string>> configurations_;  // by name
  std::vector<std::pair<std::string, std::string>> refused_;         // by name: the plugin's words
  std::shared_ptr<PluginProcess> process_;                           // shared with the calls under way
};

namespace {

class PluginNotifier final : public RenderedNotifier {
 public:
  PluginNotifier(NotifierConfig config, Format format, std::shared_ptr<PluginHost> host, std::vector<std::string> secrets)
      : RenderedNotifier(std::move(config), std::move(format), {}), host_(std::move(host)), secrets_(std::move(secrets)) {}

  [[nodiscard]] std::string target() const override { return host_->path(); }

  [[nodiscard]] Outcome send(const Message& message, std::string_view, Time, const std::atomic<bool>* stop) override {
    const Result<grpc::Status> status = host_->notify(config().name, message.body, milliseconds_of(config().timeout), stop);
    if (status && status->code == static_cast<int>(grpc::Code::kOk)) {
      return {};
    }
    // csplugin/backoff.go: every failure is tried again; a plugin says nothing of why.
    Outcome out;
    out.kind = status && status->code == static_cast<int>(grpc::Code::kUnimplemented) ? OutcomeKind::kRefused : OutcomeKind::kRetry;
    out.interrupted = !status && stop != nullptr && stop->load();
    out.reason = one_line(
        without_secrets(status ? fmt::format("the plugin failed: {} (code {})", status->message, status->code) : status.error().message, secrets_));
    return out;
  }

 protected:
  [[nodiscard]] std::string plain_body(std::string text, std::span<const model::Alert>) const override { return text; }

 private:
  std::shared_ptr<PluginHost> host_;
  std::vector<std::string> secrets_;
};

}  // namespace

std::string plugin_configuration(const YamlNode& document, const NotifierConfig& config) {
  JsonTree tree = tree_of(document);
  tree.set("name", config.name);
  tree.set("timeout", format_duration(config.timeout));
  return tree.dump();
}

bool Plugins::has(std::string_view type) const {
  const std::string path = path_of(files_, type);
  return !path.empty() && ::access(path.c_str(), F_OK) == 0;
}

std::unique_ptr<Notifier> Plugins::create(NotifierConfig config, const Settings& settings) {
  const std::string path = path_of(files_, config.type);
  std::shared_ptr<PluginHost>& host = hosts_[config.type];
  if (host == nullptr) {
    const Result<std::optional<PluginUser>> user = find_plugin_user(files_.plugin_user, files_.plugin_group);
    const Result<void> checked = check_plugin_file(path);
    if (!user || !checked) {
      settings.error("type", !checked ? checked.error().message : user.error().message);
      return nullptr;
    }
    host = std::make_shared<PluginHost>(path, *user);
  }
  std::optional<Format> format = Format::create(config, "json", settings.report());
  if (settings.report().failed() || !format) {
    return nullptr;
  }
  const std::string configuration = plugin_configuration(settings.place(), config);
  std::vector<std::string> secrets;
  collect_secrets(tree_of(settings.place()), false, secrets);
  host->add(config.name, configuration);
  return std::make_unique<PluginNotifier>(std::move(config), std::move(*format), host, std::move(secrets));
}

}  // namespace vedette::notify

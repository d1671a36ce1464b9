// Lines in a file: cmd/notification-file.
#include <fmt/format.h>

#include "notify/log_file.h"
#include "notify/rendering.h"
#include "notify/types.h"

namespace vedette::notify {
namespace {

constexpr std::string_view kKeys[] = {"log_path", "rotate"};
constexpr std::string_view kRotateKeys[] = {"enabled", "max_size", "max_age", "max_files", "compress"};

class FileNotifier final : public RenderedNotifier {
 public:
  FileNotifier(NotifierConfig config, Format format, std::string path, LogFile::Rotation rotation)
      : RenderedNotifier(std::move(config), std::move(format), {EmptyOutput::kDrop, false, true}), file_(std::move(path), rotation) {}

  [[nodiscard]] std::string target() const override { return file_.path(); }

  [[nodiscard]] Outcome send(const Message& message, std::string_view, Time now, const std::atomic<bool>*) override {
    if (Result<void> written = file_.append(message.body, now); !written) {
      return {OutcomeKind::kRetry, 0, written.error().message};
    }
    return {};
  }

 protected:
  [[nodiscard]] std::string plain_body(std::string text, std::span<const model::Alert>) const override { return text; }

 private:
  LogFile file_;
};

std::unique_ptr<Notifier> create(NotifierConfig config, const Settings& settings, const Shared&) {
  std::string path = settings.required("log_path");
  LogFile::Rotation rotation;
  if (const YamlNode* node = settings.node("rotate"); node != nullptr) {
    if (node->is_mapping()) {
      const Settings rotate(*node, "file notification's rotate", settings.report());
      rotate.check_keys(kRotateKeys, false);
      rotation.enabled = rotate.flag("enabled");
      rotation.max_megabytes = rotate.integer("max_size", 0, 0, 1'000'000'000);
      rotation.max_days = rotate.integer("max_age", 0, 0, 100'000);
      rotation.max_files = rotate.integer("max_files", 0, 0, 1'000'000);
      rotation.compress = rotate.flag("compress");
    } else {
      settings.error("rotate", "`rotate` is a mapping", "write `enabled: true`, `max_size: 500` and so on below it");
    }
  }
  std::optional<Format> format = Format::create(config, "file", settings.report());
  if (settings.report().failed() || !format) {
    return nullptr;
  }
  return std::make_unique<FileNotifier>(std::move(config), std::move(*format), std::move(path), rotation);
}

}  // namespace

const Type kFileType{"file", kKeys, create};

}  // namespace vedette::notify

// The template of a notifier: the user's, or a shipped one.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "base/time.h"
#include "gotemplate/template.h"
#include "model/alert.h"
#include "notify/settings.h"

namespace vedette::notify {

/// What a template made, with who wrote what.
struct Formatted {
  std::string text;
  std::vector<gotemplate::Origin> origins;
};

/// Immutable: several threads may format at once.
class Format {
 public:
  /// The template of `config.format`; when it is empty, the shipped one called `otherwise`; "@name" is the shipped one of that name. Nothing, and an
  /// error in the report, when it does not parse or there is none.
  [[nodiscard]] static std::optional<Format> create(const NotifierConfig& config, std::string_view otherwise, content::ItemReport& report);

  /// csplugin/broker.go, FormatAlerts. The diagnostic says where in the YAML file it failed, at what action, and what was missing.
  [[nodiscard]] tl::expected<Formatted, Diagnostic> render(std::span<const model::Alert> alerts, Time now) const;

  /// A problem that shows at `offset` of the output: said at the action that wrote there.
  [[nodiscard]] Diagnostic problem_at(const Formatted& made, std::size_t offset, std::string message, std::string hint) const;

  /// What is to be said of a message, without a place.
  [[nodiscard]] Diagnostic warning(std::string message) const;

  /// Whether it is a shipped one.
  [[nodiscard]] bool is_shipped() const { return shipped_; }

 private:
  Format(SourceText text, gotemplate::Template parsed, std::string item, bool shipped)
      : text_(std::move(text)), template_(std::move(parsed)), item_(std::move(item)), shipped_(shipped) {}
  SourceText text_;
  gotemplate::Template template_;
  std::string item_;
  bool shipped_;
};

}  // namespace vedette::notify

// Warnings about content that loads and runs, but hardly does what was meant.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "content/acquisition_spec.h"
#include "content/profile_spec.h"
#include "content/spec.h"

namespace vedette::content {

/// Whether what is checked is all that will run, or a part of it: then nothing is said of what may be elsewhere.
enum class Extent : std::uint8_t { kPart, kWhole };

/// What is checked together.
struct Checked {
  const Content& content;
  std::span<const ProfileSpec> profiles = {};
  std::span<const AcquisitionSpec> sources = {};
  Extent extent = Extent::kPart;
  /// What alerts may be called beside scenarios: rules of the application firewall.
  std::set<std::string> other_alerts = {};
  /// The names that notifications are configured under; null: not known.
  const std::vector<std::string>* notifications = nullptr;
};

/// All rules of lint/ over it.
void check_content(const Checked& checked, Diagnostics& diagnostics);

}  // namespace vedette::content

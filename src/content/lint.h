// Warnings about content that loads and runs, but hardly does what was meant.
#pragma once

#include "base/diagnostic.h"
#include "content/spec.h"

namespace vedette::content {

/// A filter `log_type == .. && A || B`: the `||` binds last, so B matches events of any kind.
void lint_filter(const SourceText& filter, const std::string& item, Diagnostics& diagnostics);

/// All filters of the content.
void lint(const Content& content, Diagnostics& diagnostics);

}  // namespace vedette::content

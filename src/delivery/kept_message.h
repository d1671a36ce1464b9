// A rendered notification as the outbox keeps it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "notify/notifier.h"

namespace vedette::delivery {

/// A head, then for each message a line with its size and whether it is a fallback, and its bytes as they are.
[[nodiscard]] std::string keep_messages(const std::vector<notify::Message>& messages);
[[nodiscard]] Result<std::vector<notify::Message>> read_messages(std::string_view kept);

}  // namespace vedette::delivery

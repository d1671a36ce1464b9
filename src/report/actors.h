// Who acted and where from, as an alert's events say it in their Meta, whatever parsers made it.
#pragma once

#include <string_view>

#include "model/alert.h"

namespace vedette::report {

/// The principal, user or account; empty when there is none, or AWS hides it.
[[nodiscard]] std::string_view who_of(const model::AlertEvent& event);
/// The address; empty when there is none.
[[nodiscard]] std::string_view origin_of(const model::AlertEvent& event);

}  // namespace vedette::report

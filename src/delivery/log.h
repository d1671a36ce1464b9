// Where delivery says what a person who runs it should know.
#pragma once

#include <functional>
#include <string>

#include "base/diagnostic.h"

namespace vedette::delivery {

/// One line, without secrets. Called from several threads at once.
using Log = std::function<void(Severity, const std::string&)>;

}  // namespace vedette::delivery

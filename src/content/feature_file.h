// feature.yaml beside config.yaml: the reference's switches for what it is trying out. None of them changes anything here.
#pragma once

#include <string>

#include "base/diagnostic.h"

namespace vedette::content {

/// Reads the file when there is one: warns of names that are no features.
void check_feature_file(const std::string& config_file, Diagnostics& diagnostics);

}  // namespace vedette::content

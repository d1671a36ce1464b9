// Merging maps: dario.cat/mergo, Merge and MergeWithOverwrite over map[string]interface{}.
#pragma once

#include "gotemplate/function.h"

namespace vedette::gotemplate {

enum class Overwrite : bool { kNo, kYes };

/// Adds the entries of `source` to `target` (which becomes a map when it is nil): without overwriting only where there is none, or an empty one; maps
/// in both are merged in turn.
void merge_maps(Runtime& runtime, Value& target, const Value& source, Overwrite overwrite, int depth = 0);

}  // namespace vedette::gotemplate

// AlertFilter as SQL. Private to alerts.cpp.
#pragma once

#include "base/time.h"
#include "store/alerts.h"
#include "store/conditions.h"

namespace vedette::store {

/// Conditions on the table under the name `a`.
void add_filter(Conditions& where, const AlertFilter& filter, Time now);

}  // namespace vedette::store

// Small marks that many parts of the page share.
#pragma once

#include "report/labels.h"
#include "report/markup.h"

namespace vedette::report {

/// Shape, colour and word: none of them is needed to tell.
void append_severity(Html& html, Severity severity);

}  // namespace vedette::report

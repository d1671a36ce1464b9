// The page's frame: page.html with its style and script put in, and a policy by which nothing else runs or loads.
#pragma once

#include <functional>
#include <string_view>

#include "base/bytes.h"

namespace vedette::report {

/// page.html up to the place of the alerts' details, and from there on. `part` is asked for what stands where page.html says {{name}}.
using PagePart = std::function<void(std::string_view name, Bytes& out)>;
void append_page_begin(Bytes& out);
void append_page_end(Bytes& out, const PagePart& part);

}  // namespace vedette::report

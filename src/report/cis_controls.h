// The monitoring controls of the CIS Amazon Web Services Foundations Benchmark, version 3.0: its section 4.
#pragma once

#include <span>
#include <string_view>

namespace vedette::report {

struct CisControl {
  std::string_view id;       // "4.13"
  std::string_view subject;  // "route table changes": what is to be monitored
};

/// In the benchmark's order.
[[nodiscard]] std::span<const CisControl> cis_controls();

}  // namespace vedette::report

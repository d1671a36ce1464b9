// A new test's folder: a configuration to complete, an empty log, empty assertion files.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "hubtest/hub.h"
#include "hubtest/test_config.h"

namespace vedette::hubtest {

struct NewTest {
  std::string name;
  std::string log_type;
  std::vector<std::string> parsers;  // beside crowdsecurity/syslog-logs and dateparse-enrich, where the hub has them
  std::vector<std::string> scenarios;
  std::vector<std::string> postoverflows;
  bool ignore_parsers = false;
};

/// Fails when there is a test of that name, its name leads out of the tests' folder, or a file cannot be written.
[[nodiscard]] Result<TestConfig> create_test(const Hub& hub, const NewTest& test);

}  // namespace vedette::hubtest

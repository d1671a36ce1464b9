// One test: what its config.yaml asks for.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/error.h"
#include "base/source.h"
#include "hubtest/hub.h"

namespace vedette::hubtest {

/// hubtest.HubTestItemConfig
struct TestConfig {
  std::string name;
  std::string folder;
  std::vector<std::string> parsers;
  std::vector<std::string> scenarios;
  std::vector<std::string> postoverflows;
  std::vector<std::string> appsec_rules;
  std::string log_file;  // below `folder`
  std::string log_type;
  std::vector<std::pair<std::string, std::string>> labels;
  bool ignore_parsers = false;
  /// A parser document that does what `override_statics` says; empty without them.
  std::string override_document;

  [[nodiscard]] std::string config_path() const { return folder + "/config.yaml"; }
  [[nodiscard]] std::string log_path() const { return folder + "/" + log_file; }
  [[nodiscard]] std::string parser_asserts() const { return folder + "/parser.assert"; }
  [[nodiscard]] std::string scenario_asserts() const { return folder + "/scenario.assert"; }
};

/// Fails when the test has no config.yaml or it cannot be read; what is odd in it is in `diagnostics`.
[[nodiscard]] Result<TestConfig> read_test_config(const Hub& hub, const std::string& name, Diagnostics& diagnostics);

}  // namespace vedette::hubtest

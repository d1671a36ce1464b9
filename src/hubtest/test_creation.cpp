#include "hubtest/test_creation.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "hubtest/yaml_text.h"

namespace vedette::hubtest {

namespace fs = std::filesystem;

namespace {

Result<void> write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) {
    return fail(ErrorKind::kUnavailable, "cannot write " + path);
  }
  return {};
}

// yaml.Marshal of a list of strings; the reference writes one empty string where there is none.
std::string list(const char* key, const std::vector<std::string>& names) {
  std::string out = fmt::format("{}:\n", key);
  for (const std::string& name : names) {
    out += "    - " + yaml_scalar(name) + "\n";
  }
  return names.empty() ? out + "    - \"\"\n" : out;
}

}  // namespace

Result<TestConfig> create_test(const Hub& hub, const NewTest& test) {
  if (test.name.empty() || test.name.find('/') != std::string::npos || test.name.front() == '.') {
    return fail(ErrorKind::kInvalid, fmt::format("`{}` is no name for a test: it becomes a folder's", test.name));
  }
  TestConfig out;
  out.name = test.name;
  out.folder = hub.tests_folder() + "/" + test.name;
  out.log_file = test.name + ".log";
  out.log_type = test.log_type;
  out.ignore_parsers = test.ignore_parsers;
  out.parsers = test.parsers;
  for (const char* usual : {"crowdsecurity/syslog-logs", "crowdsecurity/dateparse-enrich"}) {
    if (hub.find(content::ItemKind::kParser, usual) != nullptr) {
      out.parsers.emplace_back(usual);
    }
  }
  out.scenarios = test.scenarios;
  out.postoverflows = test.postoverflows;
  std::error_code error;
  if (fs::exists(out.folder, error)) {
    return fail(ErrorKind::kConflict, fmt::format("there is a test `{}` already: {}", test.name, out.folder));
  }
  fs::create_directories(out.folder, error);
  if (error) {
    return fail(ErrorKind::kUnavailable, fmt::format("cannot make {}: {}", out.folder, error.message()));
  }
  const std::string config = list("parsers", out.parsers) + list("scenarios", out.scenarios) + list("postoverflows", out.postoverflows) +
                             fmt::format("log_file: {}\nlog_type: {}\nlabels: {{}}\nignore_parsers: {}\noverride_statics: []\n",
                                         yaml_scalar(out.log_file), yaml_scalar(out.log_type), out.ignore_parsers);
  const std::pair<std::string, std::string> files[] = {
      {out.config_path(), config}, {out.log_path(), ""}, {out.parser_asserts(), ""}, {out.scenario_asserts(), ""}};
  for (const auto& [path, text] : files) {
    if (Result<void> written = write(path, text); !written) {
      return tl::unexpected(written.error());
    }
  }
  return out;
}

}  // namespace vedette::hubtest

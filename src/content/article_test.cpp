// The configurations of tests/article as they lost keys and indentation in print: each must be an error with a place and the missing key's name.
// VEDETTE_UPDATE=1 rewrites what is expected.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "content/acquisition_spec.h"
#include "content/item_file.h"
#include "content/lint.h"
#include "content/load_file.h"
#include "content/profile_spec.h"

namespace vedette::content {
namespace {

namespace fs = std::filesystem;

const std::string kRoot = std::string(VEDETTE_SOURCE_DIR) + "/tests/article/";

struct Loaded {
  std::size_t items = 0;
  Diagnostics diagnostics;
};

Loaded load(const std::string& path) {
  Loaded out;
  std::string text = (*read_source_file(path))->text();
  FileKind kind = recognise_file(path, text);
  if (kind == FileKind::kProfiles) {
    out.items = load_profiles(path, out.diagnostics).size();
  } else if (kind == FileKind::kAcquisition) {
    out.items = load_acquisition({path}, out.diagnostics).size();
  } else {
    Content content = load_file(path, kind, out.diagnostics);
    out.items = content.parsers.size() + content.postoverflows.size() + content.scenarios.size();
    check_content({content}, out.diagnostics);
  }
  return out;
}

std::string render_all(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    out += render(diagnostic) + "\n";
  }
  for (std::size_t at; (at = out.find(kRoot)) != std::string::npos;) {
    out.erase(at, kRoot.size());
  }
  return out;
}

std::vector<std::string> files_of(const std::string& folder) {
  std::vector<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot + folder)) {
    if (entry.path().extension() == ".yaml") {
      out.push_back(entry.path());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

TEST(Article, BrokenFilesNameWhatIsMissing) {
  std::size_t count = 0;
  for (const std::string& path : files_of("broken")) {
    ++count;
    Loaded loaded = load(path);
    EXPECT_EQ(loaded.items, 0u) << path;
    EXPECT_TRUE(loaded.diagnostics.has_errors()) << path;
    std::string rendered = render_all(loaded.diagnostics);
    std::string expected_path = path + ".expected";
    if (std::getenv("VEDETTE_UPDATE") != nullptr) {
      std::ofstream(expected_path) << rendered;
    }
    std::ifstream in(expected_path);
    EXPECT_EQ(rendered, std::string(std::istreambuf_iterator<char>(in), {})) << path;
  }
  EXPECT_EQ(count, 7u);
}

TEST(Article, BrokenFilesNameTheKeys) {
  const std::pair<const char*, std::vector<const char*>> kMissing[] = {
      {"acquis.yaml", {"labels"}},
      {"parsers/s01-parse/cloudtrail.yaml", {"statics"}},
      {"scenarios/config-change.yaml", {"labels"}},
      {"profiles.yaml", {"filters", "notifications"}},
      {"scenarios/login-outside-hours.yaml", {"scope"}},
      {"scenarios/console-brute-force.yaml", {"scope"}},
      {"postoverflows/s01-whitelist/usual-suspects.yaml", {"whitelist", "expression", "data"}},
  };
  for (const auto& [file, keys] : kMissing) {
    Loaded loaded = load(kRoot + "broken/" + file);
    std::vector<std::string> said;
    for (const Diagnostic& d : loaded.diagnostics.all()) {
      if (d.message.find("is missing: ") != std::string::npos) {
        std::size_t begin = d.message.find('`');
        said.push_back(d.message.substr(begin + 1, d.message.find('`', begin + 1) - begin - 1));
        EXPECT_EQ(d.message.find(" or "), std::string::npos) << d.message;
      }
    }
    EXPECT_EQ(said, std::vector<std::string>(keys.begin(), keys.end())) << file;
  }
}

TEST(Article, RepairedFilesLoad) {
  std::string warnings;
  std::size_t count = 0;
  for (const std::string& path : files_of("repaired")) {
    ++count;
    Loaded loaded = load(path);
    EXPECT_EQ(loaded.items, 1u) << path;
    EXPECT_FALSE(loaded.diagnostics.has_errors()) << render_all(loaded.diagnostics);
    for (const Diagnostic& d : loaded.diagnostics.all()) {
      warnings += d.item + ":" + std::to_string(d.file->position(d.span.begin).line) + "\n";
    }
  }
  EXPECT_EQ(count, 9u);
  // The two filters in which an || escapes the test of the log type.
  EXPECT_EQ(warnings, "article/aws-config-change:7\narticle/aws-login-outside-hours:9\n");
}

}  // namespace
}  // namespace vedette::content

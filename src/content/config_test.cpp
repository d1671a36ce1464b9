#include "content/config.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "content/item_file.h"
#include "content/spec.h"

namespace vedette::content {
namespace {

namespace fs = std::filesystem;

class LoadConfig : public testing::Test {
 protected:
  LoadConfig() : root_(fs::temp_directory_path() / ("vedette_config_" + std::to_string(::getpid()))) {
    fs::remove_all(root_);
    write("config.yaml", "config_paths:\n  config_dir: " + root_.string() + "\n  data_dir: ${VEDETTE_TEST_DATA}/data\n");
    ::setenv("VEDETTE_TEST_DATA", root_.c_str(), 1);
  }
  ~LoadConfig() override { fs::remove_all(root_); }

  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << text;
  }
  void link(const std::string& name, const std::string& target) const {
    fs::create_directories((root_ / name).parent_path());
    fs::create_symlink(root_ / target, root_ / name);
  }
  Content load() { return load_config((root_ / "config.yaml").string(), diagnostics_); }
  std::string messages() const {
    std::string out;
    for (const Diagnostic& d : diagnostics_.all()) {
      std::string message = d.message;
      for (std::size_t at; (at = message.find(root_.string())) != std::string::npos;) {
        message.replace(at, root_.string().size(), "ROOT");
      }
      out += (d.severity == Severity::kError ? "error " : "warning ") + message + "\n";
    }
    return out;
  }

  fs::path root_;
  Diagnostics diagnostics_;
};

TEST_F(LoadConfig, ReadsWhereAlertsAreKept) {
  ::setenv("VEDETTE_TEST_PASSWORD", "s3cret", 1);
  write("config.yaml", "config_paths:\n  config_dir: " + root_.string() +
                           "\n  data_dir: /tmp\n"
                           "db_config:\n"
                           "  type: pgx\n  host: 127.0.0.1\n  port: 5433\n  user: vedette\n  password: ${VEDETTE_TEST_PASSWORD}\n"
                           "  db_name: alerts\n  sslmode: require\n  max_open_conns: 7\n  use_wal: no\n"
                           "  flush:\n    max_items: 10000\n    max_age: 1d12h\n    agents_autodelete:\n      cert: 2d\n    max_itms: 3\n");
  std::optional<Config> config = read_config((root_ / "config.yaml").string(), diagnostics_);
  ASSERT_TRUE(config && config->database) << messages();
  const DatabaseSpec& database = *config->database;
  EXPECT_EQ(database.type, "pgx");
  EXPECT_EQ(database.host, "127.0.0.1");
  EXPECT_EQ(database.port, 5433);
  EXPECT_EQ(database.user, "vedette");
  EXPECT_EQ(database.password, "s3cret");
  EXPECT_EQ(database.name, "alerts");
  EXPECT_EQ(database.ssl_mode, "require");
  EXPECT_EQ(database.max_connections, 7);
  EXPECT_EQ(database.use_wal, false);
  EXPECT_EQ(database.flush.max_items, 10000);
  EXPECT_EQ(database.flush.max_age, 36 * kHour);
  EXPECT_EQ(database.flush.agents.cert, 48 * kHour);
  EXPECT_EQ(messages(), "warning unknown key `max_itms`: it is ignored\n");
}

TEST_F(LoadConfig, SaysWhatOfTheDatabaseDoesNotFit) {
  write("config.yaml", "config_paths:\n  config_dir: " + root_.string() +
                           "\n  data_dir: /tmp\n"
                           "db_config:\n  type: sqlite\n  db_path: x.db\n  port: many\n  flush:\n    max_items: 0\n    max_age: week\n");
  EXPECT_FALSE(read_config((root_ / "config.yaml").string(), diagnostics_));
  EXPECT_EQ(messages(),
            "error `port` takes a whole number from 0 on, not `many`\n"
            "error `max_items` takes a whole number from 1 on, not `0`\n"
            "error `max_age` takes a duration, not `week`\n");
}

TEST_F(LoadConfig, SaysWhenTheFolderOfItemsIsNotThere) {
  write("config.yaml", "config_paths:\n  config_dir: ${VEDETTE_TEST_UNSET}/etc\n  data_dir: /tmp\n");
  Content content = load();
  EXPECT_FALSE(content.usable);
  ASSERT_EQ(diagnostics_.all().size(), 1u);
  EXPECT_NE(diagnostics_.all()[0].message.find("is no folder"), std::string::npos);
  EXPECT_EQ(diagnostics_.all()[0].hint, "a variable in it is not set");
}

constexpr const char* kTrigger = "\ndescription: d\ntype: trigger\nfilter: 'true'\n";

TEST_F(LoadConfig, ReadsInstalledItems) {
  std::string text = std::string("name: crowdsecurity/one") + kTrigger;
  write("hub/scenarios/crowdsecurity/one.yaml", text);
  write("hub/scenarios/crowdsecurity/not-installed.yaml", std::string("name: crowdsecurity/not-installed") + kTrigger);
  link("scenarios/one.yaml", "hub/scenarios/crowdsecurity/one.yaml");
  link("scenarios/gone.yaml", "hub/scenarios/crowdsecurity/gone.yaml");
  write("scenarios/local.yaml", std::string("name: mine/local") + kTrigger);
  write("hub/.index.json",
        "{\"scenarios\": {\"crowdsecurity/one\": {\"path\": \"scenarios/crowdsecurity/one.yaml\", \"version\": \"0.10\", \"versions\": "
        "{\"0.9\": {\"digest\": \"" +
            sha256_hex(text) + "\"}, \"0.10\": {\"digest\": \"" + sha256_hex(text) + "\"}}}}}");
  write("simulation.yaml", "simulation: false\nexclusions:\n - mine/local\n");
  write("contexts/c.yaml", "context:\n  ip: [evt.Meta.source_ip]\n");
  write("console/context.yaml", "ip: [evt.Meta.source_ip, evt.Meta.other]\n");
  Content content = load();
  EXPECT_EQ(messages(), "warning ROOT/scenarios/gone.yaml is ignored: its link leads nowhere\n");
  ASSERT_EQ(content.scenarios.size(), 2u);
  EXPECT_EQ(content.scenarios[0].name, "crowdsecurity/one");
  EXPECT_EQ(content.scenarios[0].version, "0.10");
  EXPECT_FALSE(content.scenarios[0].simulated);
  EXPECT_EQ(content.scenarios[1].version, "");
  EXPECT_TRUE(content.scenarios[1].simulated);
  EXPECT_EQ(content.context.at("ip").size(), 2u);
  EXPECT_EQ(content.data_folders, std::vector<std::string>{root_.string() + "/data"});
  EXPECT_EQ(content.skipped.size(), 1u);
}

TEST_F(LoadConfig, LaysTheLocalFileOver) {
  write("config.yaml.local", "config_paths:\n  data_dir: /elsewhere\ncrowdsec_service:\n  console_context_value_length: 100\n");
  Content content = load();
  EXPECT_EQ(content.data_folders, std::vector<std::string>{"/elsewhere"});
  EXPECT_EQ(content.context_value_length, 100);
}

TEST_F(LoadConfig, ReadsHowToAskThreatIntelligence) {
  ::setenv("VEDETTE_TEST_KEY", "secret", 1);
  write("config.yaml.local", "api:\n  cti:\n    key: ${VEDETTE_TEST_KEY}\n    cache_timeout: 60m\n    cache_size: 50\n    cachesize: 1\n");
  Content content = load();
  EXPECT_EQ(content.threat_intelligence.key, "secret");
  EXPECT_EQ(content.threat_intelligence.keep, Duration{3600} * 1'000'000'000);
  EXPECT_EQ(content.threat_intelligence.size, 50u);
  EXPECT_TRUE(messages().starts_with("warning unknown key `cachesize`: it is ignored\n")) << messages();
  write("config.yaml.local", "api:\n  cti:\n    key: k\n    enabled: false\n");
  EXPECT_EQ(load().threat_intelligence.key, "");
  write("config.yaml.local", "api:\n  cti:\n    key: k\n    cache_timeout: soon\n    cache_size: 0\n");
  EXPECT_FALSE(load().usable);
}

TEST_F(LoadConfig, KnowsTheFeaturesOfTheReference) {
  write("feature.yaml", "- re2_regexp_in_file_support\n- re2_grok_suport\n- {a: b}\n");
  Content content = load();
  EXPECT_TRUE(content.usable);
  EXPECT_NE(messages().find("warning there is no feature `re2_grok_suport`\nwarning there is no feature a mapping\n"), std::string::npos)
      << messages();
  for (const char* text : {"", "a: b\n", "- [\n", "- \n"}) {
    write("feature.yaml", text);
    EXPECT_TRUE(load().usable);
  }
}

TEST_F(LoadConfig, SaysWhatIsMissing) {
  write("config.yaml", "config_path:\n  data_dir: /x\n");
  (void)load();
  EXPECT_EQ(messages(), "warning unknown key `config_path`: it is ignored\nerror ROOT/config.yaml has no `config_paths`\n");
}

TEST(Environment, Expands) {
  ::setenv("VEDETTE_A", "x", 1);
  ::unsetenv("VEDETTE_NOT_SET");
  EXPECT_EQ(expand_environment("$VEDETTE_A/${VEDETTE_A}y/${VEDETTE_NOT_SET}/$"), "x/xy/${VEDETTE_NOT_SET}/$");
}

}  // namespace
}  // namespace vedette::content

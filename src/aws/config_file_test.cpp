#include "aws/config_file.h"

#include <gtest/gtest.h>

namespace vedette::aws {
namespace {

Environment environment(std::map<std::string, std::string, std::less<>> variables) {
  return Environment(std::move(variables));
}

ConfigFiles read(std::string_view config, std::string_view credentials = {}) {
  ConfigFiles files;
  const Result<void> first = read_config_text(config, ConfigFileKind::kConfig, "config", files);
  const Result<void> second = read_config_text(credentials, ConfigFileKind::kCredentials, "credentials", files);
  EXPECT_TRUE(first && second) << (first ? second.error().message : first.error().message);
  return files;
}

TEST(ConfigFile, reads_profiles_of_both_files) {
  const ConfigFiles files = read(
      "# a comment\n[default]\nRegion = eu-west-1 # here\n\n[profile audit]\r\nrole_arn=arn:aws:iam::1:role/x;y\r\n[profile 'two words']\nregion = "
      "b\n"
      "[other]\nregion = passed over\n",
      "[default]\naws_access_key_id = AK\naws_secret_access_key = a/b+c=d#e;f\nregion = wins\n[audit]\naws_session_token=t\n");
  ASSERT_NE(files.find("default"), nullptr);
  EXPECT_EQ(files.find("default")->get("region"), "wins");
  EXPECT_EQ(files.find("default")->get("aws_secret_access_key"), "a/b+c=d#e;f");
  EXPECT_EQ(files.find("default")->source, "config, credentials");
  EXPECT_EQ(files.find("audit")->get("role_arn"), "arn:aws:iam::1:role/x;y");
  EXPECT_EQ(files.find("audit")->get("aws_session_token"), "t");
  EXPECT_EQ(files.find("two words")->get("region"), "b");
  EXPECT_EQ(files.find("other"), nullptr);
}

TEST(ConfigFile, reads_nested_settings_and_other_sections) {
  const ConfigFiles files = read(
      "[default]\ns3 =\n  addressing_style = path\n  max_concurrent_requests=10\nregion = a\nlong = one\n  two\n"
      "[sso-session corp]\nsso_region = eu-west-1\n[services local]\nsqs =\n  endpoint_url = http://localhost:1\n");
  EXPECT_EQ(files.find("default")->get("s3.addressing_style"), "path");
  EXPECT_EQ(files.find("default")->get("region"), "a");
  EXPECT_EQ(files.find("default")->get("long"), "one\ntwo");
  EXPECT_EQ(files.sso_sessions.at("corp").at("sso_region"), "eu-west-1");
  EXPECT_EQ(files.services.at("local").at("sqs.endpoint_url"), "http://localhost:1");
}

TEST(ConfigFile, refuses_without_repeating_secrets) {
  for (const char* text : {"[default]\nAKIASECRET\n", "key = AKIASECRET\n", "[default\nx = AKIASECRET\n", "[default]\n= AKIASECRET\n"}) {
    ConfigFiles files;
    const Result<void> result = read_config_text(text, ConfigFileKind::kConfig, "file", files);
    ASSERT_FALSE(result) << text;
    EXPECT_TRUE(result.error().message.starts_with("file:")) << result.error().message;
    EXPECT_EQ(result.error().message.find("AKIASECRET"), std::string::npos) << result.error().message;
  }
}

TEST(ConfigFile, finds_the_files_by_the_environment) {
  const Result<ConfigFiles> files = read_config_files(environment({{"HOME", "/nowhere"}, {"AWS_CONFIG_FILE", "~/absent"}}));
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_TRUE(files->profiles.empty());
  EXPECT_FALSE(read_config_files(environment({{"AWS_CONFIG_FILE", "/"}})));
}

}  // namespace
}  // namespace vedette::aws

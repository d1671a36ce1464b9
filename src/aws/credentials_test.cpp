#include "aws/credentials.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "aws/credential_sources.h"
#include "net/local_servers.h"

namespace vedette::aws {
namespace {

using net::LocalHttpServer;
using Variables = std::map<std::string, std::string, std::less<>>;

constexpr std::int64_t kNow = 1'800'000'000;  // 2027-01-15T08:00:00Z

/// A home directory and a network for providers.
class Home {
 public:
  explicit Home(const char* name) : path_(std::filesystem::temp_directory_path() / ("vedette_" + std::string(name) + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_ / ".aws");
  }
  ~Home() { std::filesystem::remove_all(path_); }
  void write(const char* file, const std::string& text) const {
    std::filesystem::create_directories((path_ / file).parent_path());
    std::ofstream(path_ / file) << text;
  }
  [[nodiscard]] std::string path(const char* file) const { return path_ / file; }
  [[nodiscard]] CredentialContext context(Variables variables) {
    variables.emplace("HOME", path_.string());
    variables.emplace("AWS_EC2_METADATA_DISABLED", "true");
    return {Environment(std::move(variables)), &http_, [] { return from_unix(kNow, 0); }};
  }
  [[nodiscard]] Result<Credentials> chain(Variables variables, const std::string& profile = "default", bool is_explicit = false) {
    CredentialChain chain(standard_providers(context(std::move(variables)), profile, is_explicit), [] { return from_unix(kNow, 0); });
    return chain.get();
  }

 private:
  std::filesystem::path path_;
  net::HttpClient http_;
};

std::string key_of(const Result<Credentials>& credentials) {
  return credentials ? credentials->access_key_id : "error: " + credentials.error().message;
}

const char* const kJson = R"({"Code":"Success","AccessKeyId":"ASIA","SecretAccessKey":"secret","Token":"token","Expiration":"2027-01-15T14:00:00Z"})";

std::string sts_answer(const std::string& request) {
  const std::string name = request.find("AssumeRoleWithWebIdentity") != std::string::npos ? "AssumeRoleWithWebIdentity" : "AssumeRole";
  return LocalHttpServer::answer(
      200, "<" + name + "Response><" + name + "Result><Credentials><AccessKeyId>ROLE</AccessKeyId><SecretAccessKey>secret" +
               "</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2027-01-15T09:00:00Z</Expiration></Credentials></" + name + "Result></" +
               name + "Response>");
}

TEST(Credentials, come_from_the_environment_first) {
  Home home("env");
  home.write(".aws/credentials",
             "[default]\naws_access_key_id = FILE\naws_secret_access_key = s\n[audit]\naws_access_key_id = AUDIT\naws_secret_access_key = s\n");
  const Variables keys{{"AWS_ACCESS_KEY_ID", "ENV"}, {"AWS_SECRET_ACCESS_KEY", "s"}, {"AWS_SESSION_TOKEN", "t"}};
  EXPECT_EQ(key_of(home.chain(keys)), "ENV");
  EXPECT_EQ(home.chain(keys)->session_token, "t");
  EXPECT_EQ(key_of(home.chain({})), "FILE");
  EXPECT_EQ(key_of(home.chain(keys, "audit", true)), "AUDIT") << "who names a profile means it";
  EXPECT_EQ(key_of(home.chain({{"AWS_ACCESS_KEY_ID", "ENV"}})),
            "error: no AWS credentials: AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not");
}

TEST(Credentials, name_what_was_tried) {
  Home home("none");
  EXPECT_EQ(
      key_of(home.chain({})),
      "error: no AWS credentials; tried the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; the variable AWS_WEB_IDENTITY_TOKEN_FILE; the "
      "profile `default` (which does not exist); the variables AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI; the "
      "role of the EC2 instance (AWS_EC2_METADATA_DISABLED is set)");
}

TEST(Credentials, come_from_a_process) {
  Home home("process");
  home.write(".aws/config", "[default]\ncredential_process = " + home.path("give") +
                                " --account \"a b\"\n[profile bad]\ncredential_process = echo secret; exit 3\n"
                                "[profile old]\ncredential_process = echo '{\"Version\": 2}'\n");
  home.write(
      "give",
      "#!/bin/sh\n[ \"$2\" = 'a b' ] && echo '{\"Version\": 1, \"AccessKeyId\": \"PROC\", \"SecretAccessKey\": \"s\", \"SessionToken\": \"t\", "
      "\"Expiration\": \"2027-01-15T09:00:00Z\"}'\n");
  std::filesystem::permissions(home.path("give"), std::filesystem::perms::owner_all);
  const Result<Credentials> credentials = home.chain({});
  EXPECT_EQ(key_of(credentials), "PROC");
  EXPECT_TRUE(credentials->expires);
  const std::string refused = key_of(home.chain({}, "bad"));
  EXPECT_NE(refused.find("exit code 3"), std::string::npos) << refused;
  EXPECT_EQ(refused.find("secret"), std::string::npos) << refused;
  EXPECT_NE(key_of(home.chain({}, "old")).find("Version 1"), std::string::npos);
}

TEST(Credentials, come_from_roles) {
  Home home("role");
  std::vector<std::string> seen;
  LocalHttpServer sts([&](const std::string& request) {
    seen.push_back(request);
    return sts_answer(request);
  });
  home.write(".aws/config",
             "[profile base]\naws_access_key_id = BASE\naws_secret_access_key = s\n[profile one]\nrole_arn = arn:aws:iam::1:role/one\nsource_profile "
             "= base\n"
             "external_id = x y\nduration_seconds = 900\n[profile two]\nrole_arn = arn:aws:iam::1:role/two\nsource_profile = one\n"
             "[profile env]\nrole_arn = arn:aws:iam::1:role/env\ncredential_source = Environment\n[profile mfa]\nrole_arn = r\nsource_profile = "
             "base\nmfa_serial = m\n"
             "[profile circle]\nrole_arn = r\nsource_profile = circle2\n[profile circle2]\nrole_arn = r\nsource_profile = circle\n"
             "[profile lost]\nrole_arn = r\nsource_profile = nobody\n[profile web]\nrole_arn = arn:aws:iam::1:role/web\nweb_identity_token_file = "
             "~/token\n");
  home.write("token", "jwt\n");
  const Variables variables{{"AWS_ENDPOINT_URL_STS", sts.url()}, {"AWS_REGION", "eu-west-1"}};
  EXPECT_EQ(key_of(home.chain(variables, "one")), "ROLE");
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_NE(seen[0].find("Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fone&RoleSessionName=vedette&ExternalId=x%20y&"
                         "DurationSeconds=900"),
            std::string::npos)
      << seen[0];
  EXPECT_NE(seen[0].find("Credential=BASE/20270115/eu-west-1/sts/aws4_request"), std::string::npos) << seen[0];
  seen.clear();
  EXPECT_EQ(key_of(home.chain(variables, "two")), "ROLE");
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_NE(seen[1].find("Credential=ROLE/"), std::string::npos) << "a role that leads to another";
  Variables with_keys = variables;
  with_keys.insert({{"AWS_ACCESS_KEY_ID", "ENV"}, {"AWS_SECRET_ACCESS_KEY", "s"}});
  seen.clear();
  EXPECT_EQ(key_of(home.chain(with_keys, "env", true)), "ROLE");
  EXPECT_NE(seen.at(0).find("Credential=ENV/"), std::string::npos);
  seen.clear();
  EXPECT_EQ(key_of(home.chain(variables, "web")), "ROLE");
  EXPECT_NE(seen.at(0).find("WebIdentityToken=jwt"), std::string::npos);
  EXPECT_EQ(seen.at(0).find("Authorization"), std::string::npos) << "the token is all that it takes";
  EXPECT_NE(key_of(home.chain(variables, "mfa")).find("one-time code"), std::string::npos);
  EXPECT_NE(key_of(home.chain(variables, "circle")).find("leads back"), std::string::npos) << key_of(home.chain(variables, "circle"));
  EXPECT_NE(key_of(home.chain(variables, "lost")).find("`nobody` does not exist"), std::string::npos);
  Variables eks = variables;
  eks.insert({{"AWS_ROLE_ARN", "arn:aws:iam::1:role/pod"}, {"AWS_WEB_IDENTITY_TOKEN_FILE", home.path("token")}});
  EXPECT_EQ(key_of(home.chain(eks)), "ROLE");
  eks["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/absent";
  EXPECT_NE(key_of(home.chain(eks)).find("/absent"), std::string::npos);
}

TEST(Credentials, come_from_a_container) {
  Home home("container");
  std::string seen;
  int failures = 0;
  LocalHttpServer server([&](const std::string& request) {
    seen = request;
    if (failures-- > 0) {
      return LocalHttpServer::answer(500, "{}");
    }
    return request.find("GET /denied") == std::string::npos ? LocalHttpServer::answer(200, kJson)
                                                            : LocalHttpServer::answer(403, R"({"code":"NotAuthorized","message":"no role"})");
  });
  home.write("token", "first\n");
  Variables variables{{"AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url() + "/v1/credentials"},
                      {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", home.path("token")}};
  failures = 2;
  EXPECT_EQ(key_of(home.chain(variables)), "ASIA");
  EXPECT_NE(seen.find("Authorization: first\r\n"), std::string::npos) << seen;
  home.write("token", "second");
  EXPECT_EQ(home.chain(variables)->session_token, "token");
  EXPECT_NE(seen.find("Authorization: second\r\n"), std::string::npos) << "EKS changes the file";
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = server.url() + "/denied";
  EXPECT_EQ(key_of(home.chain(variables)), "error: no AWS credentials: the container's credentials: answers 403 (NotAuthorized: no role)");
  for (const char* url : {"http://192.0.2.1/x", "http://169.254.170.2.evil.test/", "http://127.0.0.1@192.0.2.1/", "ftp://localhost/"}) {
    variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url;
    EXPECT_NE(key_of(home.chain(variables)).find("neither https nor"), std::string::npos) << url;
  }
}

TEST(Credentials, come_from_the_instance) {
  Home home("instance");
  std::string credentials = kJson;
  bool attached = true;
  LocalHttpServer server([&](const std::string& request) {
    if (request.starts_with("PUT /latest/api/token ")) {
      return request.find("X-Aws-Ec2-Metadata-Token-Ttl-Seconds: 21600") != std::string::npos ? LocalHttpServer::answer(200, "tok")
                                                                                              : LocalHttpServer::answer(400, "");
    }
    if (request.find("X-Aws-Ec2-Metadata-Token: tok") == std::string::npos) {
      return LocalHttpServer::answer(401, "");
    }
    if (request.starts_with("GET /latest/meta-data/placement/region ")) {
      return LocalHttpServer::answer(200, "eu-central-1");
    }
    if (request.starts_with("GET /latest/meta-data/iam/security-credentials/ ") && attached) {
      return LocalHttpServer::answer(200, "web-role\n");
    }
    return request.starts_with("GET /latest/meta-data/iam/security-credentials/web-role ") ? LocalHttpServer::answer(200, credentials)
                                                                                           : LocalHttpServer::answer(404, "");
  });
  const Variables variables{{"AWS_EC2_METADATA_SERVICE_ENDPOINT", server.url() + "/"}, {"AWS_EC2_METADATA_DISABLED", "false"}};
  const Result<Credentials> found = home.chain(variables);
  EXPECT_EQ(key_of(found), "ASIA");
  EXPECT_EQ(found->source, "the instance's role `web-role`");
  EXPECT_EQ(instance_region(home.context(variables)), "eu-central-1");
  EXPECT_EQ(instance_region(home.context({})), "") << "AWS_EC2_METADATA_DISABLED";
  credentials = R"({"Code":"Success","AccessKeyId":"OLD","SecretAccessKey":"s","Token":"t","Expiration":"2027-01-15T07:00:00Z"})";
  EXPECT_EQ(home.chain(variables)->expires->seconds, kNow + 600) << "AWS takes old ones while it cannot renew them";
  credentials = R"({"Code":"AssumeRoleUnauthorizedAccess"})";
  EXPECT_NE(key_of(home.chain(variables)).find("AssumeRoleUnauthorizedAccess"), std::string::npos);
  attached = false;
  EXPECT_NE(key_of(home.chain(variables)).find("the role of the EC2 instance (it has none)"), std::string::npos);
}

TEST(Credentials, come_from_a_login) {
  Home home("sso");
  std::string seen;
  LocalHttpServer server([&](const std::string& request) {
    seen = request;
    return LocalHttpServer::answer(
        200, R"({"roleCredentials":{"accessKeyId":"SSO","secretAccessKey":"s","sessionToken":"t","expiration":1800003600000}})");
  });
  home.write(".aws/config",
             "[profile p]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Audit\n[sso-session corp]\nsso_region = eu-west-1\n"
             "sso_start_url = https://corp.awsapps.com/start\n");
  const Variables variables{{"AWS_ENDPOINT_URL_SSO", server.url()}};
  EXPECT_NE(key_of(home.chain(variables, "p")).find("aws sso login --profile p"), std::string::npos);
  const char* const cache = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";  // SHA-1 of "corp"
  home.write(cache, R"({"accessToken":"login","expiresAt":"2027-01-15T07:59:59Z"})");
  EXPECT_NE(key_of(home.chain(variables, "p")).find("has expired"), std::string::npos);
  home.write(cache, R"({"accessToken":"login","expiresAt":"2027-01-15T16:00:00Z"})");
  const Result<Credentials> found = home.chain(variables, "p");
  EXPECT_EQ(key_of(found), "SSO");
  EXPECT_EQ(found->expires->seconds, kNow + 3600);
  EXPECT_TRUE(seen.starts_with("GET /federation/credentials?role_name=Audit&account_id=123456789012 ")) << seen;
  EXPECT_NE(seen.find("X-Amz-Sso_bearer_token: login"), std::string::npos);
}

/// Gives what it is told to.
class ScriptedProvider final : public CredentialProvider {
 public:
  Result<std::optional<Credentials>> load(const std::atomic<bool>*) override {
    ++*loads;
    return *next;
  }
  std::string name() const override { return "a script"; }
  std::shared_ptr<int> loads = std::make_shared<int>(0);
  std::shared_ptr<Result<std::optional<Credentials>>> next = std::make_shared<Result<std::optional<Credentials>>>(std::nullopt);
};

TEST(CredentialChain, renews_ahead_of_the_end) {
  auto provider = std::make_unique<ScriptedProvider>();
  const auto loads = provider->loads;
  const auto next = provider->next;
  std::vector<std::unique_ptr<CredentialProvider>> providers;
  providers.push_back(std::move(provider));
  std::int64_t now = kNow;
  CredentialChain chain(std::move(providers), [&] { return from_unix(now, 0); });
  const auto expire_in = [&](const char* key, std::int64_t seconds) {
    *next = std::optional(Credentials{key, "s", "t", from_unix(now + seconds, 0), {}});
  };
  expire_in("A", 3600);
  EXPECT_EQ(key_of(chain.get()), "A");
  now += 3200;
  EXPECT_EQ(key_of(chain.get()), "A");
  EXPECT_EQ(*loads, 1);
  now += 200;  // 200 s before the end
  *next = fail(ErrorKind::kUnavailable, "away");
  EXPECT_EQ(key_of(chain.get()), "A") << "old ones are better than none";
  EXPECT_EQ(*loads, 2);
  EXPECT_EQ(key_of(chain.get()), "A");
  EXPECT_EQ(*loads, 2) << "and it is not asked at each call";
  now += 31;
  expire_in("B", 3600);
  EXPECT_EQ(key_of(chain.get()), "B");
  EXPECT_EQ(*loads, 3);
  chain.refused(*chain.get());
  expire_in("C", 60);
  EXPECT_EQ(key_of(chain.get()), "C");
  now += 29;
  EXPECT_EQ(key_of(chain.get()), "C");
  EXPECT_EQ(*loads, 4);
  now += 40;
  *next = fail(ErrorKind::kUnavailable, "away");
  EXPECT_EQ(key_of(chain.get()), "error: no AWS credentials: away");
}

TEST(CredentialChain, threads_share_one_question) {
  auto provider = std::make_unique<ScriptedProvider>();
  const auto loads = provider->loads;
  *provider->next = std::optional(Credentials{"A", "s", {}, std::nullopt, {}});
  std::vector<std::unique_ptr<CredentialProvider>> providers;
  providers.push_back(std::move(provider));
  CredentialChain chain(std::move(providers), wall_clock_now);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int turn = 0; turn < 100; ++turn) {
        EXPECT_EQ(key_of(chain.get()), "A");
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(*loads, 1);
}

}  // namespace
}  // namespace vedette::aws

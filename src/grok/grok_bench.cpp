// What a grok costs: one that matches, one that does not, and many of which one matches.
#include <benchmark/benchmark.h>

#include "grok/pattern.h"

namespace vedette::grok {
namespace {

constexpr std::string_view kSshd = "Failed password for invalid user admin from 192.0.2.77 port 51234 ssh2";
constexpr std::string_view kAccess =
    R"(198.51.100.7 - - [24/Nov/2026:04:05:06 +0000] "GET /wp-login.php?x=1 HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36")";

constexpr std::string_view kSyslog =
    "Mar  3 00:00:00 web1 sshd[5794]: Accepted publickey for deploy from 198.51.100.21 port 44068 ssh2: ED25519 SHA256:abcdefgh";
constexpr std::string_view kNearlyAccess =
    R"(198.51.100.7 - - [24/Nov/2026:04:05:06 +0000] "GET /wp-login.php?x=1 HTTP/1.1" 404 - "-" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36")";
const std::string kNginxPattern =
    "(%{IPORHOST:target_fqdn}(:%{INT:port})? )?%{IPORHOST:remote_addr} - (%{NGUSER:remote_user} )?\\[%{HTTPDATE:time_local}\\] \"%{WORD:verb} "
    "%{DATA:request} HTTP/%{NUMBER:http_version}\" %{NUMBER:status} %{NUMBER:body_bytes_sent} \"%{NOTDQUOTE:http_referer}\" "
    "\"%{NOTDQUOTE:http_user_agent}\"( %{NUMBER:request_length} %{NUMBER:request_time} \\[%{DATA:proxy_upstream_name}\\] "
    "\\[%{DATA:proxy_alternative_upstream_name}\\])?";

std::shared_ptr<const Pattern> pattern_of(const std::string& text) {
  Diagnostics diagnostics;
  return Pattern::compile(SourceText("bench", text), PatternSet(), diagnostics);
}

void run(benchmark::State& state, const std::string& text, std::string_view line) {
  auto pattern = pattern_of(text);
  std::vector<std::string_view> values(pattern->fields().size());
  for (auto _ : state) {
    benchmark::DoNotOptimize(pattern->match(line, values));
  }
}

void match_sshd(benchmark::State& state) {
  run(state, "Failed %{WORD:method} for invalid user %{USERNAME:user} from %{IP:ip} port %{INT:port}", kSshd);
}
BENCHMARK(match_sshd);

void match_access_log(benchmark::State& state) {
  run(state,
      "^%{IPORHOST:ip} - %{DATA:user} \\[%{HTTPDATE:time}\\] \"%{WORD:verb} %{DATA:request} HTTP/%{NUMBER:version}\" %{NUMBER:status} "
      "%{NUMBER:bytes} "
      "\"%{DATA:referer}\" \"%{DATA:agent}\"",
      kAccess);
}
BENCHMARK(match_access_log);

void match_syslog(benchmark::State& state) {
  run(state, "^%{SYSLOGLINE}", kSyslog);
}
BENCHMARK(match_syslog);

void match_nginx(benchmark::State& state) {
  run(state, kNginxPattern, kAccess);
}
BENCHMARK(match_nginx);

/// Of another program, in which the texts that a match must hold do stand.
void miss_nginx(benchmark::State& state) {
  run(state, kNginxPattern, kNearlyAccess);
}
BENCHMARK(miss_nginx);

void miss(benchmark::State& state) {
  run(state, "Invalid user %{USERNAME:user} from %{IP:ip} port %{INT:port}", kSshd);
}
BENCHMARK(miss);

/// 150 patterns that share nothing but their shape; the last one matches.
void one_of_150(benchmark::State& state) {
  std::vector<std::shared_ptr<const Pattern>> patterns;
  for (int i = 0; i < 149; ++i) {
    patterns.push_back(pattern_of("service" + std::to_string(i) + ": login of %{USERNAME:user} from %{IP:ip} refused"));
  }
  patterns.push_back(pattern_of("Failed %{WORD:method} for invalid user %{USERNAME:user} from %{IP:ip} port %{INT:port}"));
  std::vector<std::string_view> values(8);
  for (auto _ : state) {
    for (const auto& pattern : patterns) {
      benchmark::DoNotOptimize(pattern->match(kSshd, {values.data(), pattern->fields().size()}));
    }
  }
}
BENCHMARK(one_of_150);

void compile(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(pattern_of("Failed %{WORD:method} for invalid user %{USERNAME:user} from %{IP:ip} port %{INT:port}"));
  }
}
BENCHMARK(compile);

}  // namespace
}  // namespace vedette::grok

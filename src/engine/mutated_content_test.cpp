// Items cut off at random places and with random values replaced: each loads or gives diagnostics, whose places lie in the file; and what loads runs.
// Over the bundled content, or over a checkout of the Hub in VEDETTE_HUB.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>

#include "content/item_file.h"
#include "content/load_file.h"
#include "engine/front.h"

namespace vedette::engine {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string_view> kValues = {"",
                                               "0",
                                               "-1",
                                               "99999999999999999999",
                                               "1.5",
                                               "true",
                                               "null",
                                               "~",
                                               "[]",
                                               "{}",
                                               "[a, b]",
                                               "{a: b}",
                                               "'",
                                               "\"",
                                               "\"\\x\"",
                                               "!!binary x",
                                               "&a *a",
                                               "*nobody",
                                               "|",
                                               ">-",
                                               "- - - -",
                                               "? x",
                                               "1h",
                                               "-5s",
                                               "9e99h",
                                               "Ip",
                                               "evt",
                                               "evt.Meta.x[0].y",
                                               "evt.Unmarshaled.a.b",
                                               "all(1..1000000, true)",
                                               "len(1..999999999)",
                                               "queue",
                                               "len(queue.Queue) > 1",
                                               "\"a\" matches \"(\"",
                                               "evt.Line.Raw matches '(a+)+$'",
                                               "%{NOTHING:x}",
                                               "%{IP:a}%{IP:a}",
                                               "(?P<x>.*){1000}{1000}",
                                               "%{GREEDYDATA:message",
                                               "\xff\xfe",
                                               "\xc3\xa9",
                                               "a: b: c",
                                               "#",
                                               "evt.GetMeta(",
                                               "Split(evt.Line.Raw, ',')[99]",
                                               "GetFromStash('a', evt.Line.Raw)",
                                               "ParseKV(evt.Line.Raw, evt.Unmarshaled, 'a')",
                                               "SetMeta('a', evt.Line.Raw)",
                                               "trigger",
                                               "leaky",
                                               "conditional",
                                               "bayesian",
                                               "counter",
                                               "next_stage",
                                               "LRU",
                                               "../../etc/passwd",
                                               "s99-none",
                                               "UnmarshalJSON",
                                               "GeoIpCity",
                                               "reverse_dns"};

std::string pick(std::mt19937& random) {
  return std::string(kValues[random() % kValues.size()]);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    lines.push_back(std::move(line));
  }
  return lines;
}

/// One change; several are made in a row.
std::string change(const std::string& text, std::mt19937& random) {
  if (text.empty()) {
    return pick(random);
  }
  std::vector<std::string> lines = lines_of(text);
  std::string& line = lines[random() % lines.size()];
  switch (random() % 8) {
    case 0:
      return text.substr(0, random() % text.size());
    case 1:
    case 2:
    case 3:
      if (const std::size_t colon = line.find(": "); colon != std::string::npos) {
        line = line.substr(0, colon + 2) + pick(random);
      } else if (const std::size_t dash = line.find("- "); dash != std::string::npos) {
        line = line.substr(0, dash + 2) + pick(random);
      }
      break;
    case 4:
      line = std::string(random() % 8, ' ') + line;
      break;
    case 5:
      line.clear();
      break;
    case 6:
      if (!line.empty()) {
        line[random() % line.size()] = static_cast<char>(random());
      }
      break;
    default:
      lines.push_back(line);
  }
  std::string out;
  for (const std::string& one : lines) {
    out += one + "\n";
  }
  return out;
}

content::ItemKind kind_of(const std::string& path) {
  switch (content::recognise_file(path, "")) {
    case content::FileKind::kScenario:
      return content::ItemKind::kScenario;
    case content::FileKind::kPostoverflow:
      return content::ItemKind::kPostoverflow;
    case content::FileKind::kContext:
      return content::ItemKind::kContext;
    default:
      return content::ItemKind::kParser;
  }
}

/// Loads the text as an item of its kind and lets some lines through it; false when it gave diagnostics.
bool load_and_run(const std::string& path, const std::string& text) {
  content::ItemFile item;
  item.kind = kind_of(path);
  item.stage = "s00-raw";
  item.order = path;
  item.file = std::make_shared<const SourceFile>(path, text);
  content::Content content;
  Diagnostics diagnostics;
  content::read_items({item}, content, diagnostics);
  const Rules rules = compile_rules(std::move(content), diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    EXPECT_FALSE(render(diagnostic).empty());
    if (diagnostic.file == item.file) {
      EXPECT_LE(diagnostic.span.begin, diagnostic.span.end) << path;
      EXPECT_LE(diagnostic.span.end, text.size()) << path;
    }
  }
  std::unique_ptr<parse::StashCaches> stash = std::make_unique<parse::StashCaches>(rules.parsers->stashes());
  FrontOptions options;
  options.labels = {{"type", "syslog"}, {"program", "nginx"}};
  options.cloudtrail = false;
  options.reference_date = Time{.seconds = 1'700'000'000};
  Front front(rules, options, stash.get());
  const std::string padding(JsonReader::kPadding, '\0');
  const std::vector<std::string> texts = {
      "Mar  2 08:05:11 host sshd[7]: Failed password for root from 192.0.2.7 port 22 ssh2" + padding,
      R"(192.0.2.7 - - [02/Mar/2026:08:05:11 +0000] "GET /%2e%2e/etc/passwd?a='or 1=1 HTTP/1.1" 404 9 "-" "curl")" + padding,
      R"({"a": {"b": [1, null, "x"]}, "eventName": "ConsoleLogin", "ClientHost": "192.0.2.7", "StartUTC": "2026-03-02T08:05:11Z"})" + padding,
      "\xff\xfe\x00 a=1 b=\"2" + padding, padding};
  sources::Chunk chunk;
  chunk.lines = true;
  for (const std::string& one : texts) {
    chunk.records.emplace_back(one.data(), one.size() - padding.size());
  }
  (void)front.process(chunk, sources::InputFile{});
  return diagnostics.all().empty();
}

TEST(MutatedContent, LoadsOrGivesDiagnostics) {
  const char* hub = std::getenv("VEDETTE_HUB");
  const fs::path root = hub != nullptr ? fs::path(hub) : fs::path(VEDETTE_SOURCE_DIR) / "hub";
  const char* asked = std::getenv("VEDETTE_ROUNDS");
  const int rounds = asked != nullptr ? std::atoi(asked) : hub != nullptr ? 2 : 30;
  std::vector<fs::path> files;
  for (const char* folder : {"parsers", "scenarios", "postoverflows", "contexts"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() == ".yaml" || entry.path().extension() == ".yml") {
        files.push_back(entry.path());
      }
    }
  }
  std::sort(files.begin(), files.end());
  ASSERT_FALSE(files.empty());
  std::mt19937 random(20260302);
  std::size_t tried = 0;
  std::size_t clean = 0;
  double slowest = 0;
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream whole;
    whole << in.rdbuf();
    for (int round = 0; round < rounds; ++round) {
      std::string text = whole.str();
      for (std::size_t changes = 1 + random() % 4; changes > 0; --changes) {
        text = change(text, random);
      }
      SCOPED_TRACE(file.string() + "\n" + text);
      const auto begin = std::chrono::steady_clock::now();
      clean += load_and_run(file.string(), text) ? 1 : 0;
      slowest = std::max(slowest, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
      ++tried;
    }
  }
  std::cout << tried << " changed items: " << clean << " load without a word, the slowest took " << slowest << " s\n";
  EXPECT_LT(slowest, 10);
}

}  // namespace
}  // namespace vedette::engine

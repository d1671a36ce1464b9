// Random parser trees with the events that the reference let through: all Meta at the end must agree.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "parse/testing.h"

namespace vedette::parse {
namespace {

using testing::Bench;
using testing::entries_of;
using Meta = std::map<std::string, std::string>;

std::string canonical(JsonView view) {
  std::string out;
  append_canonical_json(out, view);
  return out;
}

/// event_id -> Meta. Objects are the dumps, as JSON.
std::map<std::string, Meta> read_expected(const std::string& file) {
  std::map<std::string, Meta> out;
  std::ifstream in(file);
  JsonReader reader;
  for (std::string line; std::getline(in, line);) {
    Result<JsonView> view = reader.parse(line);
    EXPECT_TRUE(view) << file;
    JsonView id;
    JsonView meta;
    EXPECT_TRUE(view->find("event_id", id) && view->find("meta", meta)) << file;
    Meta& entries = out[std::string(id.as_string())];
    for (auto it = meta.elements(); it.next();) {
      entries[std::string(it.key())] = it.value().kind() == JsonKind::kString ? std::string(it.value().as_string()) : canonical(it.value());
    }
    reader.reset();
  }
  return out;
}

/// As the recording leaves it: dumps without `message`, nothing about the source.
Meta comparable(const model::Event& event) {
  Meta meta = entries_of(event.meta);
  meta.erase("datasource_path");
  meta.erase("datasource_type");
  JsonReader reader;
  for (const char* dump : {"dump_parsed", "dump_enriched"}) {
    auto found = meta.find(dump);
    if (found == meta.end()) {
      continue;
    }
    Result<JsonView> view = reader.parse(found->second);
    if (!view || view->kind() != JsonKind::kObject) {
      continue;
    }
    std::map<std::string, std::string> kept;
    for (auto it = view->elements(); it.next();) {
      if (it.key() != "message") {
        kept[std::string(it.key())] = canonical(it.value());
      }
    }
    std::string text = "{";
    for (const auto& [key, value] : kept) {
      text += text.size() > 1 ? "," : "";
      append_json_string(text, key);
      text += ":" + value;
    }
    found->second = text + "}";
  }
  return meta;
}

std::string shown(const Meta* meta) {
  if (meta == nullptr) {
    return "dropped";
  }
  std::string out;
  for (const auto& [key, value] : *meta) {
    out += "\n      " + key + ": " + value;
  }
  return out;
}

class Tally {
 public:
  void compare(const std::string& where, const Meta* expected, const Meta* got) {
    bool same = (expected == nullptr) == (got == nullptr) && (expected == nullptr || *expected == *got);
    agree_ += same;
    disagree_ += !same;
    if (!same && disagree_ <= 20) {
      ADD_FAILURE() << where << "\n    want: " << shown(expected) << "\n    got: " << shown(got);
    }
  }
  ~Tally() { std::printf("stages: %d events agree, %d do not\n", agree_, disagree_); }

 private:
  int agree_ = 0;
  int disagree_ = 0;
};

void run_case(const std::filesystem::path& folder, Tally& tally) {
  Bench bench((folder / "content").string());
  ASSERT_FALSE(bench.diagnostics().has_errors()) << folder << "\n" << bench.messages();
  ASSERT_TRUE(bench.skipped().empty());
  std::map<std::string, Meta> expected = read_expected((folder / "came_out.jsonl").string());
  std::ifstream in(folder / "events.jsonl");
  JsonReader reader;
  for (std::string line; std::getline(in, line);) {
    Result<JsonView> view = reader.parse(line);
    ASSERT_TRUE(view);
    JsonView id;
    ASSERT_TRUE(view->find("id", id));
    std::string name(id.as_string());
    reader.reset();

    model::Event& event = bench.event(line);
    ParseResult result = bench.run(event);
    Meta meta = comparable(event);
    auto found = expected.find(name);
    tally.compare(folder.filename().string() + " " + name, found == expected.end() ? nullptr : &found->second,
                  result.fate == Fate::kParsed ? &meta : nullptr);
    bench.forget();
  }
}

void run_cases(const std::string& kind) {
  std::filesystem::path root = VEDETTE_SHARED_DATA "/stages";
  if (!std::filesystem::exists(root)) {
    GTEST_SKIP() << "no recorded results at " << root;
  }
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    if (entry.path().filename().string().starts_with(kind)) {
      folders.push_back(entry.path());
    }
  }
  std::sort(folders.begin(), folders.end());
  Tally tally;
  for (const auto& folder : folders) {
    run_case(folder, tally);
  }
}

TEST(StagesConformance, plain) {
  run_cases("plain-");
}

TEST(StagesConformance, grok) {
  run_cases("grok-");
}

}  // namespace
}  // namespace vedette::parse

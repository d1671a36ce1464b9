#include "content/hub/index.h"

#include <gtest/gtest.h>

#include "content/item_file.h"

namespace vedette::content {
namespace {

std::string failure(std::string_view text) {
  Result<HubIndex> index = HubIndex::parse(text, "X");
  return index ? "none" : index.error().message;
}

constexpr std::string_view kSmall = R"({
  "goodies": {"a/b": {"path": 1}},
  "parsers": {
    "author/pars1": {
      "path": "parsers/s01-parse/author/pars1.yaml", "stage": "s01-parse", "version": "0.10", "description": "d",
      "references": ["r"], "labels": null, "tainted": true,
      "versions": {"0.2": {"digest": "aa"}, "0.9": {"digest": "bb", "deprecated": true}, "0.10": {"digest": "aa"}}, "content": "e30K"
    }
  },
  "collections": {
    "author/coll": {"path": "collections/author/coll.yaml", "version": "1.0", "versions": {}, "parsers": ["author/pars1"], "scenarios": null}
  },
  "scenarios": null
})";

TEST(HubIndex, ReadsItems) {
  Result<HubIndex> index = HubIndex::parse(kSmall, "X");
  ASSERT_TRUE(index) << index.error().message;
  const IndexedItem* item = index->find(ItemType::kParsers, "author/pars1");
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(item->stage, "s01-parse");
  EXPECT_EQ(item->file_name, "pars1.yaml");
  EXPECT_EQ(item->references, std::vector<std::string>{"r"});
  EXPECT_EQ(item->content, "e30K");
  EXPECT_EQ(item->newest_digest(), "aa");
  EXPECT_EQ(index->find_path("parsers/s01-parse/author/pars1.yaml"), item);
  EXPECT_EQ(index->find_path("parsers/s01-parse/author/other.yaml"), nullptr);
  EXPECT_EQ(index->find(ItemType::kScenarios, "author/pars1"), nullptr);
  const IndexedItem* collection = index->find(ItemType::kCollections, "author/coll");
  ASSERT_NE(collection, nullptr);
  EXPECT_EQ(collection->dependencies.of(ItemType::kParsers), std::vector<std::string>{"author/pars1"});
  EXPECT_EQ(collection->newest_digest(), "");
}

TEST(HubIndex, KnowsAVersionByItsDigest) {
  Result<HubIndex> index = HubIndex::parse(kSmall, "X");
  ASSERT_TRUE(index);
  const IndexedItem* item = index->find(ItemType::kParsers, "author/pars1");
  EXPECT_EQ(item->version_of("aa").value(), "0.10") << "the newest of those with one digest, by number";
  EXPECT_EQ(item->version_of("bb").value(), "0.9");
  EXPECT_EQ(item->version_of("cc").value(), "?");
  IndexedItem odd = *item;
  odd.versions.push_back({"1.2.3.4", "dd", false});
  EXPECT_EQ(odd.version_of("aa").error().message, "parsers pars1.yaml: 1.2.3.4: invalid semantic version");
}

TEST(HubIndex, RefusesWhatIsNone) {
  EXPECT_EQ(failure("{}"), "none");
  EXPECT_EQ(failure(R"({"goodies": {}})"), "none");
  EXPECT_EQ(failure("[]"), "X is no index of a hub: it is a list, not an object");
  EXPECT_EQ(failure(R"({"parsers": {"a/p": null}})"), "X is no index of a hub: parsers:a/p has no index metadata");
  EXPECT_EQ(failure(R"({"parsers": {"a/p": {}}})"), "X is no index of a hub: parsers:a/p has no download path");
  EXPECT_EQ(failure(R"({"parsers": {"a/p": {"path": "p.yaml"}}})"), "X is no index of a hub: parsers:a/p has no stage");
  EXPECT_EQ(failure(R"({"scenarios": {"a/p": {"path": ["p.yaml"]}}})"), "X is no index of a hub: `path` of scenarios:a/p is a list, not a text");
  EXPECT_EQ(failure(R"({"scenarios": {"a/p": {"path": "p", "parsers": [1]}}})"),
            "X is no index of a hub: `parsers` of scenarios:a/p is a number, not a text");
  EXPECT_EQ(failure(R"({"scenarios": []})"), "X is no index of a hub: `scenarios` is a list, not an object");
  for (std::size_t size = 0; size < kSmall.size(); ++size) {
    EXPECT_NE(failure(kSmall.substr(0, size)), "none") << size;
  }
}

TEST(HubIndex, SurvivesWrongTypesEverywhere) {
  // Each character that begins a value replaced by others: read or refused, nothing else.
  for (std::size_t at = 0; at < kSmall.size(); ++at) {
    for (std::string_view value : {"1", "[", "{", "\"", "null"}) {
      std::string text(kSmall);
      text.replace(at, 1, value);
      (void)failure(text);
    }
  }
}

}  // namespace
}  // namespace vedette::content

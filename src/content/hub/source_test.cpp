#include "content/hub/source.h"

#include <gtest/gtest.h>

#include "content/hub/data_sets.h"
#include "content/hub/testing.h"
#include "content/item_file.h"
#include "net/local_servers.h"

namespace vedette::content {
namespace {

namespace fs = std::filesystem;
using net::LocalHttpServer;

constexpr std::string_view kIndex =
    R"({"scenarios": {"a/b": {"path": "scenarios/a/b.yaml", "version": "1", "versions": {"1": {"digest": "DIGEST"}}}}})";

std::string index_for(const std::string& text) {
  std::string out(kIndex);
  return out.replace(out.find("DIGEST"), 6, sha256_hex(text));
}

class HubSite : public testing::Test {
 protected:
  Result<bool> update(const HubSource& source, bool with_content = false) {
    return source.update_index({machine_.folders().index, with_content, {}, machine_.log()});
  }
  std::string index() { return machine_.read("etc/hub/.index.json"); }

  HubMachine machine_;
  Downloader downloader_{nullptr};
};

TEST_F(HubSite, GivesIndexAndItems) {
  const std::string text = "name: a/b\n";
  std::vector<std::string> asked;
  LocalHttpServer server([&](const std::string& request) {
    asked.push_back(request.substr(0, request.find(" HTTP")));
    const bool known = request.find("If-None-Match: " + sha256_hex(index_for(text))) != std::string::npos;
    return request.find("/dev/.index.json") != std::string::npos          ? LocalHttpServer::answer(known ? 304 : 200, known ? "" : index_for(text))
           : request.find("/dev/scenarios/a/b.yaml") != std::string::npos ? LocalHttpServer::answer(200, text)
                                                                          : LocalHttpServer::answer(404, "");
  });
  HubSource source = HubSource::create(server.url() + "/%s/%s", "dev", downloader_).value();
  EXPECT_EQ(update(source).value(), true);
  EXPECT_EQ(index(), index_for(text));
  EXPECT_EQ(update(source).value(), false);
  EXPECT_EQ(update(source, true).value(), false);
  EXPECT_EQ(asked, (std::vector<std::string>{"GET /dev/.index.json", "HEAD /dev/.index.json", "HEAD /dev/.index.json?with_content=true"}));
  const HubIndex read = HubIndex::read(machine_.folders().index).value();
  EXPECT_EQ(source.item_text(*read.find(ItemType::kScenarios, "a/b")).value(), text);

  HubSource plain = HubSource::create(server.url() + "/dev/", "", downloader_).value();
  EXPECT_EQ(plain.item_text(*read.find(ItemType::kScenarios, "a/b")).value(), text);
  HubSource other = HubSource::create(server.url() + "/%s/%s", "none", downloader_).value();
  EXPECT_EQ(other.item_text(*read.find(ItemType::kScenarios, "a/b")).error().kind, ErrorKind::kNotFound);
  EXPECT_FALSE(HubSource::create("http://x/%s", "", downloader_));
  EXPECT_FALSE(HubSource::create("http://x/%s/%d", "", downloader_));
  EXPECT_FALSE(HubSource::create(machine_.path("nowhere"), "", downloader_));
}

TEST_F(HubSite, LeavesTheOldIndexWhenTheNewOneIsNone) {
  machine_.write("etc/hub/.index.json", "{}");
  std::string answer;
  LocalHttpServer server([&](const std::string&) { return answer; });
  HubSource source = HubSource::create(server.url(), "", downloader_).value();
  const std::string whole = index_for("x");
  for (const std::string& bad : {LocalHttpServer::answer(200, whole.substr(0, whole.size() / 2)), LocalHttpServer::answer(200, "[]"),
                                 LocalHttpServer::answer(500, ""), LocalHttpServer::answer(200, ""),
                                 // The connection ends before what was announced has come.
                                 "HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\n" + whole}) {
    answer = bad;
    EXPECT_FALSE(update(source)) << bad;
    EXPECT_EQ(index(), "{}");
  }
  EXPECT_EQ(machine_.files("etc"), std::vector<std::string>{"hub/.index.json"});
  HubSource nobody = HubSource::create("http://127.0.0.1:1", "", downloader_).value();
  EXPECT_EQ(update(nobody).error().kind, ErrorKind::kUnavailable);
}

TEST_F(HubSite, VerifiesItems) {
  HubIndex read = HubIndex::parse(index_for("right\n"), "X").value();
  IndexedItem item = *read.find(ItemType::kScenarios, "a/b");
  LocalHttpServer server([&](const std::string&) { return LocalHttpServer::answer(200, "wrong\n"); });
  HubSource source = HubSource::create(server.url(), "", downloader_).value();
  EXPECT_EQ(source.item_text(item).error().message, "hash mismatch: expected " + sha256_hex("right\n") + ", got " + sha256_hex("wrong\n") +
                                                        ". The index file is outdated, please run `vedette hub update` and try again");
  item.content = "cmlnaHQK";
  EXPECT_EQ(source.item_text(item).value(), "right\n") << "what the index holds is not fetched";
  item.content = "right\n";
  EXPECT_EQ(source.item_text(item).value(), "right\n") << "nor need it be base64";
  item.content = "cmlnaHQ";
  EXPECT_FALSE(source.item_text(item));
  item.version = "2";
  EXPECT_TRUE(source.item_text(item).error().message.starts_with("latest hash missing from index."));
}

TEST_F(HubSite, MayBeAFolder) {
  HubSource source = HubSource::create(machine_.path("site/"), "", downloader_).value();
  EXPECT_FALSE(update(source)) << "an empty folder is no hub";
  machine_.write("site/scenarios/a/b.yaml", "name: a/b\n");
  EXPECT_EQ(update(source).value(), true);
  EXPECT_EQ(update(source).value(), false);
  machine_.write("site/.index.json", index_for("name: a/b\n"));
  EXPECT_EQ(update(source).value(), true);
  EXPECT_EQ(index(), index_for("name: a/b\n"));
  const HubIndex read = HubIndex::read(machine_.folders().index).value();
  IndexedItem item = *read.find(ItemType::kScenarios, "a/b");
  EXPECT_EQ(source.item_text(item).value(), "name: a/b\n");
  item.path = "../etc/hub/.index.json";
  EXPECT_FALSE(source.item_text(item));
  fs::remove(machine_.path("site/scenarios/a/b.yaml"));
  fs::create_directory(machine_.path("site/scenarios/a/b.yaml"));
  item.path = "scenarios/a/b.yaml";
  EXPECT_FALSE(source.item_text(item));
}

class HubData : public HubSite {
 protected:
  Result<bool> bring(DataSets& data, const std::string& yaml) { return data.bring(std::make_shared<const SourceFile>("item.yaml", yaml)); }
  DataSets sets(bool force = false, Time now = wall_clock_now()) {
    return DataSets({.folder = machine_.path("data"), .copies = {}, .force = force, .now = now, .before_get = {}}, downloader_);
  }
};

TEST_F(HubData, IsFetchedOnceAndAgainWhenItIsNewer) {
  std::string modified = "Last-Modified: Mon, 02 Jan 2006 15:04:05 GMT\r\n";
  std::string body = "one";
  std::vector<std::string> asked;
  LocalHttpServer server([&](const std::string& request) {
    asked.push_back(request.substr(0, request.find(' ')));
    return LocalHttpServer::answer(200, request.starts_with("HEAD") ? "" : body, modified);
  });
  const std::string yaml =
      "name: x\ndata:\n  - source_url: " + server.url() + "/list.txt\n    dest_file: sub/list.txt\n  - dest_file: own.txt\n---\ndata: null\n";
  DataSets data = sets();
  EXPECT_EQ(bring(data, yaml).value(), true);
  EXPECT_EQ(bring(data, yaml).value(), false) << "another item that names it";
  EXPECT_EQ(asked, std::vector<std::string>{"GET"});
  EXPECT_EQ(machine_.read("data/sub/list.txt"), "one");

  auto again = [&](bool force = false, Time now = wall_clock_now()) {
    asked.clear();
    DataSets later = sets(force, now);
    return bring(later, yaml).value();
  };
  body = "two";
  EXPECT_FALSE(again()) << "older than the file";
  EXPECT_EQ(asked, std::vector<std::string>{"HEAD"});
  modified = "Last-Modified: Fri, 02 Jan 2099 15:04:05 GMT\r\n";
  EXPECT_TRUE(again());
  EXPECT_FALSE(again()) << "newer, but the same";
  modified = "";
  body = "three";
  EXPECT_FALSE(again()) << "a file of this week";
  Time later = wall_clock_now();
  later.seconds += 8 * 24 * 3600;
  EXPECT_TRUE(again(false, later));
  body = "four";
  EXPECT_TRUE(again(true));
  EXPECT_EQ(asked, std::vector<std::string>{"GET"});
  EXPECT_EQ(machine_.files("data"), std::vector<std::string>{"sub/list.txt"});
}

TEST_F(HubData, LeavesNothingHalfWritten) {
  machine_.write("data/list.txt", "old");
  std::string answer;
  LocalHttpServer server([&](const std::string&) { return answer; });
  const std::string yaml = "data:\n  - {source_url: " + server.url() + "/list.txt, dest_file: list.txt}\n";
  for (const std::string& bad : {LocalHttpServer::answer(404, "no"), LocalHttpServer::answer(500, ""), std::string("garbage"),
                                 std::string("HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\nhalf")}) {
    answer = bad;
    DataSets data = sets(true);
    EXPECT_FALSE(bring(data, yaml)) << bad;
    EXPECT_EQ(machine_.read("data/list.txt"), "old");
    EXPECT_EQ(machine_.files("data"), std::vector<std::string>{"list.txt"});
  }
}

TEST_F(HubData, IsBoundedInSize) {
  LocalHttpServer server([&](const std::string&) { return LocalHttpServer::answer(200, std::string(5000, 'x')); });
  Downloader::ToFile wanted;
  wanted.url = server.url();
  wanted.place = machine_.path("data/list.txt");
  wanted.max_bytes = 4999;
  EXPECT_EQ(downloader_.to_file(wanted).error().message, server.url() + " is larger than the 4999 bytes allowed for it");
  EXPECT_TRUE(machine_.files("data").empty());
  EXPECT_FALSE(downloader_.get(server.url(), 100));
  wanted.max_bytes = 5000;
  EXPECT_TRUE(downloader_.to_file(wanted).value());
}

TEST_F(HubData, EndsWhenItIsToldTo) {
  std::atomic<bool> stop{true};
  LocalHttpServer server([&](const std::string&) { return LocalHttpServer::answer(200, "x"); });
  Downloader stopped(&stop);
  Downloader::ToFile wanted;
  wanted.url = server.url();
  wanted.place = machine_.path("data/list.txt");
  wanted.max_bytes = 100;
  Result<bool> got = stopped.to_file(wanted);
  ASSERT_FALSE(got);
  EXPECT_NE(got.error().message.find("interrupted"), std::string::npos);
  EXPECT_TRUE(machine_.files("data").empty());
}

TEST_F(HubData, RefusesWhatLeadsElsewhere) {
  for (const char* yaml :
       {"data:\n  - {source_url: 'http://127.0.0.1:1/x', dest_file: ../x}\n", "data:\n  - {source_url: 'http://127.0.0.1:1/x', dest_file: /x}\n",
        "data:\n  - {source_url: 'http://127.0.0.1:1/x'}\n", "data:\n  - {source_url: /tmp/meh, dest_file: x}\n",
        "data:\n  - {source_url: 'file:///etc/passwd', dest_file: x}\n", "data: x\n", "v0.0", "a: [\n"}) {
    DataSets data = sets();
    EXPECT_FALSE(bring(data, yaml)) << yaml;
  }
  EXPECT_TRUE(machine_.files("data").empty());
  for (const char* yaml : {"", "{}", "data: []", "data: [1, {dest_file: x}]"}) {
    DataSets data = sets();
    EXPECT_EQ(bring(data, yaml).value(), false) << yaml;
  }
}

TEST(HubIndexBuild, GoesOnWithVersions) {
  HubMachine machine;
  machine.write("site/parsers/s01-parse/a/p.yaml", "name: a/p\ndescription: \"a \\\"text\\\"\"\nlabels: {n: 1, t: true, l: [x]}\nreferences: [r]\n");
  machine.write("site/parsers/s01-parse/a/p.md", "# P");
  machine.write("site/parsers/s01-parse/a/deep/no.yaml", "");
  machine.write("site/parsers/no.yaml", "");
  machine.write("site/scenarios/a/broken.yml", "a: [");
  machine.publish();
  EXPECT_EQ(machine.take_said(),
            "warning: ROOT/site/scenarios/a/broken.yml is no YAML that an item can be read from: the index knows its text only\n");
  HubIndex index = HubIndex::read(machine.folders().index).value();
  EXPECT_EQ(index.items(ItemType::kParsers).size(), 1U);
  EXPECT_EQ(index.items(ItemType::kScenarios).begin()->first, "a/broken");
  const IndexedItem* item = index.find(ItemType::kParsers, "a/p");
  EXPECT_EQ(item->version, "0.1");
  EXPECT_EQ(item->description, "a \"text\"");
  EXPECT_EQ(item->path, "parsers/s01-parse/a/p.yaml");
  EXPECT_NE(machine.read("etc/hub/.index.json").find(R"("long_description": "IyBQ")"), std::string::npos);
  for (const char* version : {"0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0", "1.1"}) {
    machine.write("site/parsers/s01-parse/a/p.yaml", std::string("name: a/p\nv: ") + version);
    machine.publish();
    index = HubIndex::read(machine.folders().index).value();
    EXPECT_EQ(index.find(ItemType::kParsers, "a/p")->version, version);
  }
  machine.write("site/parsers/s01-parse/a/p.yaml", "name: a/p\nv: 0.3");
  machine.publish();
  index = HubIndex::read(machine.folders().index).value();
  EXPECT_EQ(index.find(ItemType::kParsers, "a/p")->version, "0.3") << "a text that was there before is the version that it was";
  EXPECT_EQ(index.find(ItemType::kParsers, "a/p")->versions.size(), 11U);
}

}  // namespace
}  // namespace vedette::content

#include "content/hub/operations.h"

#include <gtest/gtest.h>

#include "content/hub/atomic_file.h"
#include "content/hub/testing.h"

namespace vedette::content {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

/// A site in a folder, a machine, and what happens when a plan is carried out.
class HubChanges : public testing::Test {
 protected:
  HubChanges() {
    machine_.write("site/parsers/s01-parse/author/pars.yaml", "name: author/pars\n");
    machine_.write("site/scenarios/author/scen.yaml", "name: author/scen\n");
    machine_.write("site/collections/author/coll.yaml", "name: author/coll\nparsers: [author/pars]\nscenarios: [author/scen]\n");
    machine_.publish();
  }

  Hub& load() {
    Result<Hub> hub = Hub::load(machine_.folders(), machine_.log());
    EXPECT_TRUE(hub) << hub.error().message;
    hub_.emplace(std::move(*hub));
    return *hub_;
  }

  /// Plans on a hub loaded anew, and does it. What was done: "enabling parsers:author/pars".
  template <class Planned>
  Names change(Planned planned, HubPlan::Force force = HubPlan::Force::kNo) {
    Hub& hub = load();
    const HubLog log = machine_.log();
    HubPlan plan(hub, force, log);
    const Result<void> made = planned(hub, plan);
    if (!made) {
      return {"refused: " + made.error().message};
    }
    Names out;
    Downloader downloader(nullptr);
    HubSource source = HubSource::create(machine_.path("site"), "", downloader).value();
    DataSets data({.folder = machine_.path("data"), .copies = {machine_.path("copies")}, .now = {}, .before_get = {}}, downloader);
    HubOperations operations({hub, source, data, log, nullptr,
                              [&](std::string_view doing, const HubItem& item) { out.push_back(std::string(doing) + " " + item.full_name()); }});
    outcome_ = operations.run(plan, HubOperations::OnFailure::kStop);
    return out;
  }
  Names install(ItemType type, const std::string& name, HubPlan::Force force = HubPlan::Force::kNo) {
    return change(
        [&](Hub& hub, HubPlan& plan) {
          Result<void> made = plan.download(*hub.find(type, name));
          return made ? plan.enable(*hub.find(type, name)) : made;
        },
        force);
  }
  Names upgrade(ItemType type, const std::string& name, HubPlan::Force force = HubPlan::Force::kNo) {
    return change([&](Hub& hub, HubPlan& plan) { return plan.download(*hub.find(type, name)); }, force);
  }
  Names remove(ItemType type, const std::string& name, HubPlan::Force force = HubPlan::Force::kNo) {
    return change([&](Hub& hub, HubPlan& plan) { return plan.disable(*hub.find(type, name)); }, force);
  }

  HubMachine machine_;
  std::optional<Hub> hub_;
  HubOperations::Outcome outcome_;
};

TEST_F(HubChanges, InstallACollectionWithItsParts) {
  EXPECT_EQ(install(ItemType::kCollections, "author/coll"),
            (Names{"downloading parsers:author/pars", "downloading scenarios:author/scen", "downloading collections:author/coll",
                   "enabling parsers:author/pars", "enabling scenarios:author/scen", "enabling collections:author/coll"}));
  EXPECT_TRUE(outcome_.reload_needed);
  EXPECT_EQ(machine_.files("etc"),
            (Names{"collections/coll.yaml", "hub/.index.json", "hub/collections/author/coll.yaml", "hub/parsers/s01-parse/author/pars.yaml",
                   "hub/scenarios/author/scen.yaml", "parsers/s01-parse/pars.yaml", "scenarios/scen.yaml"}));
  EXPECT_EQ(fs::read_symlink(machine_.path("etc/scenarios/scen.yaml")), machine_.path("etc/hub/scenarios/author/scen.yaml"));
  EXPECT_EQ(install(ItemType::kCollections, "author/coll"), Names{}) << "nothing is left to do";
  EXPECT_EQ(load().find(ItemType::kCollections, "author/coll")->state.status(), "up-to-date");
}

TEST_F(HubChanges, RemoveACollectionWithItsParts) {
  (void)install(ItemType::kCollections, "author/coll");
  EXPECT_EQ(remove(ItemType::kCollections, "author/coll"),
            (Names{"disabling parsers:author/pars", "disabling scenarios:author/scen", "disabling collections:author/coll"}));
  EXPECT_FALSE(machine_.exists("etc/scenarios/scen.yaml"));
  EXPECT_TRUE(machine_.exists("etc/hub/scenarios/author/scen.yaml"));
  EXPECT_EQ(change([](Hub& hub, HubPlan& plan) { return plan.purge(*hub.find(ItemType::kCollections, "author/coll")); }),
            (Names{"purging parsers:author/pars", "purging scenarios:author/scen", "purging collections:author/coll"}));
  EXPECT_EQ(machine_.files("etc"), Names{"hub/.index.json"});
}

TEST_F(HubChanges, LeaveWhatWasChangedAlone) {
  (void)install(ItemType::kScenarios, "author/scen");
  machine_.write("etc/hub/scenarios/author/scen.yaml", "changed: true\n");
  EXPECT_EQ(upgrade(ItemType::kScenarios, "author/scen"), Names{});
  EXPECT_EQ(machine_.take_said(), "warning: scenarios:author/scen is tainted, use '--force' to overwrite\n");
  EXPECT_EQ(remove(ItemType::kScenarios, "author/scen"), Names{"refused: author/scen is tainted, use '--force' to remove"});
  EXPECT_EQ(upgrade(ItemType::kScenarios, "author/scen", HubPlan::Force::kYes), Names{"downloading scenarios:author/scen"});
  EXPECT_EQ(load().find(ItemType::kScenarios, "author/scen")->state.status(), "up-to-date");
}

TEST_F(HubChanges, LeaveLocalItemsAlone) {
  machine_.write("etc/scenarios/mine.yaml", "name: author/scen\n");
  EXPECT_EQ(install(ItemType::kCollections, "author/coll"), (Names{"downloading parsers:author/pars", "downloading collections:author/coll",
                                                                   "enabling parsers:author/pars", "enabling collections:author/coll"}));
  EXPECT_EQ(machine_.take_said(), "info: scenarios:author/scen - not downloading local item\n");
  EXPECT_EQ(remove(ItemType::kScenarios, "author/scen"), Names{});
  EXPECT_EQ(machine_.take_said(), "warning: scenarios:author/scen is a local item, please delete manually\n");
}

TEST_F(HubChanges, ReplacePartsThatANewVersionHasNoMore) {
  (void)install(ItemType::kCollections, "author/coll");
  machine_.write("site/parsers/s01-parse/author/other.yaml", "name: author/other\n");
  machine_.write("site/collections/author/coll.yaml", "name: author/coll\nparsers: [author/other]\n");
  machine_.publish();
  EXPECT_EQ(upgrade(ItemType::kCollections, "author/coll"),
            (Names{"downloading parsers:author/other", "enabling parsers:author/other", "disabling parsers:author/pars",
                   "disabling scenarios:author/scen", "downloading collections:author/coll"}));
}

TEST_F(HubChanges, KeepSuchPartsThatAnotherCollectionHas) {
  machine_.write("site/collections/author/second.yaml", "name: author/second\nparsers: [author/pars]\n");
  machine_.publish();
  (void)install(ItemType::kCollections, "author/coll");
  (void)install(ItemType::kCollections, "author/second");
  machine_.write("site/collections/author/coll.yaml", "name: author/coll\n");
  machine_.publish();
  EXPECT_EQ(upgrade(ItemType::kCollections, "author/coll"), (Names{"disabling scenarios:author/scen", "downloading collections:author/coll"}));
}

TEST_F(HubChanges, StopAtAWrongDigestAndLeaveTheOldFile) {
  (void)install(ItemType::kScenarios, "author/scen");
  const std::string before = machine_.read("etc/hub/scenarios/author/scen.yaml");
  machine_.write("etc/hub/.index.json", R"({"scenarios": {"author/scen": {"path": "scenarios/author/scen.yaml", "version": "0.2",
                 "versions": {"0.2": {"digest": "1234"}}}}})");
  (void)machine_.take_said();
  EXPECT_EQ(upgrade(ItemType::kScenarios, "author/scen", HubPlan::Force::kYes), Names{"downloading scenarios:author/scen"});
  EXPECT_EQ(outcome_.failures, 1U);
  EXPECT_TRUE(machine_.take_said().starts_with("error: scenarios:author/scen: hash mismatch: expected 1234, got "));
  EXPECT_EQ(machine_.read("etc/hub/scenarios/author/scen.yaml"), before);
}

TEST_F(HubChanges, DoNotInstallWhatTheyCannotFetch) {
  machine_.write("etc/hub/.index.json", R"({"scenarios": {"author/scen": {"path": "scenarios/author/gone.yaml", "version": "0.1",
                 "versions": {"0.1": {"digest": "1234"}}}}})");
  EXPECT_EQ(install(ItemType::kScenarios, "author/scen"), Names{"downloading scenarios:author/scen"});
  EXPECT_EQ(outcome_.failures, 1U);
  EXPECT_EQ(machine_.files("etc"), Names{"hub/.index.json"});
}

TEST_F(HubChanges, BringDataBeforeTheItem) {
  machine_.write("site/scenarios/author/scen.yaml", "name: author/scen\ndata:\n  - {source_url: http://host/web/list.txt, dest_file: list.txt}\n");
  machine_.publish();
  EXPECT_EQ(install(ItemType::kScenarios, "author/scen"), Names{"downloading scenarios:author/scen"});
  EXPECT_EQ(outcome_.failures, 1U);
  EXPECT_FALSE(machine_.exists("etc/hub/scenarios/author/scen.yaml")) << "an item without its data is not downloaded";
  machine_.write("copies/web/list.txt", "x\n");
  EXPECT_EQ(install(ItemType::kScenarios, "author/scen").size(), 2U);
  EXPECT_EQ(machine_.read("data/list.txt"), "x\n");
  machine_.write("copies/web/list.txt", "y\n");
  EXPECT_EQ(change([](Hub&, HubPlan& plan) {
              plan.refresh_data();
              return Result<void>();
            }),
            Names{});
  EXPECT_EQ(machine_.read("data/list.txt"), "y\n");
  EXPECT_TRUE(outcome_.reload_needed);
}

TEST_F(HubChanges, DoNotReplaceAFileThatIsNotFromTheHub) {
  machine_.write("etc/scenarios/scen.yaml", "name: mine\n");
  EXPECT_EQ(install(ItemType::kScenarios, "author/scen"), (Names{"downloading scenarios:author/scen", "enabling scenarios:author/scen"}));
  EXPECT_EQ(outcome_.failures, 1U);
  EXPECT_EQ(machine_.take_said(),
            "error: while enabling scenarios:author/scen: ROOT/etc/scenarios/scen.yaml is in the way: another item's, or not from the hub\n");
  EXPECT_EQ(machine_.read("etc/scenarios/scen.yaml"), "name: mine\n");
}

TEST_F(HubChanges, DoNotRemoveALinkOfAnotherHand) {
  machine_.write("etc/hub/scenarios/author/scen.yaml", machine_.read("site/scenarios/author/scen.yaml"));
  machine_.write("etc/scenarios/x", "");
  fs::create_symlink(machine_.path("etc/hub/scenarios/author/scen.yaml"), machine_.path("etc/middle"));
  fs::create_symlink(machine_.path("etc/middle"), machine_.path("etc/scenarios/scen.yaml"));
  EXPECT_EQ(remove(ItemType::kScenarios, "author/scen"), Names{"disabling scenarios:author/scen"});
  EXPECT_EQ(machine_.take_said(), "error: while disabling scenarios:author/scen: author/scen isn't managed by hub\n");
  EXPECT_TRUE(machine_.exists("etc/scenarios/scen.yaml"));
}

TEST(AtomicFile, AppearsWholeOrNotAtAll) {
  HubMachine machine;
  machine.write("d/x", "old");
  {
    Result<AtomicFile> file = AtomicFile::create(machine.path("d/x"));
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_TRUE(file->write("new"));
    EXPECT_EQ(machine.read("d/x"), "old");
    EXPECT_EQ(machine.files("d").size(), 2U);
  }
  EXPECT_EQ(machine.files("d"), Names{"x"}) << "without a commit nothing is left";
  fs::permissions(machine.path("d/x"), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(write_file(machine.path("d/x"), "new").value(), AtomicFile::Change::kReplaced);
  EXPECT_EQ(machine.read("d/x"), "new");
  EXPECT_EQ(fs::status(machine.path("d/x")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(write_file(machine.path("d/x"), "new").value(), AtomicFile::Change::kNone);
  EXPECT_EQ(write_file(machine.path("d/deep/er/y"), "").value(), AtomicFile::Change::kReplaced);
  EXPECT_EQ(machine.files("d"), (Names{"deep/er/y", "x"}));
  EXPECT_FALSE(write_file(machine.path("d/deep"), "z")) << "a folder";
  EXPECT_FALSE(write_file(machine.path("d/x/below"), "z")) << "below a file";
  EXPECT_FALSE(write_file("/proc/nothing/here", "z"));
}

}  // namespace
}  // namespace vedette::content

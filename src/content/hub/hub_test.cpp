#include "content/hub/hub.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "content/hub/plan.h"
#include "content/hub/testing.h"

namespace vedette::content {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

Names names(const std::vector<HubItem*>& items) {
  Names out;
  for (const HubItem* item : items) {
    out.push_back(item->full_name());
  }
  return out;
}

/// A collection of a parser, a scenario and another collection, which has the parser too.
class HubState : public testing::Test {
 protected:
  HubState() {
    machine_.write("site/parsers/s01-parse/author/pars.yaml", "name: author/pars\n");
    machine_.write("site/scenarios/author/scen.yaml", "name: author/scen\ndescription: finds\n");
    machine_.write("site/collections/author/inner.yaml", "name: author/inner\nparsers: [author/pars]\n");
    machine_.write("site/collections/author/outer.yaml",
                   "name: author/outer\nscenarios: [author/scen]\ncollections: [author/inner]\nparsers: [author/pars]\n");
    machine_.publish();
  }

  void install(const std::string& below_hub, const std::string& below_etc) {
    machine_.write("etc/hub/" + below_hub, machine_.read("site/" + below_hub));
    fs::create_directories(fs::path(machine_.path("etc/" + below_etc)).parent_path());
    fs::create_symlink(machine_.path("etc/hub/" + below_hub), machine_.path("etc/" + below_etc));
  }
  void install_all() {
    install("parsers/s01-parse/author/pars.yaml", "parsers/s01-parse/pars.yaml");
    install("scenarios/author/scen.yaml", "scenarios/scen.yaml");
    install("collections/author/inner.yaml", "collections/inner.yaml");
    install("collections/author/outer.yaml", "collections/outer.yaml");
  }
  Hub& load() {
    Result<Hub> hub = Hub::load(machine_.folders(), machine_.log());
    EXPECT_TRUE(hub) << hub.error().message;
    hub_.emplace(std::move(*hub));
    return *hub_;
  }
  std::string text_of(ItemType type, const std::string& name) {
    HubItem* item = hub_->find(type, name);
    return item == nullptr ? "absent" : item->state.text() + " " + item->state.local_version;
  }

  HubMachine machine_;
  std::optional<Hub> hub_;
};

TEST_F(HubState, OffersWhatIsNotInstalled) {
  Hub& hub = load();
  EXPECT_EQ(hub.statistics(), Names{"Loaded: 1 parsers, 1 scenarios, 2 collections"});
  EXPECT_EQ(text_of(ItemType::kParsers, "author/pars"), "disabled,update-available ");
  EXPECT_TRUE(hub.installed_trees().empty());
  EXPECT_TRUE(hub.warnings().empty());
  EXPECT_EQ(machine_.take_said(), "");
}

TEST_F(HubState, KnowsWhatIsInstalledAndWhy) {
  install_all();
  Hub& hub = load();
  EXPECT_EQ(text_of(ItemType::kCollections, "author/outer"), "enabled 0.1");
  EXPECT_EQ(hub.find(ItemType::kParsers, "author/pars")->state.belongs_to_collections, (Names{"author/inner", "author/outer", "author/outer"}))
      << "once for each way, as the reference counts";
  EXPECT_EQ(hub.warnings(), Names{});
  const std::vector<ItemTree> trees = hub.installed_trees();
  ASSERT_EQ(trees.size(), 1U);
  EXPECT_EQ(trees[0].parts.size(), 3U);
  EXPECT_EQ(trees[0].parts[2].item->name, "author/inner");
  EXPECT_TRUE(trees[0].parts[2].parts.empty()) << "its parser has its place already";
}

TEST_F(HubState, TaintsWhatWasChangedAndWhatIsMadeOfIt) {
  install_all();
  machine_.write("etc/hub/scenarios/author/scen.yaml", "changed: true\n");
  Hub& hub = load();
  EXPECT_EQ(text_of(ItemType::kScenarios, "author/scen"), "enabled,tainted ?");
  EXPECT_EQ(text_of(ItemType::kCollections, "author/outer"), "enabled,tainted 0.1");
  EXPECT_EQ(text_of(ItemType::kCollections, "author/inner"), "enabled 0.1");
  EXPECT_EQ(hub.find(ItemType::kCollections, "author/outer")->state.tainted_by, Names{"scenarios:author/scen"});
  EXPECT_EQ(hub.warnings(), Names{"author/outer is tainted by scenarios:author/scen"});
  EXPECT_EQ(hub.statistics().back(), "Unmanaged items: 0 local, 2 tainted");
}

TEST_F(HubState, TaintsWhatLacksAPart) {
  install_all();
  fs::remove(machine_.path("etc/scenarios/scen.yaml"));
  EXPECT_EQ(load().warnings(), Names{"author/outer is tainted by missing scenarios:author/scen"});
  EXPECT_EQ(text_of(ItemType::kScenarios, "author/scen"), "disabled 0.1");
}

TEST_F(HubState, SeesNewVersions) {
  install_all();
  machine_.write("site/scenarios/author/scen.yaml", "name: author/scen\ndescription: finds more\n");
  machine_.write("site/collections/author/inner.yaml", "name: author/inner\n");
  machine_.publish();
  Hub& hub = load();
  EXPECT_EQ(text_of(ItemType::kScenarios, "author/scen"), "enabled,update-available 0.1");
  EXPECT_EQ(hub.find(ItemType::kScenarios, "author/scen")->version, "0.2");
  EXPECT_EQ(text_of(ItemType::kCollections, "author/outer"), "enabled,update-available 0.1");
  EXPECT_EQ(hub.warnings(),
            (Names{"update for collection author/inner available (currently:0.1, latest:0.2)",
                   "author/outer is outdated because of scenarios:author/scen", "author/outer is outdated because of collections:author/inner"}));
  EXPECT_EQ(hub.current_dependencies(*hub.find(ItemType::kCollections, "author/inner")).of(ItemType::kParsers), Names{"author/pars"})
      << "of the version that is here, not of the newest";
}

TEST_F(HubState, TakesLocalItems) {
  install("scenarios/author/scen.yaml", "scenarios/scen.yaml");
  machine_.write("etc/scenarios/unnamed.yaml", "type: trigger\n");
  machine_.write("etc/scenarios/sub/deep.yml", "");
  machine_.write("etc/scenarios/.hidden/no.yaml", "");
  machine_.write("etc/scenarios/zz.yaml", "name: author/scen\n");
  machine_.write("etc/scenarios/broken.yaml", "a: [\n");
  fs::create_symlink("/nowhere.yaml", machine_.path("etc/scenarios/lost.yaml"));
  Hub& hub = load();
  EXPECT_EQ(names(hub.installed(ItemType::kScenarios)),
            (Names{"scenarios:author/scen", "scenarios:broken.yaml", "scenarios:sub/deep.yml", "scenarios:unnamed.yaml"}));
  EXPECT_EQ(text_of(ItemType::kScenarios, "author/scen"), "enabled,local ");
  EXPECT_EQ(machine_.take_said(),
            "warning: Ignoring file ROOT/etc/scenarios/lost.yaml: lstat /nowhere.yaml: No such file or directory\n"
            "warning: failed to parse ROOT/etc/scenarios/broken.yaml: `vedette check` says where\n"
            "warning: multiple scenarios named author/scen: ignoring ROOT/etc/scenarios/scen.yaml\n");
}

TEST_F(HubState, FindsALinkOfAnotherNameAndInAFolder) {
  install("scenarios/author/scen.yaml", "scenarios/sub/other.yaml");
  load();
  EXPECT_EQ(text_of(ItemType::kScenarios, "author/scen"), "enabled 0.1");
}

TEST_F(HubState, IgnoresWhatTheIndexDoesNotKnow) {
  machine_.write("etc/hub/scenarios/author/gone.yaml", "");
  machine_.write("etc/hub/scenarios/short.yaml", "");
  load();
  EXPECT_EQ(machine_.take_said(),
            "warning: Ignoring file ROOT/etc/hub/scenarios/short.yaml: path is too short: ROOT/etc/hub/scenarios/short.yaml (2)\n"
            "warning: Ignoring file ROOT/etc/hub/scenarios/author/gone.yaml of type scenarios\n");
}

TEST_F(HubState, RefusesCircles) {
  machine_.write("site/collections/author/inner.yaml", "name: author/inner\ncollections: [author/outer]\n");
  machine_.publish();
  Result<Hub> hub = Hub::load(machine_.folders(), machine_.log());
  ASSERT_FALSE(hub);
  EXPECT_EQ(hub.error().message, "circular dependency detected: author/outer depends on author/inner");
}

TEST_F(HubState, IsQuickWhenPartsAreReachedInManyWays) {
  // Each collection of a level has both of the next one: 2^60 ways to the last.
  for (int level = 0; level < 60; ++level) {
    for (const char* side : {"a", "b"}) {
      const std::string below = level == 59 ? "" : fmt::format("collections: [many/a{0}, many/b{0}]\n", level + 1);
      machine_.write(fmt::format("site/collections/many/{}{}.yaml", side, level), fmt::format("name: many/{}{}\n{}", side, level, below));
    }
  }
  machine_.publish();
  for (int level = 0; level < 60; ++level) {
    for (const char* side : {"a", "b"}) {
      install(fmt::format("collections/many/{}{}.yaml", side, level), fmt::format("collections/{}{}.yaml", side, level));
    }
  }
  Hub& hub = load();
  const HubLog log = machine_.log();
  HubPlan plan(hub, HubPlan::Force::kNo, log);
  HubItem& top = *hub.find(ItemType::kCollections, "many/a0");
  EXPECT_TRUE(plan.download(top) && plan.enable(top) && plan.disable(top) && plan.purge(top));
  EXPECT_EQ(hub.installed_trees().size(), 2U);
}

TEST_F(HubState, KeepsPartsThatOthersNeed) {
  install_all();
  Hub& hub = load();
  EXPECT_EQ(names(hub.parts_to_remove(*hub.find(ItemType::kCollections, "author/inner")).value()), Names{"parsers:author/pars"})
      << "outer has inner, so it does not count";
  machine_.write("site/collections/author/third.yaml", "name: author/third\nparsers: [author/pars]\n");
  machine_.publish();
  install("collections/author/third.yaml", "collections/third.yaml");
  Hub& with_third = load();
  EXPECT_EQ(names(with_third.parts_to_remove(*with_third.find(ItemType::kCollections, "author/outer")).value()),
            (Names{"scenarios:author/scen", "collections:author/inner"}));
}

TEST_F(HubState, SaysWhatTheIndexLacks) {
  machine_.write("site/collections/author/outer.yaml", "name: author/outer\nscenarios: [author/none]\n");
  machine_.publish();
  load();
  EXPECT_EQ(machine_.take_said(), "error: can't find scenarios:author/none, required by author/outer\n");
  machine_.write("etc/hub/.index.json", R"({"scenarios": {"a/b": {"path": "scenarios/a/b.yaml", "version": "9", "versions": {}}}})");
  load();
  EXPECT_EQ(machine_.take_said(), "error: invalid hub item scenarios:a/b: latest version missing from index\n");
  machine_.write("etc/hub/.index.json", "{");
  Result<Hub> hub = Hub::load(machine_.folders(), machine_.log());
  ASSERT_FALSE(hub);
  EXPECT_TRUE(machine_.without_root(hub.error().message).starts_with("invalid hub index: ROOT/etc/hub/.index.json is no index of a hub: "));
}

TEST_F(HubState, LetsNoItemOutOfItsFolders) {
  auto refusal = [&](const std::string& path, const std::string& stage) {
    machine_.write("etc/hub/.index.json", R"({"parsers": {"a/b": {"path": ")" + path + R"(", "stage": ")" + stage + R"("}}})");
    Hub& hub = load();
    const HubItem* item = hub.find(ItemType::kParsers, "a/b");
    return std::pair(hub.download_path(*item).has_value(), hub.install_path(*item).has_value());
  };
  EXPECT_EQ(refusal("parsers/s01-parse/a/b.yaml", "s01-parse"), std::pair(true, true));
  EXPECT_EQ(refusal("parsers/../../../x.yaml", "s01-parse"), std::pair(false, true));
  EXPECT_EQ(refusal("/etc/x.yaml", "s01-parse"), std::pair(false, true));
  EXPECT_EQ(refusal("parsers/../.index.json", "s01-parse"), std::pair(false, true));
  EXPECT_EQ(refusal("parsers/../scenarios/a/b.yaml", "s01-parse"), std::pair(false, true));
  EXPECT_EQ(refusal("parsers/s01-parse/a/b.sh", "s01-parse"), std::pair(false, true));
  EXPECT_EQ(refusal("parsers/s01-parse/a/b.yaml", "../.."), std::pair(true, false));
  EXPECT_EQ(refusal("parsers/s01-parse/a/b.yaml", ".."), std::pair(true, false));
}

TEST(ItemState, HasWordsForPeopleAndPrograms) {
  ItemState state;
  EXPECT_EQ(state.text(), "disabled,update-available");
  EXPECT_EQ(state.emoji(), "🚫");
  state.local_path = "x";
  EXPECT_EQ(state.status(), "outdated");
  EXPECT_EQ(state.emoji(), "⚠️");
  state.up_to_date = true;
  EXPECT_EQ(state.text(), "enabled");
  EXPECT_EQ(state.emoji(), "✔️");
  state.tainted = true;
  EXPECT_EQ(state.text(), "enabled,tainted");
  state.tainted = false;
  state.local = true;
  EXPECT_EQ(state.text(), "enabled,local");
  EXPECT_EQ(state.emoji(), "🏠");
}

}  // namespace
}  // namespace vedette::content

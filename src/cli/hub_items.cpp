// `vedette parsers`, `vedette scenarios`, ..: one command a type of items, each with cscli's subcommands.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/hub/item_actions.h"
#include "cli/hub/list.h"
#include "cli/hub/session.h"

namespace vedette::cli {
namespace {

using content::Hub;
using content::HubItem;
using content::ItemType;

struct Arguments {
  explicit Arguments(ItemType of) : type(of) {}
  ItemType type;
  HubArguments hub;
  std::vector<std::string> names;
  bool all = false;
  InstallArguments install;
  RemoveArguments remove;
  PlanArguments upgrade;
  InspectArguments inspect;

  [[nodiscard]] std::vector<NamedItem> items() const {
    std::vector<NamedItem> out;
    for (const std::string& name : names) {
      out.push_back({type, name});
    }
    return out;
  }
};

int install(HubSession& session, Hub& hub, const Arguments& given) {
  return install_items(session, hub, given.items(), given.install);
}

/// False when nothing, or too much, was named; that has been said.
bool named_or_all(const Arguments& given, const char* what_for) {
  if (given.names.empty() && !given.all) {
    std::fprintf(stderr, "vedette: specify at least one %s to %s or '--all'\n", std::string(singular_of(given.type)).c_str(), what_for);
    return false;
  }
  if (!given.names.empty() && given.all) {
    std::fprintf(stderr, "vedette: can't specify items and '--all' at the same time\n");
    return false;
  }
  return true;
}

int remove(HubSession& session, Hub& hub, const Arguments& given) {
  if (!named_or_all(given, "remove")) {
    return kUsage;
  }
  return given.all ? remove_all(session, hub, {given.type}, given.remove) : remove_items(session, hub, given.items(), given.remove);
}

int upgrade(HubSession& session, Hub& hub, const Arguments& given) {
  if (!named_or_all(given, "upgrade")) {
    return kUsage;
  }
  return given.all ? upgrade_all(session, hub, {given.type}, given.upgrade, RefreshData::kNo)
                   : upgrade_items(session, hub, given.items(), given.upgrade);
}

int inspect(HubSession& session, Hub& hub, const Arguments& given) {
  return inspect_items(session, hub, given.items(), given.inspect);
}

// clihub/items.go, SelectItems
int list(HubSession& session, Hub& hub, const Arguments& given) {
  std::vector<HubItem*> items;
  std::string missing;
  for (const std::string& name : given.names) {
    HubItem* item = hub.find(given.type, name);
    if (item == nullptr) {
      missing += (missing.empty() ? "" : ", ") + name;
    }
    items.push_back(item);
  }
  if (!missing.empty()) {
    return hub_failure(fmt::format("item(s) '{}' not found in {}", missing, plural_of(given.type)));
  }
  if (given.names.empty()) {
    items = given.all ? hub.items(given.type) : hub.installed(given.type);
  }
  if (session.format() == HubFormat::kHuman) {
    std::fputs(item_list_text(given.type, items, session.style()).c_str(), stdout);
    return kDone;
  }
  ItemsByType by_type;
  by_type[index_of(given.type)] = std::move(items);
  const std::vector<ItemType> types = {given.type};
  std::fputs((session.format() == HubFormat::kJson ? item_list_json(types, by_type) : item_list_csv(types, by_type)).c_str(), stdout);
  return kDone;
}

using Action = int (*)(HubSession&, Hub&, const Arguments&);

CLI::App* add_command(CLI::App& app, const std::shared_ptr<Arguments>& given, int& exit_code, const char* name, const std::string& description,
                      Action action) {
  CLI::App* sub = app.add_subcommand(name, description);
  sub->fallthrough();
  sub->callback([given, &exit_code, action] {
    std::unique_ptr<HubSession> session = HubSession::open(given->hub);
    Hub* hub = session == nullptr ? nullptr : session->load();
    exit_code = hub == nullptr ? kIncomplete : action(*session, *hub, *given);
  });
  return sub;
}

void declare(CLI::App& app, int& exit_code, ItemType type) {
  auto given = std::make_shared<Arguments>(type);
  const std::string plural(plural_of(type));
  const std::string singular(singular_of(type));
  app.alias(singular);
  if (type == ItemType::kAppsecConfigs || type == ItemType::kAppsecRules) {
    app.alias("waf-" + plural.substr(plural.find('-') + 1));
  }
  app.require_subcommand(1);
  declare_hub_options(app, given->hub);
  app.footer(
      fmt::format("\nThe options of `vedette {0} --help` may stand behind each of its commands.\n"
                  "Ends with 0 when done, 1 when something failed, 2 on wrong usage, 130 on Ctrl-C.\n"
                  "\nExamples:\n"
                  "  vedette {0} list -a -o json\n"
                  "  vedette {0} install AUTHOR/NAME --dry-run",
                  plural));

  CLI::App* sub = add_command(app, given, exit_code, "list", fmt::format("List {} that are installed, or those named", plural), list);
  sub->add_option("item", given->names, "Names");
  sub->add_flag("-a,--all", given->all, "Those that are not installed, too");

  sub = add_command(app, given, exit_code, "install", fmt::format("Fetch {} and what they need, and enable them", plural), install);
  sub->add_option("item", given->names, "Names")->required();
  declare_plan_options(*sub, given->install.plan);
  sub->add_flag("-d,--download-only", given->install.download_only, "Fetch only");
  sub->add_flag("--force", given->install.plan.force, "Overwrite what was changed; fetch data files in any case");
  sub->add_flag("--ignore", given->install.plan.ignore, "An item that fails does not end the others");

  sub = add_command(app, given, exit_code, "remove", fmt::format("Disable {}", plural), remove);
  sub->alias("delete");
  sub->add_option("item", given->names, "Names");
  declare_plan_options(*sub, given->remove.plan);
  sub->add_flag("--purge", given->remove.purge, "Delete what was fetched, too");
  sub->add_flag("--force", given->remove.plan.force, "Also what was changed, and what belongs to an installed collection");
  sub->add_flag("--all", given->all, fmt::format("All {}", plural));

  sub = add_command(app, given, exit_code, "upgrade", fmt::format("Fetch the newest versions of {}", plural), upgrade);
  sub->add_option("item", given->names, "Names");
  declare_plan_options(*sub, given->upgrade);
  sub->add_flag("-a,--all", given->all, fmt::format("All installed {}", plural));
  sub->add_flag("--force", given->upgrade.force, "Overwrite what was changed; fetch data files in any case");

  sub = add_command(app, given, exit_code, "inspect", fmt::format("Show all that is known of {}", plural), inspect);
  sub->add_option("item", given->names, "Names")->required();
  auto* diff = sub->add_flag("--diff", given->inspect.diff, "What was changed, against the newest version");
  sub->add_flag("--rev", given->inspect.reverse, "The other way round")->needs(diff);
  sub->add_flag_callback(
      "--no-metrics", [] {}, "Taken for the sake of scripts: none are shown");
}

}  // namespace

void declare_appsec_configs(CLI::App& app, int& exit_code) {
  declare(app, exit_code, ItemType::kAppsecConfigs);
}

void declare_appsec_rules(CLI::App& app, int& exit_code) {
  declare(app, exit_code, ItemType::kAppsecRules);
}

void declare_collections(CLI::App& app, int& exit_code) {
  declare(app, exit_code, ItemType::kCollections);
}

void declare_contexts(CLI::App& app, int& exit_code) {
  declare(app, exit_code, ItemType::kContexts);
}

void declare_parsers(CLI::App& app, int& exit_code) {
  declare(app, exit_code, ItemType::kParsers);
}

void declare_postoverflows(CLI::App& app, int& exit_code) {
  declare(app, exit_code, ItemType::kPostoverflows);
}

void declare_scenarios(CLI::App& app, int& exit_code) {
  declare(app, exit_code, ItemType::kScenarios);
}

}  // namespace vedette::cli

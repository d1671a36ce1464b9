// `vedette hub`: what the hub offers and what of it is installed.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "base/printable.h"
#include "cli/commands.h"
#include "cli/hub/item_actions.h"
#include "cli/hub/list.h"
#include "cli/hub/session.h"
#include "cli/interrupt.h"

namespace vedette::cli {
namespace {

using content::Hub;
using content::HubItem;
using content::ItemType;

struct Arguments {
  HubArguments hub;
  std::vector<std::string> names;
  std::vector<std::string> statuses;
  bool all = false;
  bool full = false;
  bool with_content = false;
  bool with_content_given = false;
  InstallArguments install;
  RemoveArguments remove;
  PlanArguments upgrade;
  InspectArguments inspect;
};

std::vector<ItemType> all_types() {
  return {content::kItemTypes.begin(), content::kItemTypes.end()};
}

void say_state(Hub& hub) {
  for (const std::string& warning : hub.warnings()) {
    std::fprintf(stderr, "%s\n", printable(warning).c_str());
  }
}

/// Items of all types that `wanted` lets in.
template <class Wanted>
ItemsByType select(Hub& hub, Wanted wanted) {
  ItemsByType out;
  for (ItemType type : content::kItemTypes) {
    out[index_of(type)] = hub.items(type);
    std::erase_if(out[index_of(type)], [&](const HubItem* item) { return !wanted(*item); });
  }
  return out;
}

std::vector<HubItem*> flat(const ItemsByType& items) {
  std::vector<HubItem*> out;
  for (const auto& list : items) {
    out.insert(out.end(), list.begin(), list.end());
  }
  return out;
}

void print_for_programs(HubSession& session, const ItemsByType& items) {
  const std::vector<ItemType> types = all_types();
  std::fputs((session.format() == HubFormat::kJson ? item_list_json(types, items) : item_list_csv(types, items)).c_str(), stdout);
}

// clihub/hub.go, List
int list(HubSession& session, Hub& hub, const Arguments& given) {
  say_state(hub);
  for (const std::string& line : hub.statistics()) {
    std::fprintf(stderr, "%s\n", line.c_str());
  }
  if (session.format() == HubFormat::kHuman && !given.all) {
    const std::string table = item_tree_table(hub, {given.statuses, given.full}, session.style());
    std::fputs(table.empty() ? "No items to display\n" : table.c_str(), stdout);
    return kDone;
  }
  const ItemsByType items =
      select(hub, [&](const HubItem& item) { return (given.all || item.state.is_installed()) && matches_status(item, given.statuses); });
  if (session.format() != HubFormat::kHuman) {
    print_for_programs(session, items);
    return kDone;
  }
  const std::vector<HubItem*> shown = flat(items);
  std::fputs(shown.empty() ? "No items to display\n" : item_table(hub, shown, false, session.style()).c_str(), stdout);
  return kDone;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; });
  return text;
}

// clihub/search.go
int search(HubSession& session, Hub& hub, const Arguments& given) {
  const ItemsByType items = select(hub, [&](const HubItem& item) {
    const std::string text = lower(item.name + " " + item.description);
    return matches_status(item, given.statuses) &&
           std::all_of(given.names.begin(), given.names.end(), [&](const std::string& term) { return text.find(lower(term)) != std::string::npos; });
  });
  if (session.format() != HubFormat::kHuman) {
    print_for_programs(session, items);
    return kDone;
  }
  const std::vector<HubItem*> shown = flat(items);
  std::fputs(shown.empty() ? "No matching items\n" : item_table(hub, shown, true, session.style()).c_str(), stdout);
  return kDone;
}

/// "type:name", or a name that one type only has. Nothing otherwise; that has been said.
std::optional<NamedItem> find_named(Hub& hub, const std::string& given) {
  if (const std::size_t colon = given.find(':'); colon != std::string::npos) {
    if (const std::optional<ItemType> type = content::find_item_type(given.substr(0, colon))) {
      return NamedItem{*type, given.substr(colon + 1)};
    }
    (void)hub_failure(fmt::format("{}: there is no type of items `{}`: `vedette hub types` lists them", given, given.substr(0, colon)));
    return std::nullopt;
  }
  std::vector<std::string> found;
  std::optional<NamedItem> out;
  for (ItemType type : content::kItemTypes) {
    if (const HubItem* item = hub.find(type, given)) {
      found.push_back(item->full_name());
      out = NamedItem{type, given};
    }
  }
  if (found.size() == 1) {
    return out;
  }
  (void)hub_failure(found.empty() ? fmt::format("can't find '{}' in the hub: `vedette hub search` looks for names", given)
                                  : fmt::format("'{}' may be one of {}: name it with its type", given, fmt::join(found, ", ")));
  return std::nullopt;
}

/// Nothing when one cannot be found, but for `ignore`.
std::optional<std::vector<NamedItem>> find_all(Hub& hub, const std::vector<std::string>& names, bool ignore) {
  std::vector<NamedItem> out;
  for (const std::string& name : names) {
    std::optional<NamedItem> item = find_named(hub, name);
    if (item) {
      out.push_back(std::move(*item));
    } else if (!ignore) {
      return std::nullopt;
    }
  }
  return out;
}

int install(HubSession& session, Hub& hub, const Arguments& given) {
  const std::optional<std::vector<NamedItem>> items = find_all(hub, given.names, given.install.plan.ignore);
  return items ? install_items(session, hub, *items, given.install) : kIncomplete;
}

int remove(HubSession& session, Hub& hub, const Arguments& given) {
  const std::optional<std::vector<NamedItem>> items = find_all(hub, given.names, false);
  return items ? remove_items(session, hub, *items, given.remove) : kIncomplete;
}

int upgrade(HubSession& session, Hub& hub, const Arguments& given) {
  if (given.names.empty()) {
    return upgrade_all(session, hub, all_types(), given.upgrade, RefreshData::kYes);
  }
  const std::optional<std::vector<NamedItem>> items = find_all(hub, given.names, false);
  return items ? upgrade_items(session, hub, *items, given.upgrade) : kIncomplete;
}

int inspect(HubSession& session, Hub& hub, const Arguments& given) {
  const std::optional<std::vector<NamedItem>> items = find_all(hub, given.names, false);
  return items ? inspect_items(session, hub, *items, given.inspect) : kIncomplete;
}

// clihub/hub.go, update
int update(HubSession& session, const Arguments& given) {
  Interrupt interrupt;
  const content::HubSource* source = session.source(&interrupt.flag());
  if (source == nullptr) {
    return kIncomplete;
  }
  content::HubSource::IndexRequest request;
  request.place = session.folders().index;
  request.with_content = given.with_content_given ? given.with_content : session.config().hub.with_content;
  request.log = session.log();
  bool told = false;
  request.before_get = [&] {
    told = true;
    if (session.talks()) {
      std::printf("Downloading %s\n", request.place.c_str());
      std::fflush(stdout);
    }
  };
  Result<bool> updated = source->update_index(request);
  if (!updated) {
    (void)hub_failure("failed to update hub: " + updated.error().message);
    return interrupt.by_signal() ? kInterrupted : kIncomplete;
  }
  if (session.talks()) {
    if (!*updated) {
      std::puts("Nothing to do, the hub index is up to date.");
    } else if (!told) {
      std::printf("Updated %s\n", request.place.c_str());
    }
  }
  Hub* hub = session.load();
  if (hub == nullptr) {
    return kIncomplete;
  }
  say_state(*hub);
  return kDone;
}

int branch(HubSession& session, const Arguments&) {
  std::printf("%s\n", printable(session.branch()).c_str());
  return kDone;
}

int types(HubSession& session, const Arguments&) {
  std::string out;
  for (ItemType type : content::kItemTypes) {
    const bool first = type == content::kItemTypes.front();
    out += session.format() == HubFormat::kJson  ? fmt::format("{}\"{}\"", first ? "[" : ",", plural_of(type))
           : session.format() == HubFormat::kRaw ? fmt::format("{}\n", plural_of(type))
                                                 : fmt::format("- {}\n", plural_of(type));
  }
  std::printf("%s%s", out.c_str(), session.format() == HubFormat::kJson ? "]\n" : "");
  return kDone;
}

using Given = std::shared_ptr<Arguments>;

CLI::App* add_command(CLI::App& app, const Given& given, int& exit_code, const char* name, const char* description,
                      int (*action)(HubSession&, const Arguments&)) {
  CLI::App* sub = app.add_subcommand(name, description);
  sub->fallthrough();
  sub->callback([given, &exit_code, action] {
    std::unique_ptr<HubSession> session = HubSession::open(given->hub);
    exit_code = session == nullptr ? kIncomplete : action(*session, *given);
  });
  return sub;
}

/// For those that need the hub's state.
CLI::App* add_command(CLI::App& app, const Given& given, int& exit_code, const char* name, const char* description,
                      int (*action)(HubSession&, Hub&, const Arguments&)) {
  CLI::App* sub = app.add_subcommand(name, description);
  sub->fallthrough();
  sub->callback([given, &exit_code, action] {
    std::unique_ptr<HubSession> session = HubSession::open(given->hub);
    Hub* hub = session == nullptr ? nullptr : session->load();
    exit_code = hub == nullptr ? kIncomplete : action(*session, *hub, *given);
  });
  return sub;
}

void add_status_option(CLI::App& app, Arguments& given) {
  std::vector<std::string> words(kItemStatuses.begin(), kItemStatuses.end());
  app.add_option("--status", given.statuses, "Only such: " + fmt::format("{}", fmt::join(words, ", ")))
      ->check(CLI::IsMember(words))
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("STATUS");
}

void declare_changing(CLI::App& app, const Given& given, int& exit_code) {
  CLI::App* sub = add_command(app, given, exit_code, "update", "Fetch the index: what there is, and in which versions", update);
  sub->add_flag_callback(
      "--with-content",
      [given] {
        given->with_content = true;
        given->with_content_given = true;
      },
      "With the texts of all items, so that nothing but data files is fetched later");

  sub = add_command(app, given, exit_code, "upgrade", "Fetch the newest versions of what is installed, or of the items named, and newer data files",
                    upgrade);
  sub->add_option("item", given->names, "Names, with their type (parsers:author/name) where several have it");
  declare_plan_options(*sub, given->upgrade);
  sub->add_flag("--force", given->upgrade.force, "Overwrite what was changed; fetch data files in any case");

  sub = add_command(app, given, exit_code, "install", "Fetch items and what they need, and enable them", install);
  sub->add_option("item", given->names, "Names, with their type (parsers:author/name) where several have it")->required();
  declare_plan_options(*sub, given->install.plan);
  sub->add_flag("-d,--download-only", given->install.download_only, "Fetch only");
  sub->add_flag("--force", given->install.plan.force, "Overwrite what was changed; fetch data files in any case");
  sub->add_flag("--ignore", given->install.plan.ignore, "An item that fails does not end the others");

  sub = add_command(app, given, exit_code, "remove", "Disable items", remove);
  sub->alias("delete");
  sub->add_option("item", given->names, "Names, with their type (parsers:author/name) where several have it")->required();
  declare_plan_options(*sub, given->remove.plan);
  sub->add_flag("--purge", given->remove.purge, "Delete what was fetched, too");
  sub->add_flag("--force", given->remove.plan.force, "Also what was changed, and what belongs to an installed collection");
}

}  // namespace

void declare_hub(CLI::App& app, int& exit_code) {
  auto given = std::make_shared<Arguments>();
  app.require_subcommand(1);
  declare_hub_options(app, given->hub);
  app.footer(
      "\nThe options of `vedette hub --help` may stand behind each of its commands.\n"
      "Ends with 0 when done, 1 when something failed, 2 on wrong usage, 130 on Ctrl-C.\n"
      "\nExamples:\n"
      "  vedette hub update\n"
      "  vedette hub install collections:crowdsecurity/aws-console --dry-run\n"
      "  vedette hub --hub ~/hub update");

  CLI::App* sub = add_command(app, given, exit_code, "list", "List what is installed", list);
  auto* all = sub->add_flag("-a,--all", given->all, "What is not installed, too");
  sub->add_flag("--full", given->full, "Each part of a collection, too")->excludes(all);
  add_status_option(*sub, *given);

  sub = add_command(app, given, exit_code, "search", "Find items by words of their name and description", search);
  sub->add_option("term", given->names, "All of them are looked for")->required();
  add_status_option(*sub, *given);

  declare_changing(app, given, exit_code);

  sub = add_command(app, given, exit_code, "inspect", "Show all that is known of items", inspect);
  sub->add_option("item", given->names, "Names, with their type (parsers:author/name) where several have it")->required();
  auto* diff = sub->add_flag("--diff", given->inspect.diff, "What was changed, against the newest version");
  sub->add_flag("--rev", given->inspect.reverse, "The other way round")->needs(diff);
  sub->add_flag_callback(
      "--no-metrics", [] {}, "Taken for the sake of scripts: none are shown");

  add_command(app, given, exit_code, "branch", "Print the branch of the hub", branch);
  add_command(app, given, exit_code, "types", "List the types of items", types);
}

}  // namespace vedette::cli

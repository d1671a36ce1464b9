#include "cli/check_rules.h"

#include <algorithm>
#include <array>

namespace vedette::cli {
namespace {

constexpr Severity kError = Severity::kError;
constexpr Severity kWarning = Severity::kWarning;
constexpr Severity kNote = Severity::kNote;

constexpr std::array kRules = {
    CheckRule{"absent-data-file", kWarning, "An expression reads a data file that no item brings, so it finds nothing.",
              "Add the file to `data:` of the item, or correct its name."},
    CheckRule{"absent-item", kWarning, "A collection names an item that is not there.", "Install the item, or take it out of the collection."},
    CheckRule{"absent-method", kWarning, "A static calls a method that does not exist, so it does nothing.", "Correct the method's name."},
    CheckRule{"absent-notification", kError, "A profile calls a notification that is not configured: CrowdSec does not start.",
              "Configure it in the folder of notifications, or take it out of the profile."},
    CheckRule{"absent-pattern", kError, "A grok runs a named pattern that does not exist.", "Correct its name, or define it in `pattern_syntax`."},
    CheckRule{"absent-scenario", kWarning, "A profile or an exception compares with a scenario that is not there, so it matches nothing.",
              "Correct the name, or install the scenario."},
    CheckRule{"duplicate-name", kWarning, "Two items have one name.", "Give one of them another name, or remove it."},
    CheckRule{"duplicate-pattern", kWarning, "A named pattern is defined again; the first definition counts.", "Give it another name."},
    CheckRule{"empty-grok", kWarning, "A grok fills no field, so it never succeeds.", "Fill one with `%{NAME:field}`."},
    CheckRule{"filter-escapes-log-type", kWarning,
              "An `||` binds less than the test of the log type before it, so the filter takes events of any kind.",
              "Put parentheses around the alternatives."},
    CheckRule{"invalid-expression", kError, "An expression does not compile.", "Correct it where the caret is."},
    CheckRule{"invalid-pattern", kError, "A grok pattern does not compile.", "Correct it where the caret is."},
    CheckRule{"invalid-yaml", kError, "The YAML does not hold together.", "Correct keys, indentation or quotes where the caret is."},
    CheckRule{"malformed-line", kWarning, "A line of a data file does not have the shape that its readers need; it is left out.",
              "Correct the line."},
    CheckRule{"misplaced-item", kError, "An item lies in the folder of another kind.", "Move the file."},
    CheckRule{"missing-data-file", kWarning, "A data file is in no data folder and counts as empty.", "Fetch it, or name its folder."},
    CheckRule{"missing-key", kError, "Something that an item needs is not there.", "Add the key."},
    CheckRule{"never-matches", kWarning, "A filter needs a field, or a value of one, that no parser sets.",
              "Correct the name, or install the parser that sets it."},
    CheckRule{"never-true", kWarning, "A comparison cannot be true, whatever the event.", "Correct what is compared."},
    CheckRule{"no-source", kWarning, "A scenario's alerts have no source, as nothing sets the field that its scope takes.",
              "Set `source_ip` in a parser, or give the scenario a `scope`."},
    CheckRule{"odd-stage", kWarning, "A stage's folder has a name that changes the order of stages.", "Rename the folder."},
    CheckRule{"other", kError, "Something else is wrong.", "Read the message."},
    CheckRule{"scenario-without-tests", kNote, "No test of the hub runs this scenario.", "Write one: `vedette hubtest create`."},
    CheckRule{"source-without-ip", kWarning, "An exception reads `Source.IP` of a scenario whose alerts have none.",
              "Compare `Source.Value`, or give the scenario the scope Ip."},
    CheckRule{"time-of-arrival", kWarning, "`evt.Time` is read, and is not the log's time but that of its arrival.",
              "Install a parser that runs ParseDate, and set `use_time_machine` for logs that come late."},
    CheckRule{"unknown-key", kWarning, "A key is not known and has no effect; CrowdSec refuses the item.", "Correct its name, or remove it."},
    CheckRule{"unknown-scope", kWarning, "An alert's scope is compared with a name that differs from a scope by the case of its letters.",
              "Write it as the scope is written."},
    CheckRule{"unreachable-parser", kWarning, "A parser before it in its stage takes every event and hands it on.",
              "Give that one a `filter`, or let this one come first: files run by name."},
    CheckRule{"unreachable-stage", kWarning, "No event gets to a stage, as no parser of the one before hands events on.",
              "Add `onsuccess: next_stage` to a parser of the stage before."},
    CheckRule{"unread-log-type", kWarning, "A source of logs has a type that no parser takes.", "Install its parser, or correct the type."},
    CheckRule{"unreadable-file", kError, "A file cannot be read.", "Check its name and permissions."},
    CheckRule{"unset-field", kWarning, "An expression reads a field that no parser sets.", "Correct the name, or install the parser that sets it."},
    CheckRule{"wrong-configuration", kError, "The configuration does not say what is needed, or says what cannot be.", "Correct it."},
    CheckRule{"wrong-data-type", kWarning, "A data file is declared with another type than its reader takes.", "Correct `type:` under `data:`."},
    CheckRule{"wrong-value", kError, "A key has a value that it cannot have.", "Correct the value."},
};

}  // namespace

std::span<const CheckRule> check_rules() {
  return kRules;
}

const CheckRule& check_rule(std::string_view name) {
  auto by_name = [](std::string_view wanted) {
    return std::find_if(kRules.begin(), kRules.end(), [&](const CheckRule& rule) { return rule.name == wanted; });
  };
  auto found = by_name(name);
  return found != kRules.end() ? *found : *by_name("other");
}

}  // namespace vedette::cli

#include "cli/commands.h"

#include <CLI/CLI.hpp>
#include <array>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>

namespace vedette::cli {
namespace {

constexpr std::array kCommands = {
    Command{"replay", "Find the incidents in an archive of logs", declare_replay},
    Command{"check", "Check content: every file, every expression", declare_check},
    Command{"explain", "Say what became of a line or an event, and why it raised no alert", declare_explain},
    Command{"expr", "Evaluate an expression over an event", declare_expr},
    Command{"template", "Render a notification template over an alert", declare_template},
    Command{"notifications", "List, test and send notifications", declare_notifications},
    Command{"alerts", "List, inspect, delete and flush the alerts of the store", declare_alerts},
    Command{"decisions", "List, add, delete and import decisions of the store", declare_decisions},
    Command{"profiles", "Try profiles on an alert", declare_profiles},
    Command{"hubtest", "Run the tests that lie beside rules", declare_hubtest},
    Command{"hub", "Manage what is installed from the Hub", declare_hub},
    Command{"collections", "Manage collections of the Hub", declare_collections},
    Command{"parsers", "Manage parsers of the Hub", declare_parsers},
    Command{"scenarios", "Manage scenarios of the Hub", declare_scenarios},
    Command{"postoverflows", "Manage postoverflows of the Hub", declare_postoverflows},
    Command{"contexts", "Manage contexts of the Hub", declare_contexts},
    Command{"appsec-configs", "Manage appsec-configs of the Hub", declare_appsec_configs},
    Command{"appsec-rules", "Manage appsec-rules of the Hub", declare_appsec_rules},
};

/// CLI11's own, but without its notes on types, checks and what excludes what: the descriptions say what there is to say.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() {
    column_width(34);
    label("SUBCOMMAND", "COMMAND");
    label("SUBCOMMANDS", "Commands");
  }

  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_expected_max() == 0) {
      return {};
    }
    std::string value = option->get_type_name();
    value = value.substr(0, value.find(':'));
    if (value.empty() || option->get_positional()) {
      return {};
    }
    return " " + (value == "TEXT" ? std::string("VALUE") : value);
  }
};

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

int run(int argc, char** argv) {
  // A reader that goes away (`vedette replay .. | head`) is seen where it is written to.
  std::signal(SIGPIPE, SIG_IGN);
  // The same for a file that may not grow.
  std::signal(SIGXFSZ, SIG_IGN);
  CLI::App app{"Vedette finds incidents in logs with CrowdSec's rules: first of all in AWS CloudTrail.", "vedette"};
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_version_flag("--version", std::string("vedette ") + VEDETTE_VERSION, "Print the version and exit");
  app.require_subcommand(1);
  app.footer("\nvedette COMMAND --help says more about a command. The shortest use:\n  vedette replay path/to/AWSLogs");
  int exit_code = kDone;
  for (const Command& command : commands()) {
    CLI::App* sub = app.add_subcommand(std::string(command.name), std::string(command.description));
    command.declare(*sub, exit_code);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return kDone;
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    std::fprintf(stderr, "vedette: %s\n", error.what());
    const auto chosen = app.get_subcommands();
    std::fprintf(stderr, "Try: vedette %s--help\n", chosen.empty() ? "" : (chosen.front()->get_name() + " ").c_str());
    return kUsage;
  }
  return exit_code;
}

}  // namespace vedette::cli

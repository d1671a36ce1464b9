// The program's subcommands: one file each, one row each in commands.cpp.
#pragma once

#include <span>
#include <string_view>

namespace CLI {
class App;
}

namespace vedette::cli {

/// What a process ends with.
enum ExitCode : int {
  kDone = 0,
  kIncomplete = 1,     // something could not be read or loaded; the rest was
  kUsage = 2,          // wrong usage, or with --strict content that does not load
  kInterrupted = 130,  // SIGINT, as shells have it
};

struct Command {
  std::string_view name;
  std::string_view description;  // one line, for `vedette --help`
  /// Declares options on `app` (the subcommand) and sets its callback, which leaves the exit code in `exit_code`; what they need lives as long as
  /// the process.
  void (*declare)(CLI::App& app, int& exit_code);
};

/// In the order of `vedette --help`.
[[nodiscard]] std::span<const Command> commands();

/// The whole program: parses the command line, runs the subcommand, gives the exit code.
[[nodiscard]] int run(int argc, char** argv);

// One a file.
void declare_alerts(CLI::App& app, int& exit_code);
void declare_appsec_configs(CLI::App& app, int& exit_code);
void declare_appsec_rules(CLI::App& app, int& exit_code);
void declare_check(CLI::App& app, int& exit_code);
void declare_collections(CLI::App& app, int& exit_code);
void declare_contexts(CLI::App& app, int& exit_code);
void declare_decisions(CLI::App& app, int& exit_code);
void declare_explain(CLI::App& app, int& exit_code);
void declare_expr(CLI::App& app, int& exit_code);
void declare_hub(CLI::App& app, int& exit_code);
void declare_hubtest(CLI::App& app, int& exit_code);
void declare_notifications(CLI::App& app, int& exit_code);
void declare_parsers(CLI::App& app, int& exit_code);
void declare_postoverflows(CLI::App& app, int& exit_code);
void declare_profiles(CLI::App& app, int& exit_code);
void declare_replay(CLI::App& app, int& exit_code);
void declare_template(CLI::App& app, int& exit_code);
void declare_scenarios(CLI::App& app, int& exit_code);

}  // namespace vedette::cli

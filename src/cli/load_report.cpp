#include "cli/load_report.h"

#include <cstdio>
#include <string>

#include "cli/terminal.h"

namespace vedette::cli {

void report_diagnostics(const Diagnostics& diagnostics, std::size_t most) {
  Style style(stderr);
  std::size_t shown = 0;
  for (Severity severity : {Severity::kError, Severity::kWarning}) {
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      if (diagnostic.severity != severity || shown == most) {
        continue;
      }
      std::string text = render(diagnostic);
      // The first word alone is coloured; the rest is the user's own file.
      std::size_t colon = text.find(':');
      if (colon != std::string::npos && colon < 10) {
        std::string word = text.substr(0, colon);
        text = (severity == Severity::kError ? style.red(word) : style.yellow(word)) + text.substr(colon);
      }
      std::fputs(text.c_str(), stderr);
      if (!text.ends_with('\n')) {
        std::fputc('\n', stderr);
      }
      ++shown;
    }
  }
  if (std::size_t all = diagnostics.all().size(); all > shown) {
    std::fprintf(stderr, "... and %s like these; --verbose shows all\n", with_commas(all - shown).c_str());
  }
}

}  // namespace vedette::cli

// `--transform`: an expression over evt that turns a line into other lines, as acquisition's `transform` does.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "expr/builtins/services.h"
#include "expr/program.h"
#include "model/event.h"

namespace vedette::engine {

/// Whether the expression is CloudTrail's own, map(JsonExtractSlice(evt.Line.Raw, "Records"), ToJsonString(#)): then the built-in reader does it.
[[nodiscard]] bool is_cloudtrail_walk(std::string_view expression);

/// Immutable; shared by all threads.
class Transform {
 public:
  /// Null when `diagnostics` got an error.
  [[nodiscard]] static std::unique_ptr<Transform> compile(const SourceText& text, Diagnostics& diagnostics);

  struct Counts {
    std::uint64_t failed = 0;  // lines passed on as they are, because the expression failed or gave no lines
    std::string first_message;
  };

  /// Appends the lines that `event` becomes: none for an empty list; itself when the expression fails, as in the reference. Views live in
  /// `arena`, the program or the event.
  void apply(const model::Event& event, expr::Machine& machine, expr::Services& services, Time now, Arena& arena, Counts& counts,
             std::vector<std::string_view>& lines) const;

 private:
  std::shared_ptr<const expr::Program> program_;
};

}  // namespace vedette::engine

// What CloudTrail left out of a record because it was too large: `"requestParameters": {"omitted": true, "originalSize": .., "reason": ".."}`.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "expr/program.h"
#include "model/event.h"

namespace vedette::explain {

/// The fields of one event whose values nobody knows: those left out, and what parsers would have made of them.
class Omitted {
 public:
  /// Looks through all that is decoded of the event.
  void look_into(const model::Event& event, Arena& arena);
  /// `path`, as Program::reads() gives it, is made of what was left out.
  void add_derived(std::string path, std::string field) { derived_.emplace(std::move(path), std::move(field)); }

  [[nodiscard]] bool empty() const { return fields_.empty(); }
  /// Their names: "requestParameters".
  [[nodiscard]] const std::vector<std::string>& fields() const { return names_; }
  /// The field that keeps `path` of `event` from being known; empty when it is known.
  [[nodiscard]] std::string hides(const model::Event& event, const std::vector<std::string>& path, Arena& arena) const;
  /// The same of all that `program`, whose text is `text`, reads of its first variable, which is the event.
  [[nodiscard]] std::string hides(const model::Event& event, const expr::Program& program, std::string_view text, Arena& arena) const;

 private:
  void look(const std::string& path, std::string_view name, const expr::Value& value, Arena& arena, int depth);

  std::map<std::string, std::string> fields_;  // path to name
  std::map<std::string, std::string> derived_;
  std::vector<std::string> names_;
};

}  // namespace vedette::explain

// What `vedette expr` evaluates over: an event, or variables from a JSON object.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/error.h"
#include "expr/program.h"
#include "expr/value.h"

namespace vedette::model {
struct OwnedEvent;
}

namespace vedette::cli {

class ExpressionInput {
 public:
  /// Variables from the fields of a JSON object, typed as Go would type a map[string]any of them: numbers written whole are ints.
  [[nodiscard]] static Result<ExpressionInput> from_variables(std::string_view json);
  /// `evt`, from an event as CrowdSec marshals it.
  [[nodiscard]] static Result<ExpressionInput> from_event(std::string json);

  [[nodiscard]] const expr::Environment& environment() const { return *environment_; }
  [[nodiscard]] std::span<const expr::Value> values() const { return values_; }

  /// Undoes what an expression wrote to the event.
  [[nodiscard]] Result<void> restore();

 private:
  ExpressionInput() = default;

  std::unique_ptr<Arena> arena_ = std::make_unique<Arena>();
  std::unique_ptr<expr::Environment> own_environment_;
  const expr::Environment* environment_ = nullptr;
  std::vector<expr::Value> values_;
  std::string event_json_;
  std::shared_ptr<model::OwnedEvent> event_;
};

}  // namespace vedette::cli

// Every expression of the content with what it is for, parsed once for all rules.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "content/profile_spec.h"
#include "content/spec.h"
#include "expr/ast.h"

namespace vedette::content::lint {

enum class Role : std::uint8_t {
  kNodeFilter,
  kWhitelist,
  kStatic,
  kStash,
  kGrok,
  kScenarioFilter,
  kGroupby,
  kDistinct,
  kCancelOn,
  kScope,
  kCondition,  // and bayesian conditions
  kOverflowFilter,
  kProfileFilter,
  kDuration,
};
[[nodiscard]] std::string_view role_name(Role role);

struct Expression {
  Role role = Role::kNodeFilter;
  const SourceText* text = nullptr;
  std::string_view item;
  expr::NodePtr tree;
  bool typed = false;  // the checker has been over it and found nothing wrong

  // Of parsers and postoverflows: the document, and the nodes from it down to the one that the expression belongs to.
  bool postoverflow = false;
  std::size_t document = 0;  // its number in Content::parsers or Content::postoverflows
  std::vector<const NodeSpec*> nodes;
  const StaticSpec* action = nullptr;  // kStatic
  const ScenarioSpec* scenario = nullptr;
  const ProfileSpec* profile = nullptr;
};

/// Those that are expressions; what does not parse is reported where it is compiled. They point into the specs.
[[nodiscard]] std::vector<Expression> read_expressions(const Content& content, std::span<const ProfileSpec> profiles);

/// Says something of a part of an expression.
void say_at(const Expression& expression, Span span, Severity severity, std::string_view rule, std::string message, std::string hint,
            Diagnostics& diagnostics, std::vector<Edit> repair = {});

}  // namespace vedette::content::lint

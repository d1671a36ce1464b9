#include "content/lint/expressions.h"

#include <utility>

#include "expr/checker.h"
#include "expr/parser.h"
#include "model/event_types.h"

namespace vedette::content::lint {
namespace {

class Reader {
 public:
  void read(const std::vector<NodeSpec>& documents, bool postoverflow) {
    for (std::size_t i = 0; i < documents.size(); ++i) {
      Expression place;
      place.postoverflow = postoverflow;
      place.document = i;
      place.item = documents[i].name;
      std::vector<const NodeSpec*> nodes;
      read(documents[i], place, nodes);
    }
  }

  void read(const ScenarioSpec& scenario) {
    auto add = [&](Role role, const SourceText& text) {
      Expression place;
      place.role = role;
      place.item = scenario.name;
      place.scenario = &scenario;
      keep(std::move(place), text, role == Role::kCondition || role == Role::kOverflowFilter ? nullptr : &model::event_environment());
    };
    add(Role::kScenarioFilter, scenario.filter);
    add(Role::kGroupby, scenario.groupby);
    add(Role::kDistinct, scenario.distinct);
    add(Role::kCancelOn, scenario.cancel_on);
    add(Role::kScope, scenario.scope_expression);
    add(Role::kCondition, scenario.condition);
    add(Role::kOverflowFilter, scenario.overflow_filter);
    for (const BayesianConditionSpec& condition : scenario.bayesian_conditions) {
      add(Role::kCondition, condition.condition);
    }
  }

  void read(const ProfileSpec& profile) {
    static const expr::Environment kAlert{{{"Alert", model::alert_type()}}, &model::content_functions()};
    auto add = [&](Role role, const SourceText& text) {
      Expression place;
      place.role = role;
      place.item = profile.name;
      place.profile = &profile;
      keep(std::move(place), text, &kAlert);
    };
    for (const SourceText& filter : profile.filters) {
      add(Role::kProfileFilter, filter);
    }
    add(Role::kDuration, profile.duration_expr);
  }

  std::vector<Expression> take() { return std::move(out_); }

 private:
  void read(const NodeSpec& node, const Expression& document, std::vector<const NodeSpec*>& nodes) {
    nodes.push_back(&node);
    auto add = [&](Role role, const SourceText& text, const StaticSpec* action = nullptr) {
      Expression place;
      place.role = role;
      place.item = document.item;
      place.postoverflow = document.postoverflow;
      place.document = document.document;
      place.nodes = nodes;
      place.action = action;
      keep(std::move(place), text, &model::event_environment());
    };
    add(Role::kNodeFilter, node.filter);
    if (node.grok) {
      add(Role::kGrok, node.grok->expression);
      for (const StaticSpec& action : node.grok->statics) {
        add(Role::kStatic, action.expression, &action);
      }
    }
    for (const StashSpec& stash : node.stashes) {
      add(Role::kStash, stash.key);
      add(Role::kStash, stash.value);
    }
    for (const NodeSpec& child : node.nodes) {
      read(child, document, nodes);
    }
    for (const StaticSpec& action : node.statics) {
      add(Role::kStatic, action.expression, &action);
    }
    for (const SourceText& expression : node.whitelist.expressions) {
      add(Role::kWhitelist, expression);
    }
    nodes.pop_back();
  }

  void keep(Expression place, const SourceText& text, const expr::Environment* environment) {
    if (text.empty()) {
      return;
    }
    Diagnostics ignored;
    place.tree = expr::parse(text, expr::Limits(), ignored, environment);
    if (place.tree == nullptr) {
      return;
    }
    place.text = &text;
    place.typed = environment != nullptr && expr::check(*place.tree, *environment, text, ignored);
    out_.push_back(std::move(place));
  }

  std::vector<Expression> out_;
};

}  // namespace

std::string_view role_name(Role role) {
  switch (role) {
    case Role::kNodeFilter:
    case Role::kScenarioFilter:
    case Role::kProfileFilter:
      return "filter";
    case Role::kWhitelist:
      return "whitelist";
    case Role::kStatic:
      return "static";
    case Role::kStash:
      return "stash";
    case Role::kGrok:
      return "grok";
    case Role::kGroupby:
      return "groupby";
    case Role::kDistinct:
      return "distinct";
    case Role::kCancelOn:
      return "cancel_on";
    case Role::kScope:
      return "scope";
    case Role::kCondition:
      return "condition";
    case Role::kOverflowFilter:
      return "overflow_filter";
    case Role::kDuration:
      return "duration_expr";
  }
  return {};
}

std::vector<Expression> read_expressions(const Content& content, std::span<const ProfileSpec> profiles) {
  Reader reader;
  reader.read(content.parsers, false);
  reader.read(content.postoverflows, true);
  for (const ScenarioSpec& scenario : content.scenarios) {
    reader.read(scenario);
  }
  for (const ProfileSpec& profile : profiles) {
    reader.read(profile);
  }
  return reader.take();
}

void say_at(const Expression& expression, Span span, Severity severity, std::string_view rule, std::string message, std::string hint,
            Diagnostics& diagnostics, std::vector<Edit> repair) {
  diagnostics.add({severity, std::move(message), expression.text->file(), expression.text->file_span(span), std::move(hint),
                   std::string(expression.item), rule, std::move(repair)});
}

}  // namespace vedette::content::lint

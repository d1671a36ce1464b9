// What profiles and exceptions say of alerts: scenarios that are there, scopes that exist, addresses that such a scenario has.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/nearest.h"
#include "content/lint/alert_paths.h"
#include "content/lint/rules.h"
#include "content/lint/tree.h"

namespace vedette::content::lint {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c); });
  return out;
}

class AlertCheck {
 public:
  AlertCheck(const Content& content, const std::set<std::string>& other_alerts, Diagnostics& diagnostics)
      : scenarios_(content.scenarios), names_(other_alerts.begin(), other_alerts.end()), diagnostics_(diagnostics) {
    scopes_ = {"Ip", "Range", "AS", "Country"};
    for (const ScenarioSpec& scenario : scenarios_) {
      names_.push_back(scenario.name);
      scopes_.push_back(scenario.scope_type);
    }
  }

  void check(const Expression& expression) {
    each_node(*expression.tree, [&](const Node& node) {
      std::optional<TextTest> test = node.kind == NodeKind::kBinary ? text_test(node) : std::nullopt;
      if (test && is_scenario_path(test->path)) {
        check_names(expression, *test);
      } else if (test && is_scope_path(test->path)) {
        check_scopes(expression, *test);
      }
    });
    check_addresses(expression);
  }

 private:
  void check_names(const Expression& expression, const TextTest& test) {
    for (std::size_t i = 0; i < test.values.size(); ++i) {
      const std::string& value = test.values[i];
      if (value.empty() || std::any_of(names_.begin(), names_.end(), [&](std::string_view name) { return value_accepts(test, value, name); })) {
        continue;
      }
      const std::string_view near = test.op == TextTest::Operator::kEqual ? nearest_name(value, names_) : std::string_view();
      std::string what = test.op == TextTest::Operator::kEqual ? fmt::format("there is no scenario `{}`", value)
                                                               : fmt::format("no scenario has a name such as `{}`", value);
      say_at(expression, test.literals[i]->span, Severity::kWarning, "absent-scenario", what + ": this matches nothing",
             near.empty() ? "install the scenario, or remove this" : fmt::format("did you mean '{}'?", near), diagnostics_);
    }
  }

  // Others may raise alerts too, so only a spelling that differs by letter case is certain to be wrong.
  void check_scopes(const Expression& expression, const TextTest& test) {
    if (test.op != TextTest::Operator::kEqual || test.any_case) {
      return;
    }
    for (std::size_t i = 0; i < test.values.size(); ++i) {
      const std::string& value = test.values[i];
      if (std::find(scopes_.begin(), scopes_.end(), value) != scopes_.end()) {
        continue;
      }
      auto meant = std::find_if(scopes_.begin(), scopes_.end(), [&](std::string_view scope) { return lower(scope) == lower(value); });
      if (meant != scopes_.end()) {
        say_at(expression, test.literals[i]->span, Severity::kWarning, "unknown-scope", fmt::format("no alert has the scope `{}`", value),
               fmt::format("did you mean '{}'?", *meant), diagnostics_);
      }
    }
  }

  // The scenarios that the whole must be about: named by a conjunct of the expression, or of the filter of a node around it.
  void narrow(const Node& root, std::vector<const ScenarioSpec*>& out, bool& named) const {
    for (const Node* part : conjuncts(root)) {
      std::optional<TextTest> test = text_test(*part);
      if (!test || !test->positive || !is_scenario_path(test->path)) {
        continue;
      }
      named = true;
      std::erase_if(out, [&](const ScenarioSpec* scenario) { return !accepts(*test, scenario->name); });
    }
  }

  void check_addresses(const Expression& expression) {
    const Node& root = *expression.tree;
    const Node* address = nullptr;
    each_node(root, [&](const Node& node) {
      if (address == nullptr && is_address_path(path_of(node))) {
        address = &node;
      }
    });
    if (address == nullptr) {
      return;
    }
    for (const Node* alternative : alternatives(root)) {
      const Node* read = nullptr;
      each_node(*alternative, [&](const Node& node) {
        if (read == nullptr && is_address_path(path_of(node))) {
          read = &node;
        }
      });
      if (read == nullptr) {
        continue;
      }
      std::vector<const ScenarioSpec*> about;
      for (const ScenarioSpec& scenario : scenarios_) {
        about.push_back(&scenario);
      }
      bool named = false;
      for (const auto& filter : filters_) {
        narrow(*filter->tree, about, named);
      }
      narrow(*alternative, about, named);
      auto without = std::find_if(about.begin(), about.end(), [](const ScenarioSpec* scenario) { return !has_address(*scenario); });
      if (named && without != about.end()) {
        say_at(expression, extent(*read), Severity::kWarning, "source-without-ip",
               fmt::format("alerts of `{}` have no `Source.IP`: its scope is {}", (*without)->name, (*without)->scope_type),
               fmt::format("compare `{}Alert.Source.Value`, or give the scenario the scope Ip", expression.profile == nullptr ? "evt.Overflow." : ""),
               diagnostics_);
      }
    }
  }

 public:
  /// The filters of the nodes around the expression that is checked next.
  void set_filters(std::vector<const Expression*> filters) { filters_ = std::move(filters); }

 private:
  const std::vector<ScenarioSpec>& scenarios_;
  std::vector<std::string_view> names_;
  std::vector<std::string_view> scopes_;
  std::vector<const Expression*> filters_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_scenario_names(const Content& content, Expressions expressions, const std::set<std::string>& other_alerts, bool complete,
                          Diagnostics& diagnostics) {
  if (content.scenarios.empty() || !complete) {
    return;  // alerts of elsewhere
  }
  AlertCheck check(content, other_alerts, diagnostics);
  for (const Expression& expression : expressions) {
    if (!expression.postoverflow && expression.profile == nullptr && expression.role != Role::kScenarioFilter) {
      continue;
    }
    std::vector<const Expression*> filters;
    for (const Expression& other : expressions) {
      const bool around = other.role == Role::kNodeFilter && other.postoverflow && expression.role != Role::kNodeFilter && !other.nodes.empty() &&
                          std::find(expression.nodes.begin(), expression.nodes.end(), other.nodes.back()) != expression.nodes.end();
      if (around) {
        filters.push_back(&other);
      }
    }
    check.set_filters(std::move(filters));
    check.check(expression);
  }
}

}  // namespace vedette::content::lint

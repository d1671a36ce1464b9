// Filters and keys over fields that nothing sets.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/nearest.h"
#include "content/lint/field_writers.h"
#include "content/lint/rules.h"
#include "content/lint/tree.h"

namespace vedette::content::lint {
namespace {

class FieldCheck {
 public:
  FieldCheck(const Content& content, Expressions expressions, Diagnostics& diagnostics)
      : content_(content), writers_(content, expressions), diagnostics_(diagnostics) {}

  void check(const Expression& expression) {
    switch (expression.role) {
      case Role::kNodeFilter:
        if (!expression.postoverflow) {
          check_filter(expression);
        }
        break;
      case Role::kScenarioFilter:
        if (!check_filter(expression)) {
          check_reads(expression);
        }
        break;
      case Role::kGroupby:
      case Role::kDistinct:
      case Role::kScope:
        check_key(expression);
        break;
      default:
        break;
    }
  }

  void check_scopes() {
    bool known = false;
    if (content_.parsers.empty() || !writers_.of("evt.Meta.source_ip", known).empty() || !known) {
      return;
    }
    for (const ScenarioSpec& scenario : content_.scenarios) {
      if (scenario.scope_type == "Ip" || scenario.scope_type == "Range") {
        Span head{0, static_cast<std::uint32_t>(std::min(scenario.at.text().find('\n'), scenario.at.text().size()))};
        diagnostics_.add({severity_of("source", {}),
                          fmt::format("its alerts have no source: the scope {} takes `evt.Meta.source_ip`, which nothing sets", scenario.scope_type),
                          scenario.at.file(), scenario.at.file_span(head), "set it in a parser: `- meta: source_ip`, or give the scenario a `scope`",
                          scenario.name, "no-source"});
      }
    }
  }

 private:
  // Whether a parser's writer has run when the expression does: an earlier stage, or earlier in its own; its own nodes have not when the filter of
  // the document itself is asked.
  [[nodiscard]] bool comes_before(const FieldWriter& writer, const Expression& expression) const {
    if (expression.scenario != nullptr || writer.document == FieldWriter::kSource) {
      return true;
    }
    const std::string& stage = content_.parsers[expression.document].stage;
    const std::string& other = content_.parsers[writer.document].stage;
    if (other != stage) {
      return other < stage;
    }
    return writer.document < expression.document || (writer.document == expression.document && (writer.in_filter || expression.nodes.size() > 1));
  }

  // No value that the field can have passes the test. `unset`: it has none at all.
  bool is_dead(const TextTest& test, const Expression& expression, bool& unset) const {
    const std::string field = FieldWriters::field_of(test.path);
    if (!test.positive || field.empty() || accepts(test, "")) {
      return false;
    }
    bool known = false;
    unset = true;
    for (const FieldWriter& writer : writers_.of(field, known)) {
      if (!comes_before(writer, expression)) {
        continue;
      }
      unset = false;
      bool constant = writer.constant && field == test.path;
      if (!constant || std::any_of(writer.values.begin(), writer.values.end(), [&](const std::string& value) { return accepts(test, value); })) {
        return false;
      }
    }
    return known;
  }

  // The tests that keep a node from ever being true; empty when it can be.
  std::vector<TextTest> dead_tests(const Node& node, const Expression& expression) const {
    if (is_and(node)) {
      for (const Node* part : conjuncts(node)) {
        if (std::vector<TextTest> dead = dead_tests(*part, expression); !dead.empty()) {
          return dead;
        }
      }
      return {};
    }
    if (is_or(node)) {
      std::vector<TextTest> all;
      for (const Node* part : alternatives(node)) {
        std::vector<TextTest> dead = dead_tests(*part, expression);
        if (dead.empty()) {
          return {};
        }
        std::move(dead.begin(), dead.end(), std::back_inserter(all));
      }
      return all;
    }
    bool unset = false;
    std::optional<TextTest> test = text_test(node);
    return test && is_dead(*test, expression, unset) ? std::vector<TextTest>{std::move(*test)} : std::vector<TextTest>{};
  }

  bool check_filter(const Expression& expression) {
    std::vector<TextTest> dead = dead_tests(*expression.tree, expression);
    for (const TextTest& test : dead) {
      bool unset = false;
      (void)is_dead(test, expression, unset);
      const bool parser = expression.scenario == nullptr;
      std::string who = parser ? "no parser before this one" : "no parser";
      std::string message = unset ? fmt::format("this never matches: {} sets `{}`", who, test.path)
                                  : fmt::format("this never matches: {} sets `{}` to {}", who, test.path, wanted(test));
      const std::string cause = unset ? test.path : test.path + " " + wanted(test) + " " + test.values.front();
      Hint hint = hint_for(test, unset);
      say_at(expression, extent(*test.at), severity_of(cause, hint), "never-matches", std::move(message), std::move(hint.text), diagnostics_);
    }
    return !dead.empty();
  }

  static std::string wanted(const TextTest& test) {
    if (test.values.size() > 1) {
      return "one of these";
    }
    const bool equal = test.op == TextTest::Operator::kEqual;
    return equal ? "'" + test.values.front() + "'" : "such a text";
  }

  struct Hint {
    std::string text;
    bool near = false;  // something is spelt nearly so, or comes later: a mistake here, and not a parser that is not installed
  };

  /// What has one cause is warned of once, and noted where it comes again: without a parser for web servers no rule about them matches.
  Severity severity_of(const std::string& cause, const Hint& hint) {
    return hint.near || causes_.insert(cause).second ? Severity::kWarning : Severity::kNote;
  }

  static Hint hint_of(std::string_view near, char quote) {
    if (near.empty()) {
      return {"install the parser that does, or remove this", false};
    }
    return {fmt::format("did you mean {}{}{}?", quote, near, quote), true};
  }

  Hint hint_for(const TextTest& test, bool unset) const {
    const std::string field = FieldWriters::field_of(test.path);
    if (unset) {
      return near_field(field);
    }
    std::vector<std::string_view> values;
    bool known = false;
    for (const FieldWriter& writer : writers_.of(field, known)) {
      values.insert(values.end(), writer.values.begin(), writer.values.end());
    }
    return hint_of(nearest_name(test.values.front(), values), '\'');
  }

  Hint near_field(const std::string& field) const {
    bool known = false;
    for (const FieldWriter& writer : writers_.of(field, known)) {
      if (writer.document != FieldWriter::kSource) {
        return {fmt::format("{} sets it, but later: let this run in a later stage", content_.parsers[writer.document].name), true};
      }
    }
    const std::string map = field.substr(0, field.rfind('.'));
    const std::string_view near = nearest_name(std::string_view(field).substr(map.size() + 1), writers_.keys(map));
    return hint_of(near.empty() ? std::string() : fmt::format("{}.{}", map, near), '`');
  }

  bool is_unset(const std::string& field) const {
    bool known = false;
    return writers_.of(field, known).empty() && known;
  }

  void check_key(const Expression& expression) {
    const std::string path = path_of(*expression.tree);
    const std::string field = FieldWriters::field_of(path);
    if (!field.empty() && !content_.parsers.empty() && is_unset(field)) {
      Hint hint = near_field(field);
      say_at(expression, extent(*expression.tree), severity_of("key " + field, hint), "unset-field",
             fmt::format("nothing sets `{}`: this {} is the same for all events", field, role_name(expression.role)), std::move(hint.text),
             diagnostics_);
    } else {
      check_reads(expression);
    }
  }

  // Each field once, as a note: what reads it may count with its absence.
  void check_reads(const Expression& expression) {
    std::set<std::string> said;
    walk(expression, *expression.tree, said);
  }

  void walk(const Expression& expression, const Node& node, std::set<std::string>& said) {
    const std::string field = FieldWriters::field_of(path_of(node));
    if (!field.empty()) {
      if (!content_.parsers.empty() && is_unset(field) && said.insert(field).second) {
        say_at(expression, extent(node), Severity::kNote, "unset-field", fmt::format("nothing sets `{}`", field), near_field(field).text,
               diagnostics_);
      }
      return;
    }
    for (const expr::NodePtr& child : node.children) {
      if (child != nullptr) {
        walk(expression, *child, said);
      }
    }
  }

  const Content& content_;
  FieldWriters writers_;
  Diagnostics& diagnostics_;
  std::set<std::string> causes_;
};

}  // namespace

void check_fields(const Content& content, Expressions expressions, Diagnostics& diagnostics) {
  FieldCheck check(content, expressions, diagnostics);
  for (const Expression& expression : expressions) {
    check.check(expression);
  }
  check.check_scopes();
}

}  // namespace vedette::content::lint

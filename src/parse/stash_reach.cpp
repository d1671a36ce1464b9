#include "parse/stash_reach.h"

#include <algorithm>
#include <set>
#include <string>

#include "parse/plan.h"

namespace vedette::parse {
namespace {

/// The texts that something can be.
class Texts {
 public:
  explicit Texts(std::string_view text) { texts_.emplace(text); }

  void add(std::string_view text) { texts_.emplace(text); }
  void add(const Texts& other) {
    any_ = any_ || other.any_;
    texts_.insert(other.texts_.begin(), other.texts_.end());
  }
  void add_any() { any_ = true; }
  [[nodiscard]] bool may_be_one_of(const std::vector<std::string>& wanted) const {
    return any_ || std::any_of(wanted.begin(), wanted.end(), [this](const std::string& text) { return texts_.contains(text); });
  }
  /// Grows with every text added; texts come from the plan, so they are finite.
  [[nodiscard]] std::size_t size() const { return texts_.size() + (any_ ? 1 : 0); }

 private:
  std::set<std::string, std::less<>> texts_;
  bool any_ = false;
};

class Walk {
 public:
  explicit Walk(std::string_view type) : type_(type), program_("") {}

  bool touches_stash(const Plan& plan) {
    // Again until nothing is new: what a node writes may open another that stands before it.
    for (std::size_t known = 0; known != type_.size() + program_.size();) {
      known = type_.size() + program_.size();
      for (const Stage& stage : plan.stages) {
        for (const Node& node : stage.nodes) {
          enter(node);
        }
      }
    }
    return touched_;
  }

 private:
  [[nodiscard]] bool is_type(const EventText& text) const { return text.place == EventText::Place::kLabels && text.field == type_field_; }
  [[nodiscard]] bool is_program(const EventText& text) const { return text.place == EventText::Place::kParsed && text.field == program_field_; }

  [[nodiscard]] bool may_hold(const expr::KeyTest& test) const {
    std::optional<EventText> text = EventText::from(test.path);
    if (text && is_type(*text)) {
      return type_.may_be_one_of(test.any_of);
    }
    return !text || !is_program(*text) || program_.may_be_one_of(test.any_of);
  }

  void enter(const Node& node) {
    if (node.filter.program != nullptr && !std::all_of(node.filter.program->key_tests().begin(), node.filter.program->key_tests().end(),
                                                       [this](const expr::KeyTest& test) { return may_hold(test); })) {
      return;
    }
    touched_ = touched_ || !node.stashes.empty();
    evaluate(node.filter);
    for (const Rule& rule : node.whitelist.expressions) {
      evaluate(rule);
    }
    if (node.grok) {
      evaluate(node.grok->expression);
      if (std::find(node.grok->fields.begin(), node.grok->fields.end(), program_field_) != node.grok->fields.end()) {
        program_.add_any();
      }
      assign(node.grok->statics);
    }
    for (const Node& child : node.children) {
      enter(child);
    }
    assign(node.statics);
  }

  void assign(const std::vector<StaticAction>& statics) {
    for (const StaticAction& action : statics) {
      evaluate(action.expression);
      if (action.target == StaticAction::Target::kByName) {
        // Few are: any but those that are plainly something else may be one of the two.
        if (action.name.find("Parsed") != std::string::npos) {
          program_.add_any();
        } else if (action.name.find("Line") != std::string::npos) {
          type_.add_any();
        }
      } else if (action.target == StaticAction::Target::kParsed && action.field == program_field_) {
        assign_program(action);
      }
    }
  }

  void assign_program(const StaticAction& action) {
    if (!action.value.empty()) {
      program_.add(action.value);
      return;
    }
    if (action.expression.program == nullptr) {
      return;
    }
    if (action.expression.program->is_path() && action.expression.program->reads().size() == 1) {
      std::optional<EventText> text = EventText::from(action.expression.program->reads().front());
      if (text && is_type(*text)) {
        program_.add(type_);
        return;
      }
      if (text && is_program(*text)) {
        return;
      }
    }
    program_.add_any();
  }

  void evaluate(const Rule& rule) {
    if (rule.program == nullptr) {
      return;
    }
    touched_ = touched_ || rule.program->effect() >= expr::Effect::kFrontState;
    for (const expr::Path& path : rule.program->reads()) {
      if (!path.names.empty() && path.names.front().starts_with("SetParsed")) {
        program_.add_any();
      }
    }
  }

  const model::FieldId type_field_ = model::intern_field("type");
  const model::FieldId program_field_ = model::intern_field("program");
  Texts type_;
  Texts program_;
  bool touched_ = false;
};

}  // namespace

bool may_touch_stash(const Plan& plan, std::string_view type) {
  return Walk(type).touches_stash(plan);
}

}  // namespace vedette::parse

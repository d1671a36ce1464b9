#include "parse/compile.h"

#include <algorithm>
#include <string_view>

namespace vedette::parse {
namespace {

/// Compiles one document. What it adds to the plan is taken back when the document turns out not to load.
class DocumentCompiler {
 public:
  DocumentCompiler(Plan& plan, const expr::Environment& environment) : plan_(plan), environment_(environment) {}

  [[nodiscard]] Diagnostics& diagnostics() { return diagnostics_; }

  Node compile(const content::NodeSpec& spec, std::uint32_t parent) {
    Node node;
    node.index = static_cast<std::uint32_t>(plan_.nodes.size());
    plan_.nodes.push_back({spec.name, spec.stage, parent});
    node.debug = spec.debug;
    node.next_stage = spec.on_success == "next_stage";
    if (!spec.filter.empty()) {
      node.filter = rule(spec.filter, node.index, RulePart::kFilter, {});
    }
    if (spec.grok) {
      diagnostics_.error(spec.grok->at, whole(spec.grok->at), "grok is not part of this version", "parse with expressions, or leave this parser out");
    }
    for (const content::StashSpec& stash : spec.stashes) {
      add_stash(stash, node);
    }
    for (const content::NodeSpec& child : spec.nodes) {
      node.children.push_back(compile(child, node.index));
    }
    for (const content::StaticSpec& action : spec.statics) {
      add_static(action, node);
    }
    compile_whitelist(spec.whitelist, node);
    return node;
  }

 private:
  static Span whole(const SourceText& text) { return {0, static_cast<std::uint32_t>(text.text().size())}; }

  std::uint32_t add_rule(const SourceText& text, std::uint32_t node, RulePart part, std::string target) {
    plan_.texts.push_back(std::make_unique<const SourceText>(text));
    plan_.rules.push_back({node, part, std::move(target), plan_.texts.back().get()});
    return static_cast<std::uint32_t>(plan_.rules.size() - 1);
  }

  Rule rule(const SourceText& text, std::uint32_t node, RulePart part, std::string target) {
    Rule out;
    out.index = add_rule(text, node, part, std::move(target));
    out.program = expr::Program::compile(text, environment_, diagnostics_);
    if (out.program) {
      out.constant = out.program->constant();
      out.pure = out.program->effect() == expr::Effect::kPure;
      plan_.effect = std::max(plan_.effect, out.program->effect());
      plan_.programs.push_back(out.program);
    }
    return out;
  }

  void add_stash(const content::StashSpec& spec, Node& node) {
    StashAction action;
    action.cache = spec.name;
    Result<Duration> ttl = parse_duration(spec.ttl);
    if (!ttl) {
      diagnostics_.error(spec.at, whole(spec.at), "stash `" + spec.name + "`: " + ttl.error().message, "write a duration such as `ttl: 5m`");
    } else {
      action.ttl = *ttl;
    }
    if (spec.size < 0) {
      diagnostics_.error(spec.at, whole(spec.at), "stash `" + spec.name + "`: the size must be more than 0");
    }
    if (spec.name.empty()) {
      diagnostics_.error(spec.at, whole(spec.at), "this stash has no `name`");
    }
    action.value = rule(spec.value, node.index, RulePart::kStashValue, spec.name);
    action.key = rule(spec.key, node.index, RulePart::kStashKey, spec.name);
    plan_.stashes.push_back(
        {spec.name, spec.size <= 0 ? std::size_t{100} : static_cast<std::size_t>(spec.size), action.ttl, stash_strategy(spec.strategy)});
    plan_.effect = std::max(plan_.effect, expr::Effect::kFrontState);
    node.stashes.push_back(std::move(action));
  }

  // crowdsec: pkg/parser/static.go, Static.Validate, and runtime.go, Apply: of several targets the first in this order counts.
  void add_static(const content::StaticSpec& spec, Node& node) {
    StaticAction action;
    std::string shown;
    if (!spec.method.empty()) {
      action.target = StaticAction::Target::kMethod;
      action.name = spec.method;
      action.method = enrich::find_enricher(spec.method);
      shown = spec.method;
      warn_of_method(spec, action);
    } else if (!spec.parsed.empty()) {
      action.target = StaticAction::Target::kParsed;
      action.field = model::intern_field(spec.parsed);
      shown = ".Parsed[" + spec.parsed + "]";
    } else if (!spec.meta.empty()) {
      action.target = StaticAction::Target::kMeta;
      action.field = model::intern_field(spec.meta);
      shown = ".Meta[" + spec.meta + "]";
    } else if (!spec.enriched.empty()) {
      action.target = StaticAction::Target::kEnriched;
      action.field = model::intern_field(spec.enriched);
      shown = ".Enriched[" + spec.enriched + "]";
    } else if (!spec.target.empty()) {
      set_named_target(spec.target, action);
      shown = spec.target;
    }
    if (spec.value.empty() && spec.expression.empty()) {
      diagnostics_.error(spec.at, whole(spec.at), "this static has no `value` or `expression`", "say what the field is filled with");
      return;
    }
    if (action.target != StaticAction::Target::kMethod && spec.meta.empty() && spec.parsed.empty() && spec.target.empty()) {
      diagnostics_.error(spec.at, whole(spec.at), "this static has no `meta`, `parsed` or `target`", "name the field that it fills");
      return;
    }
    RulePart part = action.target == StaticAction::Target::kMethod ? RulePart::kMethod : RulePart::kStatic;
    action.value = spec.value;
    if (!spec.expression.empty()) {
      action.expression = rule(spec.expression, node.index, part, shown);
    } else {
      action.expression.index = add_rule(spec.at, node.index, part, shown);
    }
    node.statics.push_back(std::move(action));
  }

  void warn_of_method(const content::StaticSpec& spec, const StaticAction& action) {
    if (action.method == nullptr) {
      diagnostics_.warning(spec.at, whole(spec.at), "there is no method `" + spec.method + "`: this static does nothing");
    }
  }

  /// `evt.Meta.x` and the like are written by slot; of further names the reference takes no notice.
  static void set_named_target(std::string_view target, StaticAction& action) {
    action.target = StaticAction::Target::kByName;
    action.name = target;
    if (target.starts_with("evt.")) {
      target.remove_prefix(4);
    }
    std::size_t dot = target.find('.');
    if (dot == std::string_view::npos) {
      return;
    }
    std::string_view map = target.substr(0, dot);
    std::string_view key = target.substr(dot + 1);
    key = key.substr(0, key.find('.'));
    if (map == "Meta") {
      action.target = StaticAction::Target::kMeta;
    } else if (map == "Parsed") {
      action.target = StaticAction::Target::kParsed;
    } else if (map == "Enriched") {
      action.target = StaticAction::Target::kEnriched;
    } else {
      return;
    }
    action.field = model::intern_field(key);
  }

  void compile_whitelist(const content::WhitelistSpec& spec, Node& node) {
    node.whitelist.reason = spec.reason;
    for (const SourceText& text : spec.ips) {
      if (std::optional<Ip> ip = Ip::parse(text.text())) {
        // Its zone is a view on the text, which has to stay.
        plan_.texts.push_back(std::make_unique<const SourceText>(text));
        node.whitelist.ips.push_back(*Ip::parse(plan_.texts.back()->text()));
      } else {
        diagnostics_.error(text, whole(text), "`" + text.text() + "` is not an IP address");
      }
    }
    for (const SourceText& text : spec.cidrs) {
      if (std::optional<IpPrefix> range = IpPrefix::parse(text.text())) {
        node.whitelist.ranges.push_back(*range);
      } else {
        diagnostics_.error(text, whole(text), "`" + text.text() + "` is not a range of addresses", "write an address and a length: `192.0.2.0/24`");
      }
    }
    for (const SourceText& text : spec.expressions) {
      node.whitelist.expressions.push_back(rule(text, node.index, RulePart::kWhitelist, {}));
    }
  }

  Plan& plan_;
  const expr::Environment& environment_;
  Diagnostics diagnostics_;
};

/// What a document can have added to a plan.
struct Mark {
  std::size_t nodes, rules, stashes, programs, texts;
  expr::Effect effect;

  explicit Mark(const Plan& plan)
      : nodes(plan.nodes.size()),
        rules(plan.rules.size()),
        stashes(plan.stashes.size()),
        programs(plan.programs.size()),
        texts(plan.texts.size()),
        effect(plan.effect) {}
  void take_back(Plan& plan) const {
    plan.nodes.resize(nodes);
    plan.rules.resize(rules, RuleInfo{});
    plan.stashes.resize(stashes);
    plan.programs.resize(programs);
    plan.texts.resize(texts);
    plan.effect = effect;
  }
};

Stage& stage_named(Plan& plan, const std::string& name) {
  for (Stage& stage : plan.stages) {
    if (stage.name == name) {
      return stage;
    }
  }
  plan.stages.push_back({name, {}, {}});
  return plan.stages.back();
}

}  // namespace

std::unique_ptr<Plan> compile_plan(const std::vector<content::NodeSpec>& specs, StagesKind kind, Diagnostics& diagnostics,
                                   std::vector<content::SkippedItem>& skipped, const expr::Environment& environment) {
  auto plan = std::make_unique<Plan>();
  plan->kind = kind;
  for (const content::NodeSpec& spec : specs) {
    Mark mark(*plan);
    DocumentCompiler compiler(*plan, environment);
    Node node = compiler.compile(spec, ParseResult::kNone);
    std::string reason;
    for (Diagnostic diagnostic : compiler.diagnostics().all()) {
      if (reason.empty() && diagnostic.severity == Severity::kError) {
        reason = diagnostic.message;
      }
      diagnostic.item = spec.name;
      diagnostics.add(std::move(diagnostic));
    }
    if (compiler.diagnostics().has_errors()) {
      mark.take_back(*plan);
      skipped.push_back({spec.name, kind == StagesKind::kLog ? "parser" : "postoverflow", reason});
      continue;
    }
    stage_named(*plan, spec.stage).nodes.push_back(std::move(node));
  }
  // crowdsec: pkg/parser/stage.go, LoadStages: stages by name.
  std::sort(plan->stages.begin(), plan->stages.end(), [](const Stage& a, const Stage& b) { return a.name < b.name; });
  for (Stage& stage : plan->stages) {
    plan->stage_names.push_back(stage.name);
    std::vector<const expr::Program*> filters;
    for (const Node& node : stage.nodes) {
      filters.push_back(node.filter.program.get());
    }
    stage.dispatch = Dispatch(filters);
  }
  return plan;
}

}  // namespace vedette::parse

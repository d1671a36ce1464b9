#include "parse/compile.h"

#include <algorithm>
#include <string_view>

#include "base/nearest.h"

namespace vedette::parse {
namespace {

/// Compiles one document. What it adds to the plan is taken back when the document turns out not to load.
class DocumentCompiler {
 public:
  DocumentCompiler(Plan& plan, const expr::Environment& environment, grok::PatternSet& patterns)
      : plan_(plan), environment_(environment), patterns_(patterns) {}

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
    add_patterns(spec);
    if (spec.grok) {
      compile_grok(*spec.grok, node);
    }
    for (const content::StashSpec& stash : spec.stashes) {
      add_stash(stash, node);
    }
    for (const content::NodeSpec& child : spec.nodes) {
      node.children.push_back(compile(child, node.index));
    }
    for (const content::StaticSpec& action : spec.statics) {
      add_static(action, node.index, Strict::kYes, node.statics);
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

  // crowdsec: pkg/parser/node.go, compile: a pattern is seen by the node, by its nested nodes and by all that is loaded after it.
  void add_patterns(const content::NodeSpec& spec) {
    std::vector<const SourceText*> added;
    for (const auto& [name, text] : spec.pattern_syntax) {
      if (name.empty() || text.empty()) {
        diagnostics_.error(text, whole(text), name.empty() ? "this pattern has no name" : "pattern `" + name + "` is empty");
      } else if (patterns_.add(name, text, grok::Origin::kInline) == grok::PatternSet::Added::kYes) {
        added.push_back(&text);
      } else if (patterns_.find(name)->text.text() != text.text()) {
        RuleScope rule(diagnostics_, "duplicate-pattern");
        diagnostics_.warning(text, whole(text), "there is a pattern `" + name + "` already: this one is ignored", "give it another name");
      }
    }
    for (const SourceText* text : added) {
      (void)grok::Pattern::compile(*text, patterns_, diagnostics_);
    }
  }

  // crowdsec: pkg/parser/grok.go, GrokPattern.Compile
  void compile_grok(const content::GrokSpec& spec, Node& node) {
    GrokAction action;
    const SourceText* text = &spec.pattern;
    if (!spec.name.empty()) {
      const grok::PatternSet::Entry* named = patterns_.find(spec.name.text());
      if (named == nullptr) {
        RuleScope rule(diagnostics_, "absent-pattern");
        std::string_view near = patterns_.nearest(spec.name.text());
        diagnostics_.error(spec.name, whole(spec.name), "there is no pattern `" + spec.name.text() + "`",
                           near.empty() ? std::string() : "did you mean `" + std::string(near) + "`?");
        return;
      }
      text = &named->text;
    }
    if (!text->empty()) {
      action.pattern = grok::Pattern::compile(*text, patterns_, diagnostics_);
    }
    if (spec.apply_on == "Line.Raw") {
      action.source = GrokAction::Source::kLine;
    } else if (!spec.apply_on.empty()) {
      action.source = GrokAction::Source::kParsed;
      action.field = model::intern_field(spec.apply_on);
    } else {
      action.source = GrokAction::Source::kExpression;
    }
    if (!spec.expression.empty()) {
      action.expression = rule(spec.expression, node.index, RulePart::kGrok, {});
    }
    for (const content::StaticSpec& assignment : spec.statics) {
      add_static(assignment, node.index, Strict::kNo, action.statics);
    }
    if (!action.pattern) {
      return;  // an expression alone is as if there were no grok
    }
    for (const std::string& field : action.pattern->fields()) {
      action.fields.push_back(model::intern_field(field));
    }
    if (action.fields.empty()) {
      RuleScope rule(diagnostics_, "empty-grok");
      diagnostics_.warning(*text, whole(*text), "this grok fills no field, so it never succeeds",
                           "fill one with `%{NAME:field}`; a `(?P<x>..)` does not");
    }
    plan_.most_captures = std::max(plan_.most_captures, action.fields.size());
    node.grok = std::move(action);
  }

  /// The statics of a grok are not checked by the reference: one that does nothing is no error there.
  enum class Strict : bool { kNo, kYes };

  // crowdsec: pkg/parser/static.go, Static.Validate, and runtime.go, Apply: of several targets the first in this order counts.
  void add_static(const content::StaticSpec& spec, std::uint32_t node, Strict strict, std::vector<StaticAction>& out) {
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
      complain(strict, spec.at, "this static has no `value` or `expression`", "say what the field is filled with");
      return;
    }
    if (action.target != StaticAction::Target::kMethod && spec.meta.empty() && spec.parsed.empty() && spec.target.empty()) {
      complain(strict, spec.at, "this static has no `meta`, `parsed` or `target`", "name the field that it fills");
      if (strict == Strict::kYes || action.target == StaticAction::Target::kNowhere) {
        return;
      }
    }
    RulePart part = action.target == StaticAction::Target::kMethod ? RulePart::kMethod : RulePart::kStatic;
    action.value = spec.value;
    if (!spec.expression.empty()) {
      action.expression = rule(spec.expression, node, part, shown);
      action.copies = spec.value.empty() && action.field != model::kDynamicKey && action.expression.program && action.expression.program->is_path();
    } else {
      action.expression.index = add_rule(spec.at, node, part, shown);
    }
    out.push_back(std::move(action));
  }

  void complain(Strict strict, const SourceText& at, std::string message, std::string hint) {
    if (strict == Strict::kYes) {
      diagnostics_.error(at, whole(at), std::move(message), std::move(hint));
    } else {
      diagnostics_.warning(at, whole(at), std::move(message), std::move(hint));
    }
  }

  void warn_of_method(const content::StaticSpec& spec, const StaticAction& action) {
    if (action.method == nullptr) {
      std::vector<std::string_view> names;
      for (const enrich::Enricher& enricher : enrich::enrichers()) {
        names.push_back(enricher.name);
      }
      const std::string_view near = nearest_name(spec.method, names);
      RuleScope rule(diagnostics_, "absent-method");
      diagnostics_.warning(spec.at, whole(spec.at), "there is no method `" + spec.method + "`: this static does nothing",
                           near.empty() ? std::string() : "did you mean `" + std::string(near) + "`?");
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
  grok::PatternSet& patterns_;
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

void add_pattern_files(const std::vector<std::shared_ptr<const SourceFile>>& files, StagesKind kind, grok::PatternSet& patterns,
                       Diagnostics& diagnostics) {
  // Parsers and postoverflows have a set each; what there is to say is said once.
  Diagnostics said_already;
  Diagnostics& said = kind == StagesKind::kLog ? diagnostics : said_already;
  for (const auto& file : files) {
    patterns.add_file(file, grok::Origin::kFolder, said);
  }
  if (kind == StagesKind::kLog && !files.empty()) {
    patterns.check(grok::Origin::kFolder, diagnostics);
  }
}

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
                                   std::vector<content::SkippedItem>& skipped, const expr::Environment& environment,
                                   const std::vector<std::shared_ptr<const SourceFile>>& pattern_files) {
  auto plan = std::make_unique<Plan>();
  plan->kind = kind;
  grok::PatternSet patterns;
  add_pattern_files(pattern_files, kind, patterns, diagnostics);
  for (const content::NodeSpec& spec : specs) {
    Mark mark(*plan);
    DocumentCompiler compiler(*plan, environment, patterns);
    Node node = compiler.compile(spec, ParseResult::kNone);
    std::string reason;
    for (Diagnostic diagnostic : compiler.diagnostics().all()) {
      if (reason.empty() && diagnostic.severity == Severity::kError) {
        reason = diagnostic.message;
      }
      diagnostic.item = spec.name;
      if (diagnostic.rule.empty()) {
        diagnostic.rule = "wrong-value";
      }
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

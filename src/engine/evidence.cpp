#include "engine/evidence.h"

#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "expr/plain.h"
#include "model/event_types.h"
#include "parse/plan.h"

namespace vedette::engine {

namespace {

using Reads = std::vector<expr::PlainRead>;

/// A field of the event that statics write.
struct Field {
  enum class Map : std::uint8_t { kMeta, kParsed, kEnriched, kStrTime, kDate };
  Map map = Map::kMeta;
  std::string name;
  friend auto operator<=>(const Field&, const Field&) = default;
};

/// What a static does, as far as it is known.
struct StaticFacts {
  enum class Kind : std::uint8_t { kUnknown, kText, kRecord, kDate, kDateCopy };
  Kind kind = Kind::kUnknown;
  Field field;
  Reads reads;          // kText, kDate
  std::string record;   // kRecord: the key of Unmarshaled
  bool copies = false;  // kText: what it reads, as it is
};

/// evt.Meta.name and its like. The time that ParseDate found stands in Enriched and in the event.
std::optional<Field> field_named(std::string_view map, std::string_view name) {
  if (map == "Meta") {
    return Field{Field::Map::kMeta, std::string(name)};
  }
  if (map == "Parsed") {
    return Field{Field::Map::kParsed, std::string(name)};
  }
  if (map == "Enriched") {
    return name == "MarshaledTime" ? Field{Field::Map::kDate, ""} : Field{Field::Map::kEnriched, std::string(name)};
  }
  return std::nullopt;
}
/// evt.StrTime and its like.
std::optional<Field> field_named(std::string_view name) {
  return name == "StrTime"         ? std::optional(Field{Field::Map::kStrTime, ""})
         : name == "MarshaledTime" ? std::optional(Field{Field::Map::kDate, ""})
                                   : std::nullopt;
}

bool names(const expr::PlainRead& read, std::initializer_list<std::string_view> steps) {
  if (read.steps.size() != steps.size()) {
    return false;
  }
  auto step = read.steps.begin();
  for (std::string_view name : steps) {
    if ((step++)->name != name) {
      return false;
    }
  }
  return true;
}

/// The record's key in UnmarshalJSON(evt.Line.Raw, evt.Unmarshaled, 'key'): a function that writes, so the expression is known by its form.
std::optional<std::string> unmarshaled_key(std::string_view text) {
  static constexpr std::string_view kBefore = "UnmarshalJSON(evt.Line.Raw,evt.Unmarshaled,";
  std::string plain;
  for (char c : text) {
    if (c != ' ' && c != '\n') {
      plain += c;
    } else if (plain.size() > kBefore.size() && plain.back() != plain[kBefore.size()]) {
      return std::nullopt;  // a blank inside of the key
    }
  }
  if (!plain.starts_with(kBefore) || !plain.ends_with(')')) {
    return std::nullopt;
  }
  const std::string key = plain.substr(kBefore.size(), plain.size() - kBefore.size() - 1);
  if (key.size() < 3 || key.front() != key.back() || (key.front() != '\'' && key.front() != '"')) {
    return std::nullopt;
  }
  const std::string name = key.substr(1, key.size() - 2);
  return name.find_first_of("'\"\\,()") == std::string::npos ? std::optional(name) : std::nullopt;
}

StaticFacts facts_of(const parse::StaticAction& action, const parse::Plan& plan) {
  using Target = parse::StaticAction::Target;
  StaticFacts facts;
  std::optional<Field> field;
  switch (action.target) {
    case Target::kMeta:
    case Target::kParsed:
    case Target::kEnriched:
      if (action.field != model::kDynamicKey) {
        field = field_named(action.target == Target::kMeta     ? "Meta"
                            : action.target == Target::kParsed ? "Parsed"
                                                               : "Enriched",
                            model::field_name(action.field));
      }
      break;
    case Target::kByName:
      field = field_named(std::string_view(action.name).substr(action.name.starts_with("evt.") ? 4 : 0));
      break;
    case Target::kMethod:
      if (action.method != nullptr && action.method->name == "ParseDate" && action.value.empty()) {
        field = field_named("MarshaledTime");
      }
      break;
    case Target::kNowhere:
      break;
  }
  if (!field) {
    return facts;
  }
  facts.field = std::move(*field);
  if (!action.value.empty()) {
    facts.kind = facts.field.map == Field::Map::kDate ? StaticFacts::Kind::kUnknown : StaticFacts::Kind::kText;
    return facts;
  }
  if (!action.expression.program) {
    return facts;
  }
  const SourceText& text = *plan.rules[action.expression.index].text;
  if (std::optional<std::string> key = unmarshaled_key(text.text())) {
    facts.kind = StaticFacts::Kind::kRecord;
    facts.record = std::move(*key);
    return facts;
  }
  std::optional<Reads> reads = expr::plain_text(text, model::event_environment());
  if (!reads) {
    return facts;
  }
  facts.reads = std::move(*reads);
  facts.copies = action.expression.program->is_path();
  const bool date = facts.copies && (names(facts.reads[0], {"Enriched", "MarshaledTime"}) || names(facts.reads[0], {"MarshaledTime"}));
  if (action.target == Target::kMethod) {
    facts.kind = StaticFacts::Kind::kDate;
  } else if (date) {
    facts.kind = StaticFacts::Kind::kDateCopy;
  } else {
    facts.kind = facts.field.map == Field::Map::kDate ? StaticFacts::Kind::kUnknown : StaticFacts::Kind::kText;
  }
  return facts;
}

}  // namespace

struct EvidenceFinder::Known {
  explicit Known(const Rules& rules_in) : rules(rules_in), machine(expr::make_machine()) {}

  const Rules& rules;
  expr::MachinePtr machine;
  std::unordered_map<const parse::StaticAction*, StaticFacts> statics;
  std::unordered_map<const void*, expr::PlainCondition> conditions;  // by the expression's text

  const StaticFacts& of(const parse::StaticAction& action) {
    auto [at, is_new] = statics.try_emplace(&action);
    if (is_new) {
      at->second = facts_of(action, rules.parsers->plan());
    }
    return at->second;
  }
  const expr::PlainCondition& of(const SourceText& text) {
    auto [at, is_new] = conditions.try_emplace(&text);
    if (is_new) {
      at->second = expr::plain_condition(text, model::event_environment());
    }
    return at->second;
  }
};

/// One event's evidence. Each step is false when it cannot be told.
class EvidenceFinder::Search {
 public:
  Search(Known& known, const model::Event& event, std::span<const parse::NodeCounts> before, std::span<const parse::NodeCounts> after)
      : known_(known), event_(event), before_(before), after_(after), context_(arena_) {}

  bool run(const buckets::PourBuilder& pours) {
    for (const parse::Stage& stage : known_.rules.parsers->plan().stages) {
      if (!take_nodes(stage.nodes, true)) {
        return false;
      }
    }
    return take_scenarios(pours) && resolve_all();
  }

  Evidence take() { return std::move(evidence_); }

 private:
  static constexpr std::size_t kMostReads = 400;
  static constexpr int kDeepest = 8;  // of fields made of fields

  /// What wrote a field, and when.
  struct Writes {
    std::vector<const StaticFacts*> by;
    std::size_t last = 0;
  };

  /// `stage`: of a stage, not nested: a node that moves the event on ends it either way.
  bool take_nodes(const std::vector<parse::Node>& nodes, bool stage, bool first_ends = false) {
    for (const parse::Node& node : nodes) {
      ++step_;
      const std::uint64_t hits = after_[node.index].hits - before_[node.index].hits;
      if (hits == 0) {
        if (!take_refusal(node)) {
          return false;
        }
        continue;
      }
      if (hits != 1 || after_[node.index].ok - before_[node.index].ok != 1 || !take_node(node)) {
        return false;
      }
      if (stage ? node.next_stage : first_ends) {
        return true;
      }
    }
    return true;
  }

  bool take_refusal(const parse::Node& node) {
    return node.filter.program != nullptr && refuted(known_.of(*known_.rules.parsers->plan().rules[node.filter.index].text), true);
  }

  bool take_node(const parse::Node& node) {
    if (node.debug || node.grok || !node.stashes.empty() || !node.whitelist.empty()) {
      return false;
    }
    if (node.filter.program != nullptr) {
      const expr::PlainCondition& condition = known_.of(*known_.rules.parsers->plan().rules[node.filter.index].text);
      if (!condition.whole) {
        return false;
      }
      for (const expr::PlainClause& clause : condition.clauses) {
        decide(clause.reads);
      }
    }
    if (!take_nodes(node.children, false, node.next_stage)) {
      return false;
    }
    ++step_;
    for (const parse::StaticAction& action : node.statics) {
      const StaticFacts& facts = known_.of(action);
      if (facts.kind == StaticFacts::Kind::kUnknown) {
        return false;
      }
      if (facts.kind == StaticFacts::Kind::kRecord) {
        if (!record_.empty() && record_ != facts.record) {
          return false;
        }
        record_ = facts.record;
        record_step_ = step_;
      }
      if (facts.kind == StaticFacts::Kind::kDate) {
        dated_by_.push_back(&facts);
        dated_step_ = step_;
      }
      for (const expr::PlainRead& read : facts.reads) {
        reads_.push_back({read, false});
      }
      Writes& writes = writes_[facts.field];
      writes.by.push_back(&facts);
      writes.last = step_;
    }
    return true;
  }

  bool take_scenarios(const buckets::PourBuilder& pours) {
    for (const std::vector<std::string>& names : pours.dispatch_paths()) {
      expr::PlainRead read;
      for (const std::string& name : names) {
        read.steps.push_back({name});
      }
      reads_.push_back({std::move(read), true});
    }
    for (std::uint32_t index : pours.candidates()) {
      if (!refuted(known_.of(known_.rules.scenarios->at(index).spec.filter), false)) {
        return false;
      }
    }
    return true;
  }

  /// Whether a plain clause is false now, and was when the condition was asked (`then`: that was before the end). What it and those before it read
  /// decides.
  bool refuted(const expr::PlainCondition& condition, bool then) {
    const expr::Value variables[] = {model::event_value(event_)};
    std::size_t count = 0;
    bool found = false;
    for (const expr::PlainClause& clause : condition.clauses) {
      ++count;
      std::optional<bool> holds = clause.program->run_filter(*known_.machine, context_, variables);
      if (!holds) {
        return false;
      }
      if (!*holds) {
        found = true;
        break;
      }
    }
    for (std::size_t i = 0; found && i < count; ++i) {
      if (then) {
        ask(condition.clauses[i].reads);
      }
      decide(condition.clauses[i].reads);
    }
    return found;
  }

  void decide(const Reads& reads) {
    for (const expr::PlainRead& read : reads) {
      reads_.push_back({read, true});
    }
  }

  /// What they read must not have been written later: it is looked at in the end, when all writes are known.
  void ask(const Reads& reads) {
    for (const expr::PlainRead& read : reads) {
      asked_.push_back({field_of(read), step_});
    }
  }

  static std::optional<Field> field_of(const expr::PlainRead& read) {
    const std::vector<expr::PlainRead::Step>& steps = read.steps;
    return steps.size() == 2 ? field_named(steps[0].name, steps[1].name) : steps.size() == 1 ? field_named(steps[0].name) : std::nullopt;
  }

  bool resolve_all() {
    for (const auto& [field, step] : asked_) {
      auto writes = field ? writes_.find(*field) : writes_.end();
      if ((writes != writes_.end() && writes->second.last > step) || (!field && record_step_ > step)) {
        return false;
      }
    }
    for (const auto& [read, decides] : reads_) {
      if (!resolve(read, decides, read.only_presence, 0)) {
        return false;
      }
    }
    return take_time();
  }

  /// From a path into the event to those into the record that it comes from.
  bool resolve(const expr::PlainRead& read, bool decides, bool only_presence, int depth) {
    if (depth > kDeepest || evidence_.reads.size() > kMostReads) {
      return false;
    }
    const std::vector<expr::PlainRead::Step>& steps = read.steps;
    if (steps[0].name == "Line") {
      // Labels and the kind of source are the same for all records.
      const bool fixed = (steps.size() == 3 && steps[1].name == "Labels") || names(read, {"Line", "Module"});
      return fixed || (!decides && (names(read, {"Line", "Src"}) || names(read, {"Line", "Raw"})));
    }
    if (steps[0].name == "Unmarshaled") {
      if (record_.empty() || steps.size() < 3 || steps[1].name != record_) {
        return false;
      }
      RecordPaths::Steps path(steps.begin() + 2, steps.end());
      evidence_.reads.push_back({std::move(path), read.needs_text, decides, only_presence});
      return true;
    }
    std::optional<Field> field = field_of(read);
    if (!field) {
      return false;
    }
    if (!decides) {
      return true;  // a text in any case
    }
    auto writes = writes_.find(*field);
    if (writes == writes_.end()) {
      return field->map != Field::Map::kDate;  // empty
    }
    for (const StaticFacts* facts : writes->second.by) {
      if (facts->kind != StaticFacts::Kind::kText && facts->kind != StaticFacts::Kind::kRecord) {
        return false;
      }
      for (const expr::PlainRead& from : facts->reads) {
        if (!resolve(from, true, only_presence && facts->copies, depth + 1)) {
          return false;
        }
      }
    }
    return true;
  }

  /// One ParseDate, of a text that stands in the record and is the event's time as it is.
  bool take_time() {
    if (dated_by_.size() != 1 || !dated_by_[0]->copies) {
      return false;
    }
    const expr::PlainRead* read = &dated_by_[0]->reads[0];
    if (std::optional<Field> field = field_of(*read)) {
      auto writes = writes_.find(*field);
      if (writes == writes_.end() || writes->second.by.size() != 1 || !writes->second.by[0]->copies || writes->second.last >= dated_step_) {
        return false;
      }
      read = &writes->second.by[0]->reads[0];
    }
    if (read->steps.size() < 3 || read->steps[0].name != "Unmarshaled" || read->steps[1].name != record_) {
      return false;
    }
    evidence_.time.assign(read->steps.begin() + 2, read->steps.end());
    return true;
  }

  Known& known_;
  const model::Event& event_;
  std::span<const parse::NodeCounts> before_;
  std::span<const parse::NodeCounts> after_;
  Arena arena_;
  expr::CallContext context_;
  std::size_t step_ = 0;
  std::string record_;  // its key in Unmarshaled, once it is there
  std::size_t record_step_ = 0;
  std::map<Field, Writes> writes_;
  std::vector<std::pair<expr::PlainRead, bool>> reads_;              // and whether it decides
  std::vector<std::pair<std::optional<Field>, std::size_t>> asked_;  // and when
  std::vector<const StaticFacts*> dated_by_;
  std::size_t dated_step_ = 0;
  Evidence evidence_;
};

EvidenceFinder::EvidenceFinder(const Rules& rules) : known_(std::make_unique<Known>(rules)) {}
EvidenceFinder::~EvidenceFinder() = default;

std::optional<Evidence> EvidenceFinder::find(const model::Event& event, std::span<const parse::NodeCounts> before,
                                             std::span<const parse::NodeCounts> after, const buckets::PourBuilder& pours) {
  Search search(*known_, event, before, after);
  return search.run(pours) ? std::optional(search.take()) : std::nullopt;
}

}  // namespace vedette::engine

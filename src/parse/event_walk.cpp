#include "parse/event_walk.h"

#include "model/alert.h"
#include "parse/number_text.h"
#include "parse/observer.h"

namespace vedette::parse {
bool Whitelist::holds(const Ip& ip) const {
  for (const Ip& listed : ips) {
    if (listed == ip) {
      return true;
    }
  }
  for (const IpPrefix& range : ranges) {
    if (range.contains(ip)) {
      return true;
    }
  }
  return false;
}

namespace {

/// Of stages; nearly always the very same text.
bool same_name(std::string_view a, std::string_view b) {
  return (a.data() == b.data() && a.size() == b.size()) || a == b;
}

}  // namespace

EventWalk::EventWalk(const Plan& plan, model::Event& event, Runner& runner)
    : plan_(plan), event_(event), runner_(runner), variables_{model::event_value(event)}, context_(*event.arena), scratch_context_(runner.scratch_) {
  context_.services = scratch_context_.services = runner.services_;
  context_.memo = scratch_context_.memo = &runner.memo_;
  runner.memo_.forget();
}

ParseResult EventWalk::run() {
  // crowdsec: pkg/parser/runtime.go, Parse
  if (event_.stage.empty() && !plan_.stages.empty()) {
    event_.stage = plan_.stage_names.front();
  }
  event_.process = false;
  if (event_.time.is_zero()) {
    event_.time = runner_.reference_;
  }
  started_with_ = event_.time;
  set_present();
  ParseResult out = plan_.kind == StagesKind::kLog ? run_logs() : run_postoverflows();
  if (!(event_.time == started_with_)) {
    runner_.last_dated_ = event_.time;
  }
  if (out.fate == Fate::kParsed) {
    event_.process = true;
    if (event_.whitelisted) {
      out.fate = Fate::kAllowListed;
      out.node = whitelist_node_;
    }
  }
  runner_.scratch_.reset();
  return out;
}

ParseResult EventWalk::result(Fate fate, std::size_t stage, std::uint32_t node) const {
  ParseResult out;
  out.fate = fate;
  out.stage = static_cast<std::uint32_t>(stage);
  out.node = node;
  return out;
}

ParseResult EventWalk::run_logs() {
  for (std::size_t stage = 0; stage < plan_.stages.size(); ++stage) {
    if (present_stage() > static_cast<std::ptrdiff_t>(stage)) {
      continue;  // moved on by more than one, or put in here
    }
    if (!same_name(event_.stage, plan_.stage_names[stage])) {
      return result(Fate::kNotParsed, stage == 0 ? 0 : stage - 1);  // nothing moved it on
    }
    State state = run_stage(stage);
    if (state == State::kFailed) {
      return result(Fate::kFailed, stage, failed_node_);
    }
    if (state == State::kNo) {
      return result(Fate::kNotParsed, stage);
    }
  }
  return {};
}

ParseResult EventWalk::run_postoverflows() {
  for (std::size_t stage = 0; stage < plan_.stages.size(); ++stage) {
    if (present_stage() > static_cast<std::ptrdiff_t>(stage)) {
      continue;
    }
    event_.stage = plan_.stage_names[stage];
    (void)run_stage(stage);
  }
  return {};
}

std::ptrdiff_t EventWalk::present_stage() const {
  for (std::size_t i = 0; i < plan_.stage_names.size(); ++i) {
    if (same_name(plan_.stage_names[i], event_.stage)) {
      return static_cast<std::ptrdiff_t>(i);
    }
  }
  return -1;  // a static wrote something else there
}

EventWalk::State EventWalk::run_stage(std::size_t at) {
  const Stage& stage = plan_.stages[at];
  find_candidates(stage);
  written_ = false;
  bool succeeded = false;
  for (std::size_t word = 0; word < runner_.candidates_.size(); ++word) {
    // Bits of nodes that had their turn are cleared here, so that finding the candidates anew does not bring them back.
    std::uint64_t turn = ~std::uint64_t{0};
    while (std::uint64_t left = runner_.candidates_[word] & turn) {
      int bit = __builtin_ctzll(left);
      turn = bit == 63 ? 0 : ~std::uint64_t{0} << (bit + 1);
      const Node& node = stage.nodes[word * 64 + static_cast<std::size_t>(bit)];
      State state = runner_.observer_ == nullptr ? run_node(node) : watch_node(node);
      if (state == State::kFailed) {
        if (plan_.kind == StagesKind::kLog) {
          return state;
        }
        state = State::kNo;
      }
      succeeded |= state == State::kYes;
      if (state == State::kYes && node.next_stage) {
        return State::kYes;
      }
      if (!same_name(event_.stage, plan_.stage_names[at])) {
        return succeeded ? State::kYes : State::kNo;
      }
      if (written_) {
        written_ = false;
        if (runner_.observer_ == nullptr && stage.dispatch.is_stale(event_, runner_.dispatched_)) {
          stage.dispatch.find(event_, runner_.candidates_, runner_.dispatched_);
        }
      }
    }
  }
  return succeeded ? State::kYes : State::kNo;
}

void EventWalk::find_candidates(const Stage& stage) {
  if (runner_.observer_ == nullptr) {
    stage.dispatch.find(event_, runner_.candidates_, runner_.dispatched_);
    return;
  }
  const std::size_t nodes = stage.nodes.size();
  runner_.candidates_.assign((nodes + 63) / 64, ~std::uint64_t{0});
  if (nodes % 64 != 0) {
    runner_.candidates_.back() = (std::uint64_t{1} << nodes % 64) - 1;
  }
}

EventWalk::State EventWalk::watch_node(const Node& node) {
  ParseObserver& observer = *runner_.observer_;
  const std::uint64_t hits = runner_.counts_[node.index].hits;
  observer.enter(node.index, event_);
  State state = run_node(node);
  NodeOutcome outcome = NodeOutcome::kSucceeded;
  if (state == State::kFailed) {
    outcome = NodeOutcome::kDropped;
  } else if (state == State::kNo) {
    outcome = runner_.counts_[node.index].hits == hits ? NodeOutcome::kStayedOut : NodeOutcome::kFailed;
  }
  observer.leave(node.index, outcome, event_);
  return state;
}

EventWalk::State EventWalk::run_node(const Node& node) {
  // crowdsec: pkg/parser/node.go, process
  if (!filter_lets_in(node)) {
    return State::kNo;
  }
  written_ = true;
  NodeCounts& counts = runner_.counts_[node.index];
  ++counts.hits;
  bool whitelisted = is_whitelisted(node);
  State grok = node.grok ? run_grok(node) : State::kYes;
  if (grok == State::kFailed) {
    return grok;
  }
  if (grok == State::kYes) {
    for (const StashAction& stash : node.stashes) {
      apply_stash(stash);
    }
  }
  State state = run_children(node, grok);
  if (state == State::kFailed) {
    return state;
  }
  if (state == State::kNo) {
    ++counts.failed;
    if (traces(node)) {
      trace(node, node.children.empty() ? "leaves: the grok did not match" : "leaves: no nested node succeeded");
    }
    return state;
  }
  ++counts.ok;
  // The statics of a whitelist run only when it lets the event pass.
  if (whitelisted || node.whitelist.empty()) {
    for (const StaticAction& action : node.statics) {
      if (!(action.copies && copy_text(action)) && !apply_static(node, action)) {
        failed_node_ = node.index;
        return State::kFailed;
      }
    }
  }
  if (node.next_stage) {
    move_on();
  }
  if (traces(node)) {
    trace(node, "leaves: ok");
  }
  return State::kYes;
}

EventWalk::State EventWalk::run_children(const Node& node, State state) {
  // The last nested node decides; with onsuccess next_stage the first that succeeds. Under a grok that matched none can fail the node, under one that
  // did not they can still save it.
  bool grok_matched = node.grok && state == State::kYes;
  for (const Node& child : node.children) {
    State outcome = runner_.observer_ == nullptr ? run_node(child) : watch_node(child);
    if (outcome == State::kFailed || (outcome == State::kYes && node.next_stage)) {
      return outcome;
    }
    if (!grok_matched) {
      state = outcome;
    }
  }
  return state;
}

void EventWalk::move_on() {
  std::size_t next = static_cast<std::size_t>(present_stage() + 1);
  if (next < plan_.stage_names.size()) {
    event_.stage = plan_.stage_names[next];
  }
}

bool EventWalk::filter_lets_in(const Node& node) {
  if (!node.filter.program) {
    return true;
  }
  written_ |= !node.filter.pure;
  bool in = run_test(node.filter).value_or(false);
  if (runner_.observer_ != nullptr) {
    runner_.observer_->filtered(node.index, in, event_);
  }
  if (traces(node)) {
    trace(node, in ? "filter: true, enters" : "filter: false or failed, stays out");
  }
  return in;
}

bool EventWalk::is_whitelisted(const Node& node) {
  const Whitelist& whitelist = node.whitelist;
  if (whitelist.empty()) {
    return false;
  }
  bool listed = whitelist.has_addresses() && source_is_listed(whitelist);
  for (std::size_t i = 0; !listed && i < whitelist.expressions.size(); ++i) {
    std::optional<expr::Value> value = run_rule(whitelist.expressions[i]);
    if (!value) {
      return false;  // the reference leaves out the remaining expressions too
    }
    if (value->is_bool()) {
      listed = value->as_bool();
    } else {
      count_failure(whitelist.expressions[i].index, "a whitelist expression must give true or false, not " + value->type()->name, {});
    }
  }
  if (listed && !event_.whitelisted) {
    event_.whitelisted = true;
    event_.whitelist_reason = whitelist.reason;
    whitelist_node_ = node.index;
    if (event_.type == model::EventType::kOverflow && event_.overflow != nullptr) {
      event_.overflow->whitelisted = true;
    }
    if (traces(node)) {
      trace(node, "whitelist: lets it pass");
    }
  }
  return listed;
}

bool EventWalk::source_is_listed(const Whitelist& whitelist) const {
  // crowdsec: pkg/pipeline/event.go, ParseIPSources
  if (event_.type == model::EventType::kLog) {
    static const model::FieldId kSourceIp = model::intern_field("source_ip");
    std::optional<Ip> ip = Ip::parse(event_.meta.get(kSourceIp));
    return ip && whitelist.holds(*ip);
  }
  if (event_.overflow != nullptr) {
    for (const auto& [name, source] : event_.overflow->sources) {
      std::optional<Ip> ip = Ip::parse(name);
      if (ip && whitelist.holds(*ip)) {
        return true;
      }
    }
  }
  return false;
}

void EventWalk::apply_stash(const StashAction& stash) {
  // crowdsec: pkg/parser/stash.go, Apply: only texts are kept.
  std::optional<expr::Value> value = run_rule(stash.value);
  if (!value) {
    return;
  }
  if (!value->is_string()) {
    count_failure(stash.value.index, "a stash keeps texts, not " + value->type()->name, {});
    return;
  }
  std::optional<expr::Value> key = run_rule(stash.key);
  if (!key) {
    return;
  }
  if (!key->is_string()) {
    count_failure(stash.key.index, "the key of a stash is a text, not " + key->type()->name, {});
    return;
  }
  if (runner_.services_ == nullptr || runner_.services_->stash == nullptr) {
    count_failure(stash.value.index, "there is no stash here", {});
    return;
  }
  runner_.services_->stash->set(stash.cache, key->as_string(), value->as_string(), &stash.ttl, context_.now);
}

model::FieldMap& EventWalk::map_of(StaticAction::Target target) {
  return target == StaticAction::Target::kMeta ? event_.meta : target == StaticAction::Target::kParsed ? event_.parsed : event_.enriched;
}

bool EventWalk::copy_text(const StaticAction& action) {
  expr::Value value;
  if (runner_.trace_ != nullptr || !action.expression.program->evaluate(*runner_.machine_, context_, variables_, value)) {
    return false;
  }
  if (value.is_string()) [[likely]] {
    if (value.size() != 0) {
      map_of(action.target).set(action.field, value.as_string(), *event_.arena);
    }
    return true;
  }
  return value.is_nil();
}

bool EventWalk::apply_static(const Node& node, const StaticAction& action) {
  // crowdsec: pkg/parser/runtime.go, Apply
  StaticText text = static_text(action);
  if (text.failed) {
    return false;
  }
  if (text.skip) {
    return true;
  }
  bool takes_empty = action.method != nullptr && action.method->takes_empty;
  if (text.text.empty() && !takes_empty) {
    return true;
  }
  if (traces(node)) {
    trace(node, plan_.rules[action.expression.index].target + " = " + std::string(text.text));
  }
  switch (action.target) {
    case StaticAction::Target::kMethod:
      apply_method(node, action, text.text);
      break;
    case StaticAction::Target::kParsed:
    case StaticAction::Target::kMeta:
    case StaticAction::Target::kEnriched:
      map_of(action.target).set(action.field, text.text, *event_.arena);
      break;
    case StaticAction::Target::kByName:
      runner_.memo_.forget();
      if (!model::set_target_by_name(event_, action.name, text.text)) {
        count_failure(action.expression.index, "`" + action.name + "` cannot be set", {});
      }
      break;
    case StaticAction::Target::kNowhere:
      break;
  }
  return true;
}

void EventWalk::apply_method(const Node& node, const StaticAction& action, std::string_view value) {
  if (action.method == nullptr) {
    count_failure(action.expression.index, "there is no method `" + action.name + "`", {});
    return;
  }
  enrich::EnrichContext context;
  context.reference = runner_.reference_;
  context.services = runner_.services_;
  enrich::EnrichResult done = action.method->apply(value, event_, context);
  runner_.memo_.forget();
  set_present();
  if (done == enrich::EnrichResult::kFailed) {
    count_failure(action.expression.index, "method `" + action.name + "` cannot read its value", {});
  }
  if (traces(node)) {
    trace(node, action.name + (done == enrich::EnrichResult::kWritten ? ": written" : ": nothing found"));
  }
}

EventWalk::StaticText EventWalk::static_text(const StaticAction& action) {
  StaticText out;
  if (!action.value.empty()) {
    out.text = action.value;
    return out;
  }
  if (!action.expression.program) {
    return out;
  }
  std::optional<expr::Value> value = run_rule(action.expression);
  if (!value) {
    out.skip = true;
    return out;
  }
  switch (value->type_id()) {
    case expr::type_id::kString:
      out.text = value->as_string();
      return out;
    case expr::type_id::kInt:
      out.text = print_int(*event_.arena, value->as_int());
      return out;
    case expr::type_id::kFloat64:
    case expr::type_id::kFloat32:
      out.text = print_float(*event_.arena, value->as_float());
      return out;
    case expr::type_id::kNil:
      return out;
    case expr::type_id::kAnyMap:
      count_failure(action.expression.index, "the expression gives a map: turn it into text with ToJsonString(), or pick a text from it", {});
      return out;
    case expr::type_id::kAnySlice:
      count_failure(action.expression.index, "the expression gives a list: turn it into text with ToJsonString(), or pick a text from it", {});
      return out;
    default:
      count_failure(action.expression.index, "the expression must give a text or a number, not " + value->type()->name + ": the event is dropped",
                    {});
      out.failed = true;
      return out;
  }
}

void EventWalk::set_present() {
  context_.now = event_.time;
  // A stash runs on the log's clock, also for a line whose date is not known yet. It makes the front run in order, so this does not depend on
  // threads.
  if (plan_.effect >= expr::Effect::kFrontState && event_.time == started_with_ && event_.time == runner_.reference_) {
    context_.now = runner_.last_dated_;
  }
  scratch_context_.now = context_.now;
}

/// An expression that may write to the event runs without the memo, which is worth nothing afterwards.
class EventWalk::Writing {
 public:
  Writing(EventWalk& walk, const Rule& rule) : walk_(rule.pure ? nullptr : &walk) {
    if (walk_ != nullptr) {
      walk_->context_.memo = nullptr;
    }
  }
  ~Writing() {
    if (walk_ != nullptr) {
      walk_->runner_.memo_.forget();
      walk_->context_.memo = &walk_->runner_.memo_;
    }
  }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

 private:
  EventWalk* walk_;
};

std::optional<expr::Value> EventWalk::run_rule(const Rule& rule) {
  if (rule.constant != nullptr) {
    return *rule.constant;
  }
  expr::Value value;
  Writing writing(*this, rule);
  if (!rule.program->evaluate(*runner_.machine_, context_, variables_, value)) {
    expr::Outcome failure = expr::Program::failure_of(*runner_.machine_, context_);
    count_failure(rule.index, failure.message, failure.span);
    return std::nullopt;
  }
  return value;
}

std::optional<bool> EventWalk::run_test(const Rule& rule) {
  if (rule.constant != nullptr && rule.constant->is_bool()) {
    return rule.constant->as_bool();
  }
  // The sentence of a failure is made for the first one alone.
  expr::Outcome outcome;
  bool first = runner_.failures_[rule.index].count == 0 || runner_.observer_ != nullptr;
  expr::CallContext& context = rule.pure ? scratch_context_ : context_;
  Writing writing(*this, rule);
  std::optional<bool> answer = rule.program->run_filter(*runner_.machine_, context, variables_, first ? &outcome : nullptr);
  if (!answer) {
    count_failure(rule.index, outcome.message, outcome.span);
  }
  return answer;
}

void EventWalk::count_failure(std::uint32_t rule, std::string_view message, Span span) {
  if (runner_.observer_ != nullptr) {
    runner_.observer_->failed(rule, message, span);
  }
  RuleFailure& failure = runner_.failures_[rule];
  if (failure.count++ == 0) {
    failure.first = runner_.order_;
    failure.message = message;
    failure.span = span;
  }
}

void EventWalk::trace(const Node& node, std::string_view what) {
  runner_.trace_->say(event_.stage, plan_.nodes[node.index].name, what);
}

}  // namespace vedette::parse

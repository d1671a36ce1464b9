#include "explain/failures.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "explain/value_text.h"

namespace vedette::explain {
namespace {

constexpr std::size_t kMostGroups = 1000;
constexpr std::size_t kMostNamed = 3;  // parsers in one reason

}  // namespace

/// Remembers no more than the reason needs.
class Failures::Watched final : public engine::EventWatch {
 public:
  explicit Watched(Failures& owner) : owner_(owner) {}

  void start(buckets::Place place) {
    reason.clear();
    stage.clear();
    entered_.clear();
    message_.clear();
    depth_ = 0;
    where = place;
  }

  void begin(const model::Event& event, expr::Services& /*services*/) override {
    line = event.line.raw;
    source = event.line.src;
  }

  void enter(std::uint32_t /*node*/, const model::Event& event) override {
    if (depth_++ == 0 && event.stage != stage_) {
      stage_ = event.stage;
      entered_.clear();
    }
    if (depth_ == 1) {
      unread_ = false;
    }
  }
  void read(std::uint32_t /*node*/, std::optional<std::string_view> /*text*/, bool matched) override { unread_ = unread_ || !matched; }
  void leave(std::uint32_t node, parse::NodeOutcome outcome, const model::Event& /*event*/) override {
    if (--depth_ == 0 && outcome == parse::NodeOutcome::kFailed) {
      entered_.emplace_back(node, unread_);
    }
  }
  void failed(std::uint32_t /*rule*/, std::string_view message, Span /*span*/) override { message_ = message; }

  void parsed(const model::Event& /*event*/, const parse::ParseResult& result) override {
    const parse::Stages& parsers = *owner_.rules_.parsers;
    if (result.fate == parse::Fate::kFailed) {
      stage = parsers.stage_names()[result.stage];
      reason = fmt::format("{} drops it: {}", parsers.nodes()[result.node].name, shortened(message_));
    } else if (result.fate == parse::Fate::kNotParsed) {
      stage = result.stage < parsers.stage_names().size() ? parsers.stage_names()[result.stage] : std::string();
      reason = why_not_taken(parsers);
    }
  }
  /// It goes on after all.
  void matching(const model::Event& /*event*/, Time /*time*/) override { reason.clear(); }

  void done() override { owner_.take(*this); }

  std::string reason;  // empty: it was parsed
  std::string stage;
  std::string_view line;
  std::string_view source;
  buckets::Place where;

 private:
  [[nodiscard]] std::string why_not_taken(const parse::Stages& parsers) const {
    if (stage.empty()) {
      return "there is no parser";
    }
    if (entered_.empty()) {
      return "no parser's filter lets it in";
    }
    std::string out;
    for (std::size_t i = 0; i < entered_.size(); ++i) {
      if (i == kMostNamed) {
        return out + fmt::format(" and {} more", entered_.size() - i);
      }
      const auto& [node, unread] = entered_[i];
      out += fmt::format("{}{} lets it in, but {}", i == 0 ? "" : "; ", parsers.nodes()[node].name,
                         unread ? "no grok of it matches" : "no node of it succeeds");
    }
    return out;
  }

  Failures& owner_;
  std::string stage_;
  std::vector<std::pair<std::uint32_t, bool>> entered_;  // documents of the stage; whether a grok did not match
  std::string message_;
  int depth_ = 0;
  bool unread_ = false;
};

Failures::Failures(const engine::Rules& rules) : rules_(rules) {}
Failures::~Failures() = default;

engine::EventWatch* Failures::watch(const model::Event& /*event*/, buckets::Place place) {
  std::lock_guard lock(mutex_);
  ++events_;
  if (free_.empty()) {
    all_.push_back(std::make_unique<Watched>(*this));
    free_.push_back(all_.back().get());
  }
  Watched* watched = free_.back();
  free_.pop_back();
  watched->start(place);
  return watched;
}

void Failures::take(Watched& watched) {
  std::lock_guard lock(mutex_);
  free_.push_back(&watched);
  if (watched.reason.empty()) {
    return;
  }
  std::string key = watched.stage + '\0' + watched.reason;
  if (groups_.size() >= kMostGroups && groups_.find(key) == groups_.end()) {
    key.clear();
    watched.reason = "other reasons";
    watched.stage.clear();
  }
  FailureGroup& group = groups_[key];
  const auto place = std::pair(watched.where.path, watched.where.record);
  if (group.count++ == 0 || place < std::pair(group.path, group.record)) {
    group.reason = watched.reason;
    group.stage = watched.stage;
    group.example = shortened(watched.line, 1000);
    group.source = watched.source;
    group.path = place.first;
    group.record = place.second;
  }
}

std::vector<FailureGroup> Failures::groups() const {
  std::lock_guard lock(mutex_);
  std::vector<FailureGroup> out;
  for (const auto& [key, group] : groups_) {
    out.push_back(group);
  }
  std::stable_sort(out.begin(), out.end(), [](const FailureGroup& a, const FailureGroup& b) { return a.count > b.count; });
  return out;
}

}  // namespace vedette::explain

#include "parse/runner.h"

#include "parse/stages.h"

namespace vedette::parse {

Runner::Runner(const Stages& stages, expr::Services* services, Time reference)
    : services_(services),
      reference_(reference),
      machine_(expr::make_machine()),
      counts_(stages.nodes().size()),
      failures_(stages.rules().size()),
      last_dated_(reference),
      captures_(stages.most_captures()) {
  reference_.zone = nullptr;
}

void Runner::merge(const Runner& other) {
  for (std::size_t i = 0; i < counts_.size() && i < other.counts_.size(); ++i) {
    counts_[i].hits += other.counts_[i].hits;
    counts_[i].ok += other.counts_[i].ok;
    counts_[i].failed += other.counts_[i].failed;
  }
  for (std::size_t i = 0; i < failures_.size() && i < other.failures_.size(); ++i) {
    RuleFailure& mine = failures_[i];
    const RuleFailure& theirs = other.failures_[i];
    if (theirs.count != 0 && (mine.count == 0 || theirs.first < mine.first)) {
      mine.first = theirs.first;
      mine.message = theirs.message;
      mine.span = theirs.span;
    }
    mine.count += theirs.count;
  }
}

}  // namespace vedette::parse

#include "grok/matcher.h"

#include <algorithm>
#include <cstring>

#include "base/utf8.h"

namespace vedette::grok {
namespace {

using Op = RegexInstruction::Op;
using Outcome = Matcher::Outcome;

constexpr std::size_t kLongestText = std::size_t{1} << 20;
// Beyond these RE2 is about as fast.
constexpr std::size_t kStepsOfByte = 24;
constexpr std::size_t kStepsAtLeast = 2048;
constexpr std::size_t kBytesOfStep = 16;  // of a run, which is quicker than an instruction
constexpr std::size_t kFirstChoices = 256;
constexpr std::size_t kMostChoices = std::size_t{1} << 16;
constexpr std::size_t kFewStepsAtLeast = 64;
constexpr std::size_t kMostBits = std::size_t{1} << 21;
constexpr std::uint32_t kRestore = std::uint32_t{1} << 31;

/// Where to go on when what is tried fails: at a run or branch that has more to offer, or with a slot (kRestore) that gets its old value.
struct Choice {
  std::uint32_t instruction = 0;
  std::uint32_t at = 0;
  std::uint32_t more = 0;
};

/// Of this thread, so that a match allocates nothing.
class Scratch {
 public:
  [[nodiscard]] Choice* begin() { return choices_.get(); }
  [[nodiscard]] Choice* end() { return choices_.get() + room_; }
  bool grow() {
    const std::size_t room = room_ == 0 ? kFirstChoices : room_ * 2;
    if (room > kMostChoices) {
      return false;
    }
    auto larger = std::make_unique<Choice[]>(room);
    std::copy(begin(), end(), larger.get());
    choices_ = std::move(larger);
    room_ = room;
    return true;
  }
  /// So many, none of them set.
  std::uint64_t* clear_bits(std::size_t count) {
    const std::size_t words = (count + 63) / 64;
    if (words > words_) {
      bits_ = std::make_unique<std::uint64_t[]>(words);
      words_ = words;
    }
    std::fill_n(bits_.get(), words, 0);
    return bits_.get();
  }

 private:
  std::unique_ptr<Choice[]> choices_;
  std::size_t room_ = 0;
  std::unique_ptr<std::uint64_t[]> bits_;
  std::size_t words_ = 0;
};

Scratch& scratch_of_thread() {
  thread_local Scratch scratch;
  return scratch;
}

const RegexInstruction kNothing{.op = Op::kFail};

bool is_word(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

class Backtracker {
 public:
  Backtracker(const RegexProgram& program, std::string_view text, std::span<std::uint32_t> slots, Scratch& scratch)
      : code_(program.code.data()),
        tables_(program.tables.data()),
        program_(program),
        text_(text.data()),
        size_(static_cast<std::uint32_t>(text.size())),
        slots_(slots.data()),
        scratch_(scratch),
        steps_left_(static_cast<std::int64_t>(text.size() + kFewStepsAtLeast)) {}

  Outcome run(Matcher::Effort effort) {
    if (effort == Matcher::Effort::kLittle) {
      return run<false>();
    }
    steps_left_ = static_cast<std::int64_t>(size_ * kStepsOfByte + kStepsAtLeast);
    const std::size_t count = program_.joins * (std::size_t{size_} + 1);
    if (count > kMostBits) {
      return run<false>();
    }
    failed_ = scratch_.clear_bits(count);
    return run<true>();
  }

 private:
  template <bool kRemembers>
  Outcome run() {
    for (std::uint32_t start = next_start(0); start <= size_; start = next_start(start + 1)) {
      const Outcome outcome = run_at<kRemembers>(start);
      if (outcome != Outcome::kNone) {
        return outcome;
      }
      if (program_.at_begin) {
        break;
      }
    }
    return Outcome::kNone;
  }

  /// The character at a position as a column of tables.
  [[nodiscard]] std::size_t column(std::uint32_t at) const { return at < size_ ? static_cast<unsigned char>(text_[at]) : kEndColumn; }

  [[nodiscard]] bool at_boundary(std::uint32_t at) const {
    const bool before = at > 0 && is_word(static_cast<unsigned char>(text_[at - 1]));
    const bool after = at < size_ && is_word(static_cast<unsigned char>(text_[at]));
    return before != after;
  }

  /// From `at` on; past the end when there is none.
  std::uint32_t next_start(std::uint32_t at) {
    const std::string& prefix = program_.prefix;
    const CharacterTable& first = tables_[program_.first_table];
    const CharacterTable& run = tables_[program_.run_table];
    const std::uint32_t from = at;
    for (; at <= size_; ++at) {
      if (!prefix.empty() && !program_.at_begin) {
        const void* found = at < size_ ? std::memchr(text_ + at, prefix.front(), size_ - at) : nullptr;
        if (found == nullptr) {
          return size_ + 1;
        }
        at = static_cast<std::uint32_t>(static_cast<const char*>(found) - text_);
        if (size_ - at < prefix.size()) {
          return size_ + 1;
        }
        if (std::memcmp(text_ + at, prefix.data(), prefix.size()) != 0) {
          continue;
        }
      } else if ((first[column(at)] & program_.first_mask) == 0) {
        if (program_.at_begin) {
          return size_ + 1;
        }
        continue;
      }
      if (at > 0 && (run[column(at - 1)] & program_.run_mask) != 0) {
        continue;
      }
      if (program_.at_boundary && !at_boundary(at)) {
        continue;
      }
      break;
    }
    steps_left_ -= static_cast<std::int64_t>((at - from) / kBytesOfStep);
    return at;
  }

  /// Whether what follows a run can begin here.
  [[nodiscard]] bool can_follow(const RegexInstruction& run, std::uint32_t at) const {
    if ((tables_[run.follow_table][column(at)] & run.follow_mask) == 0) {
      return false;
    }
    return run.length < 2 || (size_ - at >= run.length && std::memcmp(text_ + at, program_.literals.data() + run.place, run.length) == 0);
  }

  /// Where the run of its characters that begins at `at` ends.
  std::uint32_t end_of_run(const RegexInstruction& run, std::uint32_t at) {
    const std::uint32_t limit = size_ - at > run.max ? at + run.max : size_;
    std::uint32_t end = at;
    if (run.excluded == kSeveralExcluded) {
      const CharacterTable& table = tables_[run.table];
      while (end < limit && (table[static_cast<unsigned char>(text_[end])] & run.mask) != 0) {
        ++end;
      }
    } else if (run.excluded == kEveryCharacter) {
      end = limit;
    } else if (end < limit) {
      const void* found = std::memchr(text_ + end, run.excluded, limit - end);
      end = found != nullptr ? static_cast<std::uint32_t>(static_cast<const char*>(found) - text_) : limit;
    }
    steps_left_ -= static_cast<std::int64_t>((end - at) / kBytesOfStep);
    return end;
  }

  /// The last place in low..high after which a match can go on; below `low` when there is none. `high` is not zero.
  std::uint32_t stop_back(const RegexInstruction& run, std::uint32_t low, std::uint32_t high) {
    std::uint32_t at = high + 1;
    while (at > low && !can_follow(run, at - 1)) {
      --at;
    }
    steps_left_ -= static_cast<std::int64_t>((high + 1 - at) / kBytesOfStep);
    return at;  // one more than the place, which may be 0
  }

  /// The first such place; above `high` when there is none.
  std::uint32_t stop_ahead(const RegexInstruction& run, std::uint32_t low, std::uint32_t high) {
    std::uint32_t at = low;
    while (at <= high) {
      if (run.length > 0) {
        const void* found = at < size_ ? std::memchr(text_ + at, program_.literals[run.place], std::min(high + 1, size_) - at) : nullptr;
        if (found == nullptr) {
          at = high + 1;
          break;
        }
        at = static_cast<std::uint32_t>(static_cast<const char*>(found) - text_);
      }
      if (can_follow(run, at)) {
        break;
      }
      ++at;
    }
    steps_left_ -= static_cast<std::int64_t>((at - low) / kBytesOfStep);
    return at;
  }

  /// Whether there is room for one more choice at `top`.
  bool reserve(Choice*& top, Choice*& end) {
    const std::ptrdiff_t used = top - scratch_.begin();
    if (!scratch_.grow()) {
      return false;
    }
    top = scratch_.begin() + used;
    end = scratch_.end();
    return true;
  }

  /// Whether the match came by here before, to no avail: how it did so makes no difference to what follows.
  bool was_here(const RegexInstruction& join, std::uint32_t at) {
    const std::size_t bit = (join.join - std::size_t{1}) * (std::size_t{size_} + 1) + at;
    const std::uint64_t mask = std::uint64_t{1} << (bit % 64);
    const bool was = (failed_[bit / 64] & mask) != 0;
    failed_[bit / 64] |= mask;
    return was;
  }

  template <bool kRemembers>
  Outcome run_at(std::uint32_t start);

  const RegexInstruction* code_;
  const CharacterTable* tables_;
  const RegexProgram& program_;
  const char* text_;
  std::uint32_t size_;
  std::uint32_t* slots_;
  Scratch& scratch_;
  std::int64_t steps_left_;
  std::uint64_t* failed_ = nullptr;  // by join and position: nothing can match from there on
};

template <bool kRemembers>
Outcome Backtracker::run_at(std::uint32_t start) {
  Choice* top = scratch_.begin();
  Choice* end = scratch_.end();
  std::uint32_t at = start;
  const RegexInstruction* now = code_ + program_.entry;
  while (true) {
    if constexpr (kRemembers) {
      if (now->join != 0 && was_here(*now, at)) {
        now = &kNothing;
      }
    }
    bool goes_on = false;
    switch (now->op) {
      case Op::kFail:
        break;
      case Op::kMatch:
        slots_[0] = start;
        slots_[1] = at;
        return Outcome::kMatch;
      case Op::kCharacter:
        goes_on = at < size_ && text_[at] == now->character;
        ++at;
        break;
      case Op::kLiteral:
        goes_on = size_ - at >= now->min && std::memcmp(text_ + at, program_.literals.data() + now->place, now->min) == 0;
        at += now->min;
        break;
      case Op::kSet:
        goes_on = (tables_[now->table][column(at)] & now->mask) != 0;
        ++at;
        break;
      case Op::kRun: {
        --steps_left_;
        const std::uint32_t limit = end_of_run(*now, at);
        goes_on = limit - at >= now->min;
        if (!goes_on) {
          break;
        }
        if (now->settled) {
          at = limit;
          break;
        }
        const std::uint32_t low = at + now->min;
        if (now->greedy) {
          const std::uint32_t stop = stop_back(*now, low, limit);
          goes_on = stop > low;
          at = stop - 1;
          if (goes_on && at > low) {
            if (top == end && !reserve(top, end)) {
              return Outcome::kUndecided;
            }
            *top++ = {static_cast<std::uint32_t>(now - code_), at, low};
          }
        } else {
          at = stop_ahead(*now, low, limit);
          goes_on = at <= limit;
          if (at < limit) {
            if (top == end && !reserve(top, end)) {
              return Outcome::kUndecided;
            }
            *top++ = {static_cast<std::uint32_t>(now - code_), at, limit};
          }
        }
        break;
      }
      case Op::kBranch: {
        --steps_left_;
        const unsigned open = tables_[now->table][column(at)];
        if (open == 0) {
          break;
        }
        if ((open & (open - 1)) != 0) {
          if (top == end && !reserve(top, end)) {
            return Outcome::kUndecided;
          }
          *top++ = {static_cast<std::uint32_t>(now - code_), at, open & (open - 1)};
        }
        now = code_ + program_.branches[now->place + static_cast<unsigned>(__builtin_ctz(open))];
        continue;
      }
      case Op::kSave:
        if (top == end && !reserve(top, end)) {
          return Outcome::kUndecided;
        }
        *top++ = {kRestore | now->place, slots_[now->place], 0};
        slots_[now->place] = at;
        goes_on = true;
        break;
      case Op::kTextBegin:
        goes_on = at == 0;
        break;
      case Op::kTextEnd:
        goes_on = at == size_;
        break;
      case Op::kLineBegin:
        goes_on = at == 0 || text_[at - 1] == '\n';
        break;
      case Op::kLineEnd:
        goes_on = at == size_ || text_[at] == '\n';
        break;
      case Op::kBoundary:
        goes_on = at_boundary(at);
        break;
      case Op::kNoBoundary:
        goes_on = !at_boundary(at);
        break;
    }
    if (goes_on) {
      now = code_ + now->next;
      continue;
    }
    // Back to the last choice.
    while (true) {
      if (top == scratch_.begin()) {
        return Outcome::kNone;
      }
      Choice& choice = top[-1];
      if ((choice.instruction & kRestore) != 0) {
        slots_[choice.instruction & ~kRestore] = choice.at;
        --top;
        continue;
      }
      if (--steps_left_ < 0) {
        return Outcome::kUndecided;
      }
      now = code_ + choice.instruction;
      if (now->op == Op::kBranch) {
        const unsigned open = choice.more;
        at = choice.at;
        choice.more = open & (open - 1);
        top -= choice.more == 0 ? 1 : 0;
        now = code_ + program_.branches[now->place + static_cast<unsigned>(__builtin_ctz(open))];
        break;
      }
      if (now->greedy) {
        const std::uint32_t low = choice.more;
        const std::uint32_t stop = stop_back(*now, low, choice.at - 1);
        if (stop <= low) {
          --top;
          continue;
        }
        at = stop - 1;
        choice.at = at;
        top -= at == low ? 1 : 0;
      } else {
        const std::uint32_t limit = choice.more;
        at = stop_ahead(*now, choice.at + 1, limit);
        if (at > limit) {
          --top;
          continue;
        }
        choice.at = at;
        top -= at == limit ? 1 : 0;
      }
      now = code_ + now->next;
      break;
    }
  }
}

}  // namespace

std::unique_ptr<const Matcher> Matcher::compile(std::string_view regex) {
  RegexTree tree = parse_regex(regex);
  if (tree.root == nullptr) {
    return nullptr;
  }
  std::optional<RegexProgram> program = compile_tree(tree);
  return program ? std::unique_ptr<const Matcher>(new Matcher(std::move(*program))) : nullptr;
}

Matcher::Outcome Matcher::match(std::string_view text, std::span<std::uint32_t> slots, Effort effort) const {
  if (text.size() > kLongestText || !is_ascii(text)) {
    return Outcome::kUndecided;
  }
  std::fill_n(slots.begin(), program_.slots, kUnset);
  Scratch& scratch = scratch_of_thread();
  if (scratch.begin() == nullptr && !scratch.grow()) {
    return Outcome::kUndecided;
  }
  return Backtracker(program_, text, slots, scratch).run(effort);
}

}  // namespace vedette::grok

#include "grok/required_text.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "grok/regex_scanner.h"

namespace vedette::grok {
namespace {

using Kind = RegexPart::Kind;
using Needle = RequiredText::Needle;
using Choice = std::vector<std::string>;

constexpr std::size_t kMostChoices = 8;
constexpr std::size_t kMostSteps = 6;
constexpr std::size_t kShortestText = 3;  // shorter ones are in most lines anyway
constexpr std::size_t kLongestText = 64;  // the rest of a longer one is not looked at
constexpr int kDeepest = 200;

std::size_t shortest(const Choice& choice) {
  std::size_t out = choice.front().size();
  for (const std::string& text : choice) {
    out = std::min(out, text.size());
  }
  return out;
}

/// What a group or a whole expression needs.
struct Needs {
  std::vector<Choice> steps;
  bool exact = false;   // it matches exactly one text: the only step (or none: the empty text)
  bool starts = false;  // the first step stands at the very beginning of it
};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

class Finder {
 public:
  explicit Finder(std::string_view regex) : scanner_(regex) { advance(); }

  Needs alternatives(bool fold, int depth) {
    std::vector<Needs> branches;
    bool fold_here = fold;
    while (true) {
      branches.push_back(sequence(fold_here, depth));
      if (now_.kind != Kind::kAlternation) {
        break;
      }
      advance();
    }
    return branches.size() == 1 ? std::move(branches.front()) : merge(branches);
  }

  [[nodiscard]] bool at_end() const { return now_.kind == Kind::kEnd; }
  [[nodiscard]] bool gave_up() const { return gave_up_; }

 private:
  void advance() { now_ = scanner_.next(); }

  /// Each branch's best text, when all have one.
  static Needs merge(const std::vector<Needs>& branches) {
    Needs out;
    Choice choice;
    bool all_start = true;
    for (const Needs& branch : branches) {
      const Choice* best = nullptr;
      for (const Choice& step : branch.steps) {
        if (best == nullptr || shortest(step) > shortest(*best)) {
          best = &step;
        }
      }
      if (best == nullptr || choice.size() + best->size() > kMostChoices) {
        return out;
      }
      all_start &= branch.starts && best == &branch.steps.front();
      choice.insert(choice.end(), best->begin(), best->end());
    }
    out.steps.push_back(std::move(choice));
    out.starts = all_start;
    return out;
  }

  Needs sequence(bool& fold, int depth) {
    Needs out;
    std::string run;
    bool pure = true;        // nothing but literals so far
    bool run_starts = true;  // the run began at the beginning
    auto flush = [&](bool ends) {
      if (!run.empty()) {
        if (out.steps.empty()) {
          out.starts = run_starts;
        }
        out.steps.push_back({std::move(run)});
        run.clear();
      }
      run_starts = false;
      pure &= ends;
    };
    while (now_.kind != Kind::kEnd && now_.kind != Kind::kClose && now_.kind != Kind::kAlternation) {
      RegexPart part = now_;
      advance();
      switch (part.kind) {
        case Kind::kLiteral: {
          bool unknown = fold && (is_letter(part.text[0]) || static_cast<unsigned char>(part.text[0]) >= 0x80);
          if (now_.kind == Kind::kRepeat) {
            if (!repeats_optional() && !unknown) {
              run.append(part.text, part.width);
            }
            flush(false);
          } else if (unknown) {
            flush(false);
          } else {
            run.append(part.text, part.width);
          }
          break;
        }
        case Kind::kAssertion:
          pure = false;
          if (now_.kind == Kind::kRepeat) {
            (void)repeats_optional();
          }
          break;
        case Kind::kAny:
          if (now_.kind == Kind::kRepeat) {
            (void)repeats_optional();
          }
          flush(false);
          break;
        case Kind::kFlags:
          fold = part.has_fold ? part.fold : fold;
          break;
        case Kind::kOpen:
        case Kind::kOpenPlain: {
          if (depth >= kDeepest) {
            gave_up_ = true;
            return {};
          }
          Needs inner = alternatives(part.has_fold ? part.fold : fold, depth + 1);
          if (gave_up_ || now_.kind != Kind::kClose) {
            gave_up_ = true;
            return {};
          }
          advance();
          bool repeated = now_.kind == Kind::kRepeat;
          bool optional = repeated && repeats_optional();
          if (!repeated && inner.exact) {
            run += inner.steps.empty() ? std::string() : inner.steps.front().front();
            break;
          }
          bool begins = run.empty() && out.steps.empty() && run_starts;
          flush(false);
          if (!optional && !inner.steps.empty()) {
            if (begins) {
              out.starts = inner.starts;
            }
            out.steps.insert(out.steps.end(), inner.steps.begin(), inner.steps.end());
          }
          break;
        }
        default:
          gave_up_ = true;  // a repeat of nothing: RE2 has refused it
          return {};
      }
    }
    bool exact = pure && out.steps.empty();
    flush(true);
    out.exact = exact;
    return out;
  }

  /// Takes the repeats that stand here; whether none at all will do.
  bool repeats_optional() {
    bool optional = false;
    while (now_.kind == Kind::kRepeat) {
      optional |= now_.optional;
      advance();
    }
    return optional;
  }

  RegexScanner scanner_;
  RegexPart now_;
  bool gave_up_ = false;
};

/// From frequent to rare in log lines; what is not among these is rarer still.
constexpr std::string_view kFrequent = "e tanoirslhdcu0m1p2f.g3y4w5b6:7/8v9-k=xjqz";

/// Where in `text` its rarest character is.
std::size_t rarest_place(std::string_view text) {
  std::size_t best = 0;
  std::size_t best_rank = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t rank = std::min(kFrequent.find(text[i]), kFrequent.size());
    if (rank > best_rank) {
      best = i;
      best_rank = rank;
    }
  }
  return best;
}

/// Lines are short: looking for one rare character beats preparing a search.
std::size_t find_from(std::string_view text, std::size_t from, const Needle& needle) {
  std::string_view what = needle.text;
  if (text.size() - from < what.size()) {
    return std::string_view::npos;
  }
  const char* at = text.data() + from + needle.pivot;
  const char* end = text.data() + text.size() - (what.size() - 1 - needle.pivot);
  while (at < end) {
    at = static_cast<const char*>(std::memchr(at, what[needle.pivot], static_cast<std::size_t>(end - at)));
    if (at == nullptr) {
      return std::string_view::npos;
    }
    if (std::memcmp(at - needle.pivot, what.data(), what.size()) == 0) {
      return static_cast<std::size_t>(at - needle.pivot - text.data());
    }
    ++at;
  }
  return std::string_view::npos;
}

}  // namespace

RequiredText::RequiredText(std::string_view regex) {
  Finder finder(regex);
  Needs needs = finder.alternatives(false, 0);
  if (finder.gave_up() || !finder.at_end() || needs.steps.empty()) {
    return;
  }
  // `^` at the very front, unrepeated, and not in one branch of several. No flag stands before it.
  bool anchored = regex.starts_with('^') && needs.starts && regex.substr(1).find_first_of("*+?{") != 0;
  RegexScanner scanner(regex);
  int depth = 0;
  for (RegexPart part = scanner.next(); anchored && part.kind != Kind::kEnd; part = scanner.next()) {
    depth += part.kind == Kind::kOpen || part.kind == Kind::kOpenPlain ? 1 : part.kind == Kind::kClose ? -1 : 0;
    anchored = depth > 0 || part.kind != Kind::kAlternation;
  }
  bool first_kept = true;
  std::vector<Choice> kept;
  for (std::size_t i = 0; i < needs.steps.size(); ++i) {
    if ((i == 0 && anchored) || shortest(needs.steps[i]) >= kShortestText) {
      kept.push_back(std::move(needs.steps[i]));
      first_kept &= i == 0 || kept.size() > 1;
    }
  }
  at_start_ = anchored && first_kept && !kept.empty();
  while (kept.size() > kMostSteps) {
    auto weakest =
        std::min_element(kept.begin() + (at_start_ ? 1 : 0), kept.end(), [](const Choice& a, const Choice& b) { return shortest(a) < shortest(b); });
    kept.erase(weakest);
  }
  for (const Choice& choice : kept) {
    std::vector<Needle>& step = steps_.emplace_back();
    for (const std::string& text : choice) {
      std::string bounded = text.substr(0, kLongestText);
      std::size_t pivot = rarest_place(bounded);
      step.push_back({std::move(bounded), pivot});
    }
    if (step.size() == 1 && step.front().text.size() > rarest_.text.size()) {
      rarest_ = step.front();
    }
  }
}

bool RequiredText::may_match(std::string_view text) const {
  std::size_t at = 0;
  std::size_t i = 0;
  if (at_start_) {
    bool begins = false;
    at = text.size();
    for (const Needle& choice : steps_.front()) {
      begins |= text.starts_with(choice.text);
      at = std::min(at, choice.text.size());
    }
    if (!begins) {
      return false;
    }
    i = 1;
  }
  if (steps_.size() > i + 1 && !rarest_.text.empty() && find_from(text, 0, rarest_) == std::string_view::npos) {
    return false;
  }
  for (; i < steps_.size(); ++i) {
    std::size_t end = std::string_view::npos;
    for (const Needle& choice : steps_[i]) {
      std::size_t found = find_from(text, at, choice);
      if (found != std::string_view::npos) {
        end = std::min(end, found + choice.text.size());
      }
    }
    if (end == std::string_view::npos) {
      return false;
    }
    at = end;
  }
  return true;
}

}  // namespace vedette::grok

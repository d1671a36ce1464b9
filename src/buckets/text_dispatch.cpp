#include "buckets/text_dispatch.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "grok/required_text.h"

namespace vedette::buckets {
namespace {

constexpr std::size_t kLeastLiteral = 3;  // shorter ones are in most texts

bool tells_apart(const std::vector<std::string>& literals) {
  // A byte that is no UTF-8 matches U+FFFD: what a regex needs is only taken when it is plain.
  return !literals.empty() && std::all_of(literals.begin(), literals.end(), [](const std::string& literal) {
    return literal.size() >= kLeastLiteral && std::all_of(literal.begin(), literal.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
  });
}

/// One of these stands in whatever the regex matches; none when it says of no text that it must be there.
std::vector<std::string> literals_of(const std::string& regex) {
  std::vector<std::string> best;
  std::size_t best_size = 0;
  const grok::RequiredText required(regex);
  for (const std::vector<grok::RequiredText::Needle>& step : required.steps()) {
    std::vector<std::string> literals;
    std::size_t least = SIZE_MAX;
    for (const grok::RequiredText::Needle& needle : step) {
      literals.push_back(needle.text);
      least = std::min(least, needle.text.size());
    }
    if (tells_apart(literals) && least > best_size) {
      best = std::move(literals);
      best_size = least;
    }
  }
  return best;
}

/// All literals of a condition, those of its file included; nothing when its regex needs none.
std::optional<std::vector<std::string>> literals_of(const expr::TextCondition& condition, const expr::DataFiles* files) {
  if (!condition.regex.empty()) {
    std::vector<std::string> needed = literals_of(condition.regex);
    return needed.empty() ? std::nullopt : std::optional(std::move(needed));
  }
  std::vector<std::string> out = condition.literals;
  if (condition.file.empty()) {
    return out;
  }
  const expr::DataFile* file = files != nullptr ? files->find(condition.file, expr::DataKind::kString) : nullptr;
  const expr::Value lines = file != nullptr ? file->lines() : expr::Value::slice(nullptr, 0, expr::type_id::kStringSlice);
  for (std::uint32_t i = 0; i < lines.size(); ++i) {
    out.push_back(expr::fold_line(lines.slice_data()[i].as_string(), condition.fold));
  }
  return out;
}

/// By condition of the filter; nothing when one of them has none, for then the filter may hold whatever the texts say.
std::optional<std::vector<std::vector<std::string>>> literals_of(const Scenario& scenario, const expr::DataFiles* files) {
  std::vector<std::vector<std::string>> out;
  for (const expr::TextCondition& condition : scenario.filter_texts) {
    std::optional<std::vector<std::string>> literals = literals_of(condition, files);
    if (!literals) {
      return std::nullopt;
    }
    out.push_back(std::move(*literals));
  }
  return out;
}

}  // namespace

TextDispatch::TextDispatch(const Scenarios& scenarios, const expr::DataFiles* files) : needs_(scenarios.size()) {
  std::map<std::string, std::uint32_t> group_of;
  std::vector<std::map<std::string, std::uint32_t>> number_of;  // by group
  for (std::uint32_t i = 0; i < scenarios.size(); ++i) {
    const auto literals = literals_of(scenarios.at(i), files);
    for (std::size_t k = 0; literals && k < literals->size(); ++k) {
      const expr::TextCondition& test = scenarios.at(i).filter_texts[k];
      const auto [at, fresh] = group_of.emplace(test.subject_text, static_cast<std::uint32_t>(groups_.size()));
      if (fresh) {
        groups_.emplace_back().subject = test.subject;
        number_of.emplace_back();
      }
      Group& group = groups_[at->second];
      needs_[i].groups.push_back(at->second);
      for (const std::string& literal : (*literals)[k]) {
        const auto [number, is_new] = number_of[at->second].emplace(literal, static_cast<std::uint32_t>(group.scenarios.size()));
        if (is_new) {
          group.literals.add(literal, number->second);
          group.scenarios.emplace_back();
        }
        group.scenarios[number->second].push_back(i);
      }
    }
  }
}

bool TextDispatch::look(std::uint32_t scenario, const Needs& needs, expr::Machine& machine, expr::CallContext& context,
                        std::span<const expr::Value> variables) {
  for (const std::uint32_t index : needs.groups) {
    Group& group = groups_[index];
    if (group.looked != event_) {
      look_at(group, machine, context, variables);
    }
    if (!group.text || needs_[scenario].found == event_) {
      return false;
    }
  }
  return true;
}

void TextDispatch::look_at(Group& group, expr::Machine& machine, expr::CallContext& context, std::span<const expr::Value> variables) {
  group.looked = event_;
  expr::Value subject;
  group.text = group.subject->evaluate(machine, context, variables, subject) && subject.is_string();
  if (!group.text) {
    return;  // the filters themselves say what is wrong
  }
  group.literals.visit(subject.as_string(), [&](std::uint32_t number) {
    for (const std::uint32_t scenario : group.scenarios[number]) {
      needs_[scenario].found = event_;
    }
  });
}

}  // namespace vedette::buckets

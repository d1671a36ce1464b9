#include "buckets/text_dispatch.h"

#include <map>
#include <string_view>
#include <utility>

namespace vedette::buckets {
namespace {

/// The literals of a test, those of its file included.
std::vector<std::string> literals_of(const expr::TextCondition& test, const expr::DataFiles* files) {
  std::vector<std::string> out = test.literals;
  if (test.file.empty()) {
    return out;
  }
  const expr::DataFile* file = files != nullptr ? files->find(test.file, expr::DataKind::kString) : nullptr;
  const expr::Value lines = file != nullptr ? file->lines() : expr::Value::slice(nullptr, 0, expr::type_id::kStringSlice);
  for (std::uint32_t i = 0; i < lines.size(); ++i) {
    out.push_back(expr::fold_line(lines.slice_data()[i].as_string(), test.fold));
  }
  return out;
}

}  // namespace

TextDispatch::TextDispatch(const Scenarios& scenarios, const expr::DataFiles* files) : needs_(scenarios.size()) {
  std::map<std::string, std::uint32_t> group_of;
  std::vector<std::map<std::string, std::uint32_t>> number_of;  // by group
  for (std::uint32_t i = 0; i < scenarios.size(); ++i) {
    for (const expr::TextCondition& test : scenarios.at(i).filter_texts) {
      const auto [at, fresh] = group_of.emplace(test.subject_text, static_cast<std::uint32_t>(groups_.size()));
      if (fresh) {
        groups_.emplace_back().subject = test.subject;
        number_of.emplace_back();
      }
      Group& group = groups_[at->second];
      needs_[i].groups.push_back(at->second);
      for (const std::string& literal : literals_of(test, files)) {
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

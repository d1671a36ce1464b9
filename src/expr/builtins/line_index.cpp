#include "expr/builtins/line_index.h"

#include <algorithm>

#include "expr/builtins/go_strings.h"

namespace vedette::expr {

std::string fold_line(std::string_view line, LineFold fold) {
  Arena arena;
  CallContext context(arena);
  switch (fold) {
    case LineFold::kNone:
      return std::string(line);
    case LineFold::kUpper:
      return std::string(upper_text(context, line).as_string());
    case LineFold::kLower:
      return std::string(lower_text(context, line).as_string());
  }
  return {};
}

LineIndex::LineIndex(const std::vector<Value>& lines, LineTest test, LineFold fold) : test_(test) {
  std::uint32_t number = 0;
  for (const Value& value : lines) {
    std::string_view line = value.as_string();
    if (fold != LineFold::kNone) {
      line = folded_.emplace_back(fold_line(line, fold));
    }
    if (test == LineTest::kContains) {
      literals_.add(line, number++);
    } else if (lines_.insert(line).second && !line.empty()) {
      sizes_.push_back(line.size());
      ends_[static_cast<unsigned char>(test == LineTest::kEndsWith ? line.back() : line.front())] = true;
    }
  }
  std::sort(sizes_.begin(), sizes_.end());
  sizes_.erase(std::unique(sizes_.begin(), sizes_.end()), sizes_.end());
}

bool LineIndex::any(std::string_view text) const {
  switch (test_) {
    case LineTest::kContains:
      return literals_.find(text) != LiteralSet::kNone;
    case LineTest::kEqual:
      return lines_.contains(text);
    case LineTest::kStartsWith:
    case LineTest::kEndsWith:
      return any_end(text);
  }
  return false;
}

bool LineIndex::any_end(std::string_view text) const {
  const bool at_end = test_ == LineTest::kEndsWith;
  if (text.empty() || !ends_[static_cast<unsigned char>(at_end ? text.back() : text.front())]) {
    return false;
  }
  for (const std::size_t size : sizes_) {
    if (size > text.size()) {
      return false;
    }
    if (lines_.contains(at_end ? text.substr(text.size() - size) : text.substr(0, size))) {
      return true;
    }
  }
  return false;
}

const LineIndex& LineIndexes::get(const std::vector<Value>& lines, LineTest test, LineFold fold) const {
  Slot& slot = slots_[static_cast<std::size_t>(test) * 3 + static_cast<std::size_t>(fold)];
  std::call_once(slot.made, [&] { slot.index = std::make_unique<const LineIndex>(lines, test, fold); });
  return *slot.index;
}

}  // namespace vedette::expr

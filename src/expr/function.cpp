#include "expr/function.h"

#include <algorithm>

#include "base/nearest.h"

namespace vedette::expr {

namespace {

constexpr auto kNameBefore = [](const Builtin* row, std::string_view name) { return row->name < name; };

}  // namespace

bool CallContext::charge(std::uint64_t steps) {
  if (failed_) {
    return false;
  }
  if (steps > steps_left) {
    steps_left = 0;
    fail("the expression took more steps than it may");
    return false;
  }
  steps_left -= steps;
  return true;
}

bool CallContext::grow(std::uint64_t elements) {
  if (failed_) {
    return false;
  }
  if (elements > elements_left) {
    elements_left = 0;
    fail("memory budget exceeded");
    return false;
  }
  elements_left -= elements;
  return true;
}

void FunctionTable::add(std::span<const Builtin> rows) {
  for (const Builtin& row : rows) {
    auto at = std::lower_bound(rows_.begin(), rows_.end(), row.name, kNameBefore);
    if (at != rows_.end() && (*at)->name == row.name) {
      *at = &row;
    } else {
      rows_.insert(at, &row);
    }
  }
}

const Builtin* FunctionTable::find(std::string_view name) const {
  auto at = std::lower_bound(rows_.begin(), rows_.end(), name, kNameBefore);
  return at != rows_.end() && (*at)->name == name ? *at : nullptr;
}

std::string_view FunctionTable::nearest(std::string_view name) const {
  std::vector<std::string_view> names;
  names.reserve(rows_.size());
  for (const Builtin* row : rows_) {
    names.push_back(row->name);
  }
  return nearest_name(name, names);
}

}  // namespace vedette::expr

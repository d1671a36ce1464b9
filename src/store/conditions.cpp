#include "store/conditions.h"

#include <fmt/format.h>

namespace vedette::store {

std::string Conditions::value(Parameter parameter) {
  parameters_.push_back(parameter);
  return fmt::format("${}", parameters_.size());
}

std::string Conditions::own_text(std::string text) {
  texts_.push_back(std::move(text));
  return value(std::string_view(texts_.back()));
}

std::string Conditions::values(const std::vector<std::string>& texts) {
  std::string out = "(";
  for (const std::string& text : texts) {
    out += out.size() == 1 ? "" : ", ";
    out += value(std::string_view(text));
  }
  return out + ")";
}

void Conditions::require(std::string_view condition) {
  sql_ += " AND (";
  sql_ += condition;
  sql_ += ')';
}

std::string Conditions::in_range(std::string_view table, const AddressRange& range, bool contains) {
  const std::string first = value(Blob{range.first});
  const std::string last = value(Blob{range.last});
  if (contains) {
    return fmt::format("({0}.ip_first = {1} AND {0}.ip_last = {2}) OR ({0}.ip_first <> {0}.ip_last AND {0}.ip_first <= {1} AND {0}.ip_last >= {2})",
                       table, first, last);
  }
  return fmt::format("{0}.ip_first >= {1} AND {0}.ip_first <= {2} AND {0}.ip_last <= {2}", table, first, last);
}

}  // namespace vedette::store

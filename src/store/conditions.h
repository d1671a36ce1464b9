// A WHERE clause as it grows from a filter. Private to the tables.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/address_range.h"
#include "store/database.h"

namespace vedette::store {

/// Parameters are views on the filter, which must outlive it, or on texts of its own.
class Conditions {
 public:
  /// "$7", standing for the value.
  [[nodiscard]] std::string value(Parameter parameter);
  /// The same for a text that nobody else keeps.
  [[nodiscard]] std::string own_text(std::string text);
  /// "($7, $8)"
  [[nodiscard]] std::string values(const std::vector<std::string>& texts);

  /// All conditions must hold.
  void require(std::string_view condition);
  /// "TRUE AND .." where nothing is required.
  [[nodiscard]] const std::string& sql() const { return sql_; }
  [[nodiscard]] Parameters parameters() const { return parameters_; }

  /// That the columns ip_first and ip_last of `table` hold the range, or lie within it. Written so that indexes serve: most rows are single
  /// addresses.
  [[nodiscard]] std::string in_range(std::string_view table, const AddressRange& range, bool contains);

 private:
  std::string sql_ = "TRUE";
  std::vector<Parameter> parameters_;
  std::deque<std::string> texts_;
};

}  // namespace vedette::store

#include "store/scope.h"

#include <cctype>

namespace vedette::store {

std::string_view normal_scope(std::string_view scope) {
  for (std::string_view name : {"Ip", "Range", "AS", "Country"}) {
    bool same = name.size() == scope.size();
    for (std::size_t i = 0; same && i < name.size(); ++i) {
      same = std::tolower(static_cast<unsigned char>(name[i])) == std::tolower(static_cast<unsigned char>(scope[i]));
    }
    if (same) {
      return name;
    }
  }
  return scope;
}

bool is_address_scope(std::string_view normal_scope) {
  return normal_scope == "Ip" || normal_scope == "Range";
}

}  // namespace vedette::store

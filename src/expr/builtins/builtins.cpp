#include "expr/builtins/builtins.h"

namespace vedette::expr {

const FunctionTable& standard_functions() {
  static const FunctionTable* const kTable = [] {
    define_time_methods();
    auto* table = new FunctionTable;  // never destroyed: programs point into it until the process ends
    // The language.
    table->add(number_functions());
    table->add(bit_functions());
    table->add(aggregate_functions());
    table->add(text_functions());
    table->add(collection_functions());
    table->add(map_functions());
    table->add(encoding_functions());
    table->add(time_functions());
    // CrowdSec's helpers.
    table->add(string_helpers());
    table->add(split_helpers());
    table->add(list_helpers());
    table->add(number_helpers());
    table->add(interval_helpers());
    table->add(ip_helpers());
    table->add(uri_helpers());
    table->add(json_helpers());
    table->add(xml_helpers());
    table->add(data_file_helpers());
    table->add(stash_helpers());
    table->add(system_helpers());
    table->add(geo_helpers());
    table->add(http_helpers());
    table->add(threat_intelligence_helpers());
    table->add(decision_helpers());
    table->add(unavailable_helpers());
    return table;
  }();
  return *kTable;
}

}  // namespace vedette::expr

// All functions by name, and the signatures' spelling.
#include <algorithm>
#include <map>

#include "base/error.h"
#include "expr/function.h"
#include "gotemplate/function.h"
#include "model/event_types.h"

namespace vedette::gotemplate {

namespace {

const Type* type_named(std::string_view name) {
  using expr::type_of;
  static const std::map<std::string_view, const Type*> kTypes = {
      {"any", type_of(type_id::kAny)},
      {"value", reflect_value_type()},
      {"string", type_of(type_id::kString)},
      {"bool", type_of(type_id::kBool)},
      {"int", type_of(type_id::kInt)},
      {"int64", type_of(type_id::kInt64)},
      {"uint32", type_of(type_id::kUint32)},
      {"float64", type_of(type_id::kFloat64)},
      {"time", type_of(type_id::kTime)},
      {"dict", type_of(type_id::kAnyMap)},      // map[string]interface {}
      {"texts", type_of(type_id::kStringMap)},  // map[string]string
      {"list", type_of(type_id::kAnySlice)},    // []interface {}
      {"strings", type_of(type_id::kStringSlice)},
      {"ints", type_of(type_id::kIntSlice)},
      {"lists", lists_type()},
      {"certificate", certificate_type()},
      {"version", version_type()},           // *semver.Version
      {"Version", version_type()->element},  // semver.Version
      {"uint64", type_of(type_id::kUint64)},
      {"alert", model::alert_type()},
      {"bytes", type_of(type_id::kByteSlice)},
      {"error", type_of(type_id::kError)},
  };
  auto found = kTypes.find(name);
  VEDETTE_CHECK(found != kTypes.end());
  return found->second;
}

using Table = std::map<std::string_view, Callable>;

void add(Table& table, std::span<const Row> rows, bool is_core) {
  for (const Row& row : rows) {
    Callable callable = resolve(row);
    callable.is_core = is_core;
    table.insert_or_assign(row.name, std::move(callable));
  }
}

const Table& functions() {
  static const Table table = [] {
    Table made;
    (void)expr::standard_functions();  // gives times their methods
    // Go looks among a template's own functions before text/template's: later rows win.
    add(made, core_functions(), true);
    add(made, comparison_functions(), true);
    for (auto family : {text_functions, case_functions, number_functions, decimal_functions, default_functions, json_functions, list_functions,
                        dict_functions, regex_functions, date_functions, path_functions, url_functions, encoding_functions, crypto_functions,
                        certificate_functions, semver_functions, system_functions, crowdsec_functions}) {
      add(made, family(), false);
    }
    return made;
  }();
  return table;
}

}  // namespace

const Type* reflect_value_type() {
  static const Type* type = expr::define_struct("reflect.Value");
  return type;
}

const Type* lists_type() {
  static const Type* type = expr::slice_of(expr::type_of(type_id::kAnySlice));
  return type;
}

Callable resolve(const Row& row) {
  Callable out;
  out.name = row.name;
  out.native = row.native;
  out.reflective = row.reflective;
  std::string_view left = row.signature;
  VEDETTE_CHECK(left.starts_with('('));
  left.remove_prefix(1);
  const std::size_t close = left.find(')');
  VEDETTE_CHECK(close != std::string_view::npos && left.substr(close).size() > 2);
  std::string_view parameters = left.substr(0, close);
  while (!parameters.empty()) {
    const std::size_t comma = std::min(parameters.find(", "), parameters.size());
    std::string_view name = parameters.substr(0, comma);
    if (name.starts_with("...")) {
      out.variadic = true;
      name.remove_prefix(3);
    }
    out.parameters.push_back(type_named(name));
    parameters.remove_prefix(std::min(comma + 2, parameters.size()));
  }
  out.result = type_named(left.substr(close + 2));
  return out;
}

const Callable* find_function(std::string_view name) {
  auto found = functions().find(name);
  return found == functions().end() ? nullptr : &found->second;
}

std::vector<const Callable*> all_functions() {
  std::vector<const Callable*> out;
  for (const auto& entry : functions()) {
    out.push_back(&entry.second);
  }
  return out;
}

}  // namespace vedette::gotemplate

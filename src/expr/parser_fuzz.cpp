// Any bytes as an expression: parsed, checked and folded, or refused with a message; never a crash, a hang or a tree out of bounds.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/error.h"
#include "expr/checker.h"
#include "expr/fold.h"
#include "expr/parser.h"

namespace {

using namespace vedette;
using namespace vedette::expr;

const Environment& environment() {
  static const Environment instance = [] {
    Type* inner = define_struct("fuzz.Inner");
    inner->fields.push_back({"Name", type_of(type_id::kString), nullptr});
    inner->fields.push_back({"Count", type_of(type_id::kInt64), nullptr});
    inner->fields.push_back({"Next", pointer_to(inner), nullptr});
    inner->fields.push_back({"Time", type_of(type_id::kTime), nullptr});
    inner->fields.push_back({"Day", type_of(type_id::kWeekday), nullptr});
    inner->fields.push_back({"Meta", type_of(type_id::kStringMap), nullptr});
    inner->fields.push_back({"Unmarshaled", type_of(type_id::kAnyMap), nullptr});
    Environment made;
    made.variables = {{"evt", pointer_to(inner)},       {"any_value", type_of(type_id::kAny)},
                      {"none", type_of(type_id::kNil)}, {"list", type_of(type_id::kAnySlice)},
                      {"i", type_of(type_id::kInt)},    {"s", type_of(type_id::kString)}};
    return made;
  }();
  return instance;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  SourceText text("<expr>", std::string(reinterpret_cast<const char*>(data), size));
  Limits limits;
  limits.max_length = 16 * 1024;
  Diagnostics diagnostics;
  NodePtr tree = parse(text, limits, diagnostics, &environment());
  bool good = tree != nullptr && check(*tree, environment(), text, diagnostics) && fold(tree, text, diagnostics);
  // Refused means told, and accepted means that nothing was told.
  VEDETTE_CHECK(good != diagnostics.has_errors());
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    VEDETTE_CHECK(!render(diagnostic).empty());
  }
  if (good) {
    VEDETTE_CHECK(to_string(*tree).size() < 64 * 1024 * 1024);
  }
  return 0;
}

// What templates are given: alerts, or values from JSON.
#pragma once

#include <span>
#include <string_view>

#include "base/error.h"
#include "base/json.h"
#include "gotemplate/heap.h"
#include "model/alert.h"

namespace vedette::gotemplate {

/// How numbers of JSON come: all as float64 (json.Unmarshal), or those written without point and exponent as int.
enum class Numbers : bool { kFloats, kIntegers };

/// Nested no deeper than kMaxValueDepth; what lies deeper becomes nil. Nothing points into the document.
[[nodiscard]] expr::Value value_of_json(Heap& heap, JsonView view, Numbers numbers);

/// `.` of a notification template: []*models.Alert. The alerts must outlive the value.
[[nodiscard]] expr::Value value_of_alerts(Heap& heap, std::span<const model::Alert> alerts);

/// `.` from a JSON text; numbers written whole are ints.
[[nodiscard]] Result<expr::Value> read_data(Heap& heap, std::string_view json);

}  // namespace vedette::gotemplate

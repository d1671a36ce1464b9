// What functions of a template are handed beside their arguments: memory, budgets, the present, and where failures go.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "expr/function.h"
#include "gotemplate/heap.h"
#include "gotemplate/operand.h"

namespace vedette::expr {
struct Services;
}

namespace vedette::gotemplate {

/// No rendering goes past these: each is an error that says so.
struct RenderLimits {
  std::size_t output_bytes = std::size_t{16} << 20;
  std::size_t memory_bytes = std::size_t{128} << 20;  // made by functions, all together
  std::uint64_t steps = 20'000'000;
  std::chrono::milliseconds time{10'000};
  int template_depth = 500;  // {{template}} in {{template}}
};

/// Lists and maps in one another; deeper ones are not printed, compared or copied.
inline constexpr int kMaxValueDepth = 500;

class Runtime {
 public:
  Runtime(Heap& heap, const RenderLimits& limits, Time now);

  /// Records the failure (the first one stays); the function's result is then ignored.
  Value fail(std::string message) { return context.fail(std::move(message)); }
  [[nodiscard]] bool failed() const { return context.failed(); }
  /// Charges work; false, with the failure recorded, when steps or time are spent.
  [[nodiscard]] bool step(std::uint64_t steps = 1);
  /// Charges memory; false, with the failure recorded, when it is spent. Ask before making something large.
  [[nodiscard]] bool take(std::uint64_t bytes);
  /// Charges a step for each value inside; false, with the failure recorded, when there are too many or they are nested too deeply. To be asked
  /// before anything that walks over a whole value.
  [[nodiscard]] bool visit(const Value& value, int depth = 0);

  [[nodiscard]] Arena& arena() { return heap.arena; }
  /// A copy of the text.
  [[nodiscard]] Value text(std::string_view bytes);
  /// A copy of the elements.
  [[nodiscard]] Value list(std::span<const Value> elements, expr::TypeId type = type_id::kAnySlice);
  [[nodiscard]] Value texts(std::span<const std::string> elements);
  /// Room for `count` elements; null, with the failure recorded, when there is none.
  [[nodiscard]] Value* elements(std::size_t count);
  /// An empty map; `out` is what to fill.
  [[nodiscard]] Value map(TemplateMap*& out, expr::TypeId type = type_id::kAnyMap);
  /// Stores a copy of `key`; false when memory is spent.
  bool set(TemplateMap& map, std::string_view key, const Value& value);
  [[nodiscard]] Value time(const Time& time);
  /// fmt's %v; empty, with the failure recorded, past the bounds.
  [[nodiscard]] std::string format(const Value& value);
  /// Sprintf.
  [[nodiscard]] std::string format(std::string_view format, std::span<const Value> arguments);
  [[nodiscard]] const Miss* miss(std::string text);

  Heap& heap;
  expr::CallContext context;
  RenderLimits limits;

 private:
  std::chrono::steady_clock::time_point deadline_;
  std::uint64_t memory_left_;
  std::uint64_t until_clock_ = 0;
};

/// The map behind a map value; null for nil, and for maps that are not of templates.
[[nodiscard]] TemplateMap* map_of(const Value& value);

}  // namespace vedette::gotemplate

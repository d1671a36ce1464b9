// The alert context: values that the user wants to see in every alert (contexts/*.yaml), gathered from the events of the bucket.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "buckets/capture_needs.h"
#include "buckets/pour.h"
#include "expr/program.h"
#include "model/alert.h"
#include "model/event.h"

namespace vedette::buckets {

class RuleRunner;
struct RuleAt;

/// The reference's pkg/alertcontext. Immutable after loading.
class AlertContext {
 public:
  /// An expression that does not compile is reported and left out.
  void compile(const std::map<std::string, std::vector<SourceText>>& context, const expr::FunctionTable& functions, Diagnostics& diagnostics);

  [[nodiscard]] bool empty() const { return keys_.empty(); }
  [[nodiscard]] const CaptureNeeds& needs() const { return needs_; }

  /// models.Alert.Meta: one item a key that has values: their JSON array, each value once, in order of appearance, cut to 4,000 bytes.
  /// Sorted by key (the reference's order is random). The values live until `runner` is reset.
  [[nodiscard]] std::vector<model::MetaItem> evaluate(std::span<const PouredEventRef> events, const OrderKey& order, std::uint32_t scenario,
                                                      RuleRunner& runner) const;

 private:
  struct Expression {
    std::shared_ptr<const expr::Program> program;
    /// It reads these of Meta and nothing else: no event is unpacked for it. Nothing when it reads more.
    std::optional<std::vector<model::FieldId>> meta;
  };
  struct Key {
    std::string name;
    std::vector<Expression> expressions;
  };
  static void evaluate(const Expression& expression, const PouredEvent& event, const RuleAt& at, RuleRunner& runner,
                       std::vector<std::string_view>& values);

  std::vector<Key> keys_;  // sorted
  CaptureNeeds needs_;
};

/// TruncateContext: the JSON array of `values`, last values dropped (the only one halved) until it is at most `limit` bytes.
[[nodiscard]] std::string context_value(std::vector<std::string> values, std::size_t limit);

}  // namespace vedette::buckets

// The paths of github.com/beevik/etree: a little of XPath.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/builtins/xml_document.h"

namespace vedette::expr {

class XmlPath {
 public:
  /// Empty when the path is malformed. `path` must outlive the result.
  [[nodiscard]] static std::optional<XmlPath> compile(std::string_view path);

  /// The first element the path leads to from the document; empty when there is none. Spends one of `steps_left` for each element looked at, and
  /// finds nothing once they are spent.
  [[nodiscard]] std::optional<std::uint32_t> find_first(const XmlDocument& document, std::uint64_t& steps_left) const;

 private:
  enum class Selector : std::uint8_t { kRoot, kSelf, kParent, kChildren, kDescendants, kTag };
  enum class Function : std::uint8_t { kText, kLocalName, kName, kPrefix, kUri };
  enum class FilterKind : std::uint8_t { kPosition, kAttribute, kAttributeValue, kFunction, kFunctionValue, kChild, kChildText };
  struct Filter {
    FilterKind kind = FilterKind::kPosition;
    std::int64_t position = 0;
    Function function = Function::kText;
    std::string_view prefix;
    std::string_view name;
    std::string_view value;
  };
  struct Segment {
    Selector selector = Selector::kSelf;
    std::string_view prefix;
    std::string_view name;
    std::vector<Filter> filters;
  };

  [[nodiscard]] static bool parse_segment(std::string_view text, Segment& out);
  [[nodiscard]] static bool parse_filter(std::string_view text, Filter& out);
  [[nodiscard]] static bool parse_function(std::string_view text, Function& out);
  [[nodiscard]] static std::string call(Function function, const XmlDocument& document, std::uint32_t element);
  [[nodiscard]] static bool keeps(const Filter& filter, const XmlDocument& document, std::uint32_t element);
  static void select(const Segment& segment, const XmlDocument& document, std::uint32_t from, std::vector<std::uint32_t>& out);
  static void apply(const Filter& filter, const XmlDocument& document, std::vector<std::uint32_t>& candidates);

  std::vector<Segment> segments_;
};

/// Splits "prefix:name" at its first colon.
void split_xml_name(std::string_view text, std::string_view& prefix, std::string_view& name);
/// A name without a prefix matches any prefix.
[[nodiscard]] inline bool xml_prefix_matches(std::string_view wanted, std::string_view prefix) {
  return wanted.empty() || wanted == prefix;
}

}  // namespace vedette::expr

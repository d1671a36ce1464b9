// A tree of XML elements, read by the rules of Go's encoding/xml (strict, without checking the document's outer form) and held as
// github.com/beevik/etree holds it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"

namespace vedette::expr {

struct XmlAttribute {
  std::string_view prefix;
  std::string_view name;
  std::string_view value;  // entities resolved
};

struct XmlElement {
  std::uint32_t parent = 0;
  std::uint32_t first_child = 0;   // 0: none
  std::uint32_t next_sibling = 0;  // 0: none
  std::uint32_t last_child = 0;
  std::uint32_t first_attribute = 0;
  std::uint32_t attribute_count = 0;
  std::string_view prefix;
  std::string_view name;
  std::string_view text;  // what stands before the first child: character data and CDATA, comments left out
};

/// Element 0 is the document itself. Views point into the document's own copy of the text. One thread.
class XmlDocument {
 public:
  /// False when the text is not well-formed; the document is then empty.
  [[nodiscard]] bool parse(std::string_view text);

  [[nodiscard]] const std::vector<XmlElement>& elements() const { return elements_; }
  [[nodiscard]] const XmlElement& element(std::uint32_t index) const { return elements_[index]; }
  [[nodiscard]] const XmlAttribute* attributes(const XmlElement& element) const { return attributes_.data() + element.first_attribute; }
  /// "prefix:name" or "name".
  [[nodiscard]] static std::string full_name(const XmlElement& element);
  /// The URI that the element's prefix, or the lack of one, stands for where the element is.
  [[nodiscard]] std::string_view namespace_uri(std::uint32_t index) const;

  static constexpr std::size_t kMaxDepth = 1024;  // etree: defaultMaxDepth

 private:
  friend class XmlParser;
  std::vector<XmlElement> elements_;
  std::vector<XmlAttribute> attributes_;
  Arena arena_;
};

/// Whether `text` is a Name of XML 1.0: Go's isName.
[[nodiscard]] bool is_xml_name(std::string_view text);

}  // namespace vedette::expr

// CrowdSec's helpers on XML texts. pkg/exprhelpers: xml.go.
#include <array>

#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/xml_document.h"
#include "expr/builtins/xml_path.h"

namespace vedette::expr {
namespace {

/// Parsers read many values of one event's document, so the last document is kept. One a thread.
struct LastDocument {
  std::string text;
  bool known = false;
  bool good = false;
  XmlDocument document;
};

/// Null when the text is not well-formed.
const XmlDocument* document_of(std::string_view text) {
  constexpr std::size_t kMaxKept = 1 << 20;
  thread_local LastDocument last;
  if (!last.known || last.text != text) {
    last.good = last.document.parse(text);
    last.known = text.size() <= kMaxKept;
    last.text.assign(last.known ? text : std::string_view());
  }
  return last.good ? &last.document : nullptr;
}

/// The first element under a path; null when there is none or the call has failed.
const XmlElement* find(CallContext& context, std::string_view text, std::string_view path, const XmlDocument*& document) {
  if (!context.charge(text.size() / 64 + path.size() / 8 + 1)) {
    return nullptr;
  }
  std::optional<XmlPath> compiled = XmlPath::compile(path);
  document = compiled ? document_of(text) : nullptr;
  if (document == nullptr) {
    return nullptr;
  }
  constexpr std::uint64_t kMaxSteps = 1'000'000;
  std::uint64_t steps = kMaxSteps;
  std::optional<std::uint32_t> element = compiled->find_first(*document, steps);
  if (steps == 0) {
    (void)context.fail("the path visits too many elements");
  }
  if (!context.charge(kMaxSteps - steps) || !element) {
    return nullptr;
  }
  return &document->element(*element);
}

Value node_value(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  std::string_view path = arguments.text(1);
  if (arguments.failed()) {
    return {};
  }
  const XmlDocument* document = nullptr;
  const XmlElement* element = find(context, text, path, document);
  return element != nullptr ? text_result(context, element->text) : Value::string("");
}

Value attribute_value(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  std::string_view path = arguments.text(1);
  std::string_view wanted = arguments.text(2);
  if (arguments.failed()) {
    return {};
  }
  const XmlDocument* document = nullptr;
  const XmlElement* element = find(context, text, path, document);
  if (element == nullptr) {
    return Value::string("");
  }
  std::string_view prefix;
  std::string_view name;
  split_xml_name(wanted, prefix, name);
  for (std::uint32_t i = 0; i < element->attribute_count; ++i) {
    const XmlAttribute& attribute = document->attributes(*element)[i];
    if (xml_prefix_matches(prefix, attribute.prefix) && name == attribute.name) {
      return text_result(context, attribute.value);
    }
  }
  return Value::string("");
}

}  // namespace

std::span<const Builtin> xml_helpers() {
  static const Type* const s = T(type_id::kString);
  static const std::array kRows = {
      Builtin{.name = "XMLGetNodeValue",
              .signatures = {{{s, s}, false, s}},
              .call = node_value,
              .description = "The text of the first element under a path in an XML document, up to its first child.",
              .example = "XMLGetNodeValue(\"<a><b>x</b><b>y</b></a>\", \"/a/b[2]\") == \"y\""},
      Builtin{.name = "XMLGetAttributeValue",
              .signatures = {{{s, s, s}, false, s}},
              .call = attribute_value,
              .description = "An attribute of the first element under a path in an XML document.",
              .example = "XMLGetAttributeValue(\"<a><b c='x'/></a>\", \"//b\", \"c\") == \"x\""},
  };
  return kRows;
}

}  // namespace vedette::expr

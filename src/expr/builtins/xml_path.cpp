#include "expr/builtins/xml_path.h"

#include <algorithm>
#include <deque>

#include "expr/go_number.h"

namespace vedette::expr {

void split_xml_name(std::string_view text, std::string_view& prefix, std::string_view& name) {
  std::size_t colon = text.find(':');
  prefix = colon == std::string_view::npos ? std::string_view() : text.substr(0, colon);
  name = colon == std::string_view::npos ? text : text.substr(colon + 1);
}

// etree: compiler.parsePath.
std::optional<XmlPath> XmlPath::compile(std::string_view path) {
  XmlPath compiled;
  bool descend = path.ends_with("//");  // then a "*" is understood
  if (path.starts_with('/')) {
    compiled.segments_.push_back({Selector::kRoot, {}, {}, {}});
    path.remove_prefix(1);
  }
  std::size_t start = 0;
  char quote = '\0';
  auto add = [&](std::string_view text) {
    Segment segment;
    bool good = parse_segment(text, segment);
    compiled.segments_.push_back(std::move(segment));
    return good;
  };
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (quote != '\0') {
      quote = path[i] == quote ? '\0' : quote;
    } else if (path[i] == '\'' || path[i] == '"') {
      quote = path[i];
    } else if (path[i] == '/') {
      if (!add(path.substr(start, i - start))) {
        return std::nullopt;
      }
      start = i + 1;
    }
  }
  std::string_view last = path.substr(start);
  if (!add(descend && quote == '\0' ? std::string_view("*") : last)) {
    return std::nullopt;
  }
  return compiled;
}

// etree: compiler.parseSegment and parseSelector. Every "[" begins a filter, in quotes too.
bool XmlPath::parse_segment(std::string_view text, Segment& out) {
  std::size_t bracket = text.find('[');
  std::string_view selector = text.substr(0, bracket);
  if (selector == ".") {
    out.selector = Selector::kSelf;
  } else if (selector == "..") {
    out.selector = Selector::kParent;
  } else if (selector == "*") {
    out.selector = Selector::kChildren;
  } else if (selector.empty()) {
    out.selector = Selector::kDescendants;
  } else {
    out.selector = Selector::kTag;
    split_xml_name(selector, out.prefix, out.name);
  }
  while (bracket != std::string_view::npos) {
    std::size_t next = text.find('[', bracket + 1);
    std::string_view filter = text.substr(bracket + 1, next == std::string_view::npos ? next : next - bracket - 1);
    if (!filter.ends_with(']') || !parse_filter(filter.substr(0, filter.size() - 1), out.filters.emplace_back())) {
      return false;
    }
    bracket = next;
  }
  return true;
}

bool XmlPath::parse_function(std::string_view text, Function& out) {
  constexpr std::pair<std::string_view, Function> kFunctions[] = {
      {"text()", Function::kText},         {"local-name()", Function::kLocalName},
      {"name()", Function::kName},         {"namespace-prefix()", Function::kPrefix},
      {"namespace-uri()", Function::kUri},
  };
  for (const auto& [name, function] : kFunctions) {
    if (text == name) {
      out = function;
      return true;
    }
  }
  return false;
}

// etree: compiler.parseFilter.
bool XmlPath::parse_filter(std::string_view text, Filter& out) {
  if (text.empty() || text[0] == '=') {
    return false;
  }
  std::size_t equals = text.find('=');
  if (equals != std::string_view::npos && equals + 1 < text.size() && (text[equals + 1] == '\'' || text[equals + 1] == '"')) {
    std::size_t close = text.find(text[equals + 1], equals + 2);
    if (close != text.size() - 1) {
      return false;
    }
    std::string_view key = text.substr(0, equals);
    out.value = text.substr(equals + 2, close - equals - 2);
    if (key[0] == '@') {
      out.kind = FilterKind::kAttributeValue;
      split_xml_name(key.substr(1), out.prefix, out.name);
      return key.size() > 1;
    }
    if (key.ends_with("()")) {
      out.kind = FilterKind::kFunctionValue;
      return parse_function(key, out.function);
    }
    out.kind = FilterKind::kChildText;
    split_xml_name(key, out.prefix, out.name);
    return true;
  }
  if (text[0] == '@') {
    out.kind = FilterKind::kAttribute;
    split_xml_name(text.substr(1), out.prefix, out.name);
    return true;
  }
  if (text.ends_with("()")) {
    out.kind = FilterKind::kFunction;
    return parse_function(text, out.function);
  }
  std::string_view digits = text[0] == '-' ? text.substr(1) : text;
  if (std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    out.kind = FilterKind::kPosition;
    (void)parse_go_integer(text, out.position);
    if (out.position > 0) {
      --out.position;
    }
    return true;
  }
  out.kind = FilterKind::kChild;
  split_xml_name(text, out.prefix, out.name);
  return true;
}

std::string XmlPath::call(Function function, const XmlDocument& document, std::uint32_t element) {
  switch (function) {
    case Function::kText:
      return std::string(document.element(element).text);
    case Function::kLocalName:
      return std::string(document.element(element).name);
    case Function::kName:
      return XmlDocument::full_name(document.element(element));
    case Function::kPrefix:
      return std::string(document.element(element).prefix);
    case Function::kUri:
      return std::string(document.namespace_uri(element));
  }
  return {};
}

bool XmlPath::keeps(const Filter& filter, const XmlDocument& document, std::uint32_t index) {
  const XmlElement& element = document.element(index);
  switch (filter.kind) {
    case FilterKind::kAttribute:
    case FilterKind::kAttributeValue: {
      const XmlAttribute* attributes = document.attributes(element);
      return std::any_of(attributes, attributes + element.attribute_count, [&](const XmlAttribute& attribute) {
        return xml_prefix_matches(filter.prefix, attribute.prefix) && filter.name == attribute.name &&
               (filter.kind == FilterKind::kAttribute || filter.value == attribute.value);
      });
    }
    case FilterKind::kFunction:
      return !call(filter.function, document, index).empty();
    case FilterKind::kFunctionValue:
      return call(filter.function, document, index) == filter.value;
    case FilterKind::kChild:
    case FilterKind::kChildText:
    case FilterKind::kPosition:
      break;
  }
  return false;
}

void XmlPath::select(const Segment& segment, const XmlDocument& document, std::uint32_t from, std::vector<std::uint32_t>& out) {
  switch (segment.selector) {
    case Selector::kRoot:
      out.push_back(0);
      return;
    case Selector::kSelf:
      out.push_back(from);
      return;
    case Selector::kParent:
      if (from != 0) {
        out.push_back(document.element(from).parent);
      }
      return;
    case Selector::kChildren:
    case Selector::kTag:
      for (std::uint32_t child = document.element(from).first_child; child != 0; child = document.element(child).next_sibling) {
        const XmlElement& element = document.element(child);
        if (segment.selector == Selector::kChildren || (xml_prefix_matches(segment.prefix, element.prefix) && segment.name == element.name)) {
          out.push_back(child);
        }
      }
      return;
    case Selector::kDescendants:
      // Breadth first, the element itself before the rest.
      out.push_back(from);
      for (std::size_t i = out.size() - 1; i < out.size(); ++i) {
        for (std::uint32_t child = document.element(out[i]).first_child; child != 0; child = document.element(child).next_sibling) {
          out.push_back(child);
        }
      }
      return;
  }
}

void XmlPath::apply(const Filter& filter, const XmlDocument& document, std::vector<std::uint32_t>& candidates) {
  std::vector<std::uint32_t> kept;
  if (filter.kind == FilterKind::kPosition) {
    auto size = static_cast<std::int64_t>(candidates.size());
    std::int64_t position = filter.position < 0 ? size + filter.position : filter.position;
    if (position >= 0 && position < size) {
      kept.push_back(candidates[static_cast<std::size_t>(position)]);
    }
  } else if (filter.kind == FilterKind::kChild || filter.kind == FilterKind::kChildText) {
    // etree keeps an element once for each child that fits.
    for (std::uint32_t candidate : candidates) {
      for (std::uint32_t child = document.element(candidate).first_child; child != 0; child = document.element(child).next_sibling) {
        const XmlElement& element = document.element(child);
        if (xml_prefix_matches(filter.prefix, element.prefix) && filter.name == element.name &&
            (filter.kind == FilterKind::kChild || filter.value == element.text)) {
          kept.push_back(candidate);
        }
      }
    }
  } else {
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(kept),
                 [&](std::uint32_t candidate) { return keeps(filter, document, candidate); });
  }
  candidates = std::move(kept);
}

// etree: pather.eval, whose first result is wanted.
std::optional<std::uint32_t> XmlPath::find_first(const XmlDocument& document, std::uint64_t& steps_left) const {
  struct Step {
    std::uint32_t element;
    std::size_t segment;
  };
  std::deque<Step> queue = {{0, 0}};
  std::vector<std::uint32_t> candidates;
  while (!queue.empty()) {
    Step step = queue.front();
    queue.pop_front();
    candidates.clear();
    select(segments_[step.segment], document, step.element, candidates);
    if (candidates.size() + 1 > steps_left) {
      steps_left = 0;
      return std::nullopt;
    }
    steps_left -= candidates.size() + 1;
    for (const Filter& filter : segments_[step.segment].filters) {
      apply(filter, document, candidates);
    }
    if (step.segment + 1 == segments_.size()) {
      if (!candidates.empty()) {
        return candidates.front();
      }
    } else {
      for (std::uint32_t candidate : candidates) {
        queue.push_back({candidate, step.segment + 1});
      }
    }
  }
  return std::nullopt;
}

}  // namespace vedette::expr

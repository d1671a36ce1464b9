#include "expr/builtins/xml_document.h"

#include <algorithm>
#include <unordered_map>

#include "base/utf8.h"
#include "expr/go_number.h"

namespace vedette::expr {
namespace {

bool is_xml_space(char c) {
  return c == ' ' || c == '\r' || c == '\n' || c == '\t';
}

// Go: isNameByte; bytes of longer characters are let through and looked at later.
bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':' || c == '.' || c == '-' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Go: isInCharacterRange, over a whole text.
bool is_character_data(std::string_view text) {
  while (!text.empty()) {
    Rune rune = decode_rune(text);
    char32_t c = rune.code;
    bool allowed = c == 0x09 || c == 0x0A || c == 0x0D || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
    if (!allowed || rune.bad()) {
      return false;
    }
    text.remove_prefix(rune.width);
  }
  return true;
}

// Go: procInst(): the value of `name="..."` in an XML declaration, found by mere search.
std::string_view declared(std::string_view name, std::string_view content) {
  std::string wanted(name);
  wanted += '=';
  std::size_t at = 0;
  while (at < content.size()) {
    std::size_t found = content.find(wanted, at);
    if (found == std::string_view::npos || found + wanted.size() >= content.size()) {
      return {};
    }
    char quote = content[found + wanted.size()];
    at = found + wanted.size() + 1;
    if (quote == '\'' || quote == '"') {
      std::size_t end = content.find(quote, at);
      return end == std::string_view::npos ? std::string_view() : content.substr(at, end - at);
    }
  }
  return {};
}

}  // namespace

// Go: Decoder.rawToken, and etree's Element.readFrom around it.
class XmlParser {
 public:
  XmlParser(XmlDocument& document, std::string_view text) : document_(document), text_(text) {}

  bool parse() {
    open_.push_back({0});
    while (at_ < text_.size()) {
      if (!(text_[at_] == '<' ? markup() : character_data())) {
        return false;
      }
    }
    if (open_.size() != 1) {
      return false;
    }
    close_top();
    return true;
  }

 private:
  /// An element whose end has not come yet. Its text may come in many pieces: more than one are gathered in `joined`.
  struct Open {
    std::uint32_t index;
    bool text_ended = false;
    bool has_joined = false;
    std::string joined = {};
  };

  XmlElement& top() { return document_.elements_[open_.back().index]; }
  bool done() const { return at_ >= text_.size(); }
  char here() const { return text_[at_]; }
  bool take(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) {
      return false;
    }
    at_ += expected.size();
    return true;
  }
  void skip_space() {
    while (!done() && is_xml_space(here())) {
      ++at_;
    }
  }

  bool character_data();
  bool markup();
  bool end_element();
  bool processing_instruction();
  bool comment();
  bool directive();
  bool start_element();
  bool attribute(std::vector<XmlAttribute>& attributes);
  bool name(std::string_view& out);
  bool prefixed_name(std::string_view& prefix, std::string_view& local);
  bool text(char quote, bool cdata, std::string_view& out);
  bool reference(std::string& out);
  void add_text(std::string_view data);
  /// Anything but text and comments: no text after it counts.
  void end_text() { open_.back().text_ended = true; }
  void close_top() {
    if (open_.back().has_joined) {
      top().text = document_.arena_.copy(open_.back().joined);
    }
    open_.pop_back();
  }

  XmlDocument& document_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Open> open_;
  std::unordered_map<std::string_view, std::size_t> attribute_places_;  // of the element being read
};

void XmlParser::add_text(std::string_view data) {
  Open& open = open_.back();
  if (open.text_ended) {
    return;
  }
  if (top().text.empty() && !open.has_joined) {
    top().text = data;
    return;
  }
  if (!open.has_joined) {
    open.joined = top().text;
    open.has_joined = true;
  }
  open.joined += data;
}

bool XmlParser::character_data() {
  std::string_view data;
  if (!text('\0', false, data)) {
    return false;
  }
  add_text(data);
  return true;
}

bool XmlParser::markup() {
  ++at_;
  if (done()) {
    return false;
  }
  switch (here()) {
    case '/':
      ++at_;
      return end_element();
    case '?':
      ++at_;
      return processing_instruction();
    case '!':
      ++at_;
      if (done()) {
        return false;
      }
      if (here() == '-') {
        return take("--") && comment();
      }
      if (here() == '[') {
        std::string_view data;
        if (!take("[CDATA[") || !text('\0', true, data)) {
          return false;
        }
        add_text(data);
        return true;
      }
      return directive();
    default:
      return start_element();
  }
}

bool XmlParser::end_element() {
  std::string_view prefix;
  std::string_view local;
  if (!prefixed_name(prefix, local)) {
    return false;
  }
  skip_space();
  if (!take(">") || top().name != local || top().prefix != prefix) {
    return false;
  }
  close_top();
  return true;
}

bool XmlParser::processing_instruction() {
  std::string_view target;
  if (!name(target)) {
    return false;
  }
  skip_space();
  std::size_t end = text_.find("?>", at_);
  if (end == std::string_view::npos) {
    return false;
  }
  std::string_view content = text_.substr(at_, end - at_);
  at_ = end + 2;
  end_text();
  std::string_view version = target == "xml" ? declared("version", content) : std::string_view();
  return version.empty() || version == "1.0";
}

bool XmlParser::comment() {
  std::size_t dashes = text_.find("--", at_);
  if (dashes == std::string_view::npos) {
    return false;
  }
  at_ = dashes + 2;
  return take(">");
}

// A <!DOCTYPE ..> or the like: angle brackets nest, quotes and comments hide theirs.
bool XmlParser::directive() {
  end_text();
  char quote = '\0';
  int depth = 0;
  // The first byte is taken as it is.
  ++at_;
  for (; !done(); ++at_) {
    char c = here();
    if (quote == '\0' && c == '>' && depth == 0) {
      ++at_;
      return true;
    }
    if (c == quote) {
      quote = '\0';
    } else if (quote != '\0') {
      continue;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '>') {
      --depth;
    } else if (c == '<') {
      if (text_.substr(at_).starts_with("<!--")) {
        std::size_t end = text_.find("-->", at_ + 4);
        if (end == std::string_view::npos) {
          return false;
        }
        at_ = end + 2;
      } else {
        ++depth;
      }
    }
  }
  return false;
}

bool XmlParser::start_element() {
  std::string_view prefix;
  std::string_view local;
  if (!prefixed_name(prefix, local)) {
    return false;
  }
  std::vector<XmlAttribute> attributes;
  attribute_places_.clear();
  bool empty = false;
  while (true) {
    skip_space();
    if (done()) {
      return false;
    }
    if (here() == '/') {
      if (!take("/>")) {
        return false;
      }
      empty = true;
      break;
    }
    if (here() == '>') {
      ++at_;
      break;
    }
    if (!attribute(attributes)) {
      return false;
    }
  }
  if (open_.size() > XmlDocument::kMaxDepth) {
    return false;
  }
  auto index = static_cast<std::uint32_t>(document_.elements_.size());
  end_text();
  XmlElement element;
  element.parent = open_.back().index;
  element.prefix = prefix;
  element.name = local;
  element.first_attribute = static_cast<std::uint32_t>(document_.attributes_.size());
  element.attribute_count = static_cast<std::uint32_t>(attributes.size());
  document_.attributes_.insert(document_.attributes_.end(), attributes.begin(), attributes.end());
  if (top().last_child != 0) {
    document_.elements_[top().last_child].next_sibling = index;
  } else {
    top().first_child = index;
  }
  top().last_child = index;
  document_.elements_.push_back(element);
  if (!empty) {
    open_.push_back({index});
  }
  return true;
}

bool XmlParser::attribute(std::vector<XmlAttribute>& attributes) {
  XmlAttribute attribute;
  if (!prefixed_name(attribute.prefix, attribute.name)) {
    return false;
  }
  skip_space();
  if (!take("=")) {
    return false;
  }
  skip_space();
  if (done() || (here() != '"' && here() != '\'')) {
    return false;
  }
  char quote = here();
  ++at_;
  if (!text(quote, false, attribute.value)) {
    return false;
  }
  // etree: of equal names the first place and the last value stay. A prefix stands before its name in the text, so both are one view.
  std::string_view whole =
      attribute.prefix.empty() ? attribute.name : std::string_view(attribute.prefix.data(), attribute.prefix.size() + 1 + attribute.name.size());
  auto [at, fresh] = attribute_places_.emplace(whole, attributes.size());
  if (fresh) {
    attributes.push_back(attribute);
  } else {
    attributes[at->second].value = attribute.value;
  }
  return true;
}

bool XmlParser::name(std::string_view& out) {
  std::size_t start = at_;
  while (!done() && is_name_byte(here())) {
    ++at_;
  }
  out = text_.substr(start, at_ - start);
  // A name at the very end of the text is an unexpected end, not a name.
  return !done() && is_xml_name(out);
}

bool XmlParser::prefixed_name(std::string_view& prefix, std::string_view& local) {
  std::string_view whole;
  if (!name(whole) || std::count(whole.begin(), whole.end(), ':') > 1) {
    return false;
  }
  std::size_t colon = whole.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == whole.size()) {
    prefix = {};
    local = whole;
  } else {
    prefix = whole.substr(0, colon);
    local = whole.substr(colon + 1);
  }
  return true;
}

/// What an entity or character reference behind a "&" stands for.
bool XmlParser::reference(std::string& out) {
  std::size_t end = text_.find(';', at_);
  if (end == std::string_view::npos) {
    return false;
  }
  std::string_view name = text_.substr(at_, end - at_);
  at_ = end + 1;
  if (name.starts_with('#')) {
    name.remove_prefix(1);
    unsigned base = 10;
    if (name.starts_with('x')) {
      name.remove_prefix(1);
      base = 16;
    }
    std::uint64_t code = 0;
    for (char c : name) {
      char lower = static_cast<char>(c | 0x20);
      unsigned digit = c >= '0' && c <= '9'                         ? static_cast<unsigned>(c - '0')
                       : base == 16 && lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a' + 10)
                                                                    : base;
      code = code * base + digit;
      if (digit == base || code > 0x10FFFF) {
        return false;
      }
    }
    append_rune(out, static_cast<char32_t>(code));
    return !name.empty();
  }
  constexpr std::pair<std::string_view, char> kEntities[] = {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"apos", '\''}, {"quot", '"'}};
  for (const auto& [entity, character] : kEntities) {
    if (name == entity) {
      out += character;
      return true;
    }
  }
  return false;
}

// Go: Decoder.text. `quote` is NUL outside of attribute values.
bool XmlParser::text(char quote, bool cdata, std::string_view& out) {
  std::size_t start = at_;
  std::string decoded;
  bool plain = true;  // nothing decoded: the text itself will do
  auto leave_plain = [&] {
    if (plain) {
      decoded.assign(text_.substr(start, at_ - start));
      plain = false;
    }
  };
  char before = '\0';
  char before_that = '\0';
  std::size_t cut = 0;
  bool closed = false;
  for (; !done(); ++at_) {
    char c = here();
    if (quote == '\0' && before_that == ']' && before == ']' && c == '>') {
      if (!cdata) {
        return false;
      }
      cut = 2;
      closed = true;
      break;
    }
    if (c == '<' && !cdata) {
      if (quote != '\0') {
        return false;
      }
      break;
    }
    if (quote != '\0' && c == quote) {
      closed = true;
      break;
    }
    if (c == '&' && !cdata) {
      leave_plain();
      ++at_;
      if (!reference(decoded)) {
        return false;
      }
      --at_;
      before_that = before = '\0';
      continue;
    }
    if (c == '\r') {
      leave_plain();
      decoded += '\n';
    } else if (before == '\r' && c == '\n') {
      // The line end is there already.
    } else if (!plain) {
      decoded += c;
    }
    before_that = before;
    before = c;
  }
  if (cdata && !closed) {
    return false;
  }
  // As in Go, the end of the text ends an attribute value here; what must follow the value is then missing.
  std::string_view data = plain ? text_.substr(start, at_ - start) : std::string_view(decoded);
  data.remove_suffix(cut);
  if (closed) {
    ++at_;
  }
  if (!is_character_data(data)) {
    return false;
  }
  out = plain ? data : document_.arena_.copy(data);
  return true;
}

bool XmlDocument::parse(std::string_view text) {
  elements_.clear();
  attributes_.clear();
  arena_.reset();
  elements_.emplace_back();
  if (!XmlParser(*this, arena_.copy(text)).parse()) {
    elements_.resize(1);
    elements_[0] = {};
    return false;
  }
  return true;
}

std::string XmlDocument::full_name(const XmlElement& element) {
  std::string name(element.prefix);
  if (!name.empty()) {
    name += ':';
  }
  return name.append(element.name);
}

std::string_view XmlDocument::namespace_uri(std::uint32_t index) const {
  std::string_view prefix = elements_[index].prefix;
  for (std::uint32_t at = index;; at = elements_[at].parent) {
    const XmlElement& element = elements_[at];
    for (std::uint32_t i = 0; i < element.attribute_count; ++i) {
      const XmlAttribute& attribute = attributes_[element.first_attribute + i];
      bool declares =
          prefix.empty() ? attribute.prefix.empty() && attribute.name == "xmlns" : attribute.prefix == "xmlns" && attribute.name == prefix;
      if (declares) {
        return attribute.value;
      }
    }
    if (at == 0) {
      return {};
    }
  }
}

}  // namespace vedette::expr

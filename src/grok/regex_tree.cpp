#include "grok/regex_tree.h"

#include <algorithm>
#include <optional>

#include "base/utf8.h"

namespace vedette::grok {
namespace {

using Kind = RegexNode::Kind;
using NodePtr = std::unique_ptr<RegexNode>;

constexpr int kDeepest = 100;
constexpr std::uint32_t kLargestCount = 1000;  // RE2's
constexpr std::uint32_t kLastRune = 0x10FFFF;
constexpr std::uint32_t kLongS = 0x17F;    // ſ, the only character beyond ASCII that folds to s,
constexpr std::uint32_t kKelvin = 0x212A;  // and the only one that folds to k

AsciiSet range(unsigned char low, unsigned char high) {
  AsciiSet out;
  for (unsigned c = low; c <= high && c < 128; ++c) {
    out.add(static_cast<unsigned char>(c));
  }
  return out;
}

AsciiSet of_characters(std::string_view text) {
  AsciiSet out;
  for (char c : text) {
    out.add(static_cast<unsigned char>(c));
  }
  return out;
}

AsciiSet joined(AsciiSet a, const AsciiSet& b) {
  a.add(b);
  return a;
}

AsciiSet letters() {
  return joined(range('a', 'z'), range('A', 'Z'));
}

bool is_letter(std::uint32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// What \d, \w, \s and their capitals stand for.
std::optional<AsciiSet> perl_class(char c) {
  switch (c) {
    case 'd':
      return range('0', '9');
    case 'D':
      return range('0', '9').inverted();
    case 'w':
      return AsciiSet::word();
    case 'W':
      return AsciiSet::word().inverted();
    case 's':
      return of_characters("\t\n\f\r ");
    case 'S':
      return of_characters("\t\n\f\r ").inverted();
    default:
      return std::nullopt;
  }
}

std::optional<AsciiSet> posix_class(std::string_view name) {
  const AsciiSet digits = range('0', '9');
  if (name == "alnum") {
    return joined(letters(), digits);
  }
  if (name == "alpha") {
    return letters();
  }
  if (name == "ascii") {
    return AsciiSet::all();
  }
  if (name == "blank") {
    return of_characters("\t ");
  }
  if (name == "cntrl") {
    return joined(range(0, 0x1F), range(0x7F, 0x7F));
  }
  if (name == "digit") {
    return digits;
  }
  if (name == "graph") {
    return range('!', '~');
  }
  if (name == "lower") {
    return range('a', 'z');
  }
  if (name == "print") {
    return range(' ', '~');
  }
  if (name == "punct") {
    AsciiSet out = range('!', '~');
    out.remove(joined(letters(), digits));
    return out;
  }
  if (name == "space") {
    return of_characters("\t\n\v\f\r ");
  }
  if (name == "upper") {
    return range('A', 'Z');
  }
  if (name == "word") {
    return AsciiSet::word();
  }
  if (name == "xdigit") {
    return joined(digits, joined(range('a', 'f'), range('A', 'F')));
  }
  return std::nullopt;
}

void fold(AsciiSet& set) {
  for (unsigned char c = 'a'; c <= 'z'; ++c) {
    const auto capital = static_cast<unsigned char>(c - 'a' + 'A');
    if (set.contains(c) || set.contains(capital)) {
      set.add(c);
      set.add(capital);
    }
  }
}

NodePtr node_of(Kind kind, bool nullable) {
  auto out = std::make_unique<RegexNode>();
  out->kind = kind;
  out->nullable = nullable;
  return out;
}

NodePtr set_node(const AsciiSet& set) {
  NodePtr out = node_of(Kind::kSet, false);
  out->set = set;
  return out;
}

/// The node as one character of a set, where it is that.
std::optional<AsciiSet> single_of(const RegexNode& node) {
  if (node.kind == Kind::kSet) {
    return node.set;
  }
  if (node.kind == Kind::kLiteral && node.text.size() == 1) {
    return of_characters(node.text);
  }
  return std::nullopt;
}

class Parser {
 public:
  explicit Parser(std::string_view regex) : rest_(regex) {}

  RegexTree run() {
    RegexTree out;
    NodePtr root = alternation(0);
    if (!gave_up_ && rest_.empty()) {
      out.root = std::move(root);
      out.groups = groups_;
    }
    return out;
  }

 private:
  struct Flags {
    bool fold = false;
    bool dot_takes_newline = false;
    bool lines = false;
  };

  bool take(std::string_view prefix) {
    if (!rest_.starts_with(prefix)) {
      return false;
    }
    rest_.remove_prefix(prefix.size());
    return true;
  }
  NodePtr give_up() {
    gave_up_ = true;
    return std::make_unique<RegexNode>();
  }

  NodePtr alternation(int depth) {
    if (depth > kDeepest) {
      return give_up();
    }
    std::vector<NodePtr> branches;
    do {
      NodePtr branch = sequence(depth);
      if (gave_up_) {
        return branch;
      }
      // Which of two single characters comes first makes no difference.
      std::optional<AsciiSet> single = single_of(*branch);
      std::optional<AsciiSet> before = single && !branches.empty() ? single_of(*branches.back()) : std::nullopt;
      if (before) {
        branches.back() = set_node(joined(*before, *single));
      } else {
        branches.push_back(std::move(branch));
      }
    } while (take("|"));
    if (branches.size() == 1) {
      return std::move(branches.front());
    }
    const bool nullable = std::any_of(branches.begin(), branches.end(), [](const NodePtr& branch) { return branch->nullable; });
    NodePtr out = node_of(Kind::kAlternation, nullable);
    out->children = std::move(branches);
    return out;
  }

  NodePtr sequence(int depth) {
    std::vector<NodePtr> parts;
    while (!gave_up_ && !rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      if (NodePtr part = repeats(atom(depth))) {
        parts.push_back(std::move(part));
      }
    }
    NodePtr out = node_of(Kind::kSequence, true);
    for (NodePtr& part : parts) {
      if (part->kind == Kind::kEmpty) {
        continue;
      }
      out->nullable &= part->nullable;
      if (part->kind == Kind::kLiteral && !out->children.empty() && out->children.back()->kind == Kind::kLiteral) {
        out->children.back()->text += part->text;
      } else {
        out->children.push_back(std::move(part));
      }
    }
    if (out->children.empty()) {
      return std::make_unique<RegexNode>();
    }
    return out->children.size() == 1 ? std::move(out->children.front()) : std::move(out);
  }

  /// Null for a flag, which is nothing to be repeated.
  NodePtr atom(int depth) {
    const char c = rest_.front();
    switch (c) {
      case '(':
        return parenthesis(depth);
      case '[':
        rest_.remove_prefix(1);
        return character_class();
      case '.': {
        rest_.remove_prefix(1);
        AsciiSet set = AsciiSet::all();
        if (!flags_.dot_takes_newline) {
          set.remove(of_characters("\n"));
        }
        return set_node(set);
      }
      case '^':
        rest_.remove_prefix(1);
        return node_of(flags_.lines ? Kind::kLineBegin : Kind::kTextBegin, true);
      case '$':
        rest_.remove_prefix(1);
        return node_of(flags_.lines ? Kind::kLineEnd : Kind::kTextEnd, true);
      case '\\':
        return escape();
      case '*':
      case '+':
      case '?':
        return give_up();
      default: {
        const Rune rune = decode_rune(rest_);
        rest_.remove_prefix(rune.width);
        return character(rune.code);
      }
    }
  }

  NodePtr character(std::uint32_t code) {
    const bool beyond = code >= 128;
    if (beyond || (flags_.fold && is_letter(code))) {
      return set_node(folded_range(code, code));
    }
    NodePtr out = node_of(Kind::kLiteral, false);
    out->text = static_cast<char>(code);
    return out;
  }

  [[nodiscard]] AsciiSet folded_range(std::uint32_t low, std::uint32_t high) const {
    AsciiSet out = low < 128 ? range(static_cast<unsigned char>(low), static_cast<unsigned char>(std::min<std::uint32_t>(high, 127))) : AsciiSet();
    if (flags_.fold) {
      if (low <= kLongS && high >= kLongS) {
        out.add('s');
      }
      if (low <= kKelvin && high >= kKelvin) {
        out.add('k');
      }
      fold(out);
    }
    return out;
  }

  NodePtr escape() {
    if (rest_.size() < 2) {
      return give_up();
    }
    const char c = rest_[1];
    Kind assertion = Kind::kEmpty;
    switch (c) {
      case 'b':
        assertion = Kind::kBoundary;
        break;
      case 'B':
        assertion = Kind::kNoBoundary;
        break;
      case 'A':
        assertion = Kind::kTextBegin;
        break;
      case 'z':
        assertion = Kind::kTextEnd;
        break;
      default:
        break;
    }
    if (assertion != Kind::kEmpty) {
      rest_.remove_prefix(2);
      return node_of(assertion, true);
    }
    if (std::optional<AsciiSet> set = perl_class(c)) {
      rest_.remove_prefix(2);
      return set_node(*set);
    }
    std::optional<std::uint32_t> code = escaped_character();
    return code ? character(*code) : give_up();
  }

  std::optional<std::uint32_t> escaped_character() {
    if (rest_.size() < 2) {
      return std::nullopt;
    }
    const char c = rest_[1];
    rest_.remove_prefix(2);
    switch (c) {
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case 'r':
        return '\r';
      case 'f':
        return '\f';
      case 'v':
        return '\v';
      case 'a':
        return '\a';
      case 'x':
        return hexadecimal();
      default:
        break;
    }
    const bool plain = static_cast<unsigned char>(c) < 128 && !is_letter(static_cast<unsigned char>(c)) && !(c >= '0' && c <= '9');
    return plain ? std::optional<std::uint32_t>(static_cast<unsigned char>(c)) : std::nullopt;
  }

  std::optional<std::uint32_t> hexadecimal() {
    const bool braces = take("{");
    const std::size_t width = braces ? rest_.find('}') : 2;
    if (width == std::string_view::npos || width == 0 || width > rest_.size()) {
      return std::nullopt;
    }
    std::uint32_t code = 0;
    for (char c : rest_.substr(0, width)) {
      const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      if (digit < 0 || code > kLastRune) {
        return std::nullopt;
      }
      code = code * 16 + static_cast<std::uint32_t>(digit);
    }
    rest_.remove_prefix(width + (braces ? 1 : 0));
    return code <= kLastRune ? std::optional(code) : std::nullopt;
  }

  std::optional<std::uint32_t> class_character() {
    if (rest_.empty()) {
      return std::nullopt;
    }
    if (rest_.front() == '\\') {
      return escaped_character();
    }
    const Rune rune = decode_rune(rest_);
    rest_.remove_prefix(rune.width);
    return rune.code;
  }

  // re2: parse.cc, ParseCharClass
  NodePtr character_class() {
    AsciiSet set;
    const bool negated = take("^");
    bool first = true;
    while (!rest_.empty() && (rest_.front() != ']' || first)) {
      first = false;
      if (rest_.starts_with("[:")) {
        const std::size_t end = rest_.find(":]", 2);
        if (end != std::string_view::npos) {
          std::string_view name = rest_.substr(2, end - 2);
          const bool without = name.starts_with('^');
          std::optional<AsciiSet> named = posix_class(name.substr(without ? 1 : 0));
          if (!named) {
            return give_up();
          }
          if (flags_.fold) {
            fold(*named);
          }
          set.add(without ? named->inverted() : *named);
          rest_.remove_prefix(end + 2);
          continue;
        }
      }
      if (rest_.size() > 1 && rest_.front() == '\\') {
        if (std::optional<AsciiSet> named = perl_class(rest_[1])) {
          set.add(*named);
          rest_.remove_prefix(2);
          continue;
        }
      }
      std::optional<std::uint32_t> low = class_character();
      std::optional<std::uint32_t> high = low;
      if (low && rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']') {
        rest_.remove_prefix(1);
        high = class_character();
      }
      if (!low || !high || *high < *low) {
        return give_up();
      }
      set.add(folded_range(*low, *high));
    }
    if (!take("]")) {
      return give_up();
    }
    return set_node(negated ? set.inverted() : set);
  }

  NodePtr parenthesis(int depth) {
    const Flags outside = flags_;
    std::uint32_t group = 0;
    if (!rest_.starts_with("(?")) {
      rest_.remove_prefix(1);
      group = ++groups_;
    } else if (rest_.starts_with("(?P<") || rest_.starts_with("(?<")) {
      const std::size_t end = rest_.find('>');
      if (end == std::string_view::npos) {
        return give_up();
      }
      rest_.remove_prefix(end + 1);
      group = ++groups_;
    } else {
      rest_.remove_prefix(2);
      bool on = true;
      while (!rest_.empty() && rest_.front() != ')' && rest_.front() != ':') {
        const char c = rest_.front();
        rest_.remove_prefix(1);
        if (c == '-' && on) {
          on = false;
        } else if (c == 'i') {
          flags_.fold = on;
        } else if (c == 's') {
          flags_.dot_takes_newline = on;
        } else if (c == 'm') {
          flags_.lines = on;
        } else {
          return give_up();
        }
      }
      if (take(")")) {
        return nullptr;  // they hold until the group around them ends
      }
      if (!take(":")) {
        return give_up();
      }
    }
    NodePtr inner = alternation(depth + 1);
    flags_ = outside;
    if (gave_up_ || !take(")")) {
      return give_up();
    }
    if (group == 0) {
      return inner;
    }
    NodePtr out = node_of(Kind::kGroup, inner->nullable);
    out->group = group;
    out->children.push_back(std::move(inner));
    return out;
  }

  /// {n}, {n,} or {n,m} that stands here.
  bool counts(std::uint32_t& min, std::uint32_t& max) {
    std::string_view at = rest_.substr(1);
    auto number = [&]() -> std::optional<std::uint32_t> {
      std::uint32_t out = 0;
      std::size_t digits = 0;
      for (; digits < at.size() && at[digits] >= '0' && at[digits] <= '9'; ++digits) {
        out = std::min<std::uint32_t>(out * 10 + static_cast<std::uint32_t>(at[digits] - '0'), kLargestCount + 1);
      }
      at.remove_prefix(digits);
      return digits > 0 ? std::optional(out) : std::nullopt;
    };
    std::optional<std::uint32_t> low = number();
    if (!low) {
      return false;
    }
    std::uint32_t high = *low;
    if (at.starts_with(',')) {
      at.remove_prefix(1);
      high = number().value_or(RegexNode::kUnbounded);
    }
    if (!at.starts_with('}')) {
      return false;
    }
    rest_ = at.substr(1);
    min = *low;
    max = high;
    return true;
  }

  NodePtr repeats(NodePtr node) {
    while (!gave_up_ && !rest_.empty()) {
      std::uint32_t min = 0;
      std::uint32_t max = RegexNode::kUnbounded;
      const char c = rest_.front();
      if (c == '*' || c == '+' || c == '?') {
        min = c == '+' ? 1 : 0;
        max = c == '?' ? 1 : RegexNode::kUnbounded;
        rest_.remove_prefix(1);
      } else if (c != '{' || !counts(min, max)) {
        break;
      }
      const bool greedy = !take("?");
      if (node == nullptr || (max != RegexNode::kUnbounded && max > kLargestCount) || min > max || min > kLargestCount) {
        return give_up();
      }
      // What an empty round does to the loop and to its groups is a matter that engines settle in ways of their own.
      if (node->nullable && max > 1) {
        return give_up();
      }
      if (max == 0) {
        node = std::make_unique<RegexNode>();
        continue;
      }
      if (min == 1 && max == 1) {
        continue;
      }
      if (std::optional<AsciiSet> single = single_of(*node)) {
        node = set_node(*single);
      }
      NodePtr out = node_of(Kind::kRepeat, min == 0 || node->nullable);
      out->min = min;
      out->max = max;
      out->greedy = greedy;
      out->children.push_back(std::move(node));
      node = std::move(out);
    }
    return node;
  }

  std::string_view rest_;
  Flags flags_;
  std::uint32_t groups_ = 0;
  bool gave_up_ = false;
};

}  // namespace

AsciiSet AsciiSet::word() {
  return joined(joined(letters(), range('0', '9')), of_characters("_"));
}

RegexTree parse_regex(std::string_view regex) {
  return Parser(regex).run();
}

}  // namespace vedette::grok

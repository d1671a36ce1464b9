#include "grok/expand.h"

#include <algorithm>
#include <map>

#include "grok/regex_scanner.h"

namespace vedette::grok {
namespace {

/// A field on its way: grokky numbers groups by counting parentheses in the text between references, which is not always right; the offset of the
/// parenthesis tells the group that was meant.
struct Counted {
  int group = 0;
  std::uint32_t open = 0;  // in the expression
};

struct Part {
  std::string regex;
  std::map<std::string, Counted> fields;
  std::vector<ExpandedPiece> pieces;
  std::vector<CostlyStretch> costly;
};

bool is_flag(char c) {
  return c == 'i' || c == 'm' || c == 's' || c == 'U' || c == '-';
}

// grokky: utils.go, capCount. What looks like `(?flags)` is recognised by its end alone, so that the group of `(foos)` is not counted.
int counted_groups(std::string_view text) {
  int count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') {
      ++count;
      if (text.substr(i).starts_with("(?")) {
        std::size_t end = i + 2;
        while (end < text.size() && is_flag(text[end])) {
          ++end;
        }
        count -= end < text.size() && text[end] == ':' ? 1 : 0;
      }
      count -= i > 0 && text[i - 1] == '\\' ? 1 : 0;
    } else if (text[i] == ')' && i > 0 && is_flag(text[i - 1])) {
      --count;
    }
  }
  return count;
}

std::vector<std::uint32_t> group_offsets(std::string_view regex) {
  std::vector<std::uint32_t> out;
  RegexScanner scanner(regex);
  for (RegexPart part = scanner.next(); part.kind != RegexPart::Kind::kEnd; part = scanner.next()) {
    if (part.kind == RegexPart::Kind::kOpen) {
      out.push_back(part.begin);
    }
  }
  return out;
}

class Expander {
 public:
  Expander(const SourceText& text, const PatternSet& patterns, Diagnostics& diagnostics, const ExpandLimits& limits)
      : text_(text), patterns_(patterns), diagnostics_(diagnostics), limits_(limits) {}

  // grokky: grok.go, compileExternalRe2
  bool run(std::string_view text, Part& out) {
    std::map<std::string, Counted> own;
    std::map<std::string, Counted> nested;
    int order = 1;
    std::size_t piece = 0;  // where the text since the last reference begins
    for (std::size_t at = 0; at < text.size();) {
      Reference reference = read_reference(text.substr(at));
      if (reference.width == 0) {
        ++at;
        continue;
      }
      Span here{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + reference.width)};
      if (stack_.empty()) {
        place_ = here;
      }
      std::string_view between = text.substr(piece, at - piece);
      order += counted_groups(between);
      if (!append(out, between, {static_cast<std::uint32_t>(piece), here.begin}, {})) {
        return false;
      }
      Part inner;
      if (!enter(reference.name, inner)) {
        return false;
      }
      auto open = static_cast<std::uint32_t>(out.regex.size());
      std::uint32_t groups = static_cast<std::uint32_t>(group_offsets(inner.regex).size()) + 1;
      if (!append(out, "(" + inner.regex + ")", here, reference.name)) {
        return false;
      }
      if (!reference.field.empty()) {
        own[std::string(reference.field)] = {order, open};
      }
      for (const CostlyStretch& stretch : inner.costly) {
        out.costly.push_back({stretch.kind, open + 1 + stretch.begin, open + 1 + stretch.end});
      }
      for (const auto& [field, counted] : inner.fields) {
        nested[field] = {order + counted.group, open + 1 + counted.open};
      }
      order += static_cast<int>(groups);
      at += reference.width;
      piece = at;
    }
    if (!append(out, text.substr(piece), {static_cast<std::uint32_t>(piece), static_cast<std::uint32_t>(text.size())}, {})) {
      return false;
    }
    // A field that the pattern names itself is not filled by the patterns in it.
    out.fields = std::move(own);
    out.fields.merge(nested);
    return true;
  }

 private:
  bool enter(std::string_view name, Part& out) {
    std::string where = stack_.empty() ? std::string() : ", in pattern `" + stack_.back() + "`";
    const PatternSet::Entry* entry = patterns_.find(name);
    if (entry == nullptr) {
      std::string_view near = patterns_.nearest(name);
      return refuse("there is no pattern `" + std::string(name) + "`" + where, near.empty() ? "" : "did you mean `" + std::string(near) + "`?");
    }
    if (std::find(stack_.begin(), stack_.end(), name) != stack_.end()) {
      return refuse("pattern `" + std::string(name) + "` contains itself" + where, "a pattern cannot be recursive");
    }
    if (stack_.size() >= limits_.depth) {
      return refuse("patterns are nested more than " + std::to_string(limits_.depth) + " deep" + where, {});
    }
    stack_.emplace_back(name);
    bool done = run(entry->text.text(), out);
    stack_.pop_back();
    if (entry->origin == Origin::kBase && (name == "IPV6" || name == "HOSTNAME")) {
      out.costly.push_back(
          {name == "IPV6" ? CostlyStretch::Kind::kIpv6 : CostlyStretch::Kind::kHostname, 0, static_cast<std::uint32_t>(out.regex.size())});
    }
    return done;
  }

  bool append(Part& part, std::string_view regex, Span source, std::string_view name) {
    if (part.regex.size() + regex.size() > limits_.bytes) {
      return refuse("this pattern is longer than " + std::to_string(limits_.bytes) + " bytes when all names in it are written out", {});
    }
    if (stack_.empty() && !regex.empty()) {
      auto begin = static_cast<std::uint32_t>(part.regex.size());
      part.pieces.push_back({begin, begin + static_cast<std::uint32_t>(regex.size()), source, std::string(name)});
    }
    part.regex += regex;
    return true;
  }

  bool refuse(std::string message, std::string hint) {
    diagnostics_.error(text_, place_, std::move(message), std::move(hint));
    return false;
  }

  const SourceText& text_;
  const PatternSet& patterns_;
  Diagnostics& diagnostics_;
  const ExpandLimits& limits_;
  std::vector<std::string> stack_;
  Span place_;  // the outermost reference that is being expanded
};

std::size_t name_width(std::string_view text) {
  std::size_t width = 0;
  while (width < text.size() && is_name_char(text[width])) {
    ++width;
  }
  return width;
}

/// The groups of all fields. False when one cannot have any.
bool settle(const SourceText& text, Part part, Diagnostics& diagnostics, Expansion& out) {
  std::vector<std::uint32_t> offsets = group_offsets(part.regex);
  std::string misled;
  Span misled_place;
  for (auto& [field, counted] : part.fields) {
    auto found = std::lower_bound(offsets.begin(), offsets.end(), counted.open);
    bool is_group = found != offsets.end() && *found == counted.open;
    auto own = static_cast<std::uint32_t>(found - offsets.begin()) + 1;
    // The reference ends itself when there is no such group.
    bool possible = counted.group >= 0 && counted.group <= static_cast<int>(offsets.size());
    std::uint32_t open = counted.open;
    auto piece = std::find_if(part.pieces.begin(), part.pieces.end(), [&](const ExpandedPiece& at) { return open < at.end; });
    Span place = piece == part.pieces.end() ? Span{} : piece->source;
    if (!is_group && !possible) {
      diagnostics.error(text, place, "`" + field + "` captures nothing: it stands in a class or between \\Q and \\E");
      return false;
    }
    std::uint32_t group = possible ? static_cast<std::uint32_t>(counted.group) : own;
    if (!is_group || group != own) {
      misled_place = misled.empty() ? place : misled_place;
      misled += (misled.empty() ? "`" : ", `") + field + "`";
    }
    out.captures.push_back({field, group});
  }
  if (!misled.empty()) {
    diagnostics.warning(text, misled_place, "as in the reference, not their own group but another one fills " + misled,
                        "parentheses before them mislead its count, such as `[(]` or the `s)` of `(logs)`");
  }
  out.groups = static_cast<std::uint32_t>(offsets.size());
  out.regex = std::move(part.regex);
  out.pieces = std::move(part.pieces);
  out.costly = std::move(part.costly);
  return true;
}

}  // namespace

Reference read_reference(std::string_view text) {
  // grokky: grok.go, patternRegexp `\%\{(\w+)(\:(\w+))?}`; a type behind the field is taken here too: values are texts, so it changes nothing.
  if (!text.starts_with("%{")) {
    return {};
  }
  Reference out;
  std::size_t at = 2;
  auto take = [&] {
    std::size_t width = name_width(text.substr(at));
    std::string_view name = text.substr(at, width);
    at += width;
    return name;
  };
  out.name = take();
  if (out.name.empty()) {
    return {};
  }
  if (text.substr(at).starts_with(':')) {
    ++at;
    out.field = take();
    if (out.field.empty()) {
      return {};
    }
  }
  if (!out.field.empty() && text.substr(at).starts_with(':')) {
    ++at;
    std::string_view type = take();
    if (type != "int" && type != "float" && type != "string") {
      return {};
    }
  }
  if (!text.substr(at).starts_with('}')) {
    return {};
  }
  out.width = at + 1;
  return out;
}

bool expand(const SourceText& text, const PatternSet& patterns, Diagnostics& diagnostics, Expansion& out, const ExpandLimits& limits) {
  Part part;
  Expander expander(text, patterns, diagnostics, limits);
  if (!expander.run(text.text(), part)) {
    return false;
  }
  return settle(text, std::move(part), diagnostics, out);
}

}  // namespace vedette::grok

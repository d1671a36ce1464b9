#include "content/lost_keys.h"

#include <algorithm>
#include <cctype>

namespace vedette::content {
namespace {

constexpr std::size_t kTabWidth = 4;  // what most editors show; YAML itself allows no tabs here

// One line that is neither blank, a comment, nor inside of a block scalar.
struct Line {
  Span span;  // without indentation and line end
  std::size_t column = 0;
  bool item = false;  // begins with `- `
  std::string_view key;
  std::string_view value;  // after `key:`, or the item's text
  bool opens_block = false;
};

std::string_view trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) {
    text.remove_prefix(1);
  }
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) {
    text.remove_suffix(1);
  }
  return text;
}

std::string_view unquote(std::string_view text) {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front()) {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

bool is_block_header(std::string_view value) {
  return !value.empty() && (value.front() == '|' || value.front() == '>') &&
         value.substr(1).find_first_not_of("+-0123456789 ") == std::string_view::npos;
}

void split_key(std::string_view text, Line& line) {
  std::size_t colon = 0;
  while (colon < text.size() && (std::isalnum(static_cast<unsigned char>(text[colon])) || text[colon] == '_' || text[colon] == '-')) {
    ++colon;
  }
  if (colon > 0 && colon < text.size() && text[colon] == ':' && (colon + 1 == text.size() || text[colon + 1] == ' ')) {
    line.key = text.substr(0, colon);
    text = trim(text.substr(colon + 1));
  }
  line.value = text.starts_with("#") ? std::string_view() : text;
  line.opens_block = is_block_header(line.value);
}

std::vector<Line> read_lines(std::string_view file, std::uint32_t begin, std::uint32_t end) {
  std::vector<Line> out;
  std::size_t block_parent = 0;  // while in a block scalar: the column of the line that opened it, plus 1
  std::size_t block_column = 0;  // its first line's; 0 before that
  for (std::size_t at = begin; at < end;) {
    std::size_t line_end = std::min<std::size_t>(file.find('\n', at), end);
    std::size_t first = at;
    std::size_t column = 0;
    while (first < line_end && (file[first] == ' ' || file[first] == '\t')) {
      column = file[first] == '\t' ? (column / kTabWidth + 1) * kTabWidth : column + 1;
      ++first;
    }
    std::string_view text = trim(file.substr(first, line_end - first));
    at = line_end + 1;
    if (text.empty()) {
      continue;
    }
    if (block_parent != 0) {
      if (block_column == 0 && column >= block_parent) {
        block_column = column;
      }
      if (block_column != 0 && column >= block_column) {
        continue;
      }
      block_parent = 0;
    }
    if (text.front() == '#' || text == "---" || text == "...") {
      continue;
    }
    Line line;
    line.span = {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(first + text.size())};
    line.column = column;
    if (text.starts_with("- ") || text == "-") {
      line.item = true;
      split_key(trim(text.substr(1)), line);
    } else {
      split_key(text, line);
    }
    if (line.opens_block) {
      block_parent = column + 1;
      block_column = 0;
    }
    out.push_back(line);
  }
  return out;
}

// A value that the next lines may go on with: none yet, or an open quote or bracket.
bool waits_for_more(std::string_view value) {
  if (value.empty() || value.front() == '&' || value.front() == '!') {
    return true;
  }
  char open = value.front();
  char close = open == '{' ? '}' : open == '[' ? ']' : open == '"' || open == '\'' ? open : '\0';
  return close != '\0' && (value.size() == 1 || value.find(close, 1) == std::string_view::npos);
}

// Whether a stray line could stand directly in the value of `key`.
bool accepts(const Key& key, const Line& line, bool first) {
  switch (key.shape) {
    case Shape::kScalar:
      return false;
    case Shape::kStrings:
      return line.item && line.key.empty() && (key.item_fits == nullptr || line.opens_block || key.item_fits(unquote(line.value)));
    case Shape::kMappings:
      // Its items begin with `- `; the lines of an item do not.
      return !line.key.empty() && (line.item || !first) && key.child->find(line.key) != nullptr;
    case Shape::kMapping:
      return !line.item && !line.key.empty() && key.child->find(line.key) != nullptr;
    case Shape::kFreeMapping:
      return !line.item && !line.key.empty();
  }
  return false;
}

// A block of text can only be an expression or a pattern, not an address.
bool takes_block(const Key& key) {
  return key.item_fits == nullptr || key.item_fits("a == b");
}

using Keys = std::vector<const Key*>;

Keys matching(const Schema& schema, const Keys& taken, const Line& line) {
  Keys out;
  for (const Key& key : schema.keys) {
    if (std::find(taken.begin(), taken.end(), &key) == taken.end() && accepts(key, line, true) &&
        !(line.opens_block && line.item && !takes_block(key))) {
      out.push_back(&key);
    }
  }
  return out;
}

struct Group {
  Line first;
  std::vector<Line> lines;
  Keys candidates;
  std::string_view inside;
  std::size_t indentation = 0;  // of the key that is missing
};

// scope without an expression is only for Ip and Range; a free mapping counts only when nothing with known keys fits.
void settle(Group& group) {
  std::erase_if(group.candidates, [&](const Key* key) {
    if (key->child != &kScopeSchema) {
      return false;
    }
    bool expression = false;
    std::string_view type;
    for (const Line& line : group.lines) {
      expression = expression || line.key == "expression";
      type = line.key == "type" ? unquote(line.value) : type;
    }
    return !expression && type != "Ip" && type != "Range";
  });
  auto is_free = [](const Key* key) { return key->shape == Shape::kFreeMapping; };
  if (!std::all_of(group.candidates.begin(), group.candidates.end(), is_free)) {
    std::erase_if(group.candidates, is_free);
  }
  // Where a required key is among several of the same kind, it is that one that cannot be absent.
  auto is_required = [](const Key* key) { return key->required; };
  if (std::any_of(group.candidates.begin(), group.candidates.end(), is_required)) {
    std::erase_if(group.candidates, [&](const Key* key) { return !key->required; });
  }
}

class Search {
 public:
  explicit Search(const Schema& schema) : schema_(schema) {}

  void add(const Line& line) {
    if (!groups_.empty() && current_open_ && continues(groups_.back(), line)) {
      return;
    }
    Keys found;
    if (!groups_.empty() && current_open_ && (found = nested(groups_.back(), line), !found.empty())) {
      groups_.push_back({line, {line}, found, holder(groups_.back())->name, groups_.back().first.column});
      return;
    }
    found = matching(schema_, taken_, line);
    groups_.push_back({line, {line}, found, {}, 0});
    current_open_ = true;
  }

  void close() { current_open_ = false; }
  void take(const Key* key) { taken_.push_back(key); }

  std::vector<Group> finish() {
    Keys claimed;
    for (Group& group : groups_) {
      settle(group);
      if (group.candidates.size() > 1) {
        std::erase_if(group.candidates, [&](const Key* key) { return std::find(claimed.begin(), claimed.end(), key) != claimed.end(); });
      }
      if (group.candidates.size() == 1 && group.inside.empty()) {
        claimed.push_back(group.candidates.front());
      }
    }
    return std::move(groups_);
  }

 private:
  // Keeps the candidates under which this line, too, fits.
  static bool continues(Group& group, const Line& line) {
    if (line.item && (!group.first.item || line.column != group.first.column)) {
      return false;
    }
    Keys still;
    for (const Key* key : group.candidates) {
      if (accepts(*key, line, false)) {
        still.push_back(key);
      }
    }
    if (still.empty()) {
      // Deeper lines belong to something inside of the group.
      if (line.column > group.first.column && (group.lines.back().value.empty() || group.lines.back().column < line.column) && !line.item &&
          group.lines.back().value.empty()) {
        return true;
      }
      return false;
    }
    group.candidates = std::move(still);
    group.lines.push_back(line);
    return true;
  }

  // What the line could be in, inside of the group's own key: null when that is not clear.
  static const Key* holder(const Group& group) {
    const Key* only = nullptr;
    for (const Key* key : group.candidates) {
      if (key->shape == Shape::kMapping) {
        if (only != nullptr) {
          return nullptr;
        }
        only = key;
      }
    }
    return only;
  }

  static Keys nested(const Group& group, const Line& line) {
    const Key* outer = holder(group);
    if (outer == nullptr || line.column <= group.first.column) {
      return {};
    }
    Keys taken;
    for (const Line& l : group.lines) {
      if (const Key* key = outer->child->find(l.key)) {
        taken.push_back(key);
      }
    }
    return matching(*outer->child, taken, line);
  }

  const Schema& schema_;
  Keys taken_;
  std::vector<Group> groups_;
  bool current_open_ = false;
};

}  // namespace

LostKeys find_lost_keys(std::string_view file, std::uint32_t begin, std::uint32_t end, const Schema& schema) {
  LostKeys out;
  std::vector<Line> lines = read_lines(file, begin, std::min<std::size_t>(end, file.size()));
  if (lines.empty()) {
    return out;
  }
  out.first_line = lines.front().span;
  Search search(schema);
  std::vector<std::string_view> present;
  std::size_t top = lines.front().column;
  for (const Line& line : lines) {
    top = std::min(top, line.column);
  }
  for (const Line& line : lines) {
    if (line.column == top && !line.item && !line.key.empty()) {
      present.push_back(line.key);
      if (const Key* key = schema.find(line.key)) {
        search.take(key);
      }
      if (line.key == "name" && out.name.empty()) {
        out.name = unquote(line.value);
      }
    }
  }
  bool open = true;  // the last key at the top still waits for its value
  for (const Line& line : lines) {
    if (line.column == top && !line.item) {
      open = waits_for_more(line.value);
      search.close();
    } else if (!open) {
      search.add(line);
    } else if (line.column == top) {
      continue;  // a list may stand in its key's column
    }
  }
  std::vector<std::string_view> named;
  for (const Group& group : search.finish()) {
    StrayLines stray;
    stray.span = group.first.span;
    stray.inside = group.inside;
    stray.indentation = group.inside.empty() ? top : group.indentation;
    const std::size_t before = file.rfind('\n', group.first.span.begin);
    stray.line = before == std::string_view::npos ? 0 : static_cast<std::uint32_t>(before + 1);
    for (const Key* key : group.candidates) {
      stray.candidates.push_back(key->name);
      named.push_back(key->name);
    }
    out.stray.push_back(std::move(stray));
  }
  out.any_known = std::any_of(present.begin(), present.end(), [&](const auto& key) { return schema.find(key) != nullptr; });
  for (const Key& key : schema.keys) {
    if (key.required && std::find(present.begin(), present.end(), key.name) == present.end() &&
        std::find(named.begin(), named.end(), key.name) == named.end()) {
      out.required.push_back(key.name);
    }
  }
  return out;
}

}  // namespace vedette::content

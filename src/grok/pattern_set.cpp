#include "grok/pattern_set.h"

#include <algorithm>
#include <vector>

#include "base/nearest.h"
#include "grok/embedded.h"
#include "grok/pattern.h"

namespace vedette::grok {
namespace {

struct Definition {
  std::string_view name;
  std::string_view pattern;
  std::uint32_t offset = 0;  // of the pattern in the file
};

/// grokky: grok.go, lineRegexp `^(\w+)\s+(.+)$`. Nothing for other lines.
bool read_definition(std::string_view line, std::uint32_t offset, Definition& out) {
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  std::size_t name_end = 0;
  while (name_end < line.size() && is_name_char(line[name_end])) {
    ++name_end;
  }
  std::size_t begin = name_end;
  while (begin < line.size() && (line[begin] == ' ' || line[begin] == '\t' || line[begin] == '\f')) {
    ++begin;
  }
  if (begin == line.size() && begin > name_end + 1) {
    --begin;  // nothing but spaces: the last of them is the pattern
  }
  if (name_end == 0 || begin == name_end || begin == line.size()) {
    return false;
  }
  out = {line.substr(0, name_end), line.substr(begin), offset + static_cast<std::uint32_t>(begin)};
  return true;
}

template <class Take>
void each_definition(std::string_view text, Take take) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    Definition definition;
    if (read_definition(text.substr(at, end - at), static_cast<std::uint32_t>(at), definition)) {
      take(definition);
    }
    at = end + 1;
  }
}

}  // namespace

const PatternSet& PatternSet::standard() {
  static const PatternSet kStandardSet = [] {
    PatternSet set(nullptr);
    for (Origin origin : {Origin::kBase, Origin::kStandard}) {
      for (const EmbeddedFile& embedded : embedded_files()) {
        if ((embedded.path == "base") == (origin == Origin::kBase)) {
          auto file = std::make_shared<const SourceFile>("patterns/" + std::string(embedded.path), std::string(embedded.text));
          Diagnostics ignored;
          set.add_file(file, origin, ignored);
        }
      }
    }
    return set;
  }();
  return kStandardSet;
}

PatternSet::PatternSet() : PatternSet(standard()) {}

PatternSet::Added PatternSet::add(const std::string& name, SourceText text, Origin origin) {
  has_folder_ |= origin == Origin::kFolder;
  auto [found, added] = entries_.try_emplace(name, Entry{text, origin});
  if (!added) {
    // Where there is a folder, the standard patterns only fill its gaps.
    if (found->second.origin != Origin::kStandard || origin < Origin::kFolder || !has_folder_) {
      return Added::kExists;
    }
    found->second = {std::move(text), origin};
  }
  return Added::kYes;
}

void PatternSet::add_file(const std::shared_ptr<const SourceFile>& file, Origin origin, Diagnostics& diagnostics) {
  RuleScope rule(diagnostics, "duplicate-pattern");
  each_definition(file->text(), [&](const Definition& definition) {
    SourceText text(file, std::string(definition.pattern), {{0, definition.offset}});
    std::string name(definition.name);
    if (add(name, text, origin) == Added::kExists && find(name)->text.text() != text.text()) {
      diagnostics.warning(text, {0, static_cast<std::uint32_t>(text.text().size())}, "there is a pattern `" + name + "` already: this one is ignored",
                          "give it another name");
    }
  });
}

void PatternSet::check(Origin origin, Diagnostics& diagnostics) const {
  for (std::string_view name : names()) {
    const Entry& entry = *find(name);
    const Entry* known = standard().find(name);
    if (entry.origin == origin && (known == nullptr || known->text.text() != entry.text.text())) {
      (void)Pattern::compile(entry.text, *this, diagnostics);
    }
  }
}

const PatternSet::Entry* PatternSet::find(std::string_view name) const {
  auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second;
}

std::vector<std::string_view> PatternSet::names() const {
  std::vector<std::string_view> out;
  for (const auto& [name, entry] : entries_) {
    out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string_view PatternSet::nearest(std::string_view name) const {
  return nearest_name(name, names());
}

}  // namespace vedette::grok

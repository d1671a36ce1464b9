// Which parser sets which field of an event to what: evt.Meta.x, evt.Parsed.x, evt.Enriched.x, evt.Unmarshaled.x.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "content/lint/expressions.h"
#include "content/spec.h"

namespace vedette::content::lint {

/// One writer of a field: a parser document, by its number, or no parser at all (what a source of logs puts in).
struct FieldWriter {
  static constexpr std::size_t kSource = static_cast<std::size_t>(-1);
  std::size_t document = kSource;
  bool in_filter = false;           // of the document: then it runs before the rest of that filter is asked
  bool constant = false;            // else any text may come
  std::vector<std::string> values;  // of a constant one
};

class FieldWriters {
 public:
  FieldWriters(const Content& content, std::span<const Expression> expressions);

  /// "evt.Meta.log_type" for "evt.Meta.log_type" and what lies below; empty for paths that are not watched.
  [[nodiscard]] static std::string field_of(std::string_view path);

  /// All writers of a field as field_of() names it. `known` is false when some parser writes keys of that map whose names are not constant: then
  /// anything may be set.
  [[nodiscard]] const std::vector<FieldWriter>& of(const std::string& field, bool& known) const;
  /// The keys of a map that parsers set: "evt.Meta" -> "log_type", ..
  [[nodiscard]] std::vector<std::string_view> keys(std::string_view map) const;

 private:
  class Builder;
  std::map<std::string, std::vector<FieldWriter>, std::less<>> writers_;
  std::map<std::string, bool, std::less<>> open_;  // "evt.Unmarshaled": keys of any name
};

}  // namespace vedette::content::lint

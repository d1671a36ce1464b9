// YAML as a tree in which every node knows its bytes in the file, read with the rules of yaml.v2 in strict mode. Bounded, and nothing here throws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"

namespace vedette {

enum class YamlKind : std::uint8_t { kNull, kScalar, kSequence, kMapping };
enum class YamlStyle : std::uint8_t { kPlain, kSingleQuoted, kDoubleQuoted, kLiteral, kFolded };

class YamlNode;

struct YamlEntry {
  const YamlNode* key = nullptr;
  const YamlNode* value = nullptr;
  bool merged = false;  // came by `<<`
};

/// One node. Owned by its YamlFile; an alias is a pointer to the anchored node, so walks may meet a node several times (their number is bounded).
class YamlNode {
 public:
  YamlKind kind = YamlKind::kNull;
  YamlStyle style = YamlStyle::kPlain;
  Span span;         // in the file: for a scalar its text with quotes or block header, for others from the first byte to the last child's end
  std::string tag;   // as resolved ("tag:yaml.org,2002:str"); empty when none is written
  std::string text;  // kScalar: the value after quotes, escapes and folding
  std::vector<const YamlNode*> items;  // kSequence
  std::vector<YamlEntry> entries;      // kMapping, in order; keys are distinct, merges (`<<`) expanded at the end

  [[nodiscard]] bool is_scalar() const { return kind == YamlKind::kScalar; }
  [[nodiscard]] bool is_sequence() const { return kind == YamlKind::kSequence; }
  [[nodiscard]] bool is_mapping() const { return kind == YamlKind::kMapping; }
  /// Absent, `~`, `null` or nothing at all: yaml.v2 leaves the field as it is.
  [[nodiscard]] bool is_null() const;
  /// The entry with this key, or null.
  [[nodiscard]] const YamlEntry* find(std::string_view key) const;

  /// The value of a scalar with the way back from each of its bytes to the file; of another node the bytes of the file that it spans.
  [[nodiscard]] SourceText source() const;
  [[nodiscard]] const std::shared_ptr<const SourceFile>& file() const { return *file_; }

 private:
  friend class YamlBuilder;
  const std::shared_ptr<const SourceFile>* file_ = nullptr;
  std::vector<SourceText::Segment> segments_;  // kScalar
  std::size_t weight_ = 1;                     // nodes below, aliases expanded
};

struct YamlDocument {
  const YamlNode* root = nullptr;  // null when the document does not hold together; a kNull node when it is empty
  bool failed = false;             // has errors: its root, if any, is for messages only
  std::uint32_t begin = 0;         // in the file; to the next document's begin
  std::uint32_t end = 0;
};

struct YamlLimits {
  std::size_t max_bytes = 16 * 1024 * 1024;
  std::size_t max_depth = 256;
  std::size_t max_nodes = 1'000'000;  // aliases expanded
};

/// All documents of a file. Move-only; nodes live as long as it.
class YamlFile {
 public:
  /// A document with an error is marked and said; the ones after the next `---` are read on.
  [[nodiscard]] static YamlFile parse(std::shared_ptr<const SourceFile> file, Diagnostics& diagnostics, const YamlLimits& limits = {});

  YamlFile(YamlFile&&) = default;
  YamlFile& operator=(YamlFile&&) = default;

  [[nodiscard]] const std::vector<YamlDocument>& documents() const { return documents_; }
  [[nodiscard]] const std::shared_ptr<const SourceFile>& source() const { return *source_; }

 private:
  friend class YamlBuilder;
  YamlFile() = default;
  std::unique_ptr<std::shared_ptr<const SourceFile>> source_;  // on the heap: nodes point to it
  std::deque<YamlNode> nodes_;
  std::vector<YamlDocument> documents_;
};

/// Aligns a scalar's value with the bytes it was written as. `begin` is its first byte (quote, block indicator or first character).
/// Returns the segments and sets `end`; where the two do not run in parallel the last segment stands for the rest.
[[nodiscard]] std::vector<SourceText::Segment> align_yaml_scalar(std::string_view file, std::uint32_t begin, YamlStyle style, std::string_view value,
                                                                 std::uint32_t& end);

}  // namespace vedette

// From YAML documents to typed specs, one function a family.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/yaml.h"
#include "content/item_file.h"
#include "content/mapping_reader.h"
#include "content/spec.h"

namespace vedette::content {

/// Why a document gave no spec.
struct Skipped {
  std::string name;
  std::string reason;
};

/// Parser or postoverflow documents. Nothing for an empty document.
[[nodiscard]] std::optional<NodeSpec> read_node(const YamlDocument& document, const ItemFile& item, Diagnostics& diagnostics,
                                                std::vector<Skipped>& skipped);
[[nodiscard]] std::optional<ScenarioSpec> read_scenario(const YamlDocument& document, const ItemFile& item, Diagnostics& diagnostics,
                                                        std::vector<Skipped>& skipped);
/// Adds to `context` what stands under `context:` of an item.
void read_context_item(const YamlDocument& document, Content& content, Diagnostics& diagnostics);
/// `root` maps keys to lists of expressions.
void read_context(const YamlNode& root, Content& content, Diagnostics& diagnostics);

[[nodiscard]] std::vector<DataSpec> read_data(const MappingReader& reader);

/// constraint.Satisfies(version, ">= 1.0, <= 3.0"): a missing format is 1.0. Says what is wrong when it does not.
[[nodiscard]] bool check_format(const MappingReader& reader, std::string& format);

/// A document that does not hold together: names the item it seems to be, and the keys it lost.
void report_broken_document(const YamlDocument& document, const std::shared_ptr<const SourceFile>& file, const Schema& schema, ItemReport& report);

}  // namespace vedette::content

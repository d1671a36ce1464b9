#include <fmt/format.h>

#include "content/misplaced.h"
#include "content/spec_reader.h"

namespace vedette::content {
namespace {

// parser/static.go, Static.Validate; a grok's own statics are not validated there.
enum class CheckStatics : bool { kNo, kYes };

std::vector<StaticSpec> read_statics(const MappingReader& reader, CheckStatics check) {
  std::vector<StaticSpec> out;
  for (const YamlNode* node : reader.mappings("statics")) {
    MappingReader fields(*node, kStaticSchema, reader.report());
    StaticSpec spec;
    spec.at = node->source();
    spec.target = fields.text("target");
    spec.parsed = fields.text("parsed");
    spec.meta = fields.text("meta");
    spec.enriched = fields.text("enriched");
    spec.method = fields.text("method");
    spec.value = fields.text("value");
    spec.expression = fields.source("expression");
    if (check == CheckStatics::kYes && node->is_mapping()) {
      bool has_source = !spec.value.empty() || !spec.expression.empty();
      if (!spec.method.empty()) {
        if (!has_source) {
          reader.report().missing(fields.place(), "this static has a `method` but no `expression`",
                                  "say what the method gets: `expression: evt.StrTime`");
        }
      } else if (spec.meta.empty() && spec.parsed.empty() && spec.target.empty()) {
        reader.report().missing(fields.place(), "this static has no `meta`, `parsed` or `target`", "name the field that it fills");
      } else if (!has_source) {
        reader.report().missing(fields.place(), "this static has no `value` or `expression`", "say what the field is filled with");
      }
    }
    out.push_back(std::move(spec));
  }
  return out;
}

std::optional<GrokSpec> read_grok(const MappingReader& reader) {
  const YamlNode* node = reader.node("grok");
  if (node == nullptr) {
    return std::nullopt;
  }
  MappingReader fields(*node, kGrokSchema, reader.report());
  GrokSpec spec;
  spec.at = node->source();
  spec.apply_on = fields.text("apply_on");
  spec.name = fields.source("name");
  spec.pattern = fields.source("pattern");
  spec.expression = fields.source("expression");
  spec.statics = read_statics(fields, CheckStatics::kNo);
  bool has_pattern = !spec.name.empty() || !spec.pattern.empty();
  if (!has_pattern && spec.apply_on.empty() && spec.expression.empty()) {
    return std::nullopt;  // parser/node.go, compile: as if it were not there
  }
  if (node->is_mapping()) {
    // parser/grok.go, GrokPattern.Validate
    if (spec.apply_on.empty() && spec.expression.empty()) {
      reader.report().missing(fields.place(), "this grok has no `apply_on` or `expression`", "name the field that it reads: `apply_on: message`");
    } else if (!has_pattern && !spec.apply_on.empty()) {
      reader.report().missing(fields.place(), "this grok has no `pattern` or `name`", {});
    }
  }
  return spec;
}

std::vector<StashSpec> read_stashes(const MappingReader& reader) {
  std::vector<StashSpec> out;
  for (const YamlNode* node : reader.mappings("stash")) {
    MappingReader fields(*node, kStashSchema, reader.report());
    StashSpec spec;
    spec.at = node->source();
    spec.name = fields.text("name");
    spec.key = fields.source("key");
    spec.value = fields.source("value");
    spec.ttl = fields.text("ttl");
    spec.size = fields.integer("size").value_or(0);
    spec.strategy = fields.text("strategy");
    if (node->is_mapping()) {
      // parser/stash.go, Stash.Validate
      for (const Key& key : kStashSchema.keys) {
        if (key.required && fields.text(key.name).empty()) {
          fields.missing(key.name);
        }
      }
      (void)fields.duration("ttl");
    }
    if (spec.strategy.empty()) {
      spec.strategy = "LRU";
    }
    if (spec.size == 0) {
      spec.size = 100;
    }
    out.push_back(std::move(spec));
  }
  return out;
}

WhitelistSpec read_whitelist(const MappingReader& reader) {
  WhitelistSpec spec;
  if (const YamlNode* node = reader.node("whitelist")) {
    MappingReader fields(*node, kWhitelistSchema, reader.report());
    spec.reason = fields.text("reason");
    spec.ips = fields.texts("ip");
    spec.cidrs = fields.texts("cidr");
    spec.expressions = fields.texts("expression");
  }
  return spec;
}

struct Inherited {
  std::string stage;
  std::string parent_name;
  bool debug = false;
  bool nested = false;
};

NodeSpec read_fields(const YamlNode& node, const MappingReader& fields, const Inherited& inherited) {
  NodeSpec spec;
  spec.at = node.source();
  spec.debug = fields.flag("debug") || inherited.debug;
  spec.name = fields.text("name");
  if (spec.name.empty() && inherited.nested) {
    spec.name = "child-" + inherited.parent_name;  // parser/node.go, compile
  }
  spec.author = fields.text("author");
  spec.description = fields.text("description");
  spec.stage = inherited.stage;
  spec.on_success = fields.text("onsuccess");
  spec.filter = fields.source("filter");
  (void)fields.flag("profiling");
  (void)fields.texts("references");

  if (const YamlNode* syntax = fields.node("pattern_syntax")) {
    if (!syntax->is_mapping()) {
      fields.report().error(*syntax, fmt::format("`pattern_syntax` takes a mapping of names to patterns, not {}", describe(*syntax)));
    }
    for (const YamlEntry& entry : syntax->entries) {
      if (!entry.value->is_scalar()) {
        fields.report().error(*entry.key, fmt::format("pattern `{}` takes one text, not {}", entry.key->text, describe(*entry.value)));
        continue;
      }
      spec.pattern_syntax.emplace_back(entry.key->text, entry.value->source());
    }
  }
  spec.grok = read_grok(fields);
  spec.statics = read_statics(fields, CheckStatics::kYes);
  spec.stashes = read_stashes(fields);
  spec.whitelist = read_whitelist(fields);
  spec.data = read_data(fields);
  for (const YamlNode* child : fields.mappings("nodes")) {
    MappingReader child_fields(*child, kNodeSchema, fields.report());
    if (child->is_mapping()) {
      spec.nodes.push_back(read_fields(*child, child_fields, {spec.stage, spec.name, spec.debug, true}));
    }
  }

  // parser/node.go, validate and compile
  if (spec.on_success != "" && spec.on_success != "continue" && spec.on_success != "next_stage") {
    fields.report().error(*fields.node("onsuccess"),
                          fmt::format("`onsuccess` is `next_stage` or `continue`, not {}", describe(*fields.node("onsuccess"))));
  }
  bool has_whitelist = !spec.whitelist.ips.empty() || !spec.whitelist.cidrs.empty() || !spec.whitelist.expressions.empty();
  if (!spec.grok && spec.nodes.empty() && spec.statics.empty() && !has_whitelist && !fields.report().failed()) {
    if (fields.has("whitelist")) {
      fields.report().missing(*fields.node("whitelist"), "this whitelist has no `ip`, `cidr` or `expression`", "list what it lets pass");
    } else {
      fields.report().missing(fields.place(), "this parser does nothing: it has no `statics`, `grok`, `nodes` or `whitelist`");
    }
  }
  return spec;
}

}  // namespace

std::optional<NodeSpec> read_node(const YamlDocument& document, const ItemFile& item, Diagnostics& diagnostics, std::vector<Skipped>& skipped) {
  ItemReport report(diagnostics);
  if (document.failed) {
    report_broken_document(document, item.file, kNodeSchema, report);
    skipped.push_back({report.item(), report.failed() ? report.first_error() : "its YAML does not hold together"});
    return std::nullopt;
  }
  const YamlNode& root = *document.root;
  if (root.is_null() || (root.is_mapping() && root.entries.empty())) {
    return std::nullopt;
  }
  if (const YamlEntry* name = root.find("name"); name != nullptr && name->value->is_scalar()) {
    report.name_item(name->value->text);
  }
  if (report_misplaced(root, item.kind, report)) {
    skipped.push_back({report.item(), report.first_error()});
    return std::nullopt;
  }
  MappingReader fields(root, kNodeSchema, report);
  std::optional<NodeSpec> spec;
  std::string format;
  if (root.is_mapping() && check_format(fields, format)) {
    if (fields.text("name").empty() && fields.text("description").empty() && fields.text("author").empty()) {
      // parser/stage.go skips such a document quietly.
      fields.missing("name", "a parser needs a `name` (or `author` or `description`); the reference skips it silently");
    }
    spec = read_fields(root, fields, {item.stage, {}, false, false});
    spec->format = format;
  }
  if (report.failed()) {
    report_broken_document(document, item.file, kNodeSchema, report);
    skipped.push_back({report.item(), report.first_error()});
    return std::nullopt;
  }
  return spec;
}

}  // namespace vedette::content

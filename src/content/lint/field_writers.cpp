#include "content/lint/field_writers.h"

#include <algorithm>
#include <array>
#include <optional>

#include "content/lint/tree.h"
#include "grok/expand.h"
#include "grok/pattern_set.h"

namespace vedette::content::lint {
namespace {

constexpr std::array<std::string_view, 4> kMaps = {"evt.Meta", "evt.Parsed", "evt.Enriched", "evt.Unmarshaled"};

// crowdsec: pkg/acquisition/modules/appsec/utils.go, pkg/appsec/event.go: what the application firewall's source puts into its events.
constexpr std::array<std::string_view, 24> kFirewallFields = {"evt.Parsed.source_ip",
                                                              "evt.Parsed.target_host",
                                                              "evt.Parsed.target_uri",
                                                              "evt.Parsed.method",
                                                              "evt.Parsed.req_uuid",
                                                              "evt.Parsed.source",
                                                              "evt.Parsed.remediation_cmpt_ip",
                                                              "evt.Parsed.user_agent",
                                                              "evt.Parsed.challenge_event",
                                                              "evt.Parsed.challenge_difficulty",
                                                              "evt.Parsed.challenge_fail_reason",
                                                              "evt.Parsed.fsid",
                                                              "evt.Parsed.fingerprint_bot",
                                                              "evt.Parsed.fingerprint_allowlisted",
                                                              "evt.Parsed.fingerprint_allowlist_reason",
                                                              "evt.Parsed.platform",
                                                              "evt.Parsed.inband_interrupted",
                                                              "evt.Parsed.inband_action",
                                                              "evt.Parsed.outofband_interrupted",
                                                              "evt.Parsed.outofband_action",
                                                              "evt.Parsed.appsec_drop_reason",
                                                              "evt.Meta.appsec_interrupted",
                                                              "evt.Meta.appsec_action",
                                                              "evt.Meta.appsec_drop_reason"};

struct MethodFields {
  std::string_view method;
  std::array<std::string_view, 4> fields;
};
// enrich/: what the methods of statics write.
constexpr std::array<MethodFields, 5> kMethods = {{
    {"GeoIpASN", {"evt.Enriched.ASNNumber", "evt.Enriched.ASNumber", "evt.Enriched.ASNOrg", ""}},
    {"GeoIpCity", {"evt.Enriched.IsoCode", "evt.Enriched.IsInEU", "evt.Enriched.Latitude", "evt.Enriched.Longitude"}},
    {"IpToRange", {"evt.Enriched.SourceRange", "", "", ""}},
    {"ParseDate", {"evt.Enriched.MarshaledTime", "", "", ""}},
    {"reverse_dns", {"evt.Enriched.reverse_dns", "", "", ""}},
}};

}  // namespace

class FieldWriters::Builder {
 public:
  explicit Builder(FieldWriters& out) : out_(out) {}

  void add_parser(const NodeSpec& node, std::size_t document) {
    for (const auto& [name, text] : node.pattern_syntax) {
      (void)patterns_.add(name, text, grok::Origin::kInline);
    }
    if (node.grok) {
      add_grok(*node.grok, document);
    }
    for (const NodeSpec& child : node.nodes) {
      add_parser(child, document);
    }
    for (const StaticSpec& action : node.statics) {
      add_static(action, document);
    }
  }

  void add_pattern_files(const Content& content) {
    Diagnostics ignored;
    for (const auto& file : content.pattern_files) {
      patterns_.add_file(file, grok::Origin::kFolder, ignored);
    }
  }

  /// Calls that write, wherever they stand.
  void add_expression(const Expression& expression) {
    const std::size_t document = expression.scenario != nullptr || expression.postoverflow ? FieldWriter::kSource : expression.document;
    in_filter_ = expression.role == Role::kNodeFilter;
    each_node(*expression.tree, [&](const Node& node) {
      const std::string_view name = called(node);
      if (name == "SetMeta" || name == "SetParsed") {
        set(name == "SetMeta" ? "evt.Meta" : "evt.Parsed", argument(node, 0), argument(node, 1), document);
      } else if (name == "UnmarshalJSON" || name == "ParseKV" || name == "ParseKVLax" || name == "SetInStash") {
        const Node* target = argument(node, 1);
        if (name != "SetInStash" && target != nullptr) {
          set(path_of(*target), argument(node, 2), nullptr, document);
        }
      }
    });
    if (expression.action != nullptr && expression.action->value.empty()) {
      std::vector<std::string> values;
      const bool constant = constant_texts(*expression.tree, values);
      add_target(*expression.action, document, constant, std::move(values));
    }
  }

  void add_any(std::string_view field) { out_.writers_[std::string(field)].push_back({}); }

 private:
  void add_grok(const GrokSpec& grok, std::size_t document) {
    const SourceText* text = &grok.pattern;
    if (!grok.name.empty()) {
      const grok::PatternSet::Entry* named = patterns_.find(grok.name.text());
      text = named != nullptr ? &named->text : nullptr;
    }
    Diagnostics ignored;
    grok::Expansion expansion;
    if (text != nullptr && !text->empty() && grok::expand(*text, patterns_, ignored, expansion)) {
      for (const grok::Capture& capture : expansion.captures) {
        out_.writers_["evt.Parsed." + capture.field].push_back({document, false, false, {}});
      }
    }
    for (const StaticSpec& action : grok.statics) {
      add_static(action, document);
    }
  }

  // Those with an expression come with it.
  void add_static(const StaticSpec& action, std::size_t document) {
    if (!action.value.empty()) {
      add_target(action, document, true, {action.value});
    }
  }

  void add_target(const StaticSpec& action, std::size_t document, bool constant, std::vector<std::string> values) {
    if (!action.method.empty()) {
      for (const MethodFields& method : kMethods) {
        for (std::string_view field : method.fields) {
          if (method.method == action.method && !field.empty()) {
            out_.writers_[std::string(field)].push_back({document, false, false, {}});
          }
        }
      }
      if (action.method == "UnmarshalJSON") {
        out_.open_["evt.Unmarshaled"] = true;
      }
      return;
    }
    std::string field = !action.parsed.empty()              ? "evt.Parsed." + action.parsed
                        : !action.meta.empty()              ? "evt.Meta." + action.meta
                        : !action.enriched.empty()          ? "evt.Enriched." + action.enriched
                        : action.target.starts_with("evt.") ? action.target
                                                            : "evt." + action.target;
    if (std::string name = field_of(field); !name.empty()) {
      out_.writers_[name].push_back({document, false, constant, std::move(values)});
    }
  }

  void set(const std::string& map, const Node* key, const Node* value, std::size_t document) {
    if (key == nullptr || key->kind != NodeKind::kString) {
      out_.open_[map] = true;
      return;
    }
    FieldWriter writer{document, in_filter_, false, {}};
    writer.constant = value != nullptr && constant_texts(*value, writer.values);
    out_.writers_[map + "." + key->text].push_back(std::move(writer));
  }

  FieldWriters& out_;
  grok::PatternSet patterns_;
  bool in_filter_ = false;
};

FieldWriters::FieldWriters(const Content& content, std::span<const Expression> expressions) {
  Builder builder(*this);
  builder.add_pattern_files(content);
  for (std::size_t i = 0; i < content.parsers.size(); ++i) {
    builder.add_parser(content.parsers[i], i);
  }
  for (const Expression& expression : expressions) {
    if (expression.profile == nullptr) {
      builder.add_expression(expression);
    }
  }
  for (std::string_view field : kFirewallFields) {
    builder.add_any(field);
  }
}

std::string FieldWriters::field_of(std::string_view path) {
  for (std::string_view map : kMaps) {
    if (path.size() > map.size() + 1 && path.starts_with(map) && path[map.size()] == '.') {
      return std::string(path.substr(0, path.find('.', map.size() + 1)));
    }
  }
  return {};
}

const std::vector<FieldWriter>& FieldWriters::of(const std::string& field, bool& known) const {
  static const std::vector<FieldWriter> kNone;
  known = !open_.contains(field.substr(0, field.rfind('.')));
  auto found = writers_.find(field);
  return found == writers_.end() ? kNone : found->second;
}

std::vector<std::string_view> FieldWriters::keys(std::string_view map) const {
  std::vector<std::string_view> out;
  for (const auto& [field, writers] : writers_) {
    const bool by_parser = std::any_of(writers.begin(), writers.end(), [](const FieldWriter& w) { return w.document != FieldWriter::kSource; });
    if (by_parser && field.size() > map.size() && field.starts_with(map) && field[map.size()] == '.') {
      out.push_back(std::string_view(field).substr(map.size() + 1));
    }
  }
  return out;
}

}  // namespace vedette::content::lint

#include <fmt/format.h>

#include "base/nearest.h"
#include "base/yaml_scalar.h"
#include "content/misplaced.h"
#include "content/spec_reader.h"

namespace vedette::content {
namespace {

struct NamedType {
  std::string_view name;
  BucketType type;
};

constexpr NamedType kTypes[] = {{"leaky", BucketType::kLeaky},
                                {"trigger", BucketType::kTrigger},
                                {"counter", BucketType::kCounter},
                                {"conditional", BucketType::kConditional},
                                {"bayesian", BucketType::kBayesian}};

void append_json(std::string& out, const YamlNode& node) {
  if (node.is_null()) {
    out += "null";
  } else if (node.is_sequence()) {
    out += '[';
    for (const YamlNode* item : node.items) {
      out += out.back() == '[' ? "" : ",";
      append_json(out, *item);
    }
    out += ']';
  } else if (node.is_mapping()) {
    out += '{';
    for (const YamlEntry& entry : node.entries) {
      out += out.back() == '{' ? "\"" : ",\"";
      for (char c : entry.key->text) {
        out += c == '"' || c == '\\' ? "\\" : "";
        out += c;
      }
      out += "\":";
      append_json(out, *entry.value);
    }
    out += '}';
  } else {
    YamlValue value = resolve_yaml(node);
    switch (value.type) {
      case YamlType::kBool:
        out += value.boolean ? "true" : "false";
        break;
      case YamlType::kInteger:
        out += std::to_string(value.integer);
        break;
      default:
        out += '"';
        for (char c : node.text) {
          if (c == '\n') {
            out += "\\n";
            continue;
          }
          out += c == '"' || c == '\\' ? "\\" : "";
          out += c;
        }
        out += '"';
    }
  }
}

void read_labels(const MappingReader& fields, ScenarioSpec& spec) {
  const YamlNode* labels = fields.node("labels");
  if (labels == nullptr) {
    return;
  }
  if (!labels->is_mapping()) {
    fields.report().error(*labels, fmt::format("`labels` takes a mapping, not {}", describe(*labels)));
    return;
  }
  for (const YamlEntry& entry : labels->entries) {
    const YamlNode& value = *entry.value;
    std::string& text = spec.labels[entry.key->text];
    if (value.is_scalar() && resolve_yaml(value).type == YamlType::kBool) {
      text = resolve_yaml(value).boolean ? "true" : "false";
    } else if (value.is_scalar()) {
      text = value.text;
    } else if (!value.is_null()) {
      append_json(text, value);
    }
    if (entry.key->text == "remediation") {
      // leakybucket/overflows.go: `v == true`, so only a YAML boolean counts.
      spec.remediation = yaml_bool(value).value_or(false);
    }
  }
}

// leakybucket/scopetype.go, CompileFilter
void read_scope(const MappingReader& fields, ScenarioSpec& spec) {
  spec.scope_type = "Ip";
  const YamlNode* node = fields.node("scope");
  if (node == nullptr) {
    return;
  }
  MappingReader scope(*node, kScopeSchema, fields.report());
  if (!node->is_mapping()) {
    return;
  }
  if (std::string type = scope.text("type"); !type.empty()) {
    spec.scope_type = type;
  }
  spec.scope_expression = scope.source("expression");
  if (spec.scope_type == "Ip") {
    if (!spec.scope_expression.empty()) {
      fields.report().error(*scope.node("expression"), "an Ip scope takes no `expression`",
                            "its value is `evt.Meta.source_ip`; leave the line out, or name another type");
    }
  } else if (spec.scope_type != "Range" && spec.scope_expression.empty()) {
    fields.report().missing(*scope.node("type"), fmt::format("the scope `{}` has no `expression`", spec.scope_type),
                            "only Ip and Range scopes find their value by themselves");
  }
}

void read_bayesian_conditions(const MappingReader& fields, ScenarioSpec& spec) {
  for (const YamlNode* node : fields.mappings("bayesian_conditions")) {
    MappingReader condition(*node, kBayesianConditionSchema, fields.report());
    BayesianConditionSpec out;
    out.condition = condition.source("condition");
    out.prob_given_evil = static_cast<float>(condition.number("prob_given_evil").value_or(0));
    out.prob_given_benign = static_cast<float>(condition.number("prob_given_benign").value_or(0));
    out.guillotine = condition.flag("guillotine");
    if (node->is_mapping() && out.condition.empty()) {
      condition.missing("condition");
    }
    spec.bayesian_conditions.push_back(std::move(out));
  }
}

class Validation {
 public:
  Validation(const MappingReader& fields, const ScenarioSpec& spec) : fields_(fields), spec_(spec) {}

  // leakybucket/buckettype.go
  void check_type() const {
    switch (spec_.type) {
      case BucketType::kLeaky:
        if (!fields_.has("capacity")) {
          missing("capacity", "how many events it holds: `capacity: 5`");
        } else if (spec_.capacity <= 0) {
          wrong("capacity", "a leaky bucket holds at least 1");
        }
        need_positive("leakspeed", spec_.leakspeed, "how long one event stays: `leakspeed: 10s`");
        break;
      case BucketType::kTrigger:
        if (spec_.capacity != 0) {
          wrong("capacity", "a trigger has none; leave it out, or write `type: leaky`");
        }
        break;
      case BucketType::kCounter:
        need_unlimited();
        need_positive("duration", spec_.duration, "how long it counts: `duration: 1h`");
        break;
      case BucketType::kConditional:
        if (spec_.capacity != -1) {
          fields_.report().warning(fields_.has("capacity") ? *fields_.node("capacity") : fields_.place(),
                                   "a conditional bucket with another `capacity` than -1 also overflows when it is full");
        }
        if (spec_.condition.empty()) {
          missing("condition", "the expression that makes it overflow");
        }
        need_positive("leakspeed", spec_.leakspeed, "how long one event stays: `leakspeed: 10s`");
        break;
      case BucketType::kBayesian:
        if (spec_.bayesian_conditions.empty()) {
          missing("bayesian_conditions", {});
        }
        if (!(spec_.bayesian_prior > 0 && spec_.bayesian_prior <= 1)) {
          missing_or_wrong("bayesian_prior", "a probability above 0 and up to 1");
        }
        if (spec_.bayesian_threshold == 0 || !(spec_.bayesian_threshold <= 1)) {
          missing_or_wrong("bayesian_threshold", "a probability above 0 and up to 1");
        }
        need_unlimited();
        break;
    }
  }

 private:
  void missing(std::string_view key, std::string hint) const { fields_.missing(key, std::move(hint)); }

  void wrong(std::string_view key, std::string hint) const {
    const YamlNode& value = *fields_.node(key);
    fields_.report().error(value, fmt::format("`{}` cannot be {} in a {} bucket", key, describe(value), fields_.text("type")), std::move(hint));
  }

  void missing_or_wrong(std::string_view key, std::string hint) const {
    if (fields_.has(key)) {
      wrong(key, std::move(hint));
    } else {
      missing(key, std::move(hint));
    }
  }

  void need_unlimited() const {
    if (spec_.capacity != -1) {
      missing_or_wrong("capacity", "write `capacity: -1`");
    }
  }

  void need_positive(std::string_view key, const std::optional<Duration>& value, std::string hint) const {
    if (!fields_.has(key) || fields_.text(key).empty()) {
      missing(key, std::move(hint));
    } else if (value && *value <= 0) {
      wrong(key, "it must be above 0");
    }
  }

  const MappingReader& fields_;
  const ScenarioSpec& spec_;
};

void read_type(const MappingReader& fields, ScenarioSpec& spec) {
  std::string type = fields.text("type");
  std::vector<std::string_view> names;
  for (const NamedType& named : kTypes) {
    names.push_back(named.name);
    if (named.name == type) {
      spec.type = named.type;
      Validation(fields, spec).check_type();
      return;
    }
  }
  if (type.empty()) {
    fields.missing("type", "leaky, trigger, counter, conditional or bayesian");
    return;
  }
  std::string_view near = nearest_name(type, names);
  fields.report().error(*fields.node("type"), fmt::format("unknown bucket type `{}`", type),
                        near.empty() ? "leaky, trigger, counter, conditional or bayesian" : fmt::format("did you mean `{}`?", near));
}

ScenarioSpec read_fields(const YamlNode& root, const MappingReader& fields) {
  ScenarioSpec spec;
  spec.at = root.source();
  spec.name = fields.text("name");
  spec.description = fields.text("description");
  spec.capacity = fields.integer("capacity").value_or(0);
  spec.leakspeed = fields.duration("leakspeed");
  spec.duration = fields.duration("duration");
  spec.blackhole = fields.duration("blackhole");
  spec.cache_size = fields.integer("cache_size").value_or(0);
  spec.filter = fields.source("filter");
  spec.groupby = fields.source("groupby");
  spec.distinct = fields.source("distinct");
  spec.cancel_on = fields.source("cancel_on");
  spec.overflow_filter = fields.source("overflow_filter");
  spec.condition = fields.source("condition");
  spec.bayesian_prior = static_cast<float>(fields.number("bayesian_prior").value_or(0));
  spec.bayesian_threshold = static_cast<float>(fields.number("bayesian_threshold").value_or(0));
  spec.reprocess = fields.flag("reprocess");
  spec.debug = fields.flag("debug");
  spec.data = read_data(fields);
  for (const SourceText& reference : fields.texts("references")) {
    spec.references.push_back(reference.text());
  }
  read_labels(fields, spec);
  read_scope(fields, spec);
  read_bayesian_conditions(fields, spec);
  // leakybucket/manager_load.go, LoadBucket and Validate
  if (spec.name.empty()) {
    fields.missing("name", {});
  }
  if (spec.description.empty()) {
    fields.missing("description", "one sentence on what it detects");
  }
  if (spec.filter.empty()) {
    fields.missing("filter", "the expression that picks its events");
  }
  read_type(fields, spec);
  return spec;
}

}  // namespace

std::optional<ScenarioSpec> read_scenario(const YamlDocument& document, const ItemFile& item, Diagnostics& diagnostics,
                                          std::vector<Skipped>& skipped) {
  ItemReport report(diagnostics);
  if (document.failed) {
    report_broken_document(document, item.file, kScenarioSchema, report);
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
  MappingReader fields(root, kScenarioSchema, report);
  std::optional<ScenarioSpec> spec;
  std::string format;
  if (root.is_mapping() && check_format(fields, format)) {
    spec = read_fields(root, fields);
    spec->format = format;
    spec->version = item.version;
  }
  if (report.failed()) {
    report_broken_document(document, item.file, kScenarioSchema, report);
    skipped.push_back({report.item(), report.first_error()});
    return std::nullopt;
  }
  return spec;
}

}  // namespace vedette::content

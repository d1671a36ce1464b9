#include "content/acquisition_spec.h"

#include <fmt/format.h>

#include <optional>

#include "base/nearest.h"
#include "base/yaml.h"
#include "content/config.h"
#include "content/item_file.h"
#include "content/lost_keys.h"
#include "content/mapping_reader.h"
#include "content/spec_reader.h"

namespace vedette::content {
namespace {

// acquisition.go, detectType
std::string source_of(const YamlNode& root) {
  if (const YamlEntry* source = root.find("source"); source != nullptr && source->value->is_scalar() && !source->value->text.empty()) {
    return source->value->text;
  }
  if (root.find("filename") != nullptr || root.find("filenames") != nullptr) {
    return "file";
  }
  return root.find("journalctl_filter") != nullptr ? "journalctl" : "";
}

// The same, in a document that does not hold together.
std::string source_of_text(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    if (line.starts_with("source:")) {
      line.remove_prefix(7);
      while (line.starts_with(" ")) {
        line.remove_prefix(1);
      }
      return std::string(line.substr(0, line.find_first_of(" \r#")));
    }
    if (line.starts_with("filename")) {
      return "file";
    }
    if (line.starts_with("journalctl_filter")) {
      return "journalctl";
    }
    at = end + 1;
  }
  return {};
}

void check_s3(const MappingReader& fields) {
  std::string method = fields.text("polling_method");
  std::string format = fields.text("sqs_format");
  if (!method.empty() && method != "list" && method != "sqs") {
    fields.report().error(*fields.node("polling_method"), fmt::format("`polling_method` is `sqs` or `list`, not `{}`", method));
  }
  if (fields.has("bucket_name") && fields.has("sqs_name")) {
    fields.report().error(*fields.node("sqs_name"), "`bucket_name` and `sqs_name` exclude each other", "a queue's messages name their buckets");
  }
  if (method == "sqs" && fields.text("sqs_name").empty()) {
    fields.missing("sqs_name", "`polling_method: sqs` needs the queue's name");
  }
  if (method != "sqs" && fields.text("bucket_name").empty()) {
    fields.missing("bucket_name", "or read from a queue: `polling_method: sqs` and `sqs_name`");
  }
  if (!format.empty() && format != "eventbridge" && format != "s3notification" && format != "sns") {
    fields.report().error(*fields.node("sqs_format"), fmt::format("`sqs_format` is `s3notification`, `eventbridge` or `sns`, not `{}`", format));
  }
  if (!fields.flag("use_time_machine")) {
    fields.report().warning(fields.place(), "`use_time_machine` is not true: objects come late, so rules that count by time would count wrong",
                            "add `use_time_machine: true`");
  }
}

void check_kinesis(const MappingReader& fields) {
  bool fanout = fields.flag("use_enhanced_fanout");
  if (fields.has("stream_arn") && fields.has("stream_name")) {
    fields.report().error(*fields.node("stream_arn"), "`stream_arn` and `stream_name` exclude each other");
  } else if (!fanout && !fields.has("stream_name")) {
    fields.missing("stream_name", {});
  } else if (fanout && !fields.has("stream_arn")) {
    fields.missing("stream_arn", "`use_enhanced_fanout` needs it");
  }
  if (fanout && !fields.has("consumer_name")) {
    fields.missing("consumer_name", "`use_enhanced_fanout` needs it");
  }
}

void check_source(std::string_view source, const Schema& schema, const MappingReader& fields) {
  for (const Key& key : schema.keys) {
    if (key.required && !fields.has(key.name) && key.name != "labels") {
      fields.missing(key.name);
    }
  }
  if (source == "s3") {
    check_s3(fields);
  } else if (source == "kinesis") {
    check_kinesis(fields);
  } else if (source == "file" && !fields.has("filename") && !fields.has("filenames")) {
    fields.missing("filenames", "or one `filename`");
  } else if (source == "journalctl" && !fields.has("journalctl_filter")) {
    fields.missing("journalctl_filter");
  } else if (source == "kafka" && !fields.has("brokers")) {
    fields.missing("brokers");
  } else if (source == "cloudwatch" && !fields.has("aws_region") && !fields.has("aws_config_dir")) {
    fields.missing("aws_region", "or `aws_config_dir`");
  } else if (source == "http" && !fields.has("listen_addr") && !fields.has("listen_socket")) {
    fields.missing("listen_addr", "or `listen_socket`");
  }
}

void read_labels(const MappingReader& fields, bool required, AcquisitionSpec& spec) {
  const YamlNode* labels = fields.node("labels");
  if (labels != nullptr && !labels->is_mapping()) {
    fields.report().error(*labels, fmt::format("`labels` takes a mapping, not {}", describe(*labels)),
                          "write `labels:` and below it `  type: aws-cloudtrail`");
    return;
  }
  if (labels == nullptr || labels->entries.empty()) {
    if (required) {
      fields.missing("labels", "parsers know logs by `labels.type`: write `labels:` and below it `  type: aws-cloudtrail` or so");
    }
    return;
  }
  for (const YamlEntry& entry : labels->entries) {
    if (!entry.value->is_scalar()) {
      fields.report().error(*entry.value, fmt::format("label `{}` takes one value, not {}", entry.key->text, describe(*entry.value)));
      continue;
    }
    spec.labels[entry.key->text] = expand_environment(entry.value->text);
  }
  if (required && spec.labels["type"].empty()) {
    fields.report().warning(*labels, "`labels` has no `type`: most parsers know logs by it", "write `type: aws-cloudtrail` or so");
    spec.labels.erase("type");
  }
}

std::optional<AcquisitionSpec> read_source(const YamlDocument& document, const std::shared_ptr<const SourceFile>& file, Diagnostics& diagnostics) {
  ItemReport report(diagnostics);
  if (document.failed) {
    const Schema* schema = acquisition_schema(source_of_text(std::string_view(file->text()).substr(document.begin, document.end - document.begin)));
    report_broken_document(document, file, schema == nullptr ? *acquisition_schema("file") : *schema, report);
    return std::nullopt;
  }
  const YamlNode& root = *document.root;
  if (root.is_null()) {
    return std::nullopt;
  }
  if (!root.is_mapping()) {
    report.error(root, fmt::format("a source of logs is a mapping of keys, not {}", describe(root)), "write `key: value` lines");
    return std::nullopt;
  }
  AcquisitionSpec spec;
  spec.source = source_of(root);
  const Schema* schema = acquisition_schema(spec.source);
  if (schema == nullptr) {
    if (spec.source.empty()) {
      report.missing(*root.entries.front().key, "this source of logs has no `source`", "file, s3, kinesis, cloudwatch, ..");
    } else {
      std::string_view near = nearest_name(spec.source, acquisition_sources());
      report.error(*root.find("source")->value, fmt::format("unknown source `{}`", spec.source),
                   near.empty() ? "file, s3, kinesis, cloudwatch, .." : fmt::format("did you mean `{}`?", near));
    }
    return std::nullopt;
  }
  MappingReader fields(root, *schema, report);
  spec.at = root.source();
  spec.name = expand_environment(fields.text("name"));
  report.name_item(spec.name);
  spec.mode = fields.text("mode");
  spec.log_level = fields.text("log_level");
  spec.use_time_machine = fields.flag("use_time_machine");
  spec.transform = fields.source("transform");
  read_labels(fields, spec.source != "docker", spec);
  check_source(spec.source, *schema, fields);
  for (const YamlEntry& entry : root.entries) {
    if (entry.value->is_scalar() && schema->find(entry.key->text) != nullptr) {
      spec.settings[entry.key->text] = entry.value->source();
    }
  }
  if (report.failed()) {
    report_broken_document(document, file, *schema, report);
    return std::nullopt;
  }
  return spec;
}

}  // namespace

std::vector<AcquisitionSpec> load_acquisition(const std::vector<std::string>& files, Diagnostics& diagnostics) {
  std::vector<AcquisitionSpec> out;
  for (const std::string& path : files) {
    Result<std::shared_ptr<const SourceFile>> text = read_source_file(path);
    if (!text) {
      say(diagnostics, Severity::kError, text.error().message);
      continue;
    }
    YamlFile yaml = YamlFile::parse(*text, diagnostics);
    for (const YamlDocument& document : yaml.documents()) {
      if (std::optional<AcquisitionSpec> source = read_source(document, *text, diagnostics)) {
        out.push_back(std::move(*source));
      }
    }
  }
  return out;
}

}  // namespace vedette::content

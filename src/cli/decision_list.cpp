#include "cli/decision_list.h"

#include <fmt/format.h>

#include "base/json.h"

namespace vedette::cli {
namespace {

using Row = std::vector<std::string>;

/// The member of that name, or null.
std::string* member(GivenDecision& decision, std::string_view name) {
  return name == "duration" ? &decision.duration
         : name == "reason" ? &decision.reason
         : name == "scope"  ? &decision.scope
         : name == "type"   ? &decision.type
         : name == "value"  ? &decision.value
                            : nullptr;
}

Result<std::vector<GivenDecision>> read_json(std::string_view content) {
  JsonReader reader;
  Result<JsonView> view = reader.parse(content);
  if (!view) {
    return tl::unexpected(std::move(view.error()));
  }
  if (view->kind() != JsonKind::kArray) {
    return fail(ErrorKind::kInvalid, "not a list of decisions");
  }
  std::vector<GivenDecision> out;
  for (auto items = view->elements(); items.next();) {
    if (items.value().kind() != JsonKind::kObject) {
      return fail(ErrorKind::kInvalid, fmt::format("item {}: not an object", out.size()));
    }
    GivenDecision& decision = out.emplace_back();
    for (auto fields = items.value().elements(); fields.next();) {
      std::string* to = member(decision, fields.key());
      if (to == nullptr || fields.value().kind() == JsonKind::kNull) {
        continue;
      }
      if (fields.value().kind() != JsonKind::kString) {
        return fail(ErrorKind::kInvalid, fmt::format("item {}: `{}` is not a string", out.size() - 1, fields.key()));
      }
      *to = fields.value().as_string();
    }
  }
  return out;
}

/// RFC 4180, as Go's encoding/csv reads it: empty lines do not count.
Result<std::vector<Row>> read_csv_rows(std::string_view text) {
  std::vector<Row> out;
  std::size_t at = 0;
  while (at < text.size()) {
    Row row(1);
    for (bool ended = false; !ended;) {
      if (at < text.size() && text[at] == '"') {
        for (++at;; ++at) {
          if (at >= text.size()) {
            return fail(ErrorKind::kInvalid, fmt::format("record {}: a quote is not closed", out.size() + 1));
          }
          if (text[at] != '"') {
            row.back() += text[at];
          } else if (at + 1 < text.size() && text[at + 1] == '"') {
            row.back() += text[at++];
          } else {
            ++at;
            break;
          }
        }
      }
      for (;; ++at) {
        if (at >= text.size() || text[at] == '\n') {
          ++at;
          ended = true;
          break;
        }
        if (text[at] == ',') {
          ++at;
          row.emplace_back();
          break;
        }
        if (text[at] != '\r') {
          row.back() += text[at];
        }
      }
    }
    if (row.size() > 1 || !row[0].empty()) {
      if (!out.empty() && row.size() != out[0].size()) {
        return fail(ErrorKind::kInvalid, fmt::format("record {}: {} fields, where the head has {}", out.size() + 1, row.size(), out[0].size()));
      }
      out.push_back(std::move(row));
    }
  }
  return out;
}

Result<std::vector<GivenDecision>> read_csv(std::string_view content) {
  Result<std::vector<Row>> rows = read_csv_rows(content);
  if (!rows) {
    return tl::unexpected(std::move(rows.error()));
  }
  std::vector<GivenDecision> out;
  for (std::size_t i = 1; i < rows->size(); ++i) {
    GivenDecision& decision = out.emplace_back();
    for (std::size_t column = 0; column < (*rows)[0].size(); ++column) {
      if (std::string* to = member(decision, (*rows)[0][column])) {
        *to = (*rows)[i][column];
      }
    }
  }
  return out;
}

std::vector<GivenDecision> read_values(std::string_view content) {
  std::vector<GivenDecision> out;
  while (!content.empty()) {
    const std::size_t end = std::min(content.find('\n'), content.size());
    std::string_view line = content.substr(0, end);
    content.remove_prefix(std::min(end + 1, content.size()));
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) {
      line.remove_suffix(1);
    }
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) {
      line.remove_prefix(1);
    }
    out.emplace_back().value = line;
  }
  return out;
}

}  // namespace

Result<std::vector<GivenDecision>> read_decision_list(std::string_view content, std::string_view file, std::string format) {
  if (format.empty()) {
    format = file.ends_with(".json") ? "json" : file.ends_with(".csv") ? "csv" : "";
  }
  Result<std::vector<GivenDecision>> out;
  if (format == "json") {
    out = read_json(content);
  } else if (format == "csv") {
    out = read_csv(content);
  } else if (format == "values") {
    out = read_values(content);
  } else {
    return fail(ErrorKind::kInvalid, "unable to guess format from file extension, please provide a format with --format flag");
  }
  if (!out) {
    out.error().message = fmt::format("{}: {}", file, out.error().message);
    return out;
  }
  if (out->empty()) {
    return fail(ErrorKind::kInvalid, "no decisions found");
  }
  for (std::size_t i = 0; i < out->size(); ++i) {
    if ((*out)[i].value.empty()) {
      return fail(ErrorKind::kInvalid, fmt::format("item {}: missing 'value'", i));
    }
  }
  return out;
}

}  // namespace vedette::cli

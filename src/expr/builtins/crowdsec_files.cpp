// CrowdSec's helpers on data files. pkg/exprhelpers: helpers.go, filemap.go. A file that no item declares is empty, as in the reference.
#include <array>
#include <vector>

#include "expr/builtins/arguments.h"
#include "expr/builtins/bot_file.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/data_files.h"
#include "expr/builtins/network.h"
#include "expr/builtins/services.h"

namespace vedette::expr {
namespace {

/// Null when there is no such file, or when nobody gave any (the call has failed then).
const DataFile* find_file(CallContext& context, std::string_view name, DataKind kind) {
  auto* services = static_cast<const Services*>(context.services);
  if (services == nullptr || services->files == nullptr) {
    (void)context.fail("there are no data files here");
    return nullptr;
  }
  return services->files->find(name, kind);
}

const Type* row_list() {
  static const Type* const kType = slice_of(T(type_id::kStringMap));
  return kType;
}

Value file(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view name = arguments.text(0);
  const DataFile* found = arguments.failed() ? nullptr : find_file(context, name, DataKind::kString);
  return found != nullptr ? found->lines() : Value::slice(nullptr, 0, type_id::kStringSlice);
}

Value has_lines(CallContext& context, std::span<const Value> values) {
  auto* services = static_cast<const Services*>(context.services);
  const DataFile* found =
      services != nullptr && services->files != nullptr ? services->files->find(values[0].as_string(), DataKind::kString) : nullptr;
  return Value::boolean(found != nullptr && found->lines().size() != 0);
}

Value any_line(CallContext& context, std::span<const Value> values) {
  const DataFile* found = values[0].is_string() ? find_file(context, values[1].as_string(), DataKind::kString) : nullptr;
  if (found == nullptr || !context.charge(values[0].size() / 8 + 1)) {
    return {};
  }
  return Value::boolean(found->any_line(values[0].as_string(), static_cast<LineTest>(values[2].as_int()), static_cast<LineFold>(values[3].as_int())));
}

Value regexp_in_file(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  std::string_view name = arguments.text(1);
  const DataFile* found = arguments.failed() || !context.charge(text.size() / 8 + 1) ? nullptr : find_file(context, name, DataKind::kRegexp);
  return Value::boolean(found != nullptr && found->matches(text));
}

Value file_map(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view name = arguments.text(0);
  const DataFile* found = arguments.failed() ? nullptr : find_file(context, name, DataKind::kMap);
  return found != nullptr ? found->rows() : Value::slice(nullptr, 0, row_list()->id);
}

Value lookup_file(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  std::string_view name = arguments.text(1);
  const DataFile* found = arguments.failed() || !context.charge(text.size() / 8 + 1) ? nullptr : find_file(context, name, DataKind::kMap);
  return Value::string(found != nullptr ? found->look_up(text) : std::string_view());
}

// botfile.go, MatchKnownBot: addresses and ranges first; names, which cost a question to the network, once for all files.
Value match_known_bot(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  const std::string_view address_text = arguments.text(0);
  const std::string_view user_agent = arguments.text(1);
  const std::string_view path = arguments.text(2);
  const std::optional<Ip> address = arguments.failed() ? std::nullopt : parse_bot_address(address_text);
  if (!address) {
    return Value::boolean(false);
  }
  std::vector<const Bot*> candidates;
  for (std::size_t i = 3; i < arguments.size(); ++i) {
    const std::string_view name = arguments.text(i);
    if (arguments.failed() || !context.charge((user_agent.size() + path.size()) / 8 + 1)) {
      return {};
    }
    const DataFile* found = find_file(context, name, DataKind::kBots);
    if (found != nullptr && static_cast<const BotFile*>(found)->matches_address(*address, user_agent, path, candidates)) {
      return Value::boolean(true);
    }
  }
  if (candidates.empty()) {
    return Value::boolean(false);
  }
  auto* services = static_cast<Services*>(context.services);
  if (services == nullptr || services->network == nullptr) {
    if (services != nullptr) {
      services->count(Absence::kReverseDns);
    }
    return Value::boolean(false);
  }
  for (std::string_view name : services->network->confirmed_names_of(*address, context.arena)) {
    for (const Bot* bot : candidates) {
      if (bot_has_name(*bot, name)) {
        return Value::boolean(true);
      }
    }
  }
  return Value::boolean(false);
}

}  // namespace

std::span<const Builtin> data_file_helpers() {
  static const Type* const s = T(type_id::kString);
  static const std::array kRows = {
      Builtin{.name = "File",
              .signatures = {{{s}, false, T(type_id::kStringSlice)}},
              .call = file,
              .description = "The lines of a data file of type string."},
      Builtin{.name = "RegexpInFile",
              .signatures = {{{s, s}, false, T(type_id::kBool)}},
              .call = regexp_in_file,
              .description = "Whether a text matches any regular expression of a data file of type regexp."},
      Builtin{.name = "FileMap", .signatures = {{{s}, false, row_list()}}, .call = file_map, .description = "The rows of a data file of type map."},
      Builtin{.name = "LookupFile",
              .signatures = {{{s, s}, false, s}},
              .call = lookup_file,
              .description = "The tag of the first row of a data file of type map whose pattern fits a text, or the empty text."},
      Builtin{.name = "MatchKnownBot",
              .signatures = {{{s, s, s, s}, true, T(type_id::kBool)}},
              .call = match_known_bot,
              .effect = Effect::kBlocking,
              .description =
                  "Whether an address, user agent and path are those of a bot in data files of type bots; confirming a name asks the network."},
  };
  return kRows;
}

const Builtin& has_lines_function() {
  static const Builtin kRow{.name = "has_lines", .call = has_lines};
  return kRow;
}

const Builtin& any_line_function() {
  static const Builtin kRow{.name = "any_line", .call = any_line};
  return kRow;
}

bool is_file_function(const Builtin& function) {
  return function.call == file;
}

}  // namespace vedette::expr

// Sprig's regex.go, and what it calls of Go's regexp.
#include <re2/re2.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/regex.h"
#include "base/utf8.h"
#include "expr/unicode.h"
#include "gotemplate/function.h"
#include "gotemplate/sprig/matches.h"

namespace vedette::gotemplate {

namespace {

using Regex = std::shared_ptr<const re2::RE2>;

Regex compile(Runtime& runtime, std::string_view pattern) {
  if (!runtime.step(pattern.size() + 100)) {
    return nullptr;
  }
  auto regex = compile_regex(pattern);
  if (!regex) {
    runtime.fail(regex.error().message);
    return nullptr;
  }
  return *regex;
}

template <bool kStrict>
Value regex_match(Runtime& runtime, Arguments arguments) {
  auto regex = compile_regex(arguments[0].as_string());
  if (!regex) {
    return kStrict ? runtime.fail(regex.error().message) : Value::boolean(false);
  }
  const std::string_view text = arguments[1].as_string();
  return Value::boolean(runtime.step(text.size() / 16 + 100) && regex_matches(**regex, text));
}

Value regex_find(Runtime& runtime, Arguments arguments) {
  const Regex regex = compile(runtime, arguments[0].as_string());
  Value out = Value::string("");
  if (regex != nullptr) {
    each_match(runtime, *regex, arguments[1].as_string(), 1, [&](const Groups& groups) {
      out = Value::string({groups[0].data(), groups[0].size()});
      return false;
    });
  }
  return out;
}

Value regex_find_all(Runtime& runtime, Arguments arguments) {
  const Regex regex = compile(runtime, arguments[0].as_string());
  std::vector<Value> out;
  if (regex != nullptr) {
    each_match(runtime, *regex, arguments[1].as_string(), arguments[2].as_int(), [&](const Groups& groups) {
      out.push_back(Value::string({groups[0].data(), groups[0].size()}));
      return runtime.take(sizeof(Value));
    });
  }
  return out.empty() ? Value::typed_nil(type_id::kStringSlice) : runtime.list(out, type_id::kStringSlice);
}

/// regexp.go: extract: the name or number behind a "$"; false when there is none.
bool take_group_name(std::string_view& left, std::string_view& name) {
  std::string_view rest = left;
  const bool braced = rest.starts_with('{');
  rest.remove_prefix(braced ? 1 : 0);
  std::size_t size = 0;
  while (size < rest.size()) {
    const Rune rune = decode_rune(rest.substr(size));
    if (rune.code != '_' && !expr::is_letter(rune.code) && !expr::is_digit(rune.code)) {
      break;
    }
    size += rune.width;
  }
  if (size == 0 || (braced && (size >= rest.size() || rest[size] != '}'))) {
    return false;
  }
  name = rest.substr(0, size);
  left = rest.substr(size + (braced ? 1 : 0));
  return true;
}

/// regexp.go: expand: "$1", "${name}", "$$".
void expand(std::string& out, std::string_view replacement, const re2::RE2& regex, const Groups& groups) {
  while (true) {
    const std::size_t dollar = replacement.find('$');
    out += replacement.substr(0, dollar);
    if (dollar == std::string_view::npos) {
      return;
    }
    replacement.remove_prefix(dollar + 1);
    if (replacement.starts_with('$')) {
      out += '$';
      replacement.remove_prefix(1);
      continue;
    }
    std::string_view name;
    if (!take_group_name(replacement, name)) {
      out += '$';
      continue;
    }
    std::size_t number = 0;
    bool is_number = true;
    for (const char c : name) {
      if (c < '0' || c > '9' || number >= 100'000'000) {
        is_number = false;
        break;
      }
      number = number * 10 + static_cast<std::size_t>(c - '0');
    }
    // A leading zero makes a name of it.
    if (is_number && !(name[0] == '0' && name.size() > 1)) {
      if (number < groups.size() && groups[number].data() != nullptr) {
        out.append(groups[number].data(), groups[number].size());
      }
      continue;
    }
    const auto& known = regex.NamedCapturingGroups();
    if (auto found = known.find(std::string(name)); found != known.end() && groups[static_cast<std::size_t>(found->second)].data() != nullptr) {
      out.append(groups[static_cast<std::size_t>(found->second)].data(), groups[static_cast<std::size_t>(found->second)].size());
    }
  }
}

template <bool kLiteral>
Value regex_replace(Runtime& runtime, Arguments arguments) {
  const Regex regex = compile(runtime, arguments[0].as_string());
  if (regex == nullptr) {
    return Value();
  }
  const std::string_view text = arguments[1].as_string();
  const std::string_view replacement = arguments[2].as_string();
  std::string out;
  std::size_t copied = 0;
  each_match(runtime, *regex, text, -1, [&](const Groups& groups) {
    const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
    out += text.substr(copied, begin - copied);
    const std::size_t before = out.size();
    if (kLiteral) {
      out += replacement;
    } else {
      expand(out, replacement, *regex, groups);
    }
    copied = begin + groups[0].size();
    return runtime.take(out.size() - before);
  });
  out += text.substr(copied);
  return runtime.text(out);
}

// regexp.go: Split
Value regex_split(Runtime& runtime, Arguments arguments) {
  const Regex regex = compile(runtime, arguments[0].as_string());
  const std::string_view text = arguments[1].as_string();
  const std::int64_t limit = arguments[2].as_int();
  if (regex == nullptr) {
    return Value();
  }
  if (limit == 0) {
    return Value::typed_nil(type_id::kStringSlice);
  }
  std::vector<Value> out;
  const auto part = [&](std::size_t from, std::size_t to) { out.push_back(Value::string(text.substr(from, to - from))); };
  if (!arguments[0].as_string().empty() && text.empty()) {
    part(0, 0);
    return runtime.list(out, type_id::kStringSlice);
  }
  std::size_t begin = 0;
  std::size_t end = 0;
  each_match(runtime, *regex, text, limit, [&](const Groups& groups) {
    if (limit > 0 && static_cast<std::int64_t>(out.size()) == limit - 1) {
      return false;
    }
    end = static_cast<std::size_t>(groups[0].data() - text.data());
    if (end + groups[0].size() != 0) {
      part(begin, end);
    }
    begin = end + groups[0].size();
    return runtime.take(sizeof(Value));
  });
  if (end != text.size()) {
    part(begin, text.size());
  }
  return runtime.list(out, type_id::kStringSlice);
}

Value regex_quote_meta(Runtime& runtime, Arguments arguments) {
  std::string out;
  for (const char c : arguments[0].as_string()) {
    if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos) {
      out += '\\';
    }
    out += c;
  }
  return runtime.text(out);
}

}  // namespace

std::span<const Row> regex_functions() {
  static constexpr std::array kRows = {
      Row{"mustRegexFind", "(string, string) string", regex_find},
      Row{"mustRegexFindAll", "(string, string, int) strings", regex_find_all},
      Row{"mustRegexMatch", "(string, string) bool", regex_match<true>},
      Row{"mustRegexReplaceAll", "(string, string, string) string", regex_replace<false>},
      Row{"mustRegexReplaceAllLiteral", "(string, string, string) string", regex_replace<true>},
      Row{"mustRegexSplit", "(string, string, int) strings", regex_split},
      Row{"regexFind", "(string, string) string", regex_find},
      Row{"regexFindAll", "(string, string, int) strings", regex_find_all},
      Row{"regexMatch", "(string, string) bool", regex_match<false>},
      Row{"regexQuoteMeta", "(string) string", regex_quote_meta},
      Row{"regexReplaceAll", "(string, string, string) string", regex_replace<false>},
      Row{"regexReplaceAllLiteral", "(string, string, string) string", regex_replace<true>},
      Row{"regexSplit", "(string, string, int) strings", regex_split},
  };
  return kRows;
}

}  // namespace vedette::gotemplate

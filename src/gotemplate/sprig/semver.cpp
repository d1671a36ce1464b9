#include "gotemplate/sprig/semver.h"

#include <re2/re2.h>

#include <algorithm>

#include "expr/struct_fields.h"
#include "gotemplate/go_literal.h"

namespace vedette::gotemplate {

namespace {

constexpr std::size_t kMaxVersionBytes = 256;

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_allowed(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; });
}

/// Calls `take` with each part between points; false when it says so.
template <class Take>
bool each_part(std::string_view text, Take take) {
  while (true) {
    const std::size_t point = text.find('.');
    if (!take(text.substr(0, point))) {
      return false;
    }
    if (point == std::string_view::npos) {
      return true;
    }
    text.remove_prefix(point + 1);
  }
}

// version.go: comparePrePart
int compare_parts(std::string_view a, std::string_view b) {
  if (a == b) {
    return 0;
  }
  if (a.empty() || b.empty()) {
    return a.empty() ? -1 : 1;
  }
  std::uint64_t number_a = 0;
  std::uint64_t number_b = 0;
  const bool text_a = parse_unsigned(a, 10, number_a) != expr::NumberError::kNone;
  const bool text_b = parse_unsigned(b, 10, number_b) != expr::NumberError::kNone;
  if (text_a && text_b) {
    return a > b ? 1 : -1;
  }
  if (text_a != text_b) {
    return text_a ? 1 : -1;
  }
  return number_a > number_b ? 1 : -1;
}

std::string_view view(const re2::StringPiece& piece) {
  return {piece.data(), piece.size()};
}

}  // namespace

Result<Version> parse_version(Runtime& runtime, std::string_view text) {
  static const re2::RE2 kPattern(
      R"(v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?(?:-([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?(?:\+([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?)");
  if (text.size() > kMaxVersionBytes) {
    return fail(ErrorKind::kInvalid, "version string is too long (max 256 bytes)");
  }
  const std::string_view kept = runtime.arena().copy(text);
  re2::StringPiece groups[5];
  if (!re2::RE2::FullMatch({kept.data(), kept.size()}, kPattern, &groups[0], &groups[1], &groups[2], &groups[3], &groups[4])) {
    return fail(ErrorKind::kInvalid, "invalid semantic version");
  }
  Version out;
  std::uint64_t* const segments[] = {&out.major, &out.minor, &out.patch};
  for (std::size_t i = 0; i < 3; ++i) {
    std::string_view digits = view(groups[i]);
    digits.remove_prefix(digits.starts_with('.') ? 1 : 0);
    if (!digits.empty() && parse_unsigned(digits, 10, *segments[i]) != expr::NumberError::kNone) {
      return fail(ErrorKind::kInvalid, "error parsing version segment: " + std::string(digits) + " is out of range");
    }
  }
  out.pre = view(groups[3]);
  out.metadata = view(groups[4]);
  out.original = kept;
  const bool zero_in_front =
      !out.pre.empty() && !each_part(out.pre, [](std::string_view part) { return !(is_number(part) && part.size() > 1 && part[0] == '0'); });
  if (zero_in_front) {
    return fail(ErrorKind::kInvalid, "version segment starts with 0");
  }
  return out;
}

std::string to_string(const Version& version) {
  std::string out = std::to_string(version.major) + "." + std::to_string(version.minor) + "." + std::to_string(version.patch);
  if (!version.pre.empty()) {
    out += "-" + std::string(version.pre);
  }
  if (!version.metadata.empty()) {
    out += "+" + std::string(version.metadata);
  }
  return out;
}

int compare_prereleases(std::string_view a, std::string_view b) {
  const auto take = [](std::string_view& left) {
    const std::size_t point = std::min(left.find('.'), left.size());
    const std::string_view part = left.substr(0, point);
    left.remove_prefix(std::min(point + 1, left.size()));
    return part;
  };
  while (!a.empty() || !b.empty()) {
    if (const int order = compare_parts(take(a), take(b)); order != 0) {
      return order;
    }
  }
  return 0;
}

int compare(const Version& a, const Version& b) {
  for (auto segment : {&Version::major, &Version::minor, &Version::patch}) {
    if (a.*segment != b.*segment) {
      return a.*segment < b.*segment ? -1 : 1;
    }
  }
  if (a.pre.empty() || b.pre.empty()) {
    return a.pre.empty() ? (b.pre.empty() ? 0 : 1) : -1;
  }
  return compare_prereleases(a.pre, b.pre);
}

namespace {

const Version& version_at(Arguments arguments, std::size_t i) {
  return *static_cast<const Version*>(arguments[i].as_object());
}

Value make_version(Runtime& runtime, Version version) {
  // The prefix of what it was made from stays.
  const std::string original = (version.original.starts_with('v') ? "v" : "") + to_string(version);
  version.original = runtime.arena().copy(original);
  return runtime.take(sizeof(Version)) ? Value::object(runtime.arena().make<Version>(version), version_type()->element->id) : Value();
}

Value string(Runtime& runtime, Arguments arguments) {
  return runtime.text(to_string(version_at(arguments, 0)));
}

Value original(Runtime& /*runtime*/, Arguments arguments) {
  return Value::string(version_at(arguments, 0).original);
}

template <std::uint64_t Version::*kSegment>
Value segment(Runtime& /*runtime*/, Arguments arguments) {
  return Value::integer(static_cast<std::int64_t>(version_at(arguments, 0).*kSegment), type_id::kUint64);
}

template <std::string_view Version::*kText>
Value text(Runtime& /*runtime*/, Arguments arguments) {
  return Value::string(version_at(arguments, 0).*kText);
}

Value increment_patch(Runtime& runtime, Arguments arguments) {
  Version next = version_at(arguments, 0);
  next.patch += next.pre.empty() ? 1 : 0;
  next.pre = next.metadata = {};
  return make_version(runtime, next);
}

Value increment_minor(Runtime& runtime, Arguments arguments) {
  Version next = version_at(arguments, 0);
  next.pre = next.metadata = {};
  next.patch = 0;
  ++next.minor;
  return make_version(runtime, next);
}

Value increment_major(Runtime& runtime, Arguments arguments) {
  Version next = version_at(arguments, 0);
  next.pre = next.metadata = {};
  next.minor = next.patch = 0;
  ++next.major;
  return make_version(runtime, next);
}

template <std::string_view Version::*kText>
Value with_text(Runtime& runtime, Arguments arguments) {
  const std::string_view given = arguments[1].as_string();
  constexpr bool kIsPre = kText == &Version::pre;
  const bool valid = given.empty() || each_part(given, [](std::string_view part) {
                       return !part.empty() && is_allowed(part) && !(kIsPre && is_number(part) && part.size() > 1 && part[0] == '0');
                     });
  if (!valid) {
    return runtime.fail(kIsPre ? "invalid prerelease string" : "invalid metadata string");
  }
  Version next = version_at(arguments, 0);
  next.*kText = runtime.arena().copy(given);
  return make_version(runtime, next);
}

/// Nil pointers panic in Go, but for Equal.
template <bool (*kTest)(int order)>
Value test(Runtime& runtime, Arguments arguments) {
  if (arguments[0].is_null() || arguments[1].is_null()) {
    return runtime.fail("runtime error: invalid memory address or nil pointer dereference");
  }
  return Value::boolean(kTest(compare(version_at(arguments, 0), version_at(arguments, 1))));
}

Value equal(Runtime& /*runtime*/, Arguments arguments) {
  if (arguments[0].is_null() || arguments[1].is_null()) {
    return Value::boolean(arguments[0].is_null() && arguments[1].is_null());
  }
  return Value::boolean(compare(version_at(arguments, 0), version_at(arguments, 1)) == 0);
}

Value compare_to(Runtime& runtime, Arguments arguments) {
  if (arguments[1].is_null()) {
    return runtime.fail("runtime error: invalid memory address or nil pointer dereference");
  }
  return Value::integer(compare(version_at(arguments, 0), version_at(arguments, 1)));
}

bool is_less(int order) {
  return order < 0;
}
bool is_at_most(int order) {
  return order <= 0;
}
bool is_greater(int order) {
  return order > 0;
}
bool is_at_least(int order) {
  return order >= 0;
}

Value semver(Runtime& runtime, Arguments arguments) {
  auto version = parse_version(runtime, arguments[0].as_string());
  if (!version) {
    return runtime.fail(version.error().message);
  }
  return runtime.take(sizeof(Version)) ? Value::object(runtime.arena().make<Version>(*version), version_type()->id) : Value();
}

Value semver_compare(Runtime& runtime, Arguments arguments) {
  auto satisfied = satisfies(runtime, arguments[0].as_string(), arguments[1].as_string());
  return satisfied ? Value::boolean(*satisfied) : runtime.fail(satisfied.error().message);
}

}  // namespace

const Type* version_type() {
  static const Type* type = [] {
    Type* made = expr::define_struct("semver.Version");
    made->to_text = [](const void* object) { return to_string(*static_cast<const Version*>(object)); };
    static const expr::Builtin kString{.name = "String",
                                       .signatures = {{{}, false, expr::type_of(type_id::kString)}},
                                       .call = [](expr::CallContext& context, std::span<const Value> arguments) {
                                         return arguments[0].is_null() ? context.fail("nil pointer dereference")
                                                                       : Value::string(context.arena.copy(to_string(version_at(arguments, 0))));
                                       }};
    made->methods.push_back(&kString);
    // Go prints them with verbs that take no text; no template can name them.
    made->fields = {
        expr::struct_field("major", expr::type_of(type_id::kUint64), expr::integer_field<&Version::major, type_id::kUint64>),
        expr::struct_field("minor", expr::type_of(type_id::kUint64), expr::integer_field<&Version::minor, type_id::kUint64>),
        expr::struct_field("patch", expr::type_of(type_id::kUint64), expr::integer_field<&Version::patch, type_id::kUint64>),
        expr::struct_field("pre", expr::type_of(type_id::kString), expr::text_field<&Version::pre>),
        expr::struct_field("metadata", expr::type_of(type_id::kString), expr::text_field<&Version::metadata>),
        expr::struct_field("original", expr::type_of(type_id::kString), expr::text_field<&Version::original>),
    };
    return expr::pointer_to(made);
  }();
  return type;
}

std::span<const Row> version_methods() {
  static constexpr std::array kRows = {
      Row{"IncMajor", "() Version", increment_major},
      Row{"IncMinor", "() Version", increment_minor},
      Row{"IncPatch", "() Version", increment_patch},
      Row{"Major", "() uint64", segment<&Version::major>},
      Row{"Metadata", "() string", text<&Version::metadata>},
      Row{"Minor", "() uint64", segment<&Version::minor>},
      Row{"Patch", "() uint64", segment<&Version::patch>},
      Row{"Prerelease", "() string", text<&Version::pre>},
      Row{"SetMetadata", "(string) Version", with_text<&Version::metadata>},
      Row{"SetPrerelease", "(string) Version", with_text<&Version::pre>},
      Row{"String", "() string", string},
  };
  return kRows;
}

std::span<const Row> version_pointer_methods() {
  static constexpr std::array kRows = {
      Row{"Compare", "(version) int", compare_to},
      Row{"Equal", "(version) bool", equal},
      Row{"GreaterThan", "(version) bool", test<is_greater>},
      Row{"GreaterThanEqual", "(version) bool", test<is_at_least>},
      Row{"LessThan", "(version) bool", test<is_less>},
      Row{"LessThanEqual", "(version) bool", test<is_at_most>},
      Row{"Original", "() string", original},
  };
  return kRows;
}

std::span<const Row> semver_functions() {
  static constexpr std::array kRows = {
      Row{"semver", "(string) version", semver},
      Row{"semverCompare", "(string, string) bool", semver_compare},
  };
  return kRows;
}

}  // namespace vedette::gotemplate

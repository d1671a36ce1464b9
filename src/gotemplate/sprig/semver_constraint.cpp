// Constraints on versions: semver/v3, constraints.go.
#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <vector>

#include "gotemplate/sprig/matches.h"
#include "gotemplate/sprig/semver.h"

namespace vedette::gotemplate {

namespace {

constexpr std::size_t kMaxConstraintBytes = 512;
constexpr std::size_t kMaxGroups = 32;

const std::string kVersion =
    R"(v?([0-9|x|X|\*]+)(\.[0-9|x|X|\*]+)?(\.[0-9|x|X|\*]+)?(-([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?(\+([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?)";
const std::string kOperators = R"(=||!=|>|<|>=|=>|<=|=<|~|~>|\^)";

struct Constraint {
  std::string operation;
  Version version;
  bool dirty = false;  // a part of the version is open: "1.x", "1"
  bool minor_dirty = false;
  bool patch_dirty = false;
};

bool is_open(std::string_view part) {
  part.remove_prefix(part.starts_with('.') ? 1 : 0);
  return part.empty() || part == "x" || part == "X" || part == "*";
}

Result<Constraint> parse_constraint(Runtime& runtime, std::string_view text) {
  static const re2::RE2 kPattern(R"(^\s*()" + kOperators + R"()\s*()" + kVersion + R"()\s*$)");
  Constraint out;
  if (text.empty()) {
    out.dirty = true;
    return out;
  }
  re2::StringPiece groups[7];
  if (!kPattern.Match({text.data(), text.size()}, 0, text.size(), re2::RE2::UNANCHORED, groups, 7)) {
    return fail(ErrorKind::kInvalid, "improper constraint: " + std::string(text));
  }
  const auto group = [&groups](std::size_t i) { return std::string(groups[i].data() != nullptr ? groups[i].data() : "", groups[i].size()); };
  out.operation = group(1);
  std::string version = group(2);
  if (is_open(group(3))) {
    version = "0.0.0" + group(6);
    out.dirty = true;
  } else if (is_open(group(4))) {
    out.minor_dirty = out.dirty = true;
    version = group(3) + ".0.0" + group(6);
  } else if (is_open(group(5))) {
    out.patch_dirty = out.dirty = true;
    version = group(3) + group(4) + ".0" + group(6);
  }
  auto parsed = parse_version(runtime, version);
  if (!parsed) {
    return fail(ErrorKind::kInvalid, "constraint parser error");
  }
  out.version = *parsed;
  return out;
}

/// ~1.2.3 and 1.2.x: the same major (and minor) version.
bool is_near(const Version& version, const Constraint& constraint) {
  const Version& wanted = constraint.version;
  if (compare(version, wanted) < 0) {
    return false;
  }
  if (wanted.major == 0 && wanted.minor == 0 && wanted.patch == 0 && !constraint.minor_dirty && !constraint.patch_dirty) {
    return true;
  }
  return version.major == wanted.major && (version.minor == wanted.minor || constraint.minor_dirty);
}

/// ^1.2.3: nothing that breaks.
bool is_compatible(const Version& version, const Constraint& constraint) {
  const Version& wanted = constraint.version;
  if (compare(version, wanted) < 0) {
    return false;
  }
  if (wanted.major > 0 || constraint.minor_dirty) {
    return version.major == wanted.major;
  }
  if (version.major > 0) {
    return false;
  }
  if (wanted.minor > 0 || constraint.patch_dirty) {
    return version.minor == wanted.minor;
  }
  return version.minor == 0 && version.patch == wanted.patch;
}

bool is_other(const Version& version, const Constraint& constraint) {
  const Version& wanted = constraint.version;
  if (constraint.dirty) {
    if (wanted.major != version.major) {
      return true;
    }
    if (wanted.minor != version.minor && !constraint.minor_dirty) {
      return true;
    }
    if (constraint.minor_dirty) {
      return false;
    }
    if (wanted.patch != version.patch && !constraint.patch_dirty) {
      return true;
    }
    if (constraint.patch_dirty) {
      return (!version.pre.empty() || !wanted.pre.empty()) && compare_prereleases(version.pre, wanted.pre) != 0;
    }
  }
  return compare(version, wanted) != 0;
}

bool is_greater(const Version& version, const Constraint& constraint) {
  const Version& wanted = constraint.version;
  if (!constraint.dirty) {
    return compare(version, wanted) == 1;
  }
  if (version.major != wanted.major) {
    return version.major > wanted.major;
  }
  if (constraint.minor_dirty) {
    return false;
  }
  return constraint.patch_dirty ? version.minor > wanted.minor : compare(version, wanted) == 1;
}

bool is_at_most(const Version& version, const Constraint& constraint) {
  const Version& wanted = constraint.version;
  if (!constraint.dirty) {
    return compare(version, wanted) <= 0;
  }
  return version.major <= wanted.major && !(version.major == wanted.major && version.minor > wanted.minor && !constraint.minor_dirty);
}

bool holds(const Version& version, const Constraint& constraint, bool with_prereleases) {
  if (!version.pre.empty() && !with_prereleases) {
    return false;
  }
  const std::string& operation = constraint.operation;
  if (operation == "!=") {
    return is_other(version, constraint);
  }
  if (operation == ">") {
    return is_greater(version, constraint);
  }
  if (operation == "<") {
    return compare(version, constraint.version) < 0;
  }
  if (operation == ">=" || operation == "=>") {
    return compare(version, constraint.version) >= 0;
  }
  if (operation == "<=" || operation == "=<") {
    return is_at_most(version, constraint);
  }
  if (operation == "~" || operation == "~>") {
    return is_near(version, constraint);
  }
  if (operation == "^") {
    return is_compatible(version, constraint);
  }
  return constraint.dirty ? is_near(version, constraint) : compare(version, constraint.version) == 0;
}

/// "1.2 - 1.4" is ">= 1.2, <= 1.4".
std::string without_ranges(Runtime& runtime, std::string_view text) {
  static const re2::RE2 kPattern(R"(\s*()" + kVersion + R"()\s+-\s+()" + kVersion + R"()\s*)");
  std::string out(text);
  each_match(runtime, kPattern, text, -1, [&out](const Groups& groups) {
    const std::string whole(groups[0].data(), groups[0].size());
    const std::string comparison =
        ">= " + std::string(groups[1].data(), groups[1].size()) + ", <= " + std::string(groups[11].data(), groups[11].size()) + " ";
    if (const std::size_t at = out.find(whole); at != std::string::npos) {
      out.replace(at, whole.size(), comparison);
    }
    return true;
  });
  return out;
}

Result<std::vector<Constraint>> parse_group(Runtime& runtime, std::string_view text) {
  static const re2::RE2 kValid(R"(^(\s*()" + kOperators + R"()\s*()" + kVersion + R"()\s*)((?:\s+|,\s*)()" + kOperators + R"()\s*()" + kVersion +
                               R"()\s*)*$)");
  static const re2::RE2 kEach("(" + kOperators + R"()\s*()" + kVersion + ")");
  if (!re2::RE2::PartialMatch({text.data(), text.size()}, kValid)) {
    return fail(ErrorKind::kInvalid, "improper constraint: \"" + std::string(text) + "\"");
  }
  std::vector<Constraint> out;
  std::string error;
  each_match(runtime, kEach, text, -1, [&](const Groups& groups) {
    auto constraint = parse_constraint(runtime, {groups[0].data(), groups[0].size()});
    if (!constraint) {
      error = constraint.error().message;
      return false;
    }
    out.push_back(std::move(*constraint));
    return true;
  });
  if (!error.empty()) {
    return fail(ErrorKind::kInvalid, std::move(error));
  }
  return out;
}

}  // namespace

Result<bool> satisfies(Runtime& runtime, std::string_view constraint, std::string_view version_text) {
  if (constraint.size() > kMaxConstraintBytes) {
    return fail(ErrorKind::kInvalid, "constraint string is too long (max 512 bytes)");
  }
  const std::string text = without_ranges(runtime, constraint);
  std::vector<std::vector<Constraint>> groups;
  std::string_view left = text;
  while (true) {
    const std::size_t bars = left.find("||");
    if (groups.size() == kMaxGroups) {
      return fail(ErrorKind::kInvalid, "too many constraint groups (max 32)");
    }
    auto group = parse_group(runtime, left.substr(0, bars));
    if (!group) {
      return tl::unexpected<Error>(group.error());
    }
    groups.push_back(std::move(*group));
    if (bars == std::string_view::npos) {
      break;
    }
    left.remove_prefix(bars + 2);
  }
  auto version = parse_version(runtime, version_text);
  if (!version) {
    return tl::unexpected<Error>(version.error());
  }
  for (const std::vector<Constraint>& group : groups) {
    const bool with_prereleases = std::any_of(group.begin(), group.end(), [](const Constraint& each) { return !each.version.pre.empty(); });
    if (std::all_of(group.begin(), group.end(), [&](const Constraint& each) { return holds(*version, each, with_prereleases); })) {
      return true;
    }
  }
  return false;
}

}  // namespace vedette::gotemplate

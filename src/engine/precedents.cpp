#include "engine/precedents.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <vector>

#include "engine/evidence.h"
#include "engine/record_paths.h"
#include "expr/builtins/services.h"

namespace vedette::engine {

namespace {

/// A table of the event names, sources, errors and users of a large organisation is some thousands long.
constexpr std::size_t kMostKeys = 1 << 16;
/// Bytes of a key, and of all of them. A record in which something longer decides takes the long way.
constexpr std::size_t kLongestKey = 1024;
constexpr std::size_t kMostKeyBytes = std::size_t{8} << 20;
/// Records after which it must have been of use.
constexpr std::uint64_t kTrial = 1 << 15;
/// Of them, one in so many settled.
constexpr std::uint64_t kLeastUse = 16;

/// What is known of a key: that it settles, or how often a record of it did not. As long as not all is known that decides, a key stands for records
/// of many kinds.
using Answer = std::uint8_t;
constexpr Answer kSettled = 255;
constexpr Answer kMostTries = 16;

/// The form in which AWS writes every time. Others are parsed the long way, so that nobody has to ask here what ParseDate makes of them.
bool is_plain_time(std::string_view text) {
  static constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:ddZ";
  if (text.size() != kForm.size()) {
    return false;
  }
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    if (kForm[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != kForm[i]) {
      return false;
    }
  }
  return text[0] != '0';
}

struct Decisive {
  std::uint32_t path;
  bool only_presence;
};

std::uint64_t failures_in(const parse::Runner& runner) {
  std::uint64_t count = 0;
  for (const parse::RuleFailure& failure : runner.failures()) {
    count += failure.count;
  }
  return count;
}

std::uint64_t failures_in(const buckets::PourBuilder& pours) {
  std::uint64_t count = 0;
  for (const auto& [key, entry] : pours.errors().entries()) {
    count += entry.count;
  }
  return count;
}

}  // namespace

struct Precedents::Implementation {
  explicit Implementation(const Rules& rules)
      : finder(rules), possible(rules.parsers != nullptr && rules.scenarios != nullptr && rules.parsers->effect() < expr::Effect::kFrontState) {}

  EvidenceFinder finder;
  bool possible;
  RecordPaths paths;
  std::vector<Decisive> decisive;
  std::optional<std::uint32_t> time_path;
  absl::flat_hash_map<std::string, Answer> answers;
  std::size_t key_bytes = 0;  // at least those in `answers`

  // Of the present record.
  std::string key;
  bool learns = false;  // it has a key, and no answer yet
  std::vector<parse::NodeCounts> nodes_before;
  std::uint64_t failures_before = 0;
  expr::AbsenceCounts absent_before{};

  std::uint64_t asked = 0;
  std::uint64_t settled = 0;

  /// False when it has none: something in the record is not as expected.
  bool make_key(JsonView record) {
    if (!paths.read(record)) {
      return false;
    }
    key.clear();
    for (const Decisive& one : decisive) {
      const RecordPaths::Value& value = paths.value(one.path);
      key += static_cast<char>(value.found);
      if (!one.only_presence && value.found == RecordPaths::Found::kText) {
        const auto size = static_cast<std::uint32_t>(value.text.size());
        std::array<char, sizeof size> bytes;
        std::memcpy(bytes.data(), &size, sizeof size);
        key.append(bytes.data(), bytes.size());
        key += value.text.substr(0, kLongestKey);
      }
    }
    return key.size() < kLongestKey;
  }

  bool settles(JsonView record, Time& time) {
    learns = false;
    if (!possible) {
      return false;
    }
    ++asked;
    if (asked == kTrial && settled * kLeastUse < asked) {
      possible = false;  // it costs more than it saves
      return false;
    }
    if (!make_key(record)) {
      return false;
    }
    auto answer = answers.find(key);
    if (answer == answers.end() || answer->second != kSettled) {
      learns = answer == answers.end() || answer->second < kMostTries;
      return false;
    }
    const std::string_view text = paths.value(*time_path).text;
    if (!is_plain_time(text)) {
      return false;
    }
    Result<Time> parsed = parse_rfc3339(text);
    if (!parsed) {
      return false;
    }
    time = *parsed;
    ++settled;
    return true;
  }

  /// What the record's way hung on becomes part of every key.
  void add(const Evidence& evidence) {
    bool changed = false;  // keys mean something else now
    for (const Evidence::Read& read : evidence.reads) {
      const std::uint32_t path = paths.add(read.steps, read.needs_text);
      if (!read.decides) {
        continue;
      }
      auto known = std::find_if(decisive.begin(), decisive.end(), [path](const Decisive& one) { return one.path == path; });
      if (known == decisive.end()) {
        decisive.push_back({path, read.only_presence});
        changed = true;
      } else if (known->only_presence && !read.only_presence) {
        known->only_presence = false;
        changed = true;
      }
    }
    time_path = paths.add(evidence.time, true);
    if (changed) {
      answers.clear();
      key_bytes = 0;
    }
  }

  void learn(JsonView record, const model::Event& event, const parse::Runner& runner, const buckets::PourBuilder& pours,
             const expr::Services& services, bool poured) {
    key_bytes += key.size();
    if (answers.size() >= kMostKeys || key_bytes > kMostKeyBytes) {
      answers.clear();
      key_bytes = 0;
    }
    std::optional<Evidence> evidence;
    if (!poured && failures_before == failures_in(runner) + failures_in(pours) && services.absent == absent_before) {
      evidence = finder.find(event, nodes_before, runner.counts(), pours);
    }
    if (!evidence) {
      // Before anything is known, all records have one key.
      answers[key] += decisive.empty() ? 0 : 1;
      return;
    }
    const std::optional<std::uint32_t> time_path_before = time_path;
    add(*evidence);
    if (time_path_before && *time_path_before != *time_path) {
      possible = false;  // records whose time stands in different places: not worth it
      return;
    }
    if (make_key(record) && is_plain_time(paths.value(*time_path).text) && paths.value(*time_path).text == event.marshaled_time) {
      answers[key] = kSettled;
    }
  }
};

Precedents::Precedents(const Rules& rules) : implementation_(std::make_unique<Implementation>(rules)) {}
Precedents::~Precedents() = default;

bool Precedents::settles(JsonView record, Time& time) {
  return implementation_->settles(record, time);
}

void Precedents::begin(const parse::Runner& runner, const buckets::PourBuilder& pours, const expr::Services& services) {
  Implementation& self = *implementation_;
  if (self.learns) {
    self.nodes_before = runner.counts();
    self.failures_before = failures_in(runner) + failures_in(pours);
    self.absent_before = services.absent;
  }
}

void Precedents::learn(JsonView record, const model::Event& event, const parse::Runner& runner, const buckets::PourBuilder& pours,
                       const expr::Services& services, bool poured) {
  if (implementation_->learns) {
    implementation_->learns = false;
    implementation_->learn(record, event, runner, pours, services, poured);
  }
}

std::uint64_t Precedents::settled() const {
  return implementation_->settled;
}

}  // namespace vedette::engine

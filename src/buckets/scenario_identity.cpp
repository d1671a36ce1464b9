#include "buckets/scenario_identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <set>

#include "content/item_file.h"

namespace vedette::buckets {
namespace {

/// Values one after the other, each with its length, so that no two lists of values look alike.
class Canonical {
 public:
  void add(std::string_view text) { text_ += fmt::format("{}:{};", text.size(), text); }
  void add(const SourceText& text) { add(text.text()); }
  void add(std::int64_t number) { text_ += fmt::format("{};", number); }
  void add(float number) { text_ += fmt::format("{};", number); }
  void add(bool flag) { text_ += flag ? "true;" : "false;"; }
  void add(const std::optional<std::int64_t>& number) { text_ += number ? fmt::format("{};", *number) : "-;"; }
  [[nodiscard]] std::string digest() const { return content::sha256_hex(text_); }

 private:
  std::string text_;
};

void add_document(const content::ScenarioSpec& spec, Canonical& out) {
  out.add(spec.format);
  out.add(spec.name);
  out.add(spec.description);
  out.add(static_cast<std::int64_t>(spec.type));
  out.add(spec.capacity);
  for (const std::optional<Duration>& duration : {spec.leakspeed, spec.duration, spec.blackhole}) {
    out.add(duration);
  }
  out.add(spec.cache_size);
  for (const SourceText* text : {&spec.filter, &spec.groupby, &spec.distinct, &spec.cancel_on, &spec.overflow_filter, &spec.condition}) {
    out.add(*text);
  }
  out.add(spec.bayesian_prior);
  out.add(spec.bayesian_threshold);
  for (const content::BayesianConditionSpec& condition : spec.bayesian_conditions) {
    out.add(condition.condition);
    out.add(condition.prob_given_evil);
    out.add(condition.prob_given_benign);
    out.add(condition.guillotine);
  }
  out.add(spec.scope_type);
  out.add(spec.scope_expression);
  out.add(spec.reprocess);
  out.add(spec.remediation);
  for (const auto& [key, value] : spec.labels) {
    out.add(key);
    out.add(value);
  }
  for (const content::DataSpec& data : spec.data) {
    out.add(data.dest_file);
    out.add(data.type);
  }
}

/// Whether an expression names the file; a text that merely looks so costs nothing but buckets.
bool names(const content::ScenarioSpec& spec, const std::string& file) {
  auto holds = [&](const SourceText& text) { return text.text().find(file) != std::string::npos; };
  const std::initializer_list<const SourceText*> texts = {&spec.filter,          &spec.groupby,   &spec.distinct,        &spec.cancel_on,
                                                          &spec.overflow_filter, &spec.condition, &spec.scope_expression};
  return std::any_of(texts.begin(), texts.end(), [&](const SourceText* text) { return holds(*text); }) ||
         std::any_of(spec.bayesian_conditions.begin(), spec.bayesian_conditions.end(),
                     [&](const content::BayesianConditionSpec& condition) { return holds(condition.condition); });
}

}  // namespace

std::string scenario_identity(const content::ScenarioSpec& spec, const FileDigests& files) {
  Canonical canonical;
  add_document(spec, canonical);
  for (const auto& [name, digest] : files) {
    if (!name.empty() && names(spec, name)) {
      canonical.add(name);
      canonical.add(digest);
    }
  }
  return canonical.digest();
}

ScenarioChanges compare_scenarios(const Scenarios& old_ones, const FileDigests& old_files, const Scenarios& new_ones, const FileDigests& new_files) {
  std::multimap<std::string, std::uint32_t> by_identity;  // several may be alike: each continues one
  std::set<std::string_view> new_names;
  std::set<std::string_view> old_names;
  for (std::uint32_t i = 0; i < new_ones.size(); ++i) {
    by_identity.emplace(scenario_identity(new_ones.at(i).spec, new_files), i);
    new_names.insert(new_ones.at(i).name());
  }
  ScenarioChanges out;
  for (std::uint32_t i = 0; i < old_ones.size(); ++i) {
    const Scenario& scenario = old_ones.at(i);
    old_names.insert(scenario.name());
    auto same = by_identity.find(scenario_identity(scenario.spec, old_files));
    if (same != by_identity.end()) {
      out.place.push_back(same->second);
      by_identity.erase(same);
      ++out.unchanged;
      continue;
    }
    out.place.push_back(ScenarioChanges::kGone);
    ++(new_names.contains(scenario.name()) ? out.changed : out.removed);
  }
  for (std::uint32_t i = 0; i < new_ones.size(); ++i) {
    out.added += old_names.contains(new_ones.at(i).name()) ? 0 : 1;
  }
  return out;
}

}  // namespace vedette::buckets

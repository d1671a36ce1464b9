#include "cli/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "engine/absences.h"
#include "engine/advice.h"

namespace vedette::cli {
namespace {

constexpr std::size_t kLabelWidth = 16;
constexpr std::size_t kMaxListed = 10;

class Sheet {
 public:
  explicit Sheet(const Style& style) : style_(style) {}

  void line(std::string_view label, std::string_view text) {
    out_ += style_.bold(label);
    out_.append(label.size() < kLabelWidth ? kLabelWidth - label.size() : 1, ' ');
    out_ += text;
    out_ += '\n';
  }
  void more(std::string_view text) {
    out_.append(kLabelWidth, ' ');
    out_ += text;
    out_ += '\n';
  }
  /// The first under the label, the others below; at most kMaxListed.
  void list(std::string_view label, const std::vector<std::string>& items) {
    for (std::size_t i = 0; i < items.size() && i < kMaxListed; ++i) {
      i == 0 ? line(label, items[i]) : more(items[i]);
    }
    if (items.size() > kMaxListed) {
      more(style_.dim(fmt::format("and {} more", with_commas(items.size() - kMaxListed))));
    }
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  const Style& style_;
  std::string out_;
};

std::uint64_t sum(const std::vector<std::uint64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

std::string join(const std::vector<std::string>& parts, std::string_view between = ", ") {
  std::string out;
  for (const std::string& part : parts) {
    out += out.empty() ? "" : std::string(between);
    out += part;
  }
  return out;
}

void put_input(Sheet& sheet, const engine::ReplaySummary& summary) {
  std::vector<std::string> kinds;
  for (std::size_t i = 0; i < sources::kFileKinds; ++i) {
    if (summary.files_by_kind[i] != 0) {
      kinds.push_back(fmt::format("{} {}", with_commas(summary.files_by_kind[i]), sources::file_kind_name(static_cast<sources::FileKind>(i))));
    }
  }
  sheet.line("Files", with_commas(summary.files) + (kinds.empty() ? "" : ": " + join(kinds)));
  double seconds = std::max(summary.seconds, 1e-6);
  sheet.line("Records", fmt::format("{} in {:.2f} s: {} records/s, {} ({} unpacked), {}", with_commas(summary.records), summary.seconds,
                                    with_commas(static_cast<std::uint64_t>(static_cast<double>(summary.records) / seconds)),
                                    bytes_text(static_cast<double>(summary.file_bytes)), bytes_text(static_cast<double>(summary.text_bytes)),
                                    count_of(summary.threads, "thread", "threads")));
  if (summary.other_objects != 0) {
    sheet.more(count_of(summary.other_objects, "object that is", "objects that are") + " no CloudTrail record passed over");
  }
  if (summary.front.first) {
    sheet.line("Time span", fmt::format("{} to {} UTC ({})", time_text(*summary.front.first), time_text(*summary.front.last),
                                        span_text(summary.front.last->seconds - summary.front.first->seconds)));
  }
}

void put_coverage(Sheet& sheet, const engine::ReplaySummary& summary) {
  std::map<std::string, std::vector<engine::RegionCoverage>> by_account;
  for (engine::RegionCoverage& region : summary.front.coverage.regions()) {
    by_account[region.account].push_back(std::move(region));
  }
  // The busiest first.
  std::vector<std::pair<std::uint64_t, std::string>> order;
  for (const auto& [account, regions] : by_account) {
    std::uint64_t records = 0;
    for (const engine::RegionCoverage& region : regions) {
      records += region.records;
    }
    order.emplace_back(records, account);
  }
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> lines;
  for (const auto& [records, account] : order) {
    std::vector<engine::RegionCoverage>& regions = by_account[account];
    std::stable_sort(regions.begin(), regions.end(), [](const auto& a, const auto& b) { return a.records > b.records; });
    std::vector<std::string> parts;
    for (const engine::RegionCoverage& region : regions) {
      parts.push_back(fmt::format("{} {}", region.region.empty() ? "no region" : printable(region.region), with_commas(region.records)));
      if (parts.size() == 6 && regions.size() > 7) {
        parts.push_back(fmt::format("and {} more regions", regions.size() - parts.size()));
        break;
      }
    }
    lines.push_back(fmt::format("{}: {}", account.empty() ? "no account" : printable(account), join(parts)));
  }
  sheet.list("Accounts", lines);
  if (lines.size() > kMaxListed) {
    sheet.more(count_of(lines.size(), "account", "accounts") + " in all");
  }
  lines.clear();
  for (const engine::Gap& gap : summary.front.coverage.gaps()) {
    lines.push_back(fmt::format("{}{}: no record from {} to {} ({})", printable(gap.account), gap.region.empty() ? "" : " " + printable(gap.region),
                                time_text(gap.from), time_text(gap.to), span_text(gap.to.seconds - gap.from.seconds)));
  }
  sheet.list("Gaps", lines);
}

void put_parsing(Sheet& sheet, const engine::Rules& rules, const engine::ReplaySummary& summary) {
  const engine::FrontCounts& front = summary.front;
  std::uint64_t lost = front.events - front.parsed;
  sheet.line("Parsed", fmt::format("{} of {}", with_commas(front.parsed), count_of(front.events, "event", "events")));
  std::vector<std::string> why;
  for (const auto& [stage, count] : front.not_parsed_by_stage) {
    std::string name = stage < rules.parsers->stage_names().size() ? rules.parsers->stage_names()[stage] : "the first stage";
    why.push_back(fmt::format("{} taken by no parser in {}", with_commas(count), name));
  }
  for (const auto& [node, count] : front.failed_by_node) {
    std::string name = node < rules.parsers->nodes().size() ? rules.parsers->nodes()[node].name : "?";
    why.push_back(fmt::format("{} dropped by {}: a static gave neither text nor a number", with_commas(count), name));
  }
  if (lost != 0) {
    sheet.list("Not parsed", why);
  }
  if (front.not_json != 0) {
    sheet.line("Not JSON", fmt::format("{}, the first: {}", count_of(front.not_json, "record", "records"), printable(front.not_json_example)));
  }
  if (front.allow_listed != 0) {
    sheet.line("Allow-listed", count_of(front.allow_listed, "event", "events") + " by parsers");
  }
  if (front.outside != 0) {
    sheet.line("Left out", count_of(front.outside, "event", "events") + " outside --since and --until");
  }
  if (front.undated != 0) {
    sheet.line("Undated", count_of(front.undated, "event", "events") + " took the reference date");
  }
  if (front.transform.failed != 0) {
    sheet.line("Transform", fmt::format("{} passed on as they are: {}", count_of(front.transform.failed, "line", "lines"),
                                        printable(front.transform.first_message)));
  }
}

void put_matching(Sheet& sheet, const engine::Rules& rules, const engine::ReplaySummary& summary) {
  const engine::BackStats& back = summary.back;
  sheet.line("Poured", fmt::format("{} into {}", count_of(summary.front.poured, "event", "events"),
                                   count_of(rules.scenarios->size(), "scenario", "scenarios")));
  if (back.duplicates != 0) {
    sheet.line("Duplicates", count_of(back.duplicates, "event", "events") + " poured once (--keep-duplicates pours them again)");
  }
  std::uint64_t allowed = sum(back.allowed);
  std::vector<std::string> overflows = {count_of(sum(back.buckets.overflows), "overflow", "overflows")};
  auto also = [&](std::uint64_t count, std::string_view what) {
    if (count != 0) {
      overflows.push_back(with_commas(count) + " " + std::string(what));
    }
  };
  also(allowed, "allow-listed (--show-allowed shows them)");
  also(sum(back.buckets.blackholed), "in a blackhole");
  also(sum(back.buckets.filtered), "discarded by overflow_filter");
  also(sum(back.buckets.cancelled), "buckets cancelled");
  also(back.reprocessed, "poured again");
  sheet.line("Overflows", join(overflows));
  std::vector<std::string> dropped;
  for (const auto& [key, count] : back.buckets.dropped) {
    dropped.push_back(fmt::format("{} of {}: {}", with_commas(count), rules.scenarios->at(key.first).name(), printable(key.second)));
  }
  sheet.list("Alerts dropped", dropped);
  if (back.reprocess_cut != 0) {
    sheet.more(count_of(back.reprocess_cut, "overflow", "overflows") + " not poured again: too many in a row");
  }
  std::vector<std::pair<std::uint64_t, std::uint32_t>> open;
  std::uint64_t still = 0;
  for (const auto& [scenario, count] : back.open_buckets) {
    open.emplace_back(count, scenario);
    still += count;
  }
  if (still != 0) {
    std::stable_sort(open.begin(), open.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<std::string> parts;
    for (const auto& [count, scenario] : open) {
      parts.push_back(fmt::format("{} {}", with_commas(count), rules.scenarios->at(scenario).name()));
      if (parts.size() == 3 && open.size() > 4) {
        parts.push_back(fmt::format("and of {} more scenarios", open.size() - parts.size()));
        break;
      }
    }
    sheet.line("Open buckets", fmt::format("{} at the end: {}", with_commas(still), join(parts)));
  }
  if (back.late != 0) {
    sheet.line("Late", count_of(back.late, "event", "events") + " came more than an hour after the time in their file's name says");
  }
  if (back.spilled_bytes != 0) {
    sheet.line("Spilled", bytes_text(static_cast<double>(back.spilled_bytes)) + " to a temporary file");
  }
}

void put_troubles(Sheet& sheet, const engine::Rules& rules, const engine::ReplaySummary& summary, const Style& style) {
  std::vector<std::string> lines;
  for (const engine::RuleTrouble& trouble : summary.rule_troubles) {
    lines.push_back(fmt::format("{} {} {}: {}{}", with_commas(trouble.count), printable(trouble.rule), trouble.part, printable(trouble.message),
                                trouble.place.empty() ? "" : " (" + printable(trouble.place) + ")"));
  }
  sheet.list("Rule errors", lines);
  lines.clear();
  for (const content::SkippedItem& item : rules.skipped) {
    lines.push_back(fmt::format("{} {}: {}", item.kind, printable(item.name), printable(item.reason)));
  }
  sheet.list("Not loaded", lines);
  lines.clear();
  for (const sources::Problem& problem : summary.problems) {
    lines.push_back(style.red(printable(problem.path) + ": " + printable(problem.message)));
  }
  sheet.list("Not read", lines);
  if (summary.problem_count > summary.problems.size()) {
    sheet.more(fmt::format("{} in all", count_of(summary.problem_count, "problem", "problems")));
  }
  if (!summary.spill_trouble.empty()) {
    sheet.line("Memory", style.red("waiting events could not be kept within the budget: " + summary.spill_trouble));
  }
}

}  // namespace

std::string render_summary(const engine::Rules& rules, const engine::ReplayOptions& options, const engine::ReplaySummary& summary,
                           const Style& style) {
  Sheet sheet(style);
  if (summary.interrupted) {
    sheet.line("Interrupted", style.yellow("what follows is about the part that was read"));
  }
  put_input(sheet, summary);
  if (summary.front.events != 0) {
    put_coverage(sheet, summary);
    put_parsing(sheet, rules, summary);
    put_matching(sheet, rules, summary);
  }
  sheet.list("Not looked up", engine::describe_absences(summary.absent));
  put_troubles(sheet, rules, summary, style);
  for (const engine::Advice& advice : engine::advise(rules, options, summary)) {
    sheet.line("Missing", style.yellow(printable(advice.problem)));
    if (!advice.mend.empty()) {
      sheet.more("mend it with: " + style.bold(advice.mend));
    }
  }
  return sheet.take();
}

}  // namespace vedette::cli

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "engine/absences.h"
#include "engine/advice.h"
#include "report/markup.h"
#include "report/sections.h"

namespace vedette::report {
namespace {

constexpr std::size_t kMostRegions = 200;
constexpr std::size_t kMostGaps = 200;
constexpr std::size_t kMostLines = 100;

void append_fact(Html& html, Markup name, const std::string& value) {
  html << "<div><dt>" << name << "</dt><dd>";
  html.text(value) << "</dd></div>\n";
}

void append_more(Html& html, std::size_t total, std::size_t shown) {
  if (total > shown) {
    html << "<p>and ";
    html.number(total - shown) << " more.</p>\n";
  }
}

/// A list under a title; nothing when there are none.
void append_lines(Html& html, Markup title, const std::vector<std::string>& lines) {
  if (lines.empty()) {
    return;
  }
  html << "<h3>" << title << "</h3>\n<ul class=\"lines\">\n";
  for (std::size_t i = 0; i < lines.size() && i < kMostLines; ++i) {
    html << "<li>";
    html.text(lines[i]) << "</li>\n";
  }
  html << "</ul>\n";
  append_more(html, lines.size(), kMostLines);
}

void append_input(const engine::ReplaySummary& summary, Html& html) {
  const engine::FrontCounts& front = summary.front;
  html << "<dl class=\"facts\">\n";
  std::string files = with_commas(summary.files);
  for (std::size_t i = 0; i < sources::kFileKinds; ++i) {
    if (summary.files_by_kind[i] != 0) {
      files += (files.find(':') == std::string::npos ? ": " : ", ") + with_commas(summary.files_by_kind[i]) + " " +
               std::string(sources::file_kind_name(static_cast<sources::FileKind>(i)));
    }
  }
  append_fact(html, "Files", files);
  append_fact(html, "Records", with_commas(summary.records) + " (" + bytes_text(static_cast<double>(summary.text_bytes)) + ")");
  append_fact(html, "Parsed", with_commas(front.parsed) + " of " + count_of(front.events, "event", "events"));
  if (front.not_json != 0) {
    append_fact(html, "Not JSON", count_of(front.not_json, "record", "records") + ", the first: " + front.not_json_example);
  }
  if (front.undated != 0) {
    append_fact(html, "Undated", count_of(front.undated, "event", "events") + " took the reference date");
  }
  if (front.outside != 0) {
    append_fact(html, "Left out", count_of(front.outside, "event", "events") + " outside of the time that was asked for");
  }
  if (front.allow_listed != 0) {
    append_fact(html, "Allow-listed", count_of(front.allow_listed, "event", "events") + " by parsers");
  }
  if (summary.back.duplicates != 0) {
    append_fact(html, "Duplicates", count_of(summary.back.duplicates, "event", "events") + " delivered twice, counted once");
  }
  if (summary.back.late != 0) {
    append_fact(html, "Late", count_of(summary.back.late, "event", "events") + " came more than an hour after the time in their file's name");
  }
  html << "</dl>\n";
}

void append_gaps(const engine::ReplaySummary& summary, Html& html) {
  const std::vector<engine::Gap> gaps = summary.front.coverage.gaps();
  html << "<h3>Gaps</h3>\n";
  if (gaps.empty()) {
    html << "<p>None of two hours or more, in accounts and regions that otherwise have records in at least half of their hours.</p>\n";
    return;
  }
  html << "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Account</th><th scope=\"col\">Region</th><th scope=\"col\">No record from "
          "(UTC)</th><th scope=\"col\">to</th><th scope=\"col\">for</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < gaps.size() && i < kMostGaps; ++i) {
    html << "<tr><th scope=\"row\">";
    html.text(gaps[i].account) << "</th><td>";
    if (gaps[i].region.empty()) {
      html << "all of them";
    }
    html.text(gaps[i].region) << "</td><td>";
    html.time(gaps[i].from) << "</td><td>";
    html.time(gaps[i].to) << "</td><td>";
    html.text(span_text(gaps[i].to.seconds - gaps[i].from.seconds)) << "</td></tr>\n";
  }
  html << "</tbody></table></div>\n";
  append_more(html, gaps.size(), kMostGaps);
}

void append_regions(const engine::ReplaySummary& summary, Html& html) {
  std::vector<engine::RegionCoverage> regions = summary.front.coverage.regions();
  if (regions.empty()) {
    return;
  }
  if (regions.size() > kMostRegions) {
    // The busiest, in the order that they had.
    std::vector<std::uint64_t> counts;
    for (const engine::RegionCoverage& region : regions) {
      counts.push_back(region.records);
    }
    std::nth_element(counts.begin(), counts.begin() + kMostRegions - 1, counts.end(), std::greater<>());
    const std::uint64_t least = counts[kMostRegions - 1];
    std::stable_partition(regions.begin(), regions.end(), [&](const engine::RegionCoverage& region) { return region.records >= least; });
  }
  html << "<h3>Accounts and regions</h3>\n<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Account</th><th scope=\"col\">Region</th><th "
          "scope=\"col\" class=\"n\">Records</th><th scope=\"col\">First (UTC)</th><th scope=\"col\">Last (UTC)</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < regions.size() && i < kMostRegions; ++i) {
    html << "<tr><th scope=\"row\">";
    html.text(regions[i].account.empty() ? std::string_view("no account") : std::string_view(regions[i].account)) << "</th><td>";
    html.text(regions[i].region.empty() ? std::string_view("no region") : std::string_view(regions[i].region)) << "</td><td class=\"n\">";
    html.number(regions[i].records) << "</td><td>";
    html.time(regions[i].first) << "</td><td>";
    html.time(regions[i].last) << "</td></tr>\n";
  }
  html << "</tbody></table></div>\n";
  append_more(html, regions.size(), kMostRegions);
}

std::vector<std::string> not_parsed(const Findings& findings) {
  const engine::FrontCounts& front = findings.summary.front;
  const parse::Stages& parsers = *findings.rules.parsers;
  std::vector<std::string> lines;
  for (const auto& [stage, count] : front.not_parsed_by_stage) {
    const std::string name = stage < parsers.stage_names().size() ? parsers.stage_names()[stage] : "the first stage";
    lines.push_back(count_of(count, "event", "events") + " taken by no parser in " + name);
  }
  for (const auto& [node, count] : front.failed_by_node) {
    lines.push_back(count_of(count, "event", "events") + " dropped by " + (node < parsers.nodes().size() ? parsers.nodes()[node].name : "?"));
  }
  if (front.transform.failed != 0) {
    lines.push_back(count_of(front.transform.failed, "line", "lines") + " not transformed: " + front.transform.first_message);
  }
  return lines;
}

std::vector<std::string> dropped(const Findings& findings) {
  std::vector<std::string> lines;
  for (const auto& [key, count] : findings.summary.back.buckets.dropped) {
    lines.push_back(count_of(count, "alert", "alerts") + " of " + findings.rules.scenarios->at(key.first).name() + ": " + key.second);
  }
  return lines;
}

std::vector<std::string> still_open(const Findings& findings) {
  std::vector<std::string> lines;
  for (const auto& [scenario, count] : findings.summary.back.open_buckets) {
    lines.push_back(count_of(count, "sequence", "sequences") + " of " + findings.rules.scenarios->at(scenario).name());
  }
  return lines;
}

}  // namespace

void append_log(const Findings& findings, Bytes& out) {
  const engine::ReplaySummary& summary = findings.summary;
  Html html(out);
  html << "<section id=\"log\" aria-labelledby=\"log-title\">\n<h2 id=\"log-title\">The log</h2>\n"
          "<p class=\"note\">What was read, and what was not there to be read.</p>\n";
  append_input(summary, html);

  std::vector<std::string> lines;
  for (const sources::Problem& problem : summary.problems) {
    lines.push_back(problem.path + ": " + problem.message);
  }
  if (!summary.spill_trouble.empty()) {
    lines.push_back("waiting events could not be kept within the memory budget: " + summary.spill_trouble);
  }
  append_lines(html, "Not read", lines);
  append_gaps(summary, html);
  append_lines(html, "Not parsed", not_parsed(findings));

  lines.clear();
  for (const engine::RuleTrouble& trouble : summary.rule_troubles) {
    lines.push_back(trouble.rule + " " + trouble.part + " failed on " + count_of(trouble.count, "event", "events") + ": " + trouble.message +
                    (trouble.place.empty() ? "" : " (" + trouble.place + ")"));
  }
  append_lines(html, "Rules that failed", lines);
  lines.clear();
  for (const content::SkippedItem& item : findings.rules.skipped) {
    lines.push_back(item.kind + " " + item.name + ": " + item.reason);
  }
  append_lines(html, "Rules that did not load", lines);
  append_lines(html, "Not looked up", engine::describe_absences(summary.absent));
  lines.clear();
  for (const engine::Advice& advice : engine::advise(findings.rules, findings.options, summary)) {
    lines.push_back(advice.problem + (advice.mend.empty() ? "" : "; mend it with: " + advice.mend));
  }
  append_lines(html, "Missing", lines);
  append_lines(html, "Alerts that could not be made", dropped(findings));
  append_lines(html, "Begun, and not finished when the log ended", still_open(findings));
  append_regions(summary, html);
  html << "</section>\n";
}

}  // namespace vedette::report

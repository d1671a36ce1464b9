#include "report/sections.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <string>

#include "report/badges.h"
#include "report/markup.h"
#include "report/ranking.h"

namespace vedette::report {
namespace {

constexpr std::size_t kFirstStories = 5;
constexpr std::size_t kPlainActors = 10;
constexpr std::size_t kPlainStories = 100;

std::uint64_t allowed_alerts(const AlertList& list) {
  return std::accumulate(list.rules().begin(), list.rules().end(), std::uint64_t{0},
                         [](std::uint64_t sum, const RuleTally& tally) { return sum + tally.allowed; });
}

/// Names, short, separated by commas; the whole ones in the title.
void append_names(Html& html, const AlertList& list, const FewNames& few) {
  if (few.size == 0) {
    html << "<span class=\"none\">nobody named</span>";
    return;
  }
  for (std::size_t i = 0; i < few.size; ++i) {
    const std::string_view name = list.names().at(few.ids[i]);
    if (i != 0) {
      html << ", ";
    }
    html << "<bdi title=\"";
    html.text(name) << "\">";
    html.text(short_name(name)) << "</bdi>";
  }
  if (few.more) {
    html << ", \u2026";
  }
}

void append_span(Html& html, Time start, Time stop) {
  html.time(start);
  if (start < stop) {
    const std::string from = time_text(start);
    const std::string to = time_text(stop);
    html << " to ";
    if (from.substr(0, 10) == to.substr(0, 10)) {
      stop.zone = nullptr;
      html << "<time datetime=\"";
      html.text(format_rfc3339(stop)) << "\">";
      html.text(to.substr(11)) << "</time>";
    } else {
      html.time(stop);
    }
  }
}

std::string_view title_of(const content::ScenarioSpec& spec) {
  const auto label = spec.labels.find("label");
  return label != spec.labels.end() && !label->second.empty() ? std::string_view(label->second)
         : !spec.description.empty()                          ? std::string_view(spec.description)
                                                              : std::string_view(spec.name);
}

/// Who is behind most of what is severe.
void append_lead(const Findings& findings, Html& html) {
  const std::vector<Actor> people = actors(findings.list, &ListedAlert::who);
  if (people.empty()) {
    return;
  }
  const Actor& first = people.front();
  const std::string_view name = findings.list.names().at(first.name);
  std::vector<std::string_view> sources;
  for (const ListedAlert& alert : findings.list.alerts()) {
    if (alert.allowed ||
        std::find(alert.who.ids.begin(), alert.who.ids.begin() + alert.who.size, first.name) == alert.who.ids.begin() + alert.who.size) {
      continue;
    }
    for (const std::uint32_t id : std::span(alert.origin.ids).first(alert.origin.size)) {
      const std::string_view source = findings.list.names().at(id);
      if (sources.size() < 3 && std::find(sources.begin(), sources.end(), source) == sources.end()) {
        sources.push_back(source);
      }
    }
  }
  html << "<p class=\"lead\"><bdi class=\"name\" title=\"";
  html.text(name) << "\">";
  html.text(short_name(name)) << "</bdi> stands out: ";
  html.text(count_of(first.total(), "alert", "alerts"));
  const std::uint64_t grave = first.alerts[2] + first.alerts[3];
  if (grave != 0 && grave != first.total()) {
    html << " (";
    html.number(grave) << " critical or high)";
  }
  for (std::size_t i = 0; i < sources.size(); ++i) {
    html << (i == 0 ? Markup(" from ") : i + 1 == sources.size() ? Markup(" and ") : Markup(", ")) << "<bdi class=\"name\">";
    html.text(sources[i]) << "</bdi>";
  }
  html << ", ";
  append_span(html, first.start, first.stop);
  html << ".</p>\n";
}

void append_story(const Findings& findings, const Story& story, Html& html) {
  const ListedAlert& alert = *story.first;
  const content::ScenarioSpec& spec = findings.rules.scenarios->at(alert.scenario).spec;
  html << "<li><a href=\"#alert-";
  html.text(std::to_string(alert.number)) << "\">";
  append_severity(html, findings.list.severity(alert.scenario));
  html << " <strong>";
  html.text(title_of(spec)) << "</strong></a>";
  if (story.alerts > 1) {
    html << " <span class=\"times\">\u00d7 ";
    html.number(story.alerts) << "</span>";
  }
  html << "<span class=\"facts\"><span>";
  append_names(html, findings.list, alert.who);
  html << "</span> <span>";
  if (alert.origin.size != 0) {
    html << "from ";
    append_names(html, findings.list, alert.origin);
  }
  html << "</span> <span>";
  append_span(html, story.start, story.stop);
  html << "</span></span></li>\n";
}

/// A figure of the headline with its name.
void append_figure(Html& html, std::uint64_t number, Markup name) {
  html << "<div><dt>" << name << "</dt><dd>";
  html.number(number) << "</dd></div>\n";
}

void append_notices(const Findings& findings, Html& html) {
  const engine::ReplaySummary& summary = findings.summary;
  html << "<ul class=\"notices\">\n";
  if (summary.interrupted) {
    html << "<li class=\"warning\">The replay was interrupted: this is about the part of the log that was read.</li>\n";
  }
  if (summary.problem_count != 0) {
    html << "<li class=\"warning\"><a href=\"#log\">";
    html.text(count_of(summary.problem_count, "file or part of one", "files or parts of them"))
        << " could not be read</a>: the log is incomplete.</li>\n";
  }
  if (const std::size_t gaps = summary.front.coverage.gaps().size(); gaps != 0) {
    html << "<li class=\"warning\"><a href=\"#log\">The log has ";
    html.text(count_of(gaps, "gap", "gaps")) << "</a>: what happened then is not known.</li>\n";
  }
  if (!summary.rule_troubles.empty()) {
    html << "<li class=\"warning\"><a href=\"#log\">";
    html.text(count_of(summary.rule_troubles.size(), "part of a rule", "parts of rules")) << " failed on some events</a>.</li>\n";
  }
  if (findings.list.left_out() != 0) {
    html << "<li class=\"warning\">";
    html.text(count_of(findings.list.left_out(), "alert is", "alerts are"))
        << " left out of the list to keep this file readable, low and medium ones first; the counts include them. "
           "<code>vedette replay -o jsonl</code> writes them all.</li>\n";
  }
  html << "</ul>\n";
}

void append_actor_table(const AlertList& list, FewNames ListedAlert::*member, Markup title, Html& html) {
  const std::vector<Actor> all = actors(list, member);
  if (all.empty()) {
    return;
  }
  html << "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">" << title
       << "</th><th scope=\"col\">Worst</th><th scope=\"col\" class=\"n\">Alerts</th><th scope=\"col\">First (UTC)</th><th scope=\"col\">Last "
          "(UTC)</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < all.size() && i < kPlainActors; ++i) {
    html << "<tr><th scope=\"row\"><bdi>";
    html.text(list.names().at(all[i].name)) << "</bdi></th><td>";
    append_severity(html, all[i].worst());
    html << "</td><td class=\"n\">";
    html.number(all[i].total()) << "</td><td>";
    html.time(all[i].start) << "</td><td>";
    html.time(all[i].stop) << "</td></tr>\n";
  }
  html << "</tbody></table></div>\n";
  if (all.size() > kPlainActors) {
    html << "<p>and ";
    html.number(all.size() - kPlainActors) << " more.</p>\n";
  }
}

}  // namespace

void append_severity(Html& html, Severity severity) {
  switch (severity) {
    case Severity::kLow:
      html << "<span class=\"severity low\"><svg aria-hidden=\"true\"><use href=\"#mark-low\"/></svg>Low</span>";
      break;
    case Severity::kMedium:
      html << "<span class=\"severity medium\"><svg aria-hidden=\"true\"><use href=\"#mark-medium\"/></svg>Medium</span>";
      break;
    case Severity::kHigh:
      html << "<span class=\"severity high\"><svg aria-hidden=\"true\"><use href=\"#mark-high\"/></svg>High</span>";
      break;
    case Severity::kCritical:
      html << "<span class=\"severity critical\"><svg aria-hidden=\"true\"><use href=\"#mark-critical\"/></svg>Critical</span>";
      break;
  }
}

void append_headline(const Findings& findings, Bytes& out) {
  Html html(out);
  const auto counts = count_by_severity(findings.list);
  const std::uint64_t total = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  const std::uint64_t grave = counts[2] + counts[3];
  const engine::FrontCounts& front = findings.summary.front;
  html << "<section class=\"headline\" aria-labelledby=\"headline-title\">\n<h1 id=\"headline-title\">";
  if (total == 0) {
    html << "No alerts";
  } else {
    html.text(count_of(total, "alert", "alerts"));
    if (grave != 0) {
      html << ", <span class=\"grave\">";
      html.number(grave) << " critical or high</span>";
    }
  }
  html << "</h1>\n";
  if (front.first) {
    html << "<p class=\"span\">";
    html.text(count_of(findings.summary.records, "record", "records")) << ", ";
    append_span(html, *front.first, *front.last);
    html << " <span class=\"zone\">UTC</span></p>\n";
  }
  append_lead(findings, html);
  append_notices(findings, html);
  html << "<dl class=\"figures\">\n";
  html << "<div class=\"critical\"><dt><svg aria-hidden=\"true\"><use href=\"#mark-critical\"/></svg>Critical</dt><dd>";
  html.number(counts[3]) << "</dd></div>\n<div class=\"high\"><dt><svg aria-hidden=\"true\"><use href=\"#mark-high\"/></svg>High</dt><dd>";
  html.number(counts[2]) << "</dd></div>\n<div class=\"medium\"><dt><svg aria-hidden=\"true\"><use href=\"#mark-medium\"/></svg>Medium</dt><dd>";
  html.number(counts[1]) << "</dd></div>\n<div class=\"low\"><dt><svg aria-hidden=\"true\"><use href=\"#mark-low\"/></svg>Low</dt><dd>";
  html.number(counts[0]) << "</dd></div>\n";
  append_figure(html, actors(findings.list, &ListedAlert::accounts).size(), "Accounts");
  append_figure(html, actors(findings.list, &ListedAlert::who).size(), "Principals");
  append_figure(html, actors(findings.list, &ListedAlert::origin).size(), "Sources");
  append_figure(html, allowed_alerts(findings.list), "Allow-listed");
  html << "</dl>\n";
  const std::vector<Story> all = stories(findings.list);
  if (!all.empty()) {
    html << "<h2 class=\"first\">Look at these first</h2>\n<ol class=\"stories\">\n";
    for (std::size_t i = 0; i < all.size() && i < kFirstStories; ++i) {
      append_story(findings, all[i], html);
    }
    html << "</ol>\n";
  }
  html << "</section>\n";
}

void append_actors(const Findings& findings, Bytes& out) {
  Html html(out);
  append_actor_table(findings.list, &ListedAlert::who, "Principal", html);
  append_actor_table(findings.list, &ListedAlert::origin, "Source", html);
  append_actor_table(findings.list, &ListedAlert::accounts, "Account", html);
}

void append_alerts(const Findings& findings, Bytes& out) {
  Html html(out);
  const AlertList& list = findings.list;
  const std::vector<Story> all = stories(list);
  html << "<noscript><p>With JavaScript this section lists every alert with its events, and can be filtered.</p></noscript>\n";
  if (!all.empty()) {
    html << "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Severity</th><th scope=\"col\">What</th><th scope=\"col\">Who</th><th "
            "scope=\"col\">From</th>"
            "<th scope=\"col\" class=\"n\">Alerts</th><th scope=\"col\" class=\"n\">Events</th><th scope=\"col\">When "
            "(UTC)</th></tr></thead><tbody>\n";
    for (std::size_t i = 0; i < all.size() && i < kPlainStories; ++i) {
      const Story& story = all[i];
      const ListedAlert& alert = *story.first;
      html << "<tr id=\"alert-";
      html.text(std::to_string(alert.number)) << "\"><td>";
      append_severity(html, list.severity(alert.scenario));
      html << "</td><th scope=\"row\">";
      html.text(title_of(findings.rules.scenarios->at(alert.scenario).spec)) << "</th><td>";
      append_names(html, list, alert.who);
      html << "</td><td>";
      append_names(html, list, alert.origin);
      html << "</td><td class=\"n\">";
      html.number(story.alerts) << "</td><td class=\"n\">";
      html.number(story.events) << "</td><td>";
      append_span(html, story.start, story.stop);
      html << "</td></tr>\n";
    }
    html << "</tbody></table></div>\n";
    if (all.size() > kPlainStories) {
      html << "<p>and ";
      html.number(all.size() - kPlainStories) << " more rows.</p>\n";
    }
  }
  if (allowed_alerts(list) == 0) {
    return;
  }
  html << "<h3>Allow-listed</h3>\n<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Rule</th><th scope=\"col\" "
          "class=\"n\">Alerts</th></tr></thead><tbody>\n";
  for (std::uint32_t i = 0; i < list.rules().size(); ++i) {
    if (list.rules()[i].allowed != 0) {
      html << "<tr><th scope=\"row\">";
      html.text(findings.rules.scenarios->at(i).name()) << "</th><td class=\"n\">";
      html.number(list.rules()[i].allowed) << "</td></tr>\n";
    }
  }
  html << "</tbody></table></div>\n";
}

void append_footer(const Findings& findings, Bytes& out) {
  Html html(out);
  html << "<p>Made by vedette ";
  html.text(findings.version) << " with ";
  html.text(count_of(findings.rules.scenarios->size(), "rule", "rules")) << " (";
  html.text(findings.rules.content.origin) << ") from";
  for (std::size_t i = 0; i < findings.options.paths.size() && i < 10; ++i) {
    html << (i == 0 ? Markup(" <code>") : Markup(", <code>"));
    html.text(findings.options.paths[i]) << "</code>";
  }
  if (findings.options.paths.size() > 10) {
    html << " and ";
    html.number(findings.options.paths.size() - 10) << " more";
  }
  html << ". This file holds parts of the log: handle it as the log itself. It loads nothing; links lead to the AWS console and to attack.mitre.org "
          "only when "
          "they are followed.</p>\n";
}

}  // namespace vedette::report

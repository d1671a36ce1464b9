#include <algorithm>
#include <string>
#include <vector>

#include "report/attack.h"
#include "report/badges.h"
#include "report/cis_controls.h"
#include "report/labels.h"
#include "report/markup.h"
#include "report/rule_facts.h"
#include "report/sections.h"

namespace vedette::report {
namespace {

bool is_web_address(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

/// T1078.004 lies at /techniques/T1078/004/. Ids are letters, digits and a dot; others get no link.
void append_technique(Html& html, const std::string& id) {
  const bool usual = std::all_of(id.begin(), id.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '.'; });
  if (usual) {
    std::string path = id;
    std::replace(path.begin(), path.end(), '.', '/');
    html << "<a rel=\"noopener noreferrer\" target=\"_blank\" href=\"https://attack.mitre.org/techniques/";
    html.text(path) << "/\">";
  }
  html.text(id);
  if (const Technique* technique = find_technique(id); technique != nullptr) {
    html << " ";
    html.text(technique->name);
  }
  if (usual) {
    html << "</a>";
  }
}

void append_row(Html& html, Markup title, std::string_view value) {
  if (!value.empty()) {
    html << "<dt>" << title << "</dt><dd><code>";
    html.text(value) << "</code></dd>\n";
  }
}

/// Lines of an expression stay lines.
void append_expression(Html& html, Markup title, const std::string& text) {
  if (text.empty()) {
    return;
  }
  html << "<dt>" << title << "</dt><dd><pre>";
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    html.text(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    if (!rest.empty()) {
      html << "\n";
    }
  }
  html << "</pre></dd>\n";
}

void append_rule_card(const Findings& findings, std::uint32_t index, Html& html) {
  const buckets::Scenario& scenario = findings.rules.scenarios->at(index);
  const content::ScenarioSpec& spec = scenario.spec;
  const RuleTally& tally = findings.list.rules()[index];
  const auto label = [&](const char* name) {
    const auto found = spec.labels.find(name);
    return found == spec.labels.end() ? std::string_view() : std::string_view(found->second);
  };
  html << "<article class=\"rule\" id=\"rule-";
  html.text(std::to_string(index)) << "\"><h3>";
  append_severity(html, findings.list.severity(index));
  html << " ";
  html.text(spec.description) << "</h3>\n<p class=\"id\"><code>";
  html.text(spec.name) << "</code> <span>";
  html.text(count_of(tally.alerts, "alert", "alerts"));
  if (tally.allowed != 0) {
    html << ", ";
    html.number(tally.allowed) << " allow-listed";
  }
  if (tally.left_out != 0) {
    html << ", ";
    html.number(tally.left_out) << " left out of the list";
  }
  html << "</span></p>\n";
  if (!label("what_to_do").empty()) {
    html << "<p class=\"todo\"><b>What to do:</b> ";
    html.text(label("what_to_do")) << "</p>\n";
  }
  html << "<ul class=\"tags\">";
  for (const std::string& control : controls_of(spec)) {
    html << "<li><a href=\"#controls\">CIS ";
    html.text(control) << "</a></li>";
  }
  for (const std::string& id : techniques_of(spec)) {
    html << "<li>";
    append_technique(html, id);
    html << "</li>";
  }
  for (const std::string& id : vulnerabilities_of(spec)) {
    html << "<li>";
    html.text(id) << "</li>";
  }
  html << "</ul>\n<details><summary>How it decides</summary>\n<p>";
  html.text(how_it_raises(scenario)) << "</p>\n<dl class=\"expressions\">\n";
  append_expression(html, "Filter", spec.filter.text());
  append_row(html, "Groups by", spec.groupby.text());
  append_row(html, "Distinct", spec.distinct.text());
  append_expression(html, "Condition", spec.condition.text());
  append_row(html, "Cancelled by", spec.cancel_on.text());
  append_row(html, "Overflow filter", spec.overflow_filter.text());
  if (spec.at.file() != nullptr) {
    append_row(html, "File", spec.at.file()->name());
  }
  if (!spec.references.empty()) {
    html << "<dt>References</dt><dd>";
    for (const std::string& reference : spec.references) {
      if (is_web_address(reference)) {
        html << "<a rel=\"noopener noreferrer\" target=\"_blank\" href=\"";
        html.text(reference) << "\">";
        html.text(reference) << "</a><br>";
      } else {
        html.text(reference) << "<br>";
      }
    }
    html << "</dd>\n";
  }
  html << "</dl></details></article>\n";
}

/// Loaded rules that watch a control.
std::vector<std::uint32_t> watchers(const Findings& findings, std::string_view control) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < findings.rules.scenarios->size(); ++i) {
    const std::vector<std::string> controls = controls_of(findings.rules.scenarios->at(i).spec);
    if (std::find(controls.begin(), controls.end(), control) != controls.end()) {
      out.push_back(i);
    }
  }
  return out;
}

}  // namespace

void append_rules(const Findings& findings, Bytes& out) {
  Html html(out);
  std::vector<std::uint32_t> raised;
  for (std::uint32_t i = 0; i < findings.list.rules().size(); ++i) {
    if (findings.list.rules()[i].alerts + findings.list.rules()[i].allowed != 0) {
      raised.push_back(i);
    }
  }
  std::stable_sort(raised.begin(), raised.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return findings.list.severity(a) > findings.list.severity(b); });
  html << "<section id=\"rules\" aria-labelledby=\"rules-title\">\n<h2 id=\"rules-title\">Rules</h2>\n<p class=\"note\">";
  html.number(raised.size()) << " of ";
  html.text(count_of(findings.rules.scenarios->size(), "rule", "rules")) << " raised alerts.</p>\n<div class=\"rules\">\n";
  for (const std::uint32_t index : raised) {
    append_rule_card(findings, index, html);
  }
  html << "</div>\n</section>\n";
}

void append_controls(const Findings& findings, Bytes& out) {
  Html html(out);
  html << "<section id=\"controls\" aria-labelledby=\"controls-title\">\n<h2 id=\"controls-title\">CIS controls</h2>\n"
          "<p class=\"note\">The monitoring section of the CIS Amazon Web Services Foundations Benchmark 3.0, and which of the loaded rules watch "
          "what it asks for. "
          "That nothing was raised says something only about what the log holds.</p>\n"
          "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Control</th><th scope=\"col\">Watches for</th><th scope=\"col\">Rules</th><th "
          "scope=\"col\" "
          "class=\"n\">Alerts</th><th scope=\"col\">Result</th></tr></thead><tbody>\n";
  for (const CisControl& control : cis_controls()) {
    const std::vector<std::uint32_t> rules = watchers(findings, control.id);
    std::uint64_t alerts = 0;
    std::uint64_t allowed = 0;
    html << "<tr><th scope=\"row\">";
    html.text(control.id) << "</th><td>";
    html.text(control.subject) << "</td><td>";
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const RuleTally& tally = findings.list.rules()[rules[i]];
      alerts += tally.alerts;
      allowed += tally.allowed;
      if (i != 0) {
        html << "<br>";
      }
      if (tally.alerts + tally.allowed != 0) {
        html << "<a href=\"#rule-";
        html.text(std::to_string(rules[i])) << "\">";
      }
      html << "<code>";
      html.text(findings.rules.scenarios->at(rules[i]).name()) << "</code>";
      if (tally.alerts + tally.allowed != 0) {
        html << "</a>";
      }
    }
    html << "</td><td class=\"n\">";
    html.number(alerts) << "</td><td>";
    if (rules.empty()) {
      html << "<span class=\"state unwatched\">No rule</span>";
    } else if (alerts != 0) {
      html << "<span class=\"state raised\">Raised</span>";
    } else if (allowed != 0) {
      html << "<span class=\"state quiet\">Allow-listed only</span>";
    } else {
      html << "<span class=\"state quiet\">Nothing found</span>";
    }
    html << "</td></tr>\n";
  }
  html << "</tbody></table></div>\n</section>\n";
}

}  // namespace vedette::report

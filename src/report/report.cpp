#include "report/report.h"

#include <algorithm>
#include <string>
#include <vector>

#include "report/markup.h"
#include "report/page.h"
#include "report/rule_facts.h"
#include "report/sections.h"

namespace vedette::report {
namespace {

constexpr std::size_t kMostGaps = 200;

/// {"first": ms, "last": ms, "gaps": [[account, region, from, to]..]}
void append_log_data(Bytes& out, const engine::FrontCounts& front) {
  out.append("{\"first\":");
  append_number(out, front.first ? unix_milliseconds(*front.first) : -1);
  out.append(",\"last\":");
  append_number(out, front.last ? unix_milliseconds(*front.last) : -1);
  out.append(",\"gaps\":[");
  const std::vector<engine::Gap> gaps = front.coverage.gaps();
  for (std::size_t i = 0; i < gaps.size() && i < kMostGaps; ++i) {
    out.append(i == 0 ? "[" : ",[");
    append_script_string(out, gaps[i].account);
    out.append(',');
    append_script_string(out, gaps[i].region);
    out.append(',');
    append_number(out, unix_milliseconds(gaps[i].from));
    out.append(',');
    append_number(out, unix_milliseconds(gaps[i].to));
    out.append(']');
  }
  out.append("]}");
}

}  // namespace

class Report::Implementation {
 public:
  Implementation(const engine::Rules& rules, std::string_view version, ListBounds bounds)
      : rules_(rules), version_(version), list_(*rules.scenarios, bounds) {}

  void add(const engine::EmittedAlert& alert, Bytes& out) { list_.add(alert, out); }

  void end(const engine::ReplayOptions& options, const engine::ReplaySummary& summary, Bytes& out) {
    list_.end(out);
    const Findings findings{rules_, options, summary, list_, version_};
    append_page_end(out, [&](std::string_view name, Bytes& to) {
      if (name == "headline") {
        append_headline(findings, to);
      } else if (name == "actors") {
        append_actors(findings, to);
      } else if (name == "alerts") {
        append_alerts(findings, to);
      } else if (name == "rules") {
        append_rules(findings, to);
      } else if (name == "controls") {
        append_controls(findings, to);
      } else if (name == "log") {
        append_log(findings, to);
      } else if (name == "footer") {
        append_footer(findings, to);
      } else if (name == "data") {
        append_data(summary, to);
      } else {
        VEDETTE_CHECK(false && "page.html names a part that is not there");
      }
    });
  }

 private:
  /// What the page's script works with.
  void append_data(const engine::ReplaySummary& summary, Bytes& out) const {
    std::vector<std::uint32_t> places(rules_.scenarios->size());
    std::uint32_t shown = 0;
    out.append("{\"rules\":[");
    for (std::uint32_t i = 0; i < list_.rules().size(); ++i) {
      if (list_.rules()[i].alerts + list_.rules()[i].allowed != 0) {
        places[i] = shown++;
        out.append(shown == 1 ? "\n" : ",\n");
        append_rule(out, rules_.scenarios->at(i), list_.severity(i), list_.rules()[i]);
      }
    }
    out.append("],\n\"log\":");
    append_log_data(out, summary.front);
    out.append(",\n\"alerts\":");
    list_.append_columns(out, places);
    out.append(",\n\"names\":");
    list_.append_names(out);
    out.append('}');
  }

  const engine::Rules& rules_;
  std::string version_;
  AlertList list_;
};

Report::Report(const engine::Rules& rules, std::string_view version, ListBounds bounds)
    : implementation_(std::make_unique<Implementation>(rules, version, bounds)) {}

Report::~Report() = default;

void Report::begin(Bytes& out) {
  append_page_begin(out);
}

void Report::add(const engine::EmittedAlert& alert, Bytes& out) {
  implementation_->add(alert, out);
}

void Report::end(const engine::ReplayOptions& options, const engine::ReplaySummary& summary, Bytes& out) {
  implementation_->end(options, summary, out);
}

}  // namespace vedette::report

#include "cli/table.h"

#include <algorithm>
#include <array>

#include "report/actors.h"

namespace vedette::cli {
namespace {

constexpr std::size_t kFew = 3;

/// ARNs in `text` without "arn:aws:iam::": the account and the rest say who it is.
std::string without_arn_prefixes(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t at = text.find("arn:");
    std::size_t account = at == std::string_view::npos ? at : text.find("::", at);
    // arn:partition:service::account: no longer than that, and no space inside.
    if (account == std::string_view::npos || account - at > 24 || text.substr(at, account - at).find(' ') != std::string_view::npos) {
      break;
    }
    out += text.substr(0, at);
    text.remove_prefix(account + 2);
  }
  out += text;
  return out;
}

/// `text` in lines of at most `width` columns, each behind `indent` spaces.
void append_wrapped(std::string& out, std::string_view text, std::size_t indent, std::size_t width) {
  std::size_t column = 0;
  while (!text.empty()) {
    std::size_t space = text.find(' ');
    std::string_view word = text.substr(0, space);
    text = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
    if (word.empty()) {
      continue;
    }
    std::size_t size = columns_of(word);
    if (column == 0 || column + 1 + size > width) {
      out += column == 0 ? "" : "\n";
      out.append(indent, ' ');
      column = indent;
    } else {
      out += ' ';
      ++column;
    }
    out += word;
    column += size;
  }
  out += column == 0 ? "" : "\n";
}

struct Cell {
  std::string text;
  bool right = false;
};
constexpr std::size_t kColumns = 7;
using Cells = std::array<Cell, kColumns>;
constexpr std::array<std::string_view, kColumns> kTitles = {"Scenario", "Who", "Where from", "Alerts", "Events", "First seen (UTC)", "Last seen"};
constexpr std::size_t kGap = 2;

}  // namespace

void AlertTable::Few::add(std::string_view text) {
  if (text.empty() || std::find(texts.begin(), texts.end(), text) != texts.end()) {
    return;
  }
  if (texts.size() >= kFew) {
    more = true;
    return;
  }
  texts.emplace_back(text);
}

std::string AlertTable::Few::joined() const {
  std::string out;
  for (const std::string& text : texts) {
    out += out.empty() ? "" : ", ";
    out += printable(text);
  }
  return more ? out + ", \u2026" : out;
}

void AlertTable::fill(Row& row, const model::Alert& alert, const engine::EmittedAlert& emitted) {
  if (row.alerts == 0 || alert.start < row.first) {
    row.first = alert.start;
  }
  if (row.alerts == 0 || alert.stop > row.last) {
    row.last = alert.stop;
  }
  ++row.alerts;
  row.events += static_cast<std::uint64_t>(std::max(alert.events_count, 0));
  row.simulated |= alert.simulated;
  const model::Source& source = alert.source;
  const bool network = source.scope == "Ip" || source.scope == "Range";
  std::string from;
  if (network) {
    from = source.value;
    std::string place = source.cn;
    if (!source.as_name.empty()) {
      place += place.empty() ? source.as_name : ", " + source.as_name;
    }
    row.from.add(place.empty() ? from : from + " (" + place + ")");
  }
  bool named = false;
  for (const model::AlertEvent& event : alert.events) {
    std::string_view who = report::who_of(event);
    named = named || !who.empty();
    row.who.add(who);
    if (!network) {
      std::string_view address = report::origin_of(event);
      from = from.empty() ? std::string(address) : from;
      row.from.add(address);
    }
  }
  if (!network && !named && source.value != from) {
    row.who.add(source.value);
  }
  row.reasons.add(emitted.allow_reason);
}

void AlertTable::add(const engine::EmittedAlert& emitted) {
  for (const model::Alert& alert : emitted.alert->alerts) {
    ++(emitted.allowed ? allowed_ : alerts_);
    Key key{emitted.allowed, alert.scenario, alert.source.scope + " " + alert.source.value};
    auto found = rows_.find(key);
    if (found == rows_.end()) {
      if (rows_.size() >= kMaxRows) {
        key.source = "other sources";
      }
      found = rows_.emplace(std::move(key), Row{}).first;
      found->second.scenario = emitted.scenario;
    }
    fill(found->second, alert, emitted);
  }
}

std::vector<const std::pair<const AlertTable::Key, AlertTable::Row>*> AlertTable::ordered(bool show_allowed) const {
  std::vector<const std::pair<const Key, Row>*> order;
  for (const auto& row : rows_) {
    if (!row.first.allowed || show_allowed) {
      order.push_back(&row);
    }
  }
  std::map<std::pair<bool, std::string>, Time> begins;
  for (const auto* row : order) {
    auto [found, fresh] = begins.emplace(std::make_pair(row->first.allowed, row->first.scenario), row->second.first);
    if (!fresh && row->second.first < found->second) {
      found->second = row->second.first;
    }
  }
  std::stable_sort(order.begin(), order.end(), [&](const auto* a, const auto* b) {
    if (a->first.allowed != b->first.allowed) {
      return b->first.allowed;
    }
    if (a->first.scenario != b->first.scenario) {
      Time left = begins.at({a->first.allowed, a->first.scenario});
      Time right = begins.at({b->first.allowed, b->first.scenario});
      return left == right ? a->first.scenario < b->first.scenario : left < right;
    }
    return a->second.first == b->second.first ? a->first.source < b->first.source : a->second.first < b->second.first;
  });
  return order;
}

std::string AlertTable::render_guidance(const buckets::Scenarios& scenarios, std::size_t width, const Style& style, bool show_allowed) const {
  std::string out;
  std::vector<std::uint32_t> told;
  for (const auto* row : ordered(show_allowed)) {
    if (std::find(told.begin(), told.end(), row->second.scenario) != told.end()) {
      continue;
    }
    told.push_back(row->second.scenario);
    const content::ScenarioSpec& spec = scenarios.at(row->second.scenario).spec;
    auto advice = spec.labels.find("what_to_do");
    if (spec.description.empty() && advice == spec.labels.end()) {
      continue;
    }
    out += style.cyan(printable(spec.name)) + "\n";
    append_wrapped(out, printable(spec.description), 2, width);
    if (advice != spec.labels.end()) {
      append_wrapped(out, "What to do: " + printable(advice->second), 2, width);
    }
  }
  return out;
}

std::string AlertTable::render(std::size_t width, const Style& style, bool show_allowed) const {
  const auto order = ordered(show_allowed);
  std::vector<Cells> table;
  std::vector<std::string> notes;
  const std::string* previous = nullptr;
  for (const auto* row : order) {
    Cells cells;
    const bool repeated = previous != nullptr && *previous == row->first.scenario;
    cells[0].text = repeated ? "" : printable(row->first.scenario) + (row->second.simulated ? " (simulated)" : "");
    cells[1].text = row->second.who.joined();
    cells[2].text = row->second.from.joined();
    cells[3] = {with_commas(row->second.alerts), true};
    cells[4] = {with_commas(row->second.events), true};
    cells[5].text = time_text(row->second.first);
    cells[6].text = time_text(row->second.last);
    // On one day the clock says it all.
    if (cells[5].text.size() > 11 && cells[5].text.substr(0, 11) == cells[6].text.substr(0, 11)) {
      cells[6].text = cells[6].text.substr(11);
    }
    table.push_back(std::move(cells));
    notes.push_back(row->first.allowed ? "allowed: " + row->second.reasons.joined() : std::string());
    previous = &row->first.scenario;
  }

  std::array<std::size_t, kColumns> widths{};
  auto measure = [&] {
    for (std::size_t i = 0; i < kColumns; ++i) {
      widths[i] = columns_of(kTitles[i]);
      for (const Cells& cells : table) {
        widths[i] = std::max(widths[i], columns_of(cells[i].text));
      }
    }
  };
  measure();
  // What is too wide is taken from the widest of the three that can be cut.
  auto total = [&] {
    std::size_t sum = kGap * (kColumns - 1);
    for (std::size_t column : widths) {
      sum += column;
    }
    return sum;
  };
  if (total() > width) {
    for (Cells& cells : table) {
      cells[1].text = without_arn_prefixes(cells[1].text);
      // The paragraphs below have the whole name.
      cells[0].text.erase(0, cells[0].text.find('/') + 1);
    }
    measure();
  }
  constexpr std::array<std::size_t, 3> kLeast = {20, 16, 15};
  while (total() > width) {
    std::size_t widest = 3;
    for (std::size_t i = 0; i < 3; ++i) {
      if (widths[i] > kLeast[i] && (widest == 3 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    if (widest == 3) {
      break;
    }
    --widths[widest];
  }

  std::string out;
  auto line = [&](const Cells& cells, bool title) {
    std::string text;
    for (std::size_t i = 0; i < kColumns; ++i) {
      std::string cell = i == 1 ? shorten_middle(cells[i].text, widths[i]) : shorten(cells[i].text, widths[i]);
      std::string space(widths[i] - std::min(widths[i], columns_of(cell)), ' ');
      if (title) {
        cell = style.bold(cell);
      } else if (i == 0) {
        cell = style.cyan(cell);
      }
      text += cells[i].right ? space + cell : cell + space;
      if (i + 1 < kColumns) {
        text.append(kGap, ' ');
      }
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  };
  Cells titles;
  for (std::size_t i = 0; i < kColumns; ++i) {
    titles[i] = {std::string(kTitles[i]), i == 3 || i == 4};
  }
  line(titles, true);
  for (std::size_t i = 0; i < table.size(); ++i) {
    line(table[i], false);
    if (!notes[i].empty()) {
      out += "    " + style.dim(notes[i]) + "\n";
    }
  }
  return out;
}

}  // namespace vedette::cli

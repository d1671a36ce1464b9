// What of the alerts is shown, and in which order.

const kFacets = [
  { key: "who", title: "Principals", one: "Principal" },
  { key: "origin", title: "Sources", one: "Source" },
  { key: "account", title: "Accounts", one: "Account" },
  { key: "rule", title: "Rules", one: "Rule" },
];
const choice = { levels: [true, true, true, true], text: "", from: null, to: null, allowed: false, who: null, origin: null, account: null, rule: null };
let order = "worst";
let matching = [];
const listeners = [];

/** What the text filter looks in: a line's own words, lower case; made once. */
const words = new Array(alertCount);
function wordsOf(row) {
  if (words[row] === undefined) {
    const rule = rules[columns.rule[row]];
    const of = (column) => placesOf(column[row]).map((id) => names[id]);
    words[row] = [`#${columns.number[row]}`, rule.name, titleOf(rule), rule.description, ...of(columns.who), ...of(columns.origin), ...of(columns.account),
                  ...of(columns.action)].join("\n").toLowerCase();
  }
  return words[row];
}

/** Rows whose events hold the text: a block is looked through by its texts, which it holds once each. */
let deep = { text: "", rows: null };
function deepRows(text) {
  if (deep.text === text) return deep.rows;
  const rowsOf = new Map();
  for (let row = 0; row < alertCount; ++row) {
    const block = columns.block[row];
    if (!rowsOf.has(block)) rowsOf.set(block, []);
    rowsOf.get(block).push(row);
  }
  const found = new Set();
  for (const [number, rowsHere] of rowsOf) {
    const block = blockOf(number);
    const hits = new Set();
    block.texts.forEach((value, id) => value.toLowerCase().includes(text) && hits.add(id));
    if (hits.size === 0) continue;
    for (const row of rowsHere) {
      const alert = block.alerts[columns.index[row]];
      if (hits.has(alert.message) || hits.has(alert.reason) || alert.source.some((id) => hits.has(id)) || (alert.context || []).some((id) => hits.has(id)) ||
          alert.events.some((event) => hits.has(event[0]) || event.some((id, i) => i > 1 && hits.has(id)))) found.add(row);
    }
  }
  deep = { text, rows: found };
  return found;
}

function holds(row, facet) {
  const wanted = choice[facet];
  if (wanted === null) return true;
  const entry = columns[facet][row];
  return typeof entry === "number" ? entry === wanted : entry.includes(wanted);
}

/** Rows that pass every filter but that of the facet `except`. */
function passing(except) {
  const out = [];
  const text = choice.text.toLowerCase();
  const inside = text.length >= 3 ? deepRows(text) : null;
  for (let row = 0; row < alertCount; ++row) {
    if (isAllowed(row) !== choice.allowed || !choice.levels[levelOf(row)]) continue;
    if (choice.from !== null && columns.stop[row] < choice.from) continue;
    if (choice.to !== null && columns.start[row] > choice.to) continue;
    if (kFacets.some(({ key }) => key !== except && !holds(row, key))) continue;
    if (text !== "" && !wordsOf(row).includes(text) && !(inside && inside.has(row))) continue;
    out.push(row);
  }
  return out;
}

const kOrders = {
  worst: ["Worst first", (a, b) => levelOf(b) - levelOf(a) || columns.start[a] - columns.start[b]],
  earliest: ["Earliest first", (a, b) => columns.start[a] - columns.start[b]],
  latest: ["Latest first", (a, b) => columns.stop[b] - columns.stop[a]],
  events: ["Most events first", (a, b) => columns.events[b] - columns.events[a]],
  rule: ["By rule", (a, b) => titleOf(rules[columns.rule[a]]).localeCompare(titleOf(rules[columns.rule[b]])) || columns.start[a] - columns.start[b]],
};

/** Changes what is shown, and tells all that show it. */
function choose(change) {
  Object.assign(choice, change);
  matching = passing(null).sort((a, b) => kOrders[order][1](a, b) || a - b);
  listeners.forEach((listener) => listener());
}
const isNarrowed = () => choice.text !== "" || choice.from !== null || choice.to !== null || choice.levels.includes(false) || kFacets.some(({ key }) => choice[key] !== null);
const kEverything = { levels: [true, true, true, true], text: "", from: null, to: null, who: null, origin: null, account: null, rule: null };

// The report's data: columns of alerts, names, rules; the details of an alert are read from their block when they are asked for.

const kLevels = ["low", "medium", "high", "critical"];
const kLevelNames = ["Low", "Medium", "High", "Critical"];
const kAllowed = 1;
const kSimulated = 2;

const data = JSON.parse(document.getElementById("report-data").textContent);
const rules = data.rules;
const names = data.names;
const columns = data.alerts;
const alertCount = columns.number.length;

/** A column's entry as a list of names' places; `more` when there were others. */
const placesOf = (entry) => (typeof entry === "number" ? [entry] : entry.filter((id) => id >= 0));
const hasMore = (entry) => typeof entry !== "number" && entry.at(-1) === -1;

const levelOf = (row) => rules[columns.rule[row]].severity;
const isAllowed = (row) => (columns.flags[row] & kAllowed) !== 0;
const titleOf = (rule) => rule.label || rule.description || rule.name;

const blocks = new Map();
const kMostBlocks = 400;

/** A block of details, parsed once and kept while there is room. */
function blockOf(number) {
  let block = blocks.get(number);
  if (!block) {
    block = JSON.parse(document.getElementById(`details-${number}`).textContent);
    if (blocks.size >= kMostBlocks) blocks.delete(blocks.keys().next().value);
    blocks.set(number, block);
  }
  return block;
}

/** Everything about an alert: {message, reason, source, at, context: [[key, value]..], kept, cut, events: [{time, meta: Map}..]}. */
function detailsOf(row) {
  const block = blockOf(columns.block[row]);
  const packed = block.alerts[columns.index[row]];
  const text = (id) => (id === undefined || id < 0 ? "" : block.texts[id]);
  const context = [];
  for (let i = 0; i < (packed.context || []).length; i += 2) context.push([text(packed.context[i]), text(packed.context[i + 1])]);
  const events = packed.events.map(([time, shape, ...values]) => ({
    time: text(time),
    meta: new Map(block.shapes[shape].map((key, i) => [text(key), text(values[i])])),
  }));
  const [scope, value, ip, range, asName, asNumber, country] = packed.source.map(text);
  return { message: text(packed.message), reason: text(packed.reason), source: { scope, value, ip, range, asName, asNumber, country }, at: packed.at,
           context, kept: packed.kept, cut: packed.cut || 0, events };
}

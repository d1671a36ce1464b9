// Elements, and text from the log made visible: never as markup.

/** An element with attributes and children; text children are text. `onclick` and the like are listeners. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false || value === null) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

const kSvg = "http://www.w3.org/2000/svg";
function makeSvg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(kSvg, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function mark(level) {
  return makeSvg("svg", { class: `mark ${kLevels[level]}`, "aria-hidden": "true" }, makeSvg("use", { href: `#mark-${kLevels[level]}` }));
}
function severity(level) {
  return make("span", { class: `severity ${kLevels[level]}` }, mark(level), kLevelNames[level]);
}

// Control characters, and what turns the direction of text, hides in it or looks like nothing.
const kUnseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Children that show `text`, what cannot be seen in it by its number. */
function visible(text) {
  const out = [];
  let from = 0;
  for (const match of text.matchAll(kUnseen)) {
    out.push(text.slice(from, match.index));
    out.push(make("span", { class: "control" }, `U+${match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`));
    from = match.index + match[0].length;
  }
  out.push(text.slice(from));
  return out;
}

/** "444455556666:user/ann" for "arn:aws:iam::444455556666:user/ann". */
const shortName = (name) => name.replace(/^arn:[a-z-]{1,12}:[a-z0-9-]{0,12}::(?=.)/u, "");
const nameElement = (name) => make("bdi", { title: name.replace(kUnseen, "\ufffd") }, visible(shortName(name)));

function nameList(entry, nobody) {
  const ids = placesOf(entry);
  if (ids.length === 0) return [make("span", { class: "none" }, nobody)];
  const out = ids.flatMap((id, i) => (i === 0 ? [nameElement(names[id])] : [", ", nameElement(names[id])]));
  return hasMore(entry) ? [...out, ", \u2026"] : out;
}

const withCommas = (number) => number.toLocaleString("en-US");
const countOf = (number, one, more) => `${withCommas(number)} ${number === 1 ? one : more}`;

// Times, in UTC or in the reader's zone.

let localTimes = false;
const pad = (number) => String(number).padStart(2, "0");
function timeText(milliseconds) {
  if (milliseconds < 0 || Number.isNaN(milliseconds)) return "no time";
  const date = new Date(milliseconds);
  if (!localTimes) return date.toISOString().slice(0, 19).replace("T", " ");
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}
const timeElement = (milliseconds) => make("time", milliseconds < 0 || Number.isNaN(milliseconds) ? {} : { datetime: new Date(milliseconds).toISOString() }, timeText(milliseconds));
function spanText(from, to) {
  const begin = timeText(from);
  const end = timeText(to);
  if (begin === end) return begin;
  return `${begin} to ${begin.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end}`;
}
const zoneName = () => (localTimes ? Intl.DateTimeFormat().resolvedOptions().timeZone || "local time" : "UTC");

/** The record in the AWS console of its region and partition; null for what is no such record. */
function consoleLink(meta) {
  const region = meta.get("region") || "";
  const id = meta.get("event_id") || "";
  if (!/^[a-z]{2}(-[a-z]{2,12}){1,3}-\d{1,2}$/u.test(region) || !/^[0-9A-Za-z-]{8,64}$/u.test(id)) return null;
  const domain = region.startsWith("cn-") ? "console.amazonaws.cn" : region.startsWith("us-gov-") ? "console.amazonaws-us-gov.com" : "console.aws.amazon.com";
  return `https://${region}.${domain}/cloudtrailv2/home?region=${region}#/events/${id}`;
}
const outside = (href, ...children) => make("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);

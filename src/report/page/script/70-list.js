// The filters above the list, and the list itself, a page at a time.

const kPage = 50;
let page = 0;
const open = new Set();

function alertItem(row) {
  const number = columns.number[row];
  const rule = rules[columns.rule[row]];
  const id = `alert-${number}`;
  const item = make("li", { class: `alert ${kLevels[rule.severity]}`, id, "data-row": row });
  const actions = placesOf(columns.action[row]).map((place) => names[place]).join(", ") + (hasMore(columns.action[row]) ? ", \u2026" : "");
  const button = make("button", { type: "button", "aria-expanded": "false", onclick: () => toggleAlert(item) },
    severity(rule.severity), timeElement(columns.start[row]),
    make("span", { class: "what" }, visible(titleOf(rule)), columns.flags[row] & kSimulated ? " (simulation)" : "", actions ? make("small", {}, visible(actions)) : null),
    make("span", { class: "who" }, nameList(columns.who[row], "nobody named")),
    make("span", { class: "from" }, nameList(columns.origin[row], "no address")),
    make("span", { class: "count n" }, countOf(columns.events[row], "event", "events")));
  item.append(make("h3", {}, button));
  if (open.has(number)) toggleAlert(item, true);
  return item;
}

function toggleAlert(item, expand = !("open" in item.dataset)) {
  const row = Number(item.dataset.row);
  const button = item.querySelector("button");
  button.setAttribute("aria-expanded", String(expand));
  item.querySelector(":scope > .body")?.remove();
  if (expand) {
    item.dataset.open = "";
    item.append(detailBody(row));
    open.add(columns.number[row]);
  } else {
    delete item.dataset.open;
    open.delete(columns.number[row]);
  }
}

/** For <input type="datetime-local">, in the zone that is shown. */
const fieldText = (time) => (time === null ? "" : timeText(time).replace(" ", "T"));
function fieldTime(text) {
  if (text === "") return null;
  const time = Date.parse(localTimes ? text : `${text}Z`);
  return Number.isNaN(time) ? null : time;
}

function makeList() {
  const place = document.getElementById("list");
  const search = make("input", { type: "search", id: "search", placeholder: "Name, address, event id, any value", autocomplete: "off", spellcheck: "false" });
  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => choose({ text: search.value.trim() }), 150);
  });
  const levels = [3, 2, 1, 0].map((level) => make("button", { type: "button", class: kLevels[level], "data-level": level, "aria-pressed": "true", onclick: () => {
    choose({ levels: choice.levels.map((on, i) => (i === level ? !on : on)) });
  } }, mark(level), kLevelNames[level]));
  const sort = make("select", { id: "sort", onchange: () => {
    order = sort.value;
    choose({});
  } }, Object.entries(kOrders).map(([value, [title]]) => make("option", { value }, title)));
  const allowedCount = columns.flags.filter((flags) => flags & kAllowed).length;
  const kind = make("select", { id: "kind", onchange: () => choose({ ...kEverything, allowed: kind.value === "allowed" }) },
    make("option", { value: "alerts" }, `Alerts (${withCommas(alertCount - allowedCount)})`), make("option", { value: "allowed" }, `Allow-listed (${withCommas(allowedCount)})`));
  const from = make("input", { type: "datetime-local", id: "from", step: "1", onchange: () => choose({ from: fieldTime(from.value) }) });
  const to = make("input", { type: "datetime-local", id: "to", step: "1", onchange: () => choose({ to: fieldTime(to.value) }) });
  const zones = [make("span", {}, "UTC"), make("span", {}, "UTC")];
  const result = make("p", { role: "status" });
  const chips = make("span", { class: "chosen chips" });
  const list = make("ol", { class: "alerts" });
  const pager = make("nav", { class: "pager", "aria-label": "Pages of alerts" });
  place.append(
    make("div", { class: "filters", role: "search", "aria-label": "Filter the alerts" },
      make("label", { class: "search" }, "Text", search),
      make("fieldset", { class: "levels" }, make("legend", {}, "Severity"), levels),
      make("label", {}, make("span", {}, "From, ", zones[0]), from), make("label", {}, make("span", {}, "To, ", zones[1]), to),
      make("label", {}, "Show", kind), make("label", {}, "Order", sort)),
    make("div", { class: "chosen" }, result, chips), list, pager);

  function showPage(focus) {
    const pages = Math.max(1, Math.ceil(matching.length / kPage));
    page = Math.min(page, pages - 1);
    list.replaceChildren(...matching.slice(page * kPage, (page + 1) * kPage).map(alertItem));
    if (matching.length === 0) list.append(make("li", { class: "empty" }, alertCount === 0 ? "No alerts." : "No alert passes these filters."));
    const turn = (title, target) => make("button", { type: "button", disabled: target < 0 || target >= pages, onclick: () => {
      page = target;
      showPage(true);
    } }, title);
    pager.replaceChildren(...(pages === 1 ? [] : [turn("First", page === 0 ? -1 : 0), turn("Previous", page - 1), make("span", {}, `Page ${withCommas(page + 1)} of ${withCommas(pages)}`), turn("Next", page + 1), turn("Last", page === pages - 1 ? pages : pages - 1)]));
    if (focus) {
      const section = document.getElementById("alerts");
      section.focus({ preventScroll: true });
      section.scrollIntoView();
    }
  }

  listeners.push(() => {
    page = 0;
    levels.forEach((button) => button.setAttribute("aria-pressed", String(choice.levels[button.dataset.level])));
    if (document.activeElement !== search) search.value = choice.text;
    kind.value = choice.allowed ? "allowed" : "alerts";
    from.value = fieldText(choice.from);
    to.value = fieldText(choice.to);
    zones.forEach((zone) => (zone.textContent = zoneName()));
    result.textContent = isNarrowed() ? `${withCommas(matching.length)} of ${countOf(choice.allowed ? allowedCount : alertCount - allowedCount, "alert", "alerts")}` : countOf(matching.length, "alert", "alerts");
    const chosen = kFacets.filter(({ key }) => choice[key] !== null).map(({ key, one }) =>
      make("button", { type: "button", onclick: () => choose({ [key]: null }) }, `${one}: `, visible(key === "rule" ? titleOf(rules[choice[key]]) : shortName(names[choice[key]])), " \u00d7"));
    if (isNarrowed()) chosen.push(make("button", { type: "button", onclick: () => choose(kEverything) }, "Clear all filters"));
    chips.replaceChildren(...chosen);
    showPage(false);
  });

  /** Opens the alert that a link names, whatever is filtered. */
  function follow() {
    const number = Number(/^#alert-(\d+)$/u.exec(location.hash)?.[1]);
    const row = columns.number.indexOf(number);
    if (row < 0) return;
    if (!matching.includes(row)) choose({ ...kEverything, allowed: isAllowed(row) });
    page = Math.floor(matching.indexOf(row) / kPage);
    open.add(number);
    showPage(false);
    const item = document.getElementById(`alert-${number}`);
    item.querySelector("button").focus({ preventScroll: true });
    item.scrollIntoView({ block: "start" });
  }
  window.addEventListener("hashchange", follow);
  // A second click on the same link changes no hash.
  document.addEventListener("click", (event) => {
    if (event.target.closest?.('a[href^="#alert-"]')?.hash === location.hash) follow();
  });

  // On paper: every alert that passes, opened, up to a number that a person would print.
  const kPrinted = 100;
  window.addEventListener("beforeprint", () => {
    list.replaceChildren(...matching.slice(0, kPrinted).map((row) => {
      const item = alertItem(row);
      if (!("open" in item.dataset)) {
        item.dataset.open = "";
        item.append(detailBody(row));
      }
      return item;
    }));
    if (matching.length > kPrinted) list.append(make("li", { class: "empty" }, `The first ${kPrinted} of ${withCommas(matching.length)} alerts; filter to print others.`));
    document.querySelectorAll(".rule details").forEach((element) => (element.open = true));
  });
  window.addEventListener("afterprint", () => showPage(false));
  return follow;
}

// Who, from where, in which account, by which rule: counted, the worst first; a click narrows everything to it.

const kFacetRows = 6;

function countFacet(key) {
  const found = new Map();
  for (const row of passing(key)) {
    for (const id of placesOf(columns[key][row])) {
      let entry = found.get(id);
      if (!entry) found.set(id, (entry = { id, levels: [0, 0, 0, 0], total: 0, start: Infinity, stop: -1 }));
      ++entry.levels[levelOf(row)];
      ++entry.total;
      if (columns.start[row] >= 0) entry.start = Math.min(entry.start, columns.start[row]);
      entry.stop = Math.max(entry.stop, columns.stop[row]);
    }
  }
  const weigh = (a, b) => b.levels[3] - a.levels[3] || b.levels[2] - a.levels[2] || b.levels[1] - a.levels[1] || b.levels[0] - a.levels[0] || a.id - b.id;
  return [...found.values()].sort(weigh);
}

function makeFacets() {
  const place = document.getElementById("facets");
  for (const facet of kFacets) {
    const count = make("span", {});
    const list = make("ul", {});
    const more = make("button", { type: "button", class: "more", onclick: () => {
      facet.all = !facet.all;
      show();
    } });
    place.append(make("div", { class: "facet", id: `facet-${facet.key}` }, make("h3", {}, `${facet.title} `, count), list, more));
    const show = () => {
      const entries = countFacet(facet.key);
      const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
      count.textContent = withCommas(entries.length);
      const shown = facet.all ? entries.slice(0, 500) : entries.slice(0, kFacetRows);
      list.replaceChildren(...shown.map((entry) => {
        const worst = entry.levels.findLastIndex((n) => n > 0);
        const title = facet.key === "rule" ? titleOf(rules[entry.id]) : names[entry.id];
        const chosen = choice[facet.key] === entry.id;
        return make("li", {}, make("button", { type: "button", "aria-pressed": String(chosen), "data-id": entry.id, onclick: () => choose({ [facet.key]: chosen ? null : entry.id }) },
          mark(worst),
          facet.key === "rule" ? make("span", {}, visible(title)) : nameElement(title),
          make("span", { class: "n", title: entry.levels.map((n, level) => `${kLevelNames[level]}: ${n}`).reverse().join(", ") }, withCommas(entry.total)),
          make("span", { class: "when" }, `${kLevelNames[worst]}, ${spanText(entry.start, entry.stop)}`)));
      }));
      if (focused !== null) list.querySelector(`[data-id="${focused}"]`)?.focus();
      more.hidden = entries.length <= kFacetRows;
      more.textContent = facet.all ? "Show fewer" : `Show all ${withCommas(entries.length)}`;
    };
    listeners.push(show);
  }
}

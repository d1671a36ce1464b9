// An opened alert: what to do, what happened event by event, why it matched.

const kFacts = [
  ["event_name", "What"], ["event_source", "Service"], ["error_code", "Error"], ["region", "Region"], ["account_id", "Account"],
];
const kWho = ["principal", "user_arn", "user_name", "username", "user", "target_user"];
const kFrom = ["source_ip", "src_ip", "source_address"];
const firstOf = (meta, keys) => keys.map((key) => meta.get(key)).find((value) => value) || "";

function metaList(entries) {
  return make("dl", { class: "meta" }, entries.flatMap(([key, value]) => [make("dt", {}, visible(key)), make("dd", {}, value === "" ? make("span", { class: "none" }, "empty") : visible(value))]));
}

/** What the fields that a clause reads held in the alert's events. */
function readings(clause, events) {
  return (clause.reads || []).map((path) => {
    const key = /^evt\.Meta\??\.([A-Za-z_]\w*)$/u.exec(path)?.[1];
    if (!key) return make("div", {}, make("code", {}, path), make("span", { class: "none" }, " is not kept in alerts"));
    const values = [...new Set(events.map(({ meta }) => meta.get(key) ?? ""))];
    const shown = values.slice(0, 6).flatMap((value, i) => [i === 0 ? "" : ", ", value === "" ? make("span", { class: "none" }, "empty") : make("code", {}, visible(value.slice(0, 300)))]);
    return make("div", {}, make("code", { class: "facets-of" }, `${key} = `), shown, values.length > 6 ? `, and ${values.length - 6} more` : "");
  });
}

function whySection(rule, details) {
  const rows = rule.clauses.map((clause) => make("tr", {}, make("td", {}, make("code", {}, visible(clause.text.slice(0, 1500)))), make("td", {}, readings(clause, details.events))));
  const explainId = details.events.map(({ meta }) => meta.get("event_id") || "").find((id) => /^[0-9A-Za-z-]{8,64}$/u.test(id));
  return [
    make("h4", {}, "Why it matched"),
    make("p", { class: "note" }, details.kept === 1 ? "The event meets every line below. " : "Each event meets every line below. ", rule.bucket,
      rule.groupby ? [" Grouped by ", make("code", {}, visible(rule.groupby)), "."] : ""),
    make("div", { class: "scroll" }, make("table", {}, make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "The rule asks"), make("th", { scope: "col" }, "The events say"))), make("tbody", {}, rows))),
    rule.condition ? [make("p", { class: "note" }, "and over the events together:"), make("pre", {}, visible(rule.condition))] : null,
    explainId ? make("p", { class: "note" }, "Clause by clause for one event: ", make("code", {}, `vedette explain --event-id ${explainId} PATH`)) : null,
  ];
}

function eventTable(row, details) {
  const hidden = new Set(kFacts.filter(([key]) => !details.events.some(({ meta }) => meta.get(key))).map(([key]) => key));
  const facts = kFacts.filter(([key]) => !hidden.has(key));
  const width = facts.length + 4;
  const body = make("tbody", {});
  details.events.forEach((event, i) => {
    if (details.cut > 0 && i === 40) body.append(make("tr", {}, make("td", { colspan: width, class: "none" }, `${countOf(details.cut, "event is", "events are")} left out here; vedette replay -o jsonl writes them all.`)));
    const link = consoleLink(event.meta);
    const id = `fields-${columns.number[row]}-${i}`;
    const more = make("tr", { id, hidden: true });
    const toggle = make("button", { type: "button", class: "toggle", "aria-expanded": "false", "aria-controls": id, "aria-label": `All fields of event ${i + 1}`, onclick: () => {
      more.hidden = !more.hidden;
      toggle.setAttribute("aria-expanded", String(!more.hidden));
      if (!more.firstChild) more.append(make("td", { colspan: width }, metaList([...event.meta])));
    } }, "Fields");
    body.append(make("tr", {},
      make("td", {}, timeElement(Date.parse(event.time))),
      facts.map(([key]) => make("td", key === "region" || key === "account_id" ? { class: "short" } : {}, key === "event_name" ? make("strong", {}, visible(event.meta.get(key) || "")) : visible(event.meta.get(key) || ""))),
      make("td", {}, nameElement(firstOf(event.meta, kWho))),
      make("td", { class: "short" }, make("bdi", {}, visible(firstOf(event.meta, kFrom).slice(0, 100)))),
      make("td", { class: "tools" }, toggle, " ", link ? outside(link, "AWS console") : "")), more);
  });
  const heads = [`Time (${zoneName()})`, ...facts.map(([, title]) => title), "Who", "From", "More"];
  return make("div", { class: "scroll" }, make("table", { class: "events" }, make("thead", {}, make("tr", {}, heads.map((title) => make("th", { scope: "col" }, title)))), body));
}

function detailBody(row) {
  const details = detailsOf(row);
  const rule = rules[columns.rule[row]];
  const number = columns.number[row];
  const { source } = details;
  const place = [source.country, source.asName, source.asNumber ? `AS${source.asNumber}` : "", source.range].filter((part) => part).join(", ");
  const link = make("button", { type: "button", onclick: async () => {
    try {
      await navigator.clipboard.writeText(location.href.replace(/#.*$/u, "") + `#alert-${number}`);
      link.textContent = "Copied";
    } catch {
      location.hash = `alert-${number}`;
    }
  } }, "Copy link");
  const tags = [
    ...(rule.controls || []).map((control) => make("li", {}, make("a", { href: "#controls" }, `CIS ${control}`))),
    ...rule.techniques.map(({ id, name, tactic }) => {
      const text = `${tactic ? `${tactic}: ` : ""}${id}${name ? ` ${name}` : ""}`;
      return make("li", {}, /^T\d{4}(\.\d{3})?$/u.test(id) ? outside(`https://attack.mitre.org/techniques/${id.replace(".", "/")}/`, text) : text);
    }),
    ...(rule.vulnerabilities || []).map((id) => make("li", {}, id)),
  ];
  const count = columns.events[row];
  return make("div", { class: "body" },
    make("div", { class: "top" }, make("span", {}, visible(details.message)), link),
    details.reason ? make("p", { class: "reason" }, make("b", {}, "Allow-listed: "), visible(details.reason)) : null,
    rule.todo ? make("p", { class: "todo" }, make("b", {}, "What to do: "), visible(rule.todo)) : null,
    make("ul", { class: "tags" }, make("li", {}, make("a", { href: `#rule-${rule.index}` }, visible(rule.name))), tags),
    place ? make("p", { class: "note" }, "Source: ", visible(`${source.scope} ${source.value} (${place})`)) : null,
    make("h4", {}, `Events${count > details.kept ? ` (the alert keeps ${withCommas(details.kept)} of ${withCommas(count)})` : ""}`),
    eventTable(row, details),
    whySection(rule, details),
    details.context.length > 0 ? make("details", {}, make("summary", {}, "Context of the alert"), metaList(details.context)) : null);
}

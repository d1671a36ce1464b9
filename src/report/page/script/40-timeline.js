// Alerts over time, a lane for each severity; dragging chooses a part.

function drawTimeline() {
  const place = document.getElementById("timeline-chart");
  const starts = columns.start.filter((time) => time >= 0);
  const first = data.log.first >= 0 ? data.log.first : starts.reduce((a, b) => Math.min(a, b), Infinity);
  const last = data.log.last >= 0 ? data.log.last : starts.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!(first <= last)) {
    place.append(make("p", { class: "none" }, "The log has no times."));
    return;
  }
  const readout = make("output", { "aria-live": "polite" });
  const whole = make("button", { type: "button", onclick: () => choose({ from: null, to: null }) }, "Whole log");
  const svg = makeSvg("svg", { class: "chart", role: "img" });
  place.append(svg, make("div", { class: "chart-bar" }, readout, whole));

  const kLane = 30;
  const kLeft = 70;
  const kTop = 6;
  const kHeight = kTop + 4 * kLane + 26;
  const kSteps = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 2592000, 7776000, 31536000].map((s) => s * 1000);
  let from = first;
  let to = last;
  let width = 800;
  const x = (time) => kLeft + ((time - from) / (to - from)) * (width - kLeft - 4);
  const timeAt = (at) => from + (Math.min(Math.max(at - kLeft, 0), width - kLeft - 4) / (width - kLeft - 4)) * (to - from);
  let brush = null;
  let dragFrom = null;

  function draw() {
    width = Math.max(280, place.clientWidth - 30);
    from = choice.from ?? first;
    to = choice.to ?? last;
    if (to - from < 60000) to = from + 60000;
    svg.setAttribute("viewBox", `0 0 ${width} ${kHeight}`);
    svg.setAttribute("height", kHeight);
    svg.replaceChildren(makeSvg("defs", {}, makeSvg("pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      makeSvg("line", { class: "hatch", x1: 0, y1: 0, x2: 0, y2: 6, "stroke-width": 2 }))));
    for (const [account, region, begin, end] of data.log.gaps) {
      if (end < from || begin > to) continue;
      const left = Math.max(x(begin), kLeft);
      svg.append(makeSvg("rect", { class: "gap", x: left, y: kTop, width: Math.max(2, Math.min(x(end), width) - left), height: 4 * kLane },
        makeSvg("title", {}, `No record of ${account}${region ? ` ${region}` : ""}: ${spanText(begin, end)}`)));
    }
    const step = kSteps.find((size) => (to - from) / size <= Math.max(2, (width - kLeft) / 130)) || kSteps.at(-1);
    const offset = localTimes ? new Date(from).getTimezoneOffset() * 60000 : 0;
    for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to; at += step) {
      const text = timeText(at);
      svg.append(makeSvg("line", { class: "rule", x1: x(at), x2: x(at), y1: kTop, y2: kTop + 4 * kLane + 4 }));
      if (x(at) > width - 36) continue;
      svg.append(makeSvg("text", { x: x(at), y: kHeight - 6, "text-anchor": x(at) < kLeft + 30 ? "start" : "middle" },
        step >= 86400000 ? text.slice(0, 10) : step < 60000 ? text.slice(11) : text.slice(11, 16) === "00:00" ? text.slice(5, 10) : text.slice(11, 16)));
    }
    // Bins of 7 pixels; a bar's height tells the number of alerts, by its root.
    const bins = Math.max(10, Math.floor((width - kLeft) / 7));
    const size = (to - from) / bins;
    const counts = [0, 1, 2, 3].map(() => new Uint32Array(bins + 1));
    let most = 1;
    for (const row of matching) {
      const start = columns.start[row];
      if (start < from || start > to) continue;
      const bin = Math.floor((start - from) / size);
      most = Math.max(most, ++counts[levelOf(row)][bin]);
    }
    for (let level = 3; level >= 0; --level) {
      const bottom = kTop + (4 - level) * kLane;
      svg.append(makeSvg("line", { class: "rule", x1: 0, x2: width, y1: bottom, y2: bottom }), makeSvg("text", { x: 0, y: bottom - 10 }, kLevelNames[level]));
      counts[level].forEach((count, bin) => {
        if (count === 0) return;
        const height = 7 + (kLane - 11) * Math.sqrt((count - 1) / Math.max(1, most - 1));
        svg.append(makeSvg("rect", { class: `fill-${kLevels[level]}`, x: x(from + bin * size), y: bottom - height, width: 5.5, height, rx: 1.5 },
          makeSvg("title", {}, `${countOf(count, "alert", "alerts")}, ${kLevelNames[level].toLowerCase()}: ${spanText(from + bin * size, from + (bin + 1) * size)}`)));
      });
    }
    brush = makeSvg("rect", { class: "brush", x: 0, y: kTop, width: 0, height: 4 * kLane });
    svg.append(brush);
    svg.setAttribute("aria-label", `${countOf(matching.length, "alert", "alerts")} over time, ${spanText(from, to)} ${zoneName()}. The From and To fields below choose a part.`);
    readout.textContent = `${spanText(from, to)} ${zoneName()}${data.log.gaps.length > 0 ? "; hatched: no records" : ""}. Drag to look at a part.`;
    whole.hidden = choice.from === null && choice.to === null;
  }

  const position = (event) => ((event.clientX - svg.getBoundingClientRect().left) / svg.getBoundingClientRect().width) * width;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    dragFrom = position(event);
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (dragFrom === null) return;
    const at = position(event);
    brush.setAttribute("x", Math.min(at, dragFrom));
    brush.setAttribute("width", Math.abs(at - dragFrom));
    readout.textContent = `${spanText(timeAt(Math.min(at, dragFrom)), timeAt(Math.max(at, dragFrom)))} ${zoneName()}`;
  });
  svg.addEventListener("pointerup", (event) => {
    if (dragFrom === null) return;
    const [left, right] = [dragFrom, position(event)].sort((a, b) => a - b);
    dragFrom = null;
    if (right - left > 5) choose({ from: Math.floor(timeAt(left)), to: Math.ceil(timeAt(right)) });
    else draw();
  });
  svg.addEventListener("pointercancel", () => {
    dragFrom = null;
    draw();
  });
  listeners.push(draw);
  new ResizeObserver(() => draw()).observe(place);
}

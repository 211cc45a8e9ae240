// A lane of states for each backend over the range, aligned with the charts above, and the list of
// events (events.js).

import { startEvents } from "./events.js";
import { gapsOf, spansOf } from "./history-spans.js";
import { make, moment } from "./text.js";

const LEAST_GAP_MS = 10_000; // so that late snapshots do not make gaps

let parts = null;
let events = null; // the list of them
let last = null; // {names, series, told}: the newest answer
const rows = new Map(); // backend -> {row, strip}

const fraction = (time, [from, to]) => (time - from) / (to - from);

function describe(all, unseen) {
  const words = all.map(({ from, status }) => `${status} since ${moment(from)}`);
  words.push(...unseen.map(({ from, to }) => `no data from ${moment(from)} to ${moment(to)}`));
  return words.join(", ") || "no data";
}

function place(node, { from, to }, range) {
  node.style.left = `${100 * fraction(from, range)}%`;
  node.style.width = `${(100 * (to - from)) / (range[1] - range[0])}%`;
  return node;
}

function newSpan(span, range) {
  const { from, to, status } = span;
  const title = `${status}, ${moment(from)} to ${moment(to)}`;
  const node = make("span", { className: `span ${status.toLowerCase()}`, title });
  node.append(make("span", { className: "word", text: status }));
  return place(node, span, range);
}

// A time at which the dashboard received no statistics.
function newGap(gap, range) {
  const title = `no data, ${moment(gap.from)} to ${moment(gap.to)}`;
  return place(make("span", { className: "unseen", title }), gap, range);
}

function gaps(name, range) {
  const { time_ms, backends, step_ms } = last.series;
  const figures = backends[name]?.requests_per_second.avg;
  const seen = [range[0], Math.min(range[1], Date.now())];
  return figures ? gapsOf(time_ms, figures, seen, Math.max(2.5 * step_ms, LEAST_GAP_MS)) : [];
}

function newLane(name) {
  const row = make("div", { className: "lane" });
  const strip = make("div", { className: "strip", role: "img" });
  row.append(make("span", { className: "lane-name", text: name }), strip);
  return { row, strip };
}

function showLanes(range) {
  const { names, told } = last;
  for (const [name, { row }] of rows) {
    if (names.includes(name)) continue;
    row.remove();
    rows.delete(name);
  }
  for (const name of names) {
    if (!rows.has(name)) rows.set(name, newLane(name));
    const { row, strip } = rows.get(name);
    const all = spansOf(name, told, range, Date.now());
    const unseen = gaps(name, range);
    strip.ariaLabel = `${name}: ${describe(all, unseen)}`;
    strip.replaceChildren(
      ...all.map((span) => newSpan(span, range)),
      ...unseen.map((gap) => newGap(gap, range)),
    );
    if (!row.isConnected) parts.lanes.insertBefore(row, parts.hair);
  }
}

// Draws the charts' cursor over the lanes.
function point(time, range) {
  parts.hair.hidden = time === null;
  if (time !== null) parts.hair.style.setProperty("--at", fraction(time, range));
}

function build(section) {
  const lanes = make("div", { className: "lanes" });
  const hair = make("div", { className: "hair", hidden: true });
  lanes.append(hair);
  section.append(make("h2", { text: "States" }), lanes);
  return { lanes, hair };
}

export function startTimeline(section) {
  parts = build(section);
  events = startEvents(section);
  let shown = null; // the range
  const look = (range) => {
    shown = range;
    if (last) showLanes(range);
  };
  return {
    look,
    point: (time) => shown && point(time, shown),
    show(series, told, range) {
      const heard = [...told.events, ...told.before].map((event) => event.backend);
      const names = [...new Set([...Object.keys(series.backends), ...heard.filter(Boolean)])];
      last = { names, series, told };
      look(range);
      events(names, told.events, range);
    },
  };
}

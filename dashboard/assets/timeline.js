// What happened: a lane of states for each backend over the range, under the charts and in step with
// them, and the list of events (events.js).

import { startEvents } from "./events.js";
import { make, moment } from "./text.js";

let parts = null;
let events = null; // the list of them
let last = null; // {names, told}: the newest answer
const rows = new Map(); // backend -> {row, strip}

// [{from, to, status}] of one backend, from its changes of state.
export function spans(name, { events: changes, before }, [from, to], now) {
  const known = before.find((event) => event.backend === name);
  const own = changes.filter((event) => event.kind === "state" && event.backend === name);
  const marks = known ? [{ time: from, status: known.status }] : [];
  marks.push(...own.map((event) => ({ time: event.time_ms, status: event.status })));
  const end = Math.min(to, now);
  return marks
    .map(({ time, status }, i) => ({ from: time, to: marks[i + 1]?.time ?? end, status }))
    .filter((span) => span.to > span.from);
}

const fraction = (time, [from, to]) => (time - from) / (to - from);

function describe(all) {
  if (all.length === 0) return "nothing known";
  return all.map(({ from, status }) => `${status} since ${moment(from)}`).join(", ");
}

function newSpan({ from, to, status }, range) {
  const text = `${status}, ${moment(from)} to ${moment(to)}`;
  const span = make("span", { className: `span ${status.toLowerCase()}`, title: text });
  span.style.left = `${100 * fraction(from, range)}%`;
  span.style.width = `${(100 * (to - from)) / (range[1] - range[0])}%`;
  span.append(make("span", { className: "word", text: status }));
  return span;
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
    const all = spans(name, told, range, Date.now());
    strip.ariaLabel = `${name}: ${describe(all)}`;
    strip.replaceChildren(...all.map((span) => newSpan(span, range)));
    if (!row.isConnected) parts.lanes.insertBefore(row, parts.hair);
  }
}

// The cursor of the charts, over the lanes.
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
      last = { names, told };
      look(range);
      events(names, told.events, range);
    },
  };
}

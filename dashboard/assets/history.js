// The history view: a range of time, two charts whose cursors move together, a lane of states for each
// backend, and the list of events. Zooming changes the range; a range that ends now moves with the
// time.

import { startCharts } from "./history-charts.js";
import { startRange } from "./history-range.js";
import { make, moment, setText } from "./text.js";
import { startTimeline } from "./timeline.js";

const REFRESH_MS = 10_000; // for a range that ends now, and after a failed request
const SLOW_MS = 400; // then "Loading" is shown
const MOST_POINTS = 1000;

let parts = null;
let range = null;
let charts = null;
let timeline = null;
let kept = null; // the state of the daemon's history
let asked = 0; // the number of the newest request; answers to older ones are ignored
let timer = 0;

async function json(path) {
  const response = await fetch(path, { cache: "no-store" }).catch(() => null);
  if (!response) throw new Error("this dashboard cannot be reached");
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.error?.message ?? `it answered ${response.status}`);
  if (body === null) throw new Error("its answer is not JSON");
  return body;
}

const query = (values) => new URLSearchParams(values).toString();

function say(text) {
  setText(parts.state, text);
  parts.state.hidden = !text;
}

// Why there is no history, or no newer one; "" if it is on.
function problem() {
  if (kept?.state === "off") return `The history is off: ${kept.why ?? "[dashboard] history is not set"}.`;
  if (kept?.state !== "paused") return "";
  return `The history is paused since ${moment(kept.since)}: ${kept.why}. Older figures can be seen.`;
}

function ask([from, to]) {
  const span = { from: Math.round(from), to: Math.round(to) };
  const points = Math.max(100, Math.min(MOST_POINTS, Math.round(charts.width())));
  const columns = charts.columns().join(",");
  return Promise.all([
    json(`api/history?${query({ ...span, points, columns })}`),
    json(`api/events?${query({ ...span, limit: 2000 })}`),
  ]);
}

async function refresh({ quiet = false } = {}) {
  clearTimeout(timer);
  const off = kept?.state === "off";
  parts.section.classList.toggle("nothing", off);
  if (parts.section.hidden || off || !kept) return say(problem());
  const question = ++asked;
  const span = range.now();
  const slow = quiet ? 0 : setTimeout(() => say("Loading …"), SLOW_MS);
  const again = () => (timer = setTimeout(() => refresh({ quiet: true }), REFRESH_MS));
  try {
    const [series, events] = await ask(span);
    if (question !== asked) return;
    range.renew();
    charts.show(series, span);
    timeline.show(series, events, span);
    const empty = Object.keys(series.backends).length === 0 && "No figures for this range.";
    say(problem() || empty || "");
    if (range.live()) again();
  } catch (error) {
    if (question !== asked) return;
    say(`Cannot read the history: ${error.message}. Next attempt in ${REFRESH_MS / 1000} s.`);
    again();
  } finally {
    clearTimeout(slow);
  }
}

// Shows the figures that are there, and requests those of the new range.
function moved() {
  charts.look(range.now());
  timeline.look(range.now());
  refresh();
}

function build(section) {
  const state = make("p", { className: "past-state", hidden: true, role: "status" });
  const tools = make("div", { className: "past-tools" });
  const pictures = make("div", { className: "panel past-charts" });
  const lanes = make("section", { className: "panel past-lanes", ariaLabel: "States and events" });
  section.append(tools, state, pictures, lanes);
  return { section, state, tools, pictures, lanes };
}

export function startHistory(section, view) {
  if (parts) return;
  kept = view?.history ?? null;
  parts = build(section);
  range = startRange(section, parts.tools, moved);
  charts = startCharts(parts.pictures, {
    zoom: (from, to) => range.set(from, to),
    point: (time) => timeline.point(time),
    change: () => refresh(),
  });
  timeline = startTimeline(parts.lanes);
  document.addEventListener("rrlb:view", ({ detail }) => {
    const [first, before] = [kept === null, problem()];
    kept = detail.history;
    if (first || problem() !== before) refresh();
  });
  // Refreshes the view when it is shown again.
  new MutationObserver(() => section.hidden || refresh()).observe(section, {
    attributeFilter: ["hidden"],
  });
  refresh();
}

// The past: a range of time, two charts over it whose cursors go together, a lane of states for each
// backend, and the list of what happened. Zooming is another range; a range that ends now stays
// there.

import { startCharts } from "./history-charts.js";
import { startRange } from "./history-range.js";
import { make, moment, setText } from "./text.js";
import { startTimeline } from "./timeline.js";

const REFRESH_MS = 10_000; // of a range that ends now, and after a question that failed
const SLOW_MS = 400; // then it is said that figures are on their way
const MOST_POINTS = 1000;

let parts = null;
let range = null;
let charts = null;
let timeline = null;
let kept = null; // what the daemon says of its history
let asked = 0; // the newest question; answers to others are late
let timer = 0;

async function json(path) {
  const response = await fetch(path, { cache: "no-store" }).catch(() => null);
  if (!response) throw new Error("this dashboard cannot be reached");
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.error?.message ?? `it answered ${response.status}`);
  if (body === null) throw new Error("its answer makes no sense");
  return body;
}

const query = (values) => new URLSearchParams(values).toString();

function say(text) {
  setText(parts.state, text);
  parts.state.hidden = !text;
}

// Whether the past is kept, in words; "" if it is.
function hindrance() {
  if (kept?.state === "off") return `No history is kept: ${kept.why ?? "[dashboard] history names no file"}.`;
  if (kept?.state !== "paused") return "";
  return `History is paused since ${moment(kept.since)}: ${kept.why}. What is older can be seen.`;
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
  if (parts.section.hidden || off || !kept) return say(hindrance());
  const question = ++asked;
  const span = range.now();
  const slow = quiet ? 0 : setTimeout(() => say("The figures are on their way …"), SLOW_MS);
  const again = () => (timer = setTimeout(() => refresh({ quiet: true }), REFRESH_MS));
  try {
    const [series, events] = await ask(span);
    if (question !== asked) return;
    range.renew();
    charts.show(series, span);
    timeline.show(series, events, span);
    const empty = Object.keys(series.backends).length === 0 && "Nothing is known of this time.";
    say(hindrance() || empty || "");
    if (range.live()) again();
  } catch (problem) {
    if (question !== asked) return;
    say(`The history cannot be read: ${problem.message}. It is asked for again in ${REFRESH_MS / 1000} s.`);
    again();
  } finally {
    clearTimeout(slow);
  }
}

// What is known of it is there at once.
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
    const [first, before] = [kept === null, hindrance()];
    kept = detail.history;
    if (first || hindrance() !== before) refresh();
  });
  // Shown again, it is as new as it can be.
  new MutationObserver(() => section.hidden || refresh()).observe(section, {
    attributeFilter: ["hidden"],
  });
  refresh();
}

// The past: a range of time, two charts over it whose cursors go together, a lane of states for each
// backend, and the list of what happened. Zooming is another range; a range that ends now stays
// there.

import { startCharts } from "./history-charts.js";
import { startRange } from "./history-range.js";
import { make, moment, setText } from "./text.js";
import { startTimeline } from "./timeline.js";

const REFRESH_MS = 10_000; // of a range that ends now
const MOST_POINTS = 1000;

let parts = null;
let range = null;
let charts = null;
let timeline = null;
let kept = null; // what the daemon says of its history
let asked = 0; // the newest question; answers to others are late
let timer = 0;

async function json(path) {
  const response = await fetch(path, { cache: "no-store" });
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.error?.message ?? `it answered ${response.status}`);
  return body;
}

const query = (values) => new URLSearchParams(values).toString();

function say(text) {
  setText(parts.state, text);
  parts.state.hidden = !text;
}

// Whether the past is kept, in words; "" if it is.
function hindrance() {
  if (kept?.state === "off") return "No history is kept: [dashboard] history names no file.";
  if (kept?.state !== "paused") return "";
  return `History is paused since ${moment(kept.since)}: ${kept.why}. What is older can be seen.`;
}

async function refresh() {
  clearTimeout(timer);
  if (parts.section.hidden || kept?.state === "off") return say(hindrance());
  const question = ++asked;
  const [from, to] = range.now();
  const points = Math.max(100, Math.min(MOST_POINTS, Math.round(charts.width())));
  const span = { from: Math.round(from), to: Math.round(to) };
  const columns = charts.columns().join(",");
  try {
    const [series, events] = await Promise.all([
      json(`api/history?${query({ ...span, points, columns })}`),
      json(`api/events?${query({ ...span, limit: 2000 })}`),
    ]);
    if (question !== asked) return;
    say(hindrance());
    charts.show(series, [from, to]);
    timeline.show(series, events, [from, to]);
  } catch (problem) {
    if (question === asked) say(`The history cannot be read: ${problem.message}`);
  }
  if (question === asked && range.live()) timer = setTimeout(refresh, REFRESH_MS);
}

function build(section) {
  const state = make("p", { className: "past-state", hidden: true, role: "status" });
  const tools = make("div", { className: "past-tools" });
  const pictures = make("div", { className: "panel past-charts" });
  const lanes = make("section", { className: "panel past-lanes" });
  section.append(tools, state, pictures, lanes);
  return { section, state, tools, pictures, lanes };
}

export function startHistory(section) {
  if (parts) return;
  parts = build(section);
  range = startRange(parts.tools, refresh);
  charts = startCharts(parts.pictures, {
    zoom: (from, to) => range.set(from, to),
    change: refresh,
  });
  timeline = startTimeline(parts.lanes);
  document.addEventListener("rrlb:view", ({ detail }) => {
    const before = hindrance();
    kept = detail.history;
    if (hindrance() !== before) refresh();
  });
  // Shown again, it is as new as it can be.
  new MutationObserver(() => section.hidden || refresh()).observe(section, {
    attributeFilter: ["hidden"],
  });
  refresh();
}

// Small charts of the last 30 points of each backend. Requests per second are green, with the same
// left axis in all charts; health is red, in steps, with an axis on the right. The time while a
// backend was down is shaded. Only charts on screen are drawn.

import { makeChart, shadeSpan } from "./chart.js";
import { POINTS } from "./recent.js";
import { showSwatch } from "./palette.js";
import { load } from "./stream.js";
import { showBadge } from "./table.js";
import { clock, make, percent, rate, setText } from "./text.js";

const HEADROOM = 1.15;
const LEAST_TOP = 1; // request/s, so that without requests the zero is at the bottom

let recent = null; // the points drawn
let top = LEAST_TOP; // of the left axis of all charts
const figures = new Map(); // backend's name -> its figure
const seen = new IntersectionObserver(look);

function look(entries) {
  for (const { target, isIntersecting } of entries) {
    target.inSight = isIntersecting;
    if (isIntersecting) draw(target);
  }
}

function columns({ name }) {
  return ["requests_per_second", "health_percent"].map((column) => recent.column(name, column));
}

// The last POINTS intervals up to the newest point.
function window() {
  const to = recent.times.at(-1) ?? 0;
  return [to - (POINTS - 1) * recent.interval, to];
}

function shadeDown(plot, context) {
  const [times, , health] = plot.data;
  times.forEach((time, i) => {
    if (health[i] !== 0) return;
    const until = times[i + 1] ?? time;
    shadeSpan(plot, context, time, Math.min(until, time + 2 * recent.interval), "--down-shade");
  });
}

function newPlot(figure) {
  const { plot } = figure.parts;
  return makeChart(plot, {
    height: 150,
    window,
    axes: [
      {
        scale: "y",
        side: "left",
        label: "req/s",
        color: "--requests",
        range: () => [0, top],
        values: rateLabel,
      },
      {
        scale: "health",
        side: "right",
        label: "health %",
        color: "--health",
        range: () => [0, 104],
        splits: () => [0, 50, 100],
        values: String,
      },
    ],
    series: [
      { scale: "y", label: "requests/s", color: "--requests", width: 2 },
      { scale: "health", label: "health %", color: "--health", stepped: true, dashed: true },
    ],
    shade: shadeDown,
    point: (index) => {
      figure.cursor = index;
      showNow(figure);
    },
  });
}

function rateLabel(value) {
  if (value >= 10_000) return `${value / 1000}k`;
  return String(value);
}

// Shows the figures at the cursor, or else the newest.
function showNow({ parts, backend, cursor }) {
  const [requests, health] = columns(backend);
  const at = cursor === null ? requests.length - 1 : cursor;
  const time = recent.times[at];
  const words = `${rate(requests[at])} req/s · health ${percent(health[at]).replace(".0", "")}`;
  setText(parts.now, cursor === null || time === undefined ? words : `${clock(new Date(time))} · ${words}`);
}

function showTable({ parts: { points }, dataset: { name } }) {
  if (!points.open) return;
  load("points.js").then(
    ({ showPoints }) => showPoints(points, name, recent),
    () => {}, // tried again with the next update
  );
}

function describe({ backend, parts }) {
  const [requests, health] = columns(backend);
  const known = requests.filter((value) => value !== null);
  const span = known.length
    ? `requests/s from ${rate(Math.min(...known))} to ${rate(Math.max(...known))}`
    : "requests/s not known";
  const words = `${backend.name}: ${span}, now ${rate(requests.at(-1))}; health now ${percent(health.at(-1))}`;
  if (parts.plot.ariaLabel !== words) parts.plot.ariaLabel = words;
}

function draw(figure) {
  if (!recent || !figure.backend) return;
  if (globalThis.uPlot) figure.chart ??= newPlot(figure);
  figure.chart?.show(recent.times, columns(figure.backend));
}

function newFigure(name) {
  const figure = make("figure", { className: "chart", data: { name } });
  const caption = make("figcaption");
  const button = make("button", { className: "name", type: "button", text: name });
  const badge = make("span");
  const now = make("span", { className: "now" });
  const plot = make("div", { className: "plot", role: "img", ariaLabel: name });
  const points = make("details", { className: "points" });
  points.append(make("summary", { text: "Figures" }));
  caption.append(button, badge, now);
  figure.append(caption, plot, points);
  figure.parts = { caption, badge, now, plot, points };
  figure.cursor = null;
  points.addEventListener("toggle", () => showTable(figure));
  seen.observe(figure);
  idly(() => figure.isConnected && draw(figure)); // once, even if it is off screen
  figures.set(name, figure);
  return figure;
}

// Some browsers lack requestIdleCallback.
const idly = (what) => (globalThis.requestIdleCallback ?? setTimeout)(() => what());

function end(figure) {
  seen.unobserve(figure);
  figure.chart?.end();
  figures.delete(figure.dataset.name);
  figure.remove();
}

function showFigure(figure, backend) {
  figure.backend = backend;
  figure.dataset.points = recent.times.length;
  showSwatch(figure.parts.caption, backend);
  showBadge(figure.parts.badge, backend.status);
  showNow(figure);
  describe(figure);
  showTable(figure);
  if (figure.inSight) draw(figure);
}

function highest(backends) {
  const all = backends.flatMap(({ name }) => recent.column(name, "requests_per_second"));
  return Math.max(LEAST_TOP, ...all.map((value) => value ?? 0)) * HEADROOM;
}

// Shows exactly these backends, with their points.
export function showCharts(node, backends, points) {
  recent = points;
  top = highest(backends);
  const names = new Set(backends.map((backend) => backend.name));
  for (const [name, figure] of [...figures]) if (!names.has(name)) end(figure);
  backends.forEach((backend, place) => {
    const figure = figures.get(backend.name) ?? newFigure(backend.name);
    if (node.children[place] !== figure) node.insertBefore(figure, node.children[place] ?? null);
    showFigure(figure, backend);
  });
}

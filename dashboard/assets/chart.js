// A chart over time, drawn by uPlot: its colours follow the theme, times are local and in 24 hours,
// unknown values are gaps, and it is always as wide as its parent. For screen readers the caller
// sets a label and provides a table of the figures.
//
//   const chart = makeChart(node, {
//     height: 150,                            // px
//     axes: [{ scale: "y", side: "left", color: "--requests", label: "req/s", range: () => [0, 9] }],
//     series: [{ scale: "y", color: "--requests", label: "requests/s", stepped, dashed, width }],
//     window: () => [from_ms, to_ms],         // default: all times
//     shade: (plot, context) => ...,          // under the lines
//     point: (index or null) => ...,          // at the cursor
//     plot: {...},                            // further options of uPlot: cursor, hooks, bands, select
//   });
//   chart.show(times_ms, [column, ...]);      // null is a gap
//
// A colour is a custom property of the style sheet, or a CSS colour.

import { themed } from "./palette.js";
import { clock } from "./text.js";

const SIDES = { left: 3, right: 1 };
const AXIS_PX = 40; // enough for five digits
const LABEL_PX = 16; // in addition
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const FONT = "11px system-ui, 'DejaVu Sans', sans-serif";

const charts = new Set();

document.addEventListener("rrlb:theme", () => {
  for (const chart of charts) chart.plot.redraw(false);
});

const paint = (color) => () => (color.startsWith("--") ? themed(color) : color);

const two = (number) => String(number).padStart(2, "0");

// Labels in the reader's time zone: the date at midnight, and seconds only if the steps need them.
export function timeLabels(plot, times, axis, space, step) {
  return times.map((time) => {
    const date = new Date(time);
    const midnight = date.getHours() === 0 && date.getMinutes() === 0;
    const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    if (step >= DAY_MS || (midnight && step >= MINUTE_MS)) return day;
    return step >= MINUTE_MS ? clock(date).slice(0, 5) : clock(date);
  });
}

// Points between two gaps, which no line reaches.
function lonely(plot, series) {
  const values = plot.data[series];
  const is = (i) => values[i] !== null && (values[i - 1] ?? null) === null;
  return [...values.keys()].filter((i) => is(i) && (values[i + 1] ?? null) === null);
}

function timeAxis() {
  return {
    stroke: paint("--faint"),
    font: FONT,
    size: 26,
    gap: 4,
    space: 70,
    values: timeLabels,
    grid: { stroke: paint("--grid"), width: 1 },
    ticks: { show: false },
  };
}

function valueAxis({ scale, side, color, label, values, splits, grid = side === "left" }) {
  return {
    scale,
    side: SIDES[side],
    stroke: paint(color),
    font: FONT,
    size: AXIS_PX,
    gap: 6,
    space: 28,
    ...(label && { label, labelFont: FONT, labelSize: LABEL_PX, labelGap: 0 }),
    ...(values && { values: (plot, all) => all.map(values) }),
    ...(splits && { splits }),
    grid: { show: grid, stroke: paint("--grid"), width: 1 },
    ticks: { show: false },
  };
}

function oneSeries({ scale, color, label, stepped, dashed, width = 1.5, fill }) {
  return {
    scale,
    label,
    stroke: paint(color),
    width,
    ...(dashed && { dash: [5, 3] }),
    ...(fill && { fill: paint(fill) }),
    ...(stepped && { paths: globalThis.uPlot.paths.stepped({ align: 1 }) }),
    points: { show: true, filter: lonely, size: 4 },
  };
}

function settings(options, width) {
  const { axes, series, shade, point, window, height = 150, plot = {} } = options;
  const scales = { x: window ? { range: () => window() } : {} };
  for (const { scale, range } of axes) scales[scale] = range ? { range: () => range() } : {};
  const hooks = { ...plot.hooks };
  if (shade) hooks.drawClear = [...(hooks.drawClear ?? []), (u) => shade(u, u.ctx)];
  if (point) hooks.setCursor = [...(hooks.setCursor ?? []), (u) => point(u.cursor.idx ?? null)];
  return {
    ms: 1,
    legend: { show: false },
    ...plot,
    width,
    height,
    hooks,
    scales,
    axes: [timeAxis(), ...axes.map(valueAxis)],
    series: [{}, ...series.map(oneSeries)],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 5 }, ...plot.cursor },
  };
}

// Shades the times from..to; for use in `shade`.
export function shadeSpan(plot, context, from, to, color) {
  const { left, top, width, height } = plot.bbox;
  const clip = (x) => Math.min(Math.max(x, left), left + width);
  const [start, end] = [from, to].map((time) => clip(plot.valToPos(time, "x", true)));
  context.fillStyle = paint(color)();
  context.fillRect(start, top, end - start, height);
}

export function makeChart(node, options) {
  const { height = 150 } = options;
  const empty = [[], ...options.series.map(() => [])];
  const plot = new globalThis.uPlot(settings(options, node.clientWidth || 300), empty, node);
  const fit = new ResizeObserver(() => {
    if (node.clientWidth > 0 && node.clientWidth !== plot.width) {
      plot.setSize({ width: node.clientWidth, height });
    }
  });
  fit.observe(node);
  const chart = {
    plot,
    show: (times, columns) => plot.setData([times, ...columns]),
    end: () => {
      charts.delete(chart);
      fit.disconnect();
      plot.destroy();
    },
  };
  charts.add(chart);
  return chart;
}

// The charts of the history: requests per second of every backend, and another figure that the reader
// selects. Their cursors move together; dragging zooms. If a point summarizes several values, a band
// from their minimum to their maximum is drawn.

import { makeChart } from "./chart.js";
import { COLUMNS, extremes, REQUESTS } from "./history-columns.js";
import { isShown, showLegend, showValues } from "./history-legend.js";
import { startFigures } from "./history-table.js";
import { color } from "./palette.js";
import { make } from "./text.js";

const HEIGHT = 200;
const PADDING = [10, 16, 0, 0]; // px; aligns the plots with the lanes of the timeline
const SYNC = "history";
const BAND_ALPHA = "2e"; // the alpha of a colour, in hex
const LEAST_DRAG_PX = 6;
const NO_COLOR = "rgba(0,0,0,0)";

let chosen = "health_percent";
let shown = null; // the newest answer
let window = [0, 1]; // from, to
let parts = null;
let act = null; // zoom, point, change
const charts = new Map(); // place -> {chart, key}

const visible = () => Object.keys(shown?.backends ?? {}).filter(isShown);

function onSelect(plot) {
  const { left, width } = plot.select;
  if (width < LEAST_DRAG_PX) return;
  const [from, to] = [left, left + width].map((x) => plot.posToVal(x, "x"));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  act.zoom(from, to);
}

// The top of the axis, which begins at zero so that heights can be compared.
function headroom(column) {
  const values = columnsOf(column).flat();
  const most = values.reduce((soFar, value) => Math.max(soFar, value ?? 0), 0);
  return most > 0 ? most * 1.08 : 1;
}

const isBanded = (column) =>
  visible().some((name) => {
    const { min, max } = shown.backends[name][column];
    return min.some((value, i) => value !== max[i]);
  });

function columnsOf(column) {
  const banded = isBanded(column);
  return visible().flatMap((name) => {
    const { avg, min, max } = shown.backends[name][column];
    return banded ? [avg, min, max] : [avg];
  });
}

function linesOf(column, banded) {
  return visible().flatMap((name) => {
    const { color_slot, pattern } = shown.backends[name];
    const { stepped } = COLUMNS[column];
    const line = { scale: "y", label: name, color: color(color_slot), dashed: pattern > 0, stepped };
    const edge = { scale: "y", label: name, color: NO_COLOR, stepped, width: 0 };
    return banded ? [line, edge, edge] : [line];
  });
}

function newChart(node, column) {
  const banded = isBanded(column);
  const { top } = COLUMNS[column];
  const bands = visible().map((name, i) => ({
    series: [3 * i + 3, 3 * i + 2],
    fill: color(shown.backends[name].color_slot) + BAND_ALPHA,
  }));
  return makeChart(node, {
    height: HEIGHT,
    window: () => window,
    axes: [
      {
        scale: "y",
        side: "left",
        color: "--faint",
        range: () => [0, top ?? headroom(column)],
        values: (value) => (value >= 10_000 ? `${value / 1000}k` : String(value)),
      },
    ],
    series: linesOf(column, banded),
    point: onPoint,
    plot: {
      padding: PADDING,
      ...(banded && { bands }),
      hooks: { setSelect: [onSelect] },
      cursor: {
        sync: { key: SYNC, setSeries: false },
        drag: { x: true, y: false, setScale: false },
      },
    },
  });
}

// Creates a new chart if the set of lines has changed, or else updates the figures.
function draw(node, column) {
  if (!globalThis.uPlot || !shown) return;
  const slots = visible().map((name) => [name, shown.backends[name].color_slot]);
  const key = JSON.stringify([column, isBanded(column), slots]);
  const place = node.dataset.chart;
  const known = charts.get(place);
  if (known?.key !== key) {
    known?.chart.end();
    charts.set(place, { chart: newChart(node, column), key });
  }
  charts.get(place).chart.show(shown.time_ms, columnsOf(column));
}

function describe(node, column) {
  const { label, write } = COLUMNS[column];
  const means = visible().map((name) => `${name} ${write(extremes(shown.backends[name][column])[1])}`);
  const text = means.length ? `${label}, on average: ${means.join(", ")}` : `${label}: no figures`;
  if (node.ariaLabel !== text) node.ariaLabel = text;
}

function drawAll() {
  for (const [node, column] of [[parts.requests, REQUESTS], [parts.other, chosen]]) {
    draw(node, column);
    describe(node, column);
  }
  showLegend(parts.legend, shown, drawAll);
  showValues(parts.legend, parts.time, shown, null, chosen);
  parts.showFigures(shown, [REQUESTS, chosen]);
}

function onPoint(index) {
  if (!shown) return;
  showValues(parts.legend, parts.time, shown, index, chosen);
  act.point(index === null ? null : (shown.time_ms[index] ?? null));
}

function chooser() {
  const select = make("select", { ariaLabel: "Second chart" });
  for (const [value, { label: text }] of Object.entries(COLUMNS)) {
    if (value !== REQUESTS) select.append(make("option", { value, text }));
  }
  select.value = chosen;
  select.addEventListener("change", () => {
    chosen = select.value;
    act.change();
  });
  return select;
}

function chartPart(place, name, ...head) {
  const row = make("div", { className: "past-row" });
  const side = make("div", { className: "past-side" });
  side.append(...head);
  const node = make("div", { className: "past-chart", role: "img", ariaLabel: "No figures yet", data: { chart: name } });
  row.append(side, node);
  place.append(row);
  return node;
}

function build(place) {
  const time = make("p", { className: "past-time" });
  const requests = chartPart(place, "requests", make("h2", { text: COLUMNS[REQUESTS].label }), time);
  const title = make("h2", { className: "choose" });
  title.append(chooser());
  const other = chartPart(place, "other", title);
  const legend = make("div", { className: "past-legend", role: "group", ariaLabel: "Backends shown" });
  place.append(legend);
  return { requests, other, legend, time, showFigures: startFigures(place) };
}

export function startCharts(place, actions) {
  parts = build(place);
  act = actions;
  return {
    width: () => parts.requests.clientWidth,
    columns: () => [REQUESTS, chosen],
    // Shows the present figures in a new range until the range's own figures arrive.
    look: (range) => {
      window = range;
      if (shown?.backends && chosen in (Object.values(shown.backends)[0] ?? {})) drawAll();
    },
    show: (answer, range) => {
      [shown, window] = [answer, range];
      drawAll();
    },
  };
}

// The charts of the past: requests a second of every backend, and one more figure that the reader
// chooses. Their cursors go together; dragging over one zooms. A band from the least to the most is
// drawn where points stand for minutes. The legend hides and shows backends, and tells the
// figures at the cursor.

import { makeChart } from "./chart.js";
import { color, showSwatch } from "./palette.js";
import { decimal, make, moment, rate, setText } from "./text.js";

const COLUMNS = {
  health_percent: { label: "Health %", top: 104, write: (value) => decimal(value, 0) },
  failures_per_second: { label: "Failures/s", write: rate },
  latency_ms: { label: "Latency ms", write: (value) => decimal(value) },
  cpu_percent: { label: "CPU %", write: (value) => decimal(value) },
  ram_mb: { label: "RAM MB", write: (value) => decimal(value) },
  in_flight: { label: "In flight", write: (value) => decimal(value, 0) },
};
const REQUESTS = "requests_per_second";
const HEIGHT = 200;
const SYNC = "history";
const BAND_ALPHA = "2e"; // of a colour, in hex
const LEAST_DRAG_PX = 6;

let chosen = "health_percent";
let hidden = new Set(); // names of backends
let shown = null; // the newest answer
let window = [0, 1]; // from, to
let parts = null;
let act = null; // zoom, change
const charts = new Map(); // column -> {chart, key}

const names = () => Object.keys(shown?.backends ?? {});
const visible = () => names().filter((name) => !hidden.has(name));

function onSelect(plot) {
  const { left, width } = plot.select;
  if (width < LEAST_DRAG_PX) return;
  const [from, to] = [left, left + width].map((x) => plot.posToVal(x, "x"));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  act.zoom(from, to);
}

// From zero, so that heights can be compared.
function headroom(column) {
  const most = columnsOf(column).flat().reduce((soFar, value) => Math.max(soFar, value ?? 0), 0);
  return most > 0 ? most * 1.08 : 1;
}

function newChart(node, column) {
  const list = visible();
  const own = (name) => color(shown.backends[name].color_slot);
  const { top } = COLUMNS[column] ?? {};
  const withBands = shown.tier === "minute";
  const lines = list.flatMap((name) => {
    const dashed = shown.backends[name].pattern > 0;
    const line = { scale: "y", label: name, color: own(name), dashed, stepped: column === "health_percent" };
    if (!withBands) return [line];
    const edge = { scale: "y", label: name, color: "rgba(0,0,0,0)", width: 0 };
    return [line, edge, edge];
  });
  const bands = list.map((name, i) => ({
    series: [3 * i + 3, 3 * i + 2],
    fill: own(name) + BAND_ALPHA,
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
    series: lines,
    point: showValues,
    plot: {
      ...(withBands && { bands }),
      hooks: { setSelect: [onSelect] },
      cursor: { sync: { key: SYNC, setSeries: false }, drag: { x: true, y: false, setScale: false } },
    },
  });
}

function columnsOf(column) {
  return visible().flatMap((name) => {
    const { avg, min, max } = shown.backends[name][column];
    return shown.tier === "minute" ? [avg, min, max] : [avg];
  });
}

// Another set of lines is another chart; else the same one gets new figures.
function draw(node, column) {
  if (!globalThis.uPlot || !shown) return;
  const key = JSON.stringify([column, shown.tier, visible().map((name) => [name, shown.backends[name].color_slot])]);
  const place = node.dataset.chart;
  const known = charts.get(place);
  if (known?.key !== key) {
    known?.chart.end();
    charts.set(place, { chart: newChart(node, column), key });
  }
  charts.get(place).chart.show(shown.time_ms, columnsOf(column));
}

function drawAll() {
  draw(parts.requests, REQUESTS);
  draw(parts.other, chosen);
  describe();
}

function mean(values) {
  const known = values.filter((value) => value !== null);
  return known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}

function describe() {
  const words = (column, write) =>
    visible()
      .map((name) => `${name} ${write(mean(shown.backends[name][column].avg))}`)
      .join(", ");
  parts.requests.ariaLabel = `Requests a second, on average: ${words(REQUESTS, rate)}`;
  const { label, write } = COLUMNS[chosen];
  parts.other.ariaLabel = `${label}, on average: ${words(chosen, write)}`;
  showTable();
}

// What the canvases show, for those who do not see them.
function showTable() {
  const { write } = COLUMNS[chosen];
  const rows = names().map((name) => {
    const row = make("tr");
    const of = (column, form) => {
      const { avg, min, max } = shown.backends[name][column];
      const known = (values) => values.filter((value) => value !== null);
      const least = known(min).length ? Math.min(...known(min)) : null;
      const most = known(max).length ? Math.max(...known(max)) : null;
      return [least, mean(avg), most].map((value) => make("td", { text: form(value) }));
    };
    row.append(make("th", { text: name, scope: "row" }), ...of(REQUESTS, rate), ...of(chosen, write));
    return row;
  });
  const head = make("tr");
  const titles = ["Backend"];
  for (const what of ["Requests/s", COLUMNS[chosen].label]) {
    titles.push(`${what} least`, `${what} mean`, `${what} most`);
  }
  head.append(...titles.map((text) => make("th", { text, scope: "col" })));
  parts.head.replaceChildren(head);
  parts.body.replaceChildren(...rows);
}

function showValues(index) {
  const at = index === null || !shown ? null : shown.time_ms[index];
  setText(parts.time, at === null || at === undefined ? "" : moment(at));
  for (const key of parts.legend.children) {
    const series = shown?.backends[key.dataset.name];
    const value = at === null || !series ? "" : `${rate(series[REQUESTS].avg[index])}/s`;
    setText(key.querySelector(".value"), value);
  }
}

function newKey(name) {
  const key = make("button", { type: "button", className: "past-key", data: { name } });
  key.append(make("span", { className: "name", text: name }), make("span", { className: "value" }));
  key.addEventListener("click", () => {
    if (!hidden.delete(name)) hidden.add(name);
    showLegend();
    drawAll();
  });
  return key;
}

function showLegend() {
  const keys = new Map([...parts.legend.children].map((key) => [key.dataset.name, key]));
  for (const name of names()) {
    const key = keys.get(name) ?? newKey(name);
    keys.delete(name);
    showSwatch(key, shown.backends[name]);
    key.setAttribute("aria-pressed", String(!hidden.has(name)));
    if (!key.isConnected) parts.legend.append(key);
  }
  for (const gone of keys.values()) gone.remove();
}

function chooser() {
  const label = make("label", { className: "choose" });
  const select = make("select", { ariaLabel: "Second chart" });
  for (const [value, { label: text }] of Object.entries(COLUMNS)) {
    select.append(make("option", { value, text }));
  }
  select.value = chosen;
  select.addEventListener("change", () => {
    chosen = select.value;
    act.change();
  });
  label.append(select);
  return label;
}

function build(place) {
  const title = make("h2", { text: "Requests/s" });
  const time = make("span", { className: "past-time" });
  title.append(time);
  const requests = make("div", { className: "past-chart", role: "img", data: { chart: "requests" } });
  const second = make("h2", { className: "second" });
  second.append(chooser());
  const other = make("div", { className: "past-chart", role: "img", data: { chart: "other" } });
  requests.ariaLabel = other.ariaLabel = "No figures yet";
  const legend = make("div", { className: "past-legend", role: "group", ariaLabel: "Backends shown" });
  const details = make("details", { className: "past-figures" });
  const scroller = make("div", { className: "scroller", tabIndex: 0, role: "region", ariaLabel: "Figures of the range" });
  const table = make("table");
  const [head, body] = [make("thead"), make("tbody")];
  table.append(head, body);
  scroller.append(table);
  details.append(make("summary", { text: "Figures of the range" }), scroller);
  place.append(title, requests, second, other, legend, details);
  return { place, requests, other, legend, time, head, body };
}

export function startCharts(place, actions) {
  parts = build(place);
  act = actions;
  return {
    width: () => parts.requests.clientWidth,
    columns: () => [REQUESTS, chosen],
    show: (answer, range) => {
      shown = answer;
      window = range;
      place.classList.toggle("empty", names().length === 0);
      showLegend();
      drawAll();
    },
  };
}

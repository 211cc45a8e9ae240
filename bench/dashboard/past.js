// The history view of 24 hours of 8 backends: how long until it is drawn, how long a zoom takes, and
// how many bytes are sent.

import { pastChart } from "../../tests/browser/harness/charts.js";
import { fakeBackend } from "../../tests/browser/harness/fake_balancer.js";
import { bytesOf } from "../../tests/browser/harness/wire.js";
import { median } from "./figures.js";
import { fillHistory } from "./past_file.js";

const BACKENDS = 8;
const DAY_MS = 86_400_000;
const TIMES = 9;

// Runs in the page: the time from a click until another range is drawn, in ms.
function clickAndWait(label) {
  const button = document.querySelector(`#history button[aria-label="${label}"]`);
  const chart = window.notedCharts.find((one) => one.root.closest("[data-chart=requests]"));
  const before = chart.scales.x.max - chart.scales.x.min;
  const began = performance.now();
  button.click();
  return new Promise((resolve) => {
    const look = () => {
      const now = window.notedCharts.filter((one) => one.root.isConnected);
      const shown = now.find((one) => one.root.closest("[data-chart=requests]"));
      if (shown.scales.x.max - shown.scales.x.min !== before && shown.data[0].length > 100) {
        resolve(performance.now() - began);
      } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

// Runs in the page: the time to redraw without new data, in ms.
function redraw() {
  const all = window.notedCharts.filter((one) => one.root.closest("[data-chart]"));
  const began = performance.now();
  for (const one of all) one.redraw();
  return new Promise((resolve) => queueMicrotask(() => resolve(performance.now() - began)));
}

export async function measure(stage) {
  const history = await fillHistory(stage, { backends: BACKENDS, days: 2 });
  const backends = Array.from({ length: BACKENDS }, (_, i) => fakeBackend(i + 1));
  const balancer = await stage.fakeBalancer(backends, { flow: 100 });
  const dashboard = await stage.dashboard(balancer, { interval: "2s", history });
  const board = await stage.open(dashboard, { path: "/#history" });
  const { page } = board;
  await stage.waitUntil(async () => (await pastChart(page, "requests"))?.times.length > 100, "the past");
  const opened = [];
  const zoomed = [];
  const drawn = [];
  for (let i = 0; i < TIMES; ++i) {
    opened.push(await page.evaluate(clickAndWait, "Last 24 h"));
    drawn.push(await page.evaluate(redraw));
    zoomed.push(await page.evaluate(clickAndWait, "Zoom in"));
  }
  const to = Date.now();
  const columns = "requests_per_second,health_percent";
  const query = `from=${to - DAY_MS}&to=${to}&points=1000&columns=${columns}`;
  const path = `${dashboard.url}/api/history?${query}`;
  const bytes = await bytesOf(path);
  const asked = [];
  for (let i = 0; i < TIMES; ++i) {
    const began = performance.now();
    await bytesOf(path);
    asked.push(performance.now() - began);
  }
  return [
    { what: "24 h of 8 backends: opened", unit: "ms", target: 500, reached: median(opened) },
    { what: "24 h of 8 backends: redrawn", unit: "ms", target: 50, reached: median(drawn), digits: 1 },
    { what: "24 h of 8 backends: zoomed in, with a request to the daemon", unit: "ms", reached: median(zoomed) },
    { what: "24 h of 8 backends: the response, compressed", unit: "KiB", target: 100, reached: bytes / 1024, digits: 1 },
    { what: "24 h of 8 backends: the daemon's response", unit: "ms", reached: median(asked), digits: 1 },
  ];
}

// A cold load: a browser with an empty cache opens the page of 8 backends, for each of which the
// daemon already has 30 points. The load ends when every backend has its row and a drawn chart.

import { fakeBackend } from "../../tests/browser/harness/fake_balancer.js";
import { bytesOf } from "../../tests/browser/harness/wire.js";
import { median } from "./figures.js";

const BACKENDS = 8;
const LOADS = 9;
const WARM_UP_LOOKS = 35;
const WINDOW = { width: 1280, height: 2400 }; // every chart is in sight

// Runs in the page before any of its scripts: notes when the last row and the last chart are there.
function noteWhenShown(backends) {
  const drawn = (canvas) => canvas.width > 0 && canvas.height > 0;
  const look = () => {
    const rows = document.querySelectorAll("#backends tbody tr[data-name]").length;
    const charts = [...document.querySelectorAll("main canvas")].filter(drawn).length;
    if (rows >= backends && charts >= backends && document.title.includes("up")) {
      window.shownAt = performance.now();
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
}

async function load(stage, wire) {
  const browser = await stage.newBrowser(wire, { viewport: WINDOW });
  const page = await browser.newPage();
  await page.addInitScript(noteWhenShown, BACKENDS);
  const before = wire.bytes;
  await page.goto(wire.url);
  await page.waitForFunction(() => window.shownAt > 0);
  const bytes = wire.bytes - before;
  const times = await page.evaluate(() => ({
    shown: window.shownAt,
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
  }));
  await browser.close();
  return { ...times, bytes };
}

export async function measure(stage) {
  const backends = Array.from({ length: BACKENDS }, (_, i) => fakeBackend(i + 1));
  const balancer = await stage.fakeBalancer(backends, { flow: 100 });
  const dashboard = await stage.dashboard(balancer, { interval: "100ms" });
  await stage.waitUntil(() => balancer.looks > WARM_UP_LOOKS, "30 points of each backend");
  const wire = await stage.wire(dashboard);
  const loads = [];
  for (let i = 0; i < LOADS; ++i) loads.push(await load(stage, wire));
  const of = (name) => median(loads.map((one) => one[name]));
  const loaded = new Set(wire.requests.filter((one) => !/stream$/.test(one)));
  let compressed = 0;
  for (const request of loaded) compressed += await bytesOf(wire.url + request.replace("GET ", ""));
  return [
    { what: "cold load of 8 backends: first paint", unit: "ms", target: 300, reached: of("paint") },
    { what: "cold load of 8 backends: all charts", unit: "ms", target: 1000, reached: of("shown") },
    {
      what: `cold load of 8 backends: ${loaded.size} files, compressed`,
      unit: "KiB",
      target: 60,
      reached: compressed / 1024,
      digits: 1,
    },
    {
      what: "cold load of 8 backends: on the wire, with HTTP heads and the first figures",
      unit: "KiB",
      reached: of("bytes") / 1024,
      digits: 1,
    },
  ];
}
